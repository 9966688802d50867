"""What people type in several ways becomes one: Erdoğan and erdogan, Iğdır and IGDIR, the forms of an Arabic letter.

``static/js/folding.js`` says the same in a browser, and why; a test runs both over the same texts.
"""

import unicodedata

# First and last of the characters that are left out: marks on letters, and signs without width.
_MARKS = (
    (0x0300, 0x036F), (0x0591, 0x05C7), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x08D3, 0x08FF), (0x00AD, 0x00AD), (0x061C, 0x061C), (0x200B, 0x200F), (0x202A, 0x202E),
    (0x2060, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip

# The letters that another one stands for.
_ALIKE = {
    "i": "ı", "o": "ø", "d": "đð", "h": "ħ", "l": "ł", "e": "ə", "ae": "æ", "oe": "œ", "ss": "ß", "th": "þ", "σ": "ς",
    "'": "\u2018\u2019\u02bb\u02bc\u02bf`",
    "-": "\u2010\u2012\u2013\u2014\u2212",
    "\u0627": "\u0671",
    "\u0643": "\u06a9\u06aa",
    "\u064a": "\u0649\u06cc\u06ce\u06d0\u06d2",
    "\u0647": "\u0629\u06be\u06c1\u06c3\u06d5",
    "\u0648": "\u06c6",
    **{str(digit): chr(0x0660 + digit) + chr(0x06F0 + digit) for digit in range(10)},
}  # fmt: skip

_TABLE = {code: "" for first, last in _MARKS for code in range(first, last + 1)}
_TABLE |= {ord(other): letter for letter, others in _ALIKE.items() for other in others}


def fold(text: str) -> str:
    """Give the text as it compares: small letters without marks, one form of each letter and digit."""
    return unicodedata.normalize("NFKD", text).lower().translate(_TABLE)
