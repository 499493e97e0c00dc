"""What ``schools-from-sections`` says beyond the cases: how a walk or a single school may be written, and what is none.

``<-`` ends the lines that are to be found; it is no part of the code.
"""

import pytest

from clever_upgrade.scan.rules.schools_from_sections import judge
from tests.scan.rules.reading_source import judged

MARK = " <-"


def check(path: str, marked: str) -> None:
    wanted = [number for number, line in enumerate(marked.split("\n"), 1) if line.endswith(MARK)]
    found = judged(judge, {path: marked.replace(MARK, "")})
    assert sorted(one.place.line for one in found) == wanted


def test_the_two_kinds_are_told_apart() -> None:
    walk = 'import clever_http\ndef f(teacher):\n return {s["school"] for s in teacher.sections()}'
    (gathered,) = judged(judge, {"a.py": walk})
    (single,) = judged(judge, {"a.py": 'import clever_http\ndef f(teacher):\n user.school_id = teacher["school"]'})
    assert "gathers the schools of a user from sections" in gathered.message
    assert "takes a user to have exactly one school" in single.message
    assert set(gathered.fields) == set(single.fields) == {"students.schools", "teachers.schools"}


GATHERED = [
    ("a.py", """import clever_http
def f(client, teacher):
    for section in client.get(f"/v1.2/teachers/{teacher}/sections"):
        school = section["school"] <-
        if school not in schools:
            schools.append(school)
"""),
    ("a.py", """import clever_http
def f(sections):
    for section in sections:
        by_teacher[section["teacher"]] = section["school"] <-
"""),
    ("a.py", """import clever_http
q = "SELECT DISTINCT s.school_id FROM sections s JOIN enrollments USING (section_id) WHERE student_id = %s" <-
"""),
    ("a.js", """const { cleverGet } = require('./clever');
const one = (teacher) => _.uniq(_.map(teacher.sections, 'school')); <-
const two = (id) => {
  const found = cleverGet(`/v1.2/teachers/${id}/sections`);
  return found.reduce((all, { school }) => all.add(school), new Set()); <-
};
"""),
    ("a.rb", """class CleverTeacher < ApplicationRecord
  has_many :schools, through: :sections <-
  def f
    sections.pluck(:school_id).uniq <-
  end
end
"""),
    ("a.rb", """class CleverImport
  def f(user, sections)
    sections.each do |section|
      user.schools << School.find_by(clever_id: section.school) <-
    end
  end
end
"""),
    ("a.php", """<?php
class CleverTeacher extends Model {
    function schools() {
        return $this->hasManyThrough(School::class, Section::class); <-
    }
}
"""),
    ("a.go", """package a
const u = "https://api.clever.com/v1.2/teachers/%s/sections"
func f(sections []Section) (schools []string) {
	for _, s := range sections {
		schools = append(schools, s.School) <-
	}
	return
}
"""),
    ("a.sql", """-- SELECT DISTINCT school_id FROM sections, by teacher
SELECT teacher_id, array_agg(DISTINCT school_id) FROM clever_sections GROUP BY teacher_id; <-
"""),
]  # fmt: skip
SINGLE = [
    ("a.py", """import clever_http
def create_teacher(data):
    return Teacher(id=data["id"], school=data.get("school")) <-
"""),
    ("a.py", """import clever_http
def f(client, me, student):
    user = client.get("/v1.2/me")["data"]
    one.school_id = user["school"] <-
    two.school = me["data"]["schools"][0] <-
    school = student["school"] <-
    User.create(id=1, school_id=school)
"""),
    ("a.py", """import clever_http
def f(student):
    User.objects.update_or_create(id=1, defaults={
        "school": School.objects.get(clever_id=student["school"]), <-
    })
"""),
    ("a.rb", """class CleverImport
  def f
    get('/v1.2/teachers').each do |row|
      User.create!(school_id: School.find_by(clever_id: row.school).id) <-
    end
  end
end
"""),
    ("a.js", """const { cleverGet } = require('./clever');
const toUser = (student) => ({
  schoolId: student.school, <-
});
const f = async (teacher) => {
  const { school } = teacher; <-
  await User.create({ cleverId: teacher.id, school });
};
"""),
    ("a.php", """<?php
class CleverImport {
    function f($teacher) {
        User::updateOrCreate(['id' => 1], [
            'school_id' => $teacher['school'], <-
        ]);
    }
}
"""),
    ("a.go", """package a
import clever "github.com/Clever/clever-go"
func f(student clever.Student) User {
	return User{
		SchoolID: student.School, <-
	}
}
"""),
]  # fmt: skip
QUIET = [
    ("a.py", """import clever_http
def f(sections):
    return {s["id"]: s["school"] for s in sections}, {s["school"] for s in sections}
"""),
    ("a.py", """import clever_http
def students_by_school(sections):
    for section in sections:
        for student in section["students"]:
            found[section["school"]].add(student)
        sizes[section["school"]] = sizes.get(section["school"], 0) + 1
"""),
    ("a.py", """import clever_http
def f(teacher):
    for section in get(f"/v1.2/teachers/{teacher}/sections"):
        courses.append({"id": section["id"], "school": section["school"]})
        courses.append(Course(section["id"], section["school"]))
"""),
    ("a.py", """import clever_http
def f(teacher):
    user.school = teacher["school"]
    user.schools = teacher["schools"]
"""),
    ("a.py", """import clever_http
def f(student, user, admin):
    print(student["school"])
    post.school, page.school = user.school, admin["school"]
    return get("/schools/" + student["school"])
"""),
    ("a.py", """def f(teacher):
    user.school = teacher["school"]
"""),
    ("a.rb", """class CleverTeacher
  def f(student)
    sections.group_by(&:school)
    sections.select { |s| s.school == 1 }
    section.school = student.school
    course.update(school: student.school)
  end
end
"""),
    ("a.rb", """class CleverDistrict
  has_many :schools, through: :sections
end
"""),
    ("a.js", """const { cleverGet } = require('./clever');
students.filter((student) => student.school === id);
track({ school: student.school });
const shown = { name: student.name, school: student.school };
"""),
    ("a.sql", """SELECT school_id, count(DISTINCT student_id) FROM clever_sections GROUP BY school_id;
"""),
]  # fmt: skip


@pytest.mark.parametrize(("path", "marked"), GATHERED)
def test_schools_may_be_gathered_in_many_ways(path: str, marked: str) -> None:
    check(path, marked)


@pytest.mark.parametrize(("path", "marked"), SINGLE)
def test_one_school_may_be_kept_in_many_ways(path: str, marked: str) -> None:
    check(path, marked)


@pytest.mark.parametrize(("path", "marked"), QUIET)
def test_other_uses_of_a_school_are_quiet(path: str, marked: str) -> None:
    check(path, marked)
