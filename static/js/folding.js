// Folds what people type in several ways into one: "Erdoğan" and "erdogan", "Iğdır" and "IGDIR", the Arabic, Persian and
// Urdu forms of one letter, and the digits of all three. Folded texts are for comparing, never for showing.

// What stands on, below or between letters: accents, vowel signs of Arabic and Hebrew, the long stroke in Arabic words,
// hyphens that show only at a line's end, and signs without width that join letters or turn the direction of writing.
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u08d3-\u08ff\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

// Letters that Unicode takes apart no further, by the one that stands for them.
const ALIKE = {
  i: "ı",
  o: "ø",
  d: "đð",
  h: "ħ",
  l: "ł",
  e: "ə",
  ae: "æ",
  oe: "œ",
  ss: "ß",
  th: "þ",
  σ: "ς",
  "'": "\u2018\u2019\u02bb\u02bc\u02bf`",
  "-": "\u2010\u2012\u2013\u2014\u2212",
  "\u0627": "\u0671", // alef
  "\u0643": "\u06a9\u06aa", // kaf
  "\u064a": "\u0649\u06cc\u06ce\u06d0\u06d2", // yeh
  "\u0647": "\u0629\u06be\u06c1\u06c3\u06d5", // heh
  "\u0648": "\u06c6", // waw
};

const LETTERS = new Map();
for (const [letter, others] of Object.entries(ALIKE)) {
  for (const other of others) LETTERS.set(other, letter);
}
for (let digit = 0; digit <= 9; digit += 1) {
  LETTERS.set(String.fromCharCode(0x0660 + digit), String(digit)); // Arabic
  LETTERS.set(String.fromCharCode(0x06f0 + digit), String(digit)); // Persian and Urdu
}
const OTHERS = new RegExp(`[${[...LETTERS.keys()].join("")}]`, "g");

/** The text as it compares: small letters without marks, one form of each letter and digit. */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(MARKS, "")
    .replace(OTHERS, (letter) => LETTERS.get(letter));
}

/** The folded words of a text, each once. */
export function foldWords(text) {
  return [...new Set(fold(text).split(/\s+/).filter(Boolean))];
}
