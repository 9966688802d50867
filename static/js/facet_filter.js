// One facet of the page as a filter: its links become boxes to tick, with their counts under the choice of the moment.

import { make } from "./claim_card.js";
import { fold } from "./folding.js";

// Of a facet with more values than the page shows, so many stand beside those that are ticked.
const SHOWN = 12;

export class FacetFilter {
  /** Takes over a facet of the page (templates/components/facet.html); `finder` is a field to find further values. */
  constructor(element, finder) {
    this.element = element;
    this.name = element.dataset.facet;
    this.title = element.querySelector(".facet__title").textContent;
    this.list = element.querySelector(".facet__values");
    this.links = [...this.list.querySelectorAll("a, .facet__count")];
    this.rows = new Map();
    for (const item of this.list.children) this.adopt(item);
    this.finder = "more" in element.dataset ? finder : null;
    if (this.finder) this.list.before(this.finder);
    this.turn(true);
  }

  /** Leaves only its title to be seen, until somebody opens it. */
  close() {
    this.element.open = false;
  }

  /** Shows the filter, or else the links. */
  turn(on) {
    for (const each of this.links) each.hidden = on;
    for (const { label } of this.rows.values()) label.hidden = !on;
    if (this.finder) this.finder.hidden = !on;
  }

  /**
   * Shows the values that are ticked and how many claims each would give. `facet` is one of `Filter`'s, `counts` its
   * part of what `find` gave. While a box has the focus, no row moves.
   */
  show(facet, counts, ticked, format) {
    const inUse = this.list.contains(document.activeElement);
    if (this.finder && !inUse) this.list.replaceChildren(...this.pick(facet, counts, ticked));
    for (const id of ticked) if (!this.rows.has(id)) this.list.append(this.row(facet, id).item);
    for (const [id, { box, label, count }] of this.rows) {
      const number = counts[facet.places.get(id)] ?? 0;
      box.checked = ticked.includes(id);
      count.textContent = format(number);
      label.classList.toggle("choice--empty", number === 0);
    }
  }

  /** The rows of what is ticked, and of the values that give most claims and have the words of the finder. */
  pick(facet, counts, ticked) {
    const sought = fold(this.finder.querySelector("input").value.trim());
    this.folded ??= facet.values.map(([, words]) => fold(words));
    const places = [...facet.values.keys()].filter(
      (place) => counts[place] && this.folded[place].includes(sought) && !ticked.includes(facet.values[place][0]),
    );
    const idOf = (place) => facet.values[place][0];
    const byCount = (one, other) => counts[other] - counts[one] || (idOf(one) < idOf(other) ? -1 : 1);
    if (this.name !== "year") places.sort(byCount);
    return [...ticked, ...places.slice(0, SHOWN).map(idOf)].map((id) => this.row(facet, id).item);
  }

  /** The row of a value, made if it wasn't on the page. A value that no claim has goes by its id. */
  row(facet, id) {
    if (!this.rows.has(id)) {
      const [, text, lang, direction] = facet.values[facet.places.get(id)] ?? [id, id];
      const words = make("bdi", "", text);
      if (lang) Object.assign(words, { lang, dir: direction });
      this.addBox(make("li", "facet__value"), id, make("span", "choice__words", words));
    }
    return this.rows.get(id);
  }

  /** Puts a box beside the link of a row of the page. */
  adopt(item) {
    const link = item.querySelector("a");
    const words = make("span", "choice__words", ...[...link.childNodes].map((node) => node.cloneNode(true)));
    if (link.dataset.tone) {
      words.className = link.className;
      words.dataset.tone = link.dataset.tone;
    }
    this.addBox(item, item.dataset.value, words).count.textContent = item.querySelector(".facet__count").textContent;
  }

  addBox(item, id, words) {
    const box = Object.assign(make("input", "choice__box"), { type: "checkbox", name: this.name, value: id });
    const count = make("span", "facet__count");
    const label = make("label", "choice", box, words, " ", count);
    item.append(label);
    this.rows.set(id, { item, box, label, count });
    return this.rows.get(id);
  }
}
