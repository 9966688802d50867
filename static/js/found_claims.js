// The claims that fit a choice, in the place of those that the page lists: their number, the filters in use as buttons
// that take them out, and the claims themselves, some at a time.

import { drawClaimCard, make } from "./claim_card.js";

const CHUNK = 50;

export class FoundClaims {
  /** Makes its place in `listing`, of `parts` of the template; `format` puts a number into words. */
  constructor(listing, parts, markOf, format) {
    this.listed = [...listing.children];
    this.bar = parts.querySelector(".found");
    this.status = parts.querySelector(".found__count");
    this.chips = parts.querySelector(".found__chips");
    this.nothing = parts.querySelector(".nothing");
    this.cards = parts.querySelector(".cards");
    this.more = parts.querySelector(".found__more");
    this.markOf = markOf;
    this.format = format;
    listing.prepend(this.bar);
    listing.append(this.nothing, this.cards, this.more);
    this.more.addEventListener("click", () => this.showMore());
    this.showListed();
    this.showChips([]);
    this.showButtons({});
  }

  button(action) {
    return this.bar.querySelector(`[data-action=${action}]`);
  }

  /** Shows the buttons whose action is true, and no others. */
  showButtons(actions) {
    for (const each of this.bar.querySelectorAll("[data-action]")) each.hidden = !actions[each.dataset.action];
  }

  /** Says one of the words that wait in the page: found, loading, failed, copied. */
  say(word, count = 0) {
    this.status.textContent = this.status.dataset[word].replace("{count}", this.format(count));
  }

  /** Shows what the page lists itself; the number of claims only to somebody who has seen others. */
  showListed(count = 0) {
    this.clear();
    for (const each of this.listed) each.hidden = false;
    if (count && this.status.textContent) this.say("found", count);
    else this.status.textContent = "";
  }

  /** Shows nothing but that there will be something. */
  showLoading() {
    this.clear();
    this.say("loading");
  }

  /** Shows the first of these claims of the index, or as many as have been shown here before. */
  showFound(index, numbers) {
    this.clear();
    Object.assign(this, { index, numbers });
    this.nothing.hidden = numbers.length > 0;
    this.cards.hidden = numbers.length === 0;
    this.draw(history.state?.shown ?? CHUNK);
    this.say("found", numbers.length);
  }

  clear() {
    for (const each of [...this.listed, this.nothing, this.cards, this.more]) each.hidden = true;
    this.cards.replaceChildren();
  }

  /** Shows further claims, and goes to the first of them. */
  showMore() {
    const first = this.cards.children.length;
    this.draw(CHUNK);
    history.replaceState({ shown: this.cards.children.length }, "");
    this.cards.children[first].querySelector("h2 a").focus();
  }

  draw(count) {
    const from = this.cards.children.length;
    const draw = (number) => drawClaimCard(this.index, number, this.cards.dataset, this.markOf);
    this.cards.append(...this.numbers.slice(from, from + count).map(draw));
    this.more.hidden = this.cards.children.length === this.numbers.length;
  }

  /** Shows the filters in use: `chips` are [what it is, its value, what takes it out]. The focus stays among them. */
  showChips(chips) {
    const place = [...this.chips.children].findIndex((item) => item.contains(document.activeElement));
    this.chips.hidden = chips.length === 0;
    this.chips.replaceChildren(...chips.map((chip) => make("li", "", this.makeChip(...chip))));
    if (place >= 0) this.chips.children[Math.min(place, chips.length - 1)]?.firstChild.focus();
  }

  makeChip(kind, value, takeOut) {
    const cross = make("span", "chip__cross", "×");
    cross.setAttribute("aria-hidden", "true");
    const button = make("button", "chip", make("span", "chip__kind", kind), " ", make("bdi", "", value), " ", cross);
    button.type = "button";
    button.setAttribute("aria-label", this.chips.dataset.remove.replace("{filter}", () => `${kind} ${value}`));
    button.addEventListener("click", takeOut);
    return button;
  }
}
