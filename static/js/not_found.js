// On the page for addresses that lead nowhere: the link to the search brings the words of the address along.

const MOST_CHARACTERS = 100;

/** The words of an address's last part: `/claims/plane-trees.html` says "plane trees". */
function wordsOf(path) {
  const last = path.split("/").findLast((part) => part && part !== "index.html") ?? "";
  const words = decode(last)
    .replace(/\.[a-z]{3,5}$/, "")
    .split(/[^\p{L}\p{N}\p{M}]+/u);
  return words.filter(Boolean).join(" ").slice(0, MOST_CHARACTERS);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const link = document.querySelector(".not-found__search");
const words = wordsOf(location.pathname);
if (link && words) {
  link.search = new URLSearchParams({ q: words });
  link.textContent = link.dataset.words.replace("{words}", () => words);
}
