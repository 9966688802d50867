// Fetches the index of all claims. How it is laid out says onrecord/formats/claims_index.py, which writes it.

const VERSION = 1;

/**
 * The index at this address; `cache` is "reload" to have it anew. Fails where it can't be had, or is of another version
 * than this script.
 */
export async function loadIndex(url, cache = "default") {
  const response = await fetch(url, { cache });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const index = await response.json();
  if (index.version !== VERSION) throw new Error(`${url}: version ${index.version}`);
  return index;
}

/** The address of a `kind` of thing (claim, verdict, topic, person, source, year) by its id. */
export function urlOf(index, kind, id) {
  return index.urls[kind].replace("{id}", () => encodeURIComponent(id));
}
