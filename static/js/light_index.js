// The light search: findings, claims and claimants' names, in the index of all claims that filters use too.

import { loadIndex, urlOf } from "./claims_index.js";
import { Filter, readChoice } from "./filtering.js";

/** Opens the index at this address. */
export async function openIndex(url) {
  return new LightIndex(await loadIndex(url));
}

class LightIndex {
  constructor(index) {
    this.index = index;
    this.filter = new Filter(index, []);
  }

  /** Finds claims, newest first: gives how many, and `take` to get some of them. */
  async find({ words, verdict, topic }) {
    const choice = { ...readChoice(""), text: words, verdict: [verdict].filter(Boolean), topic: [topic].filter(Boolean) };
    const { claims } = this.filter.find(choice);
    return { total: claims.length, take: async (from, to) => claims.slice(from, to).map((claim) => this.read(claim)) };
  }

  read(number) {
    const { claims, dates, people, verdicts } = this.index;
    return {
      url: urlOf(this.index, "claim", claims.id[number]),
      headline: claims.headline[number],
      claim: claims.claim[number],
      claimants: claims.claimants[number].map((each) => (typeof each === "number" ? people[each][1] : each)),
      claimed: dates[claims.claimed_on[number]][1],
      verdict: verdicts[claims.verdict[number]][1],
      withdrawn: this.index.withdrawn.includes(number),
      content: "",
      places: new Set(),
    };
  }
}
