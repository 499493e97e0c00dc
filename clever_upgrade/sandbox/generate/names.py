"""Names to make people of: plain ones, and those that break what was only ever tried with plain ones."""

import unicodedata

FIRST: tuple[str, ...] = (
    "Ada", "Aiden", "Aisha", "Alejandro", "Amara", "Amélie", "Anaïs", "Andre", "Angela", "Anh", "Asha", "Benjamin",
    "Bianca", "Björn", "Brandon", "Caleb", "Camila", "Carlos", "Chen", "Chloé", "Christopher", "Ciarán", "Dae-Jung",
    "Daniela", "Darius", "David", "DeShawn", "Diego", "Dmitri", "D'Andre", "Ebony", "Eleanor", "Elif", "Emeka",
    "Emily", "Esther", "Eun-Ji", "Fatima", "Felix", "Fiona", "François", "Gabriela", "George", "Grace", "Gül",
    "Hannah", "Hassan", "Hiroshi", "Imani", "Inés", "Isaac", "Isabella", "Ivy", "Jack", "Jada", "Jamal", "Jasmine",
    "Jean-Luc", "Jesús", "Joaquín", "John", "José", "Julia", "Kai", "Kateřina", "Keisha", "Kevin", "Kwame", "Lakshmi",
    "Layla", "Leila", "Leo", "Li", "Liam", "Lucía", "Łukasz", "Malik", "María José", "Marcus", "Mary Ann", "Mateo",
    "Mei", "Michael", "Mila", "Mohammed", "Naomi", "Ngozi", "Nicolás", "Noah", "Nora", "Olivia", "Omar", "Óscar",
    "Parisa", "Paul", "Priya", "Quinn", "Rachel", "Raj", "Renée", "Ruth", "Samir", "Samuel", "Sarah", "Seán", "Sofia",
    "Søren", "Tariq", "Thảo", "Thomas", "Tyrone", "Valentina", "Victor", "Wei", "Xavier", "Ximena", "Yara", "Yusuf",
    "Zainab", "Zoë", "Zuzanna", "美咲", "하은", "Ольга", "محمد", "नेहा", "Ελένη", "אברהם",
    "Maximiliana Esperanza Guadalupe Inmaculada",
)  # fmt: skip

LAST: tuple[str, ...] = (
    "Abbott", "Abdullah", "Acosta", "Adeyemi", "Ahmed", "Álvarez", "Anderson", "Bailey", "Baker", "Banerjee", "Begay",
    "Bennett", "Björk", "Brooks", "Brown", "Cabrera", "Campbell", "Carter", "Castañeda", "Chang", "Chavez", "Clark",
    "Coleman", "Collins", "Cooper", "Cruz", "D'Angelo", "Dang", "Davis", "de la Cruz", "Delgado", "Diaz", "Dvořák",
    "Edwards", "El-Amin", "Evans", "Fernández", "Fischer", "Flores", "Foster", "García", "Gonzalez", "Gray", "Green",
    "Grünwald", "Hall", "Hansen", "Harris", "Hernandez", "Hill", "Hoàng", "Howard", "Hughes", "Ibrahim", "Ito",
    "Jackson", "James", "Jenkins", "Johnson", "Jones", "Kaplan", "Kaya", "Kelly", "Khan", "Kim", "King", "Kowalczyk",
    "Kumar", "Lee", "Lewis", "Li", "Long", "López", "MacDonald", "Martin", "Martínez", "Mbeki", "McCarthy", "Mendoza",
    "Miller", "Mitchell", "Moore", "Morales", "Müller", "Murphy", "Myers", "Nakamura", "Nelson", "Nguyễn", "Núñez",
    "O'Brien", "O'Neill", "Okafor", "Ortega", "Østergård", "Parker", "Patel", "Peña", "Perez", "Peterson", "Phillips",
    "Popescu", "Powell", "Price", "Quiñones", "Ramirez", "Reed", "Reyes", "Richardson", "Rivera", "Roberts",
    "Robinson", "Rodriguez", "Rogers", "Ross", "Ruiz", "Russell", "Sanchez", "Sanders", "Şahin", "Scott", "Shah",
    "Silva", "Simmons", "Singh", "Smith", "Smith-Jones", "St. John", "Stewart", "Sullivan", "Tanaka", "Taylor",
    "Thomas", "Thompson", "Torres", "Tran", "Turner", "Van der Berg", "Vargas", "Vasquez", "Walker", "Wang", "Ward",
    "Washington", "Watson", "White", "Williams", "Wilson", "Wood", "Wright", "Yazzie", "Young", "Zając", "Zhang",
    "山田", "김", "Иванова", "الخطيب", "शर्मा", "Παπαδόπουλος", "לוי",
    "Featherstonehaugh-Cholmondeley-Villanueva y Santamaría",
)  # fmt: skip

SCHOOL_NAMES: tuple[str, ...] = (
    "Acorn Hill", "Bayview", "César Chávez", "Cottonwood", "Dolores Huerta", "Eagle Ridge", "Frederick Douglass",
    "Garden Grove", "Harriet Tubman", "Ida B. Wells", "Jefferson", "Katherine Johnson", "Lincoln", "Marie Curie",
    "Northgate", "Oak Knoll", "Parkside", "Rosa Parks", "Sally Ride", "Sojourner Truth", "Sunnyside", "Washington",
    "Willow Creek", "Zora Neale Hurston",
)  # fmt: skip


def plain(name: str) -> str:
    """The lower-case Latin letters of a name, as e-mail addresses have them; ``user`` where none are left."""
    folded = unicodedata.normalize("NFKD", name).lower()
    return "".join(letter for letter in folded if "a" <= letter <= "z") or "user"


PLAIN_FIRST = tuple(plain(name) for name in FIRST)
PLAIN_LAST = tuple(plain(name) for name in LAST)
