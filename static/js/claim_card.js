// A claim as a row of a list, drawn from the index: the same as templates/components/claim_card.html makes it.

import { urlOf } from "./claims_index.js";

/**
 * Draws a claim. `words` has the words of the interface: claim, checked, withdrawn, draft and comma; `markOf(id)` gives an element
 * that shows the verdict of this id.
 */
export function drawClaimCard(index, number, words, markOf) {
  const { claims, people, verdicts } = index;
  const sign = make("p", "meta", markOf(verdicts[claims.verdict[number]][0]));
  if (index.withdrawn.includes(number)) sign.append(" ", make("span", "tag", words.withdrawn));
  if (index.drafts.includes(number)) sign.append(" ", make("span", "tag", words.draft));
  const title = make("h2", "", link(urlOf(index, "claim", claims.id[number]), claims.headline[number]));
  const claim = make("p", "", make("b", "", words.claim), " ", claims.claim[number]);
  const about = make("p", "meta");
  for (const claimant of claims.claimants[number]) {
    if (typeof claimant === "number") {
      const [id, name] = people[claimant];
      about.append(link(urlOf(index, "person", id), name));
    } else {
      about.append(make("bdi", "", claimant));
    }
    about.append(words.comma);
  }
  about.append(date(index, claims.claimed_on[number]), ` · ${words.checked} `, date(index, claims.checked[number]));
  return make("li", "claim-card", sign, title, claim, about);
}

function date(index, number) {
  const [iso, text] = index.dates[number];
  if (iso.includes("/")) return text; // HTML knows no intervals
  const time = make("time", "", text);
  time.dateTime = iso;
  return time;
}

function link(url, text) {
  const anchor = make("a", "", text);
  anchor.href = url;
  return anchor;
}

/** An element with a class, if that isn't empty, and what stands in it: elements, and texts that stay texts. */
export function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}
