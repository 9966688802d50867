// Which claims fit a choice, in what order, and how many would fit with one more value. Nothing here touches the page.
//
// A choice is {text, sort, verdict, topic, claimant, source, year}: the last five are lists of ids. Values of one facet
// widen the choice, facets narrow it, and so does every word of the text.

import { fold, foldWords } from "./folding.js";

// Each facet, the list of its values in the index, and the column in which a claim names those that it has.
const FACETS = {
  verdict: ["verdicts", "verdict"],
  topic: ["topics", "topics"],
  claimant: ["people", "claimants"],
  source: ["sources", "sources"],
  year: ["years", "year"],
};
const SORTS = ["", "oldest", "claimed", "title"];
const MOST_CHARACTERS = 200;

/** The choice that an address's query tells; what it doesn't know is left out. */
export function readChoice(query) {
  const parameters = new URLSearchParams(query);
  const sort = parameters.get("sort") ?? "";
  const choice = { text: (parameters.get("q") ?? "").slice(0, MOST_CHARACTERS), sort: SORTS.includes(sort) ? sort : "" };
  for (const facet of Object.keys(FACETS)) choice[facet] = [...new Set(parameters.getAll(facet))].filter(Boolean);
  return choice;
}

/** The query that tells a choice, empty if it is all claims in their usual order. */
export function writeChoice(choice) {
  const parameters = new URLSearchParams();
  for (const facet of Object.keys(FACETS)) {
    for (const id of choice[facet]) parameters.append(facet, id);
  }
  if (choice.text.trim()) parameters.set("q", choice.text.trim());
  if (choice.sort) parameters.set("sort", choice.sort);
  const query = parameters.toString();
  return query && `?${query}`;
}

/** Finds claims in an index; `languages` are those by whose rules findings are sorted. */
export class Filter {
  constructor(index, languages) {
    this.index = index;
    this.collator = new Intl.Collator(languages, { numeric: true });
    this.orders = new Map();
    this.facets = new Map();
    for (const [name, [list, column]] of Object.entries(FACETS)) {
      const places = new Map(index[list].map(([id], place) => [id, place]));
      this.facets.set(name, { name, values: index[list], places, ofClaims: index.claims[column].map(listPlaces) });
    }
  }

  /** The numbers of the claims that fit, in order, and `counts`: for each facet a list of numbers, one for each value. */
  find(choice) {
    const facets = [...this.facets.values()];
    const words = foldWords(choice.text);
    const texts = words.length ? this.foldTexts() : [];
    const wanted = facets.map(({ name, places }) => wantedPlaces(choice[name], places));
    const counts = facets.map(({ values }) => new Uint32Array(values.length));
    const claims = [];
    for (const claim of this.order(choice.sort)) {
      if (!words.every((word) => texts[claim].includes(word))) continue;
      const missed = facets.filter(
        ({ ofClaims }, which) => wanted[which] && !ofClaims[claim].some((place) => wanted[which].has(place)),
      );
      if (missed.length === 0) claims.push(claim);
      // A facet counts the claims that all others let through.
      facets.forEach((facet, which) => {
        if (missed.length > 1 || (missed.length === 1 && missed[0] !== facet)) return;
        for (const place of facet.ofClaims[claim]) counts[which][place] += 1;
      });
    }
    return { claims, counts: Object.fromEntries(facets.map(({ name }, which) => [name, counts[which]])) };
  }

  /** What the text of a choice is looked for in: of each claim its finding, its words and its claimants' names. */
  foldTexts() {
    const { headline, claim, claimants } = this.index.claims;
    const nameOf = (claimant) => (typeof claimant === "number" ? this.index.people[claimant][1] : claimant);
    this.texts ??= headline.map((_, number) =>
      fold([headline[number], claim[number], ...claimants[number].map(nameOf)].join("\n")),
    );
    return this.texts;
  }

  order(sort) {
    if (!this.orders.has(sort)) this.orders.set(sort, this.makeOrder(sort));
    return this.orders.get(sort);
  }

  makeOrder(sort) {
    const { headline, claimed_on: claimedOn } = this.index.claims;
    const newest = [...headline.keys()];
    if (sort === "oldest") return newest.reverse();
    if (sort === "claimed") return newest.sort((one, other) => claimedOn[other] - claimedOn[one]);
    if (sort === "title") return newest.sort((one, other) => this.collator.compare(headline[one], headline[other]));
    return newest;
  }
}

/** A claim's places in the list of a facet, each once; a claimant in words has none. */
function listPlaces(named) {
  const places = Array.isArray(named) ? named : [named];
  return [...new Set(places)].filter((place) => typeof place === "number");
}

/** The places of the wanted ids, or null if none is asked for. An id that isn't there is in no claim. */
function wantedPlaces(ids, places) {
  return ids.length ? new Set(ids.map((id) => places.get(id))) : null;
}
