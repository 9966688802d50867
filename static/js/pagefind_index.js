// The index of all words, which Pagefind reads: parts of it lie in folders of their own, and a question goes to all.

import { fold } from "./folding.js";

// How much more it says that a word stands in the finding, say, than in the text.
const WEIGHTS = { title: 5, claim: 3, claimants: 2, folded: 1, claimed: 1, verdict: 0.5 };

/** Opens the index whose parts are at these addresses; a `large` one is searched beside the page, in a worker. */
export async function openIndex(parts, large) {
  const [first, ...others] = parts.filter(Boolean);
  if (!first) return { find: async () => ({ total: 0, take: async () => [] }) };
  const pagefind = await import(`${first}pagefind.js`);
  // Its addresses are whole paths; Pagefind would put before them what it takes for the site's own path.
  const options = { baseUrl: "/", ranking: { metaWeights: WEIGHTS } };
  await pagefind.options({ ...options, noWorker: !large });
  await pagefind.init();
  for (const part of others) await pagefind.mergeIndex(part, options);
  return new Index(pagefind, parts);
}

class Index {
  constructor(pagefind, parts) {
    this.pagefind = pagefind;
    this.parts = parts;
  }

  /** Finds claims: gives how many, and `take` to get some of them. */
  async find({ words, verdict, topic }) {
    let results = await this.search(words);
    if (verdict || topic) {
      const filters = await this.loadFilters();
      const about = ({ id }) => filters.get(id) ?? { topics: [] };
      results = results.filter(
        (each) => (!verdict || about(each).verdict === verdict) && (!topic || about(each).topics.includes(topic)),
      );
      if (!words) results.sort((one, other) => (about(one).day < about(other).day ? 1 : -1));
    }
    return { total: results.length, take: (from, to) => Promise.all(results.slice(from, to).map(read)) };
  }

  /** Results for the words as they are typed, for whose accents Pagefind knows the stems, and for the folded words. */
  async search(words) {
    if (!words) return (await this.pagefind.search(null)).results;
    const asked = [...new Set([words.toLowerCase(), fold(words)])];
    const found = (await Promise.all(asked.map((each) => this.pagefind.search(each)))).flatMap(({ results }) => results);
    const best = new Map();
    for (const each of found.sort((one, other) => other.score - one.score)) {
      if (!best.has(each.id)) best.set(each.id, each);
    }
    return [...best.values()];
  }

  /** Verdict, topics and day of each claim, by the name by which its part goes for it. */
  async loadFilters() {
    this.filters ??= Promise.all(this.parts.map(loadFilters)).then((parts) => new Map(parts.flat()));
    this.filters.catch(() => (this.filters = undefined));
    return this.filters;
  }
}

async function loadFilters(part) {
  const response = await fetch(`${part}filters.json`);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  const { verdicts, topics, claims } = await response.json();
  return Object.entries(claims).map(([name, [verdict, places, day]]) => [
    name,
    { verdict: verdicts[verdict], topics: places.map((place) => topics[place]), day },
  ]);
}

async function read(result) {
  const { url, content, locations, meta } = await result.data();
  const { title: headline, claim, claimants, claimed, verdict } = meta;
  const withdrawn = Boolean(meta.withdrawn);
  return { url, headline, claim, claimants: claimants.split("\n"), claimed, verdict, withdrawn, content, places: new Set(locations) };
}
