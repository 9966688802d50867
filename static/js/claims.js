// Filters and sorts the page of all claims in place. What is chosen stands in the address, so that it can be shared and
// gone back to. Without this script, or without the index of claims, the page's links lead to the same lists one by one.

import { make } from "./claim_card.js";
import { loadIndex } from "./claims_index.js";
import { FacetFilter } from "./facet_filter.js";
import { Filter, readChoice, writeChoice } from "./filtering.js";
import { FoundClaims } from "./found_claims.js";

const TYPING_PAUSE = 200; // milliseconds

class ClaimsPage {
  constructor(details, listing) {
    const { lang, dataset } = document.documentElement;
    this.languages = Intl.getCanonicalLocales(lang);
    const numbers = new Intl.NumberFormat(this.languages, { numberingSystem: dataset.digits ?? "latn" });
    this.format = (number) => numbers.format(number);
    this.details = details;
    const parts = details.querySelector("template").content.cloneNode(true);
    const finder = parts.querySelector(".facet__finder");
    const marks = new Map();
    for (const item of details.querySelectorAll("[data-facet=verdict] [data-value]")) {
      marks.set(item.dataset.value, item.querySelector("a").cloneNode(true));
    }
    this.facets = [...details.querySelectorAll(".facet")].map((each) => new FacetFilter(each, finder.cloneNode(true)));
    this.controls = parts.querySelector(".facets__controls");
    this.done = parts.querySelector(".facets__done");
    this.text = this.controls.querySelector("[name=q]");
    this.sort = this.controls.querySelector("[name=sort]");
    this.found = new FoundClaims(listing, parts, (id) => marks.get(id).cloneNode(true), this.format);
    this.form = make("form", "facets__form");
    const body = details.querySelector(".facets__body");
    body.before(this.form);
    this.form.append(body);
    body.prepend(this.controls);
    body.append(this.done);
    if (matchMedia("(max-width: 40em)").matches) this.facets.slice(1).forEach((facet) => facet.close());
    if (location.hash === "#facets") details.open = true;
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.choose({});
    });
    this.form.addEventListener("input", ({ target }) => this.onInput(target));
    this.details.addEventListener("toggle", () => this.details.open && this.show());
    this.done.addEventListener("click", () => {
      this.details.open = false;
      this.found.status.focus();
    });
    this.found.button("clear").addEventListener("click", () => this.choose(readChoice("")));
    this.found.button("retry").addEventListener("click", () => this.show());
    this.found.button("copy").addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      this.found.say("copied");
    });
    addEventListener("popstate", () => this.restore());
  }

  onInput(target) {
    clearTimeout(this.timer);
    if (target === this.text) {
      this.timer = setTimeout(() => this.choose({}, true), TYPING_PAUSE);
    } else if (target === this.sort) {
      this.choose({ sort: target.value });
    } else if (target.type === "checkbox") {
      const others = this.choice[target.name].filter((id) => id !== target.value);
      this.choose({ [target.name]: target.checked ? [...others, target.value] : others });
    } else {
      this.show();
    }
  }

  /** Takes up what the address tells. */
  restore() {
    clearTimeout(this.timer);
    this.typing = false;
    this.choice = readChoice(location.search);
    this.text.value = this.choice.text;
    return this.show();
  }

  /** Changes the choice and tells it in the address. While somebody types, that is one step back, not many. */
  choose(change, typing = false) {
    clearTimeout(this.timer);
    if (!("text" in change)) change = { ...change, text: this.text.value };
    this.choice = { ...this.choice, ...change };
    this.text.value = this.choice.text;
    const query = writeChoice(this.choice);
    if (query !== location.search) {
      const tell = typing && this.typing ? "replaceState" : "pushState";
      history[tell](null, "", location.pathname + query);
    }
    this.typing = typing;
    return this.show();
  }

  /** Shows what is chosen, once it is known. Nothing is fetched before somebody has asked for something. */
  async show() {
    const { choice } = this;
    const everything = writeChoice(choice) === "";
    this.sort.value = choice.sort;
    if (!this.filter) {
      if (everything && !this.details.open) {
        if (!this.failed) this.found.showListed();
        return;
      }
      if (!everything) this.found.showLoading();
      try {
        await this.load();
      } catch {
        this.keepFocus(() => this.fail());
        return;
      }
      if (choice !== this.choice) return; // something else has been chosen, and is shown by now
    }
    this.keepFocus(() => this.showChoice(everything));
  }

  load() {
    this.loading ??= loadIndex(this.details.dataset.index, this.failed ? "reload" : "default").then((index) => {
      this.filter = new Filter(index, this.languages);
    });
    return this.loading;
  }

  showChoice(everything) {
    const { claims, counts } = this.filter.find(this.choice);
    this.turn(true);
    for (const facet of this.facets) {
      facet.show(this.filter.facets.get(facet.name), counts[facet.name], this.choice[facet.name], this.format);
    }
    if (everything) this.found.showListed(claims.length);
    else this.found.showFound(this.filter.index, claims);
    this.found.showChips(this.listChips());
    this.found.showButtons({ clear: !everything, copy: !everything && Boolean(navigator.clipboard) });
  }

  /** The page as it was, with links in the place of filters, and why. */
  fail() {
    this.failed = true;
    this.loading = null;
    this.turn(false);
    this.found.showListed();
    this.found.showChips([]);
    this.found.showButtons({ retry: true });
    this.found.say("failed");
  }

  turn(on) {
    for (const facet of this.facets) facet.turn(on);
    this.controls.hidden = this.done.hidden = !on;
  }

  /** What is chosen, as [what it is, its value, what takes it out]. */
  listChips() {
    const chips = [];
    for (const [name, { values, places }] of this.filter.facets) {
      const title = this.facets.find((facet) => facet.name === name)?.title ?? name;
      for (const id of this.choice[name]) {
        const words = values[places.get(id)]?.[1] ?? id;
        chips.push([title, words, () => this.choose({ [name]: this.choice[name].filter((each) => each !== id) })]);
      }
    }
    const text = this.choice.text.trim();
    if (text) chips.push([this.found.chips.dataset.text, text, () => this.choose({ text: "" })]);
    return chips;
  }

  /** Changes the page. Where that takes away what has the focus, the number of claims gets it. */
  keepFocus(change) {
    const focused = document.activeElement;
    change();
    const now = document.activeElement;
    if (focused !== document.body && (now === document.body || now.closest("[hidden]"))) this.found.status.focus();
  }
}

const details = document.querySelector(".facets");
if (details) new ClaimsPage(details, document.querySelector(".listing__claims")).restore();
