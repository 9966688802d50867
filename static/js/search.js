// The page of the search: what is asked for stands in its address, so that it can be shared and gone back to. Nothing is
// loaded before somebody types, chooses or comes with a question. Words of the interface come from the page.

import { foldWords } from "./folding.js";
import { isHit, markHits, takePassage } from "./hits.js";

const FIRST_RESULTS = 5;
const MORE_RESULTS = 10;
const PAUSE = 250; // milliseconds without typing

const form = document.querySelector(".search");
const results = document.querySelector(".search-results");
const state = results.querySelector("[role=status]");
const list = results.querySelector("ol");
const template = results.querySelector("[data-part=result]");
const [again, more] = ["again", "more"].map((action) => results.querySelector(`[data-action=${action}]`));
const marks = new Map([...results.querySelectorAll("[data-verdict]")].map((mark) => [mark.dataset.verdict, mark.content]));

const { lang, dataset } = document.documentElement;
const numbers = new Intl.NumberFormat(Intl.getCanonicalLocales(lang), { numberingSystem: dataset.digits ?? "latn" });

let opening = null; // the index, once it is wanted
let questions = 0; // how many were asked: an answer to an older one comes too late
let timer = 0;
let isSettled = true; // whether the address is one to come back to

/** The index, loaded the first time. After a failure the next one tries anew. */
function open() {
  const { index, parts, large } = form.dataset;
  opening ??= index
    ? import("./light_index.js").then(({ openIndex }) => openIndex(index))
    : import("./pagefind_index.js").then(({ openIndex }) => openIndex(parts.split(" "), large !== undefined));
  opening.catch(() => (opening = null));
  return opening;
}

function question() {
  const { q, verdict, topic } = form.elements;
  return { words: q.value.trim(), verdict: verdict.value, topic: topic.value };
}

/** The address of this page with a question. */
function addressOf({ words, verdict, topic }) {
  const asked = Object.entries({ q: words, verdict, topic }).filter(([, value]) => value);
  return asked.length ? `?${new URLSearchParams(asked)}` : location.pathname;
}

/** Fills the form as the address says. */
function readAddress() {
  const asked = new URLSearchParams(location.search);
  for (const name of ["q", "verdict", "topic"]) {
    form.elements[name].value = asked.get(name) ?? "";
    // A choice that there isn't leaves a list without any.
    if (form.elements[name].selectedIndex === -1) form.elements[name].value = "";
  }
}

/** Puts the question into the address: a new one to go back from, or while somebody is still typing in the same place. */
function writeAddress({ settle }) {
  const address = addressOf(question());
  if (address !== location.search && address !== location.pathname + location.search) {
    history[isSettled ? "pushState" : "replaceState"](null, "", address);
  }
  isSettled = settle;
}

async function answer() {
  const asked = question();
  const number = (questions += 1);
  const isLate = () => number !== questions;
  if (!asked.words && !asked.verdict && !asked.topic) {
    show("");
    return;
  }
  const waiting = setTimeout(() => say("waiting"), PAUSE);
  try {
    const found = await (await open()).find(asked);
    if (isLate()) return;
    const first = await draw(asked, found, 0, FIRST_RESULTS);
    if (isLate()) return;
    clearTimeout(waiting);
    show(found.total ? "found" : "none", found.total, first);
    let shown = first.length;
    more.onclick = async () => {
      const next = await draw(asked, found, shown, shown + MORE_RESULTS).catch(() => []);
      if (isLate()) return;
      shown += next.length;
      list.append(...next);
      more.hidden = shown >= found.total;
      next[0]?.querySelector("a[data-part=headline]").focus();
    };
    more.hidden = shown >= found.total;
  } catch (error) {
    console.error(error);
    if (!isLate()) show("failed");
  } finally {
    clearTimeout(waiting);
  }
}

/** Says how it stands, in the words of the page. */
function say(what, count = 0) {
  state.textContent = what ? state.dataset[what].replace("{count}", () => numbers.format(count)) : "";
}

function show(what, count = 0, items = []) {
  say(what, count);
  list.replaceChildren(...items);
  again.hidden = what !== "failed";
  more.hidden = true;
}

/** Draws some of the results. */
async function draw(asked, found, from, to) {
  const words = foldWords(asked.words);
  return (await found.take(from, to)).map((result) => drawResult(result, words));
}

function drawResult(result, words) {
  const item = template.content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(`[data-part=${name}]`);
  part("verdict").append(marks.get(result.verdict)?.cloneNode(true) ?? result.verdict);
  if (result.withdrawn) {
    const tag = document.createElement("span");
    tag.className = "tag";
    tag.textContent = part("verdict").dataset.withdrawn;
    part("verdict").append(" ", tag);
  }
  part("headline").href = result.url;
  part("headline").replaceChildren(...markHits(result.headline, words));
  part("claim").append(...markHits(result.claim, words));
  for (const [place, name] of result.claimants.entries()) {
    const claimant = document.createElement("bdi");
    claimant.textContent = name;
    part("claimants").append(place ? part("claimants").dataset.comma : "", claimant);
  }
  part("claimed").textContent = result.claimed;
  const passage = takePassage(result.content, (word, place) => result.places.has(place) || isHit(word, words));
  if (passage.length) part("passage").append(...passage);
  else part("passage").remove();
  return item;
}

form.addEventListener("focusin", () => open().catch(() => {}), { once: true });
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    writeAddress({ settle: false });
    answer();
  }, PAUSE);
});
form.addEventListener("change", () => (isSettled = true));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  writeAddress({ settle: true });
  answer();
});
addEventListener("popstate", () => {
  clearTimeout(timer);
  isSettled = true;
  readAddress();
  answer();
});
again.addEventListener("click", answer);

form.querySelector(".search__choices").hidden = false;
readAddress();
answer();
