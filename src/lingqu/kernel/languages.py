"""The languages in which the server itself says something."""

from enum import StrEnum


class Language(StrEnum):
    """In which a sentence is said."""

    ZH = "zh"
    EN = "en"
