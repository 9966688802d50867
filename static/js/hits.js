// Marks the words for which a text was found.

import { fold } from "./folding.js";

const PASSAGE = 30; // words
// A word between its punctuation.
const WORD = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}\p{M}]*)$/u;
const LEAST = 4; // letters that a word must share with a longer one that is looked for

/** Whether a word, or a part of it, begins like one of the folded words looked for, or is the beginning of one. */
export function isHit(word, words) {
  const parts = fold(word).split(/[^\p{L}\p{N}\p{M}]+/u);
  return parts.some((part) => part && words.some((each) => part.startsWith(each) || (part.length >= LEAST && each.startsWith(part))));
}

/** The text as a list of texts and <mark> elements. */
export function markHits(text, words) {
  return mark(text.split(/\s+/), (word) => isHit(word, words));
}

/** The passage of a text with most hits as such a list, empty if there is none; `isHit(word, place)` tells which are. */
export function takePassage(text, isHit) {
  const words = text.split(" ");
  const hits = words.map((word, place) => (isHit(word, place) ? 1 : 0));
  if (!hits.includes(1)) return [];
  let count = 0;
  let best = { count: 0, start: 0 };
  for (const [place, hit] of hits.entries()) {
    count += hit - (hits[place - PASSAGE] ?? 0);
    if (count > best.count) best = { count, start: Math.max(0, place - PASSAGE + 1) };
  }
  // Begin a little before the first hit rather than with all others behind it.
  const first = hits.indexOf(1, best.start);
  const start = Math.max(0, Math.min(first - 5, words.length - PASSAGE));
  const end = Math.min(words.length, start + PASSAGE);
  const pieces = mark(words.slice(start, end), (_, place) => hits[start + place]);
  if (start > 0) pieces.unshift("… ");
  if (end < words.length) pieces.push(" …");
  return pieces;
}

function mark(words, isHit) {
  const pieces = [];
  let plain = "";
  for (const [place, word] of words.entries()) {
    const space = place ? " " : "";
    const [, before, inside, after] = word.match(WORD) ?? [];
    if (inside && isHit(word, place)) {
      const hit = document.createElement("mark");
      hit.textContent = inside;
      pieces.push(plain + space + before, hit);
      plain = after;
    } else {
      plain += space + word;
    }
  }
  return [...pieces, plain].filter(Boolean);
}
