"""The languages that a student's home language may be named as."""

from typing import Literal

HomeLanguage = Literal[
    "English", "Albanian", "Amharic", "Arabic", "Bengali", "Bosnian", "Burmese", "Cantonese", "Chinese", "Dutch",
    "Farsi", "French", "German", "Hebrew", "Hindi", "Hmong", "Ilocano", "Japanese", "Javanese", "Karen", "Khmer",
    "Korean", "Laotian", "Latvian", "Malay", "Mandarin", "Nepali", "Oromo", "Polish", "Portuguese", "Punjabi",
    "Romanian", "Russian", "Samoan", "Serbian", "Somali", "Spanish", "Swahili", "Tagalog", "Tamil", "Telugu", "Thai",
    "Tigrinya", "Turkish", "Ukrainian", "Urdu", "Vietnamese",
    "Telegu", "",
]  # fmt: skip
"""The last two: the spelling that the definitions had until May 2018, and how the wire says that nothing is known."""
