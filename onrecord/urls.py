"""Every address of the site and every path in the output is decided here, and nowhere else.

Addresses begin with the site's base path (``/`` or ``/some-repo/``), so they work on every page, below a repository's
name as well as at a domain's root. A page's address ends with ``/`` and its file is ``index.html`` in that folder.
"""

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

import msgspec

# The file of all claims that scripts read.
CLAIMS_INDEX = "search/claims.json"
MANIFEST_FILE = "site.webmanifest"
SECURITY_FILE = ".well-known/security.txt"


class Addresses(msgspec.Struct, frozen=True):
    """Makes addresses. ``origin`` is scheme and host without a slash at the end, empty as long as it isn't known."""

    origin: str = ""
    base_path: str = "/"

    def home(self) -> str:
        return self.base_path

    def section(self, name: str, page: int = 1) -> str:
        """A listing (``claims``, ``topics`` …), or one of its later pages."""
        return f"{self.base_path}{name}/" + _page(page)

    def claim(self, id: str) -> str:
        return f"{self.base_path}claims/{id}/"

    def version(self, id: str, number: int) -> str:
        """A claim as it was before, counted from 1."""
        return f"{self.claim(id)}v{number}/"

    def embed(self, id: str) -> str:
        """A claim as a card in other sites' frames."""
        return f"{self.claim(id)}embed/"

    def oembed(self, id: str) -> str:
        """What other sites are told of that card."""
        return f"{self.claim(id)}oembed.json"

    def share_image(self, id: str) -> str:
        return f"{self.claim(id)}share.png"

    def verdict(self, id: str, page: int = 1) -> str:
        return f"{self.base_path}verdicts/{id}/" + _page(page)

    def topic(self, id: str, page: int = 1) -> str:
        return f"{self.base_path}topics/{id}/" + _page(page)

    def person(self, id: str, page: int = 1) -> str:
        return f"{self.base_path}people/{id}/" + _page(page)

    def source(self, id: str) -> str:
        return f"{self.base_path}sources/{id}/"

    def year(self, year: str, page: int = 1) -> str:
        return f"{self.base_path}years/{year}/" + _page(page)

    def facets(self) -> str:
        """Where all claims are filtered."""
        return self.section("claims") + "#facets"

    def article(self, id: str) -> str:
        return f"{self.base_path}{id}/"

    def claim_data(self, id: str) -> str:
        """A claim's own data file."""
        return f"{self.claim(id)}claim.json"

    def export(self, name: str) -> str:
        """A data file of the whole site."""
        return f"{self.base_path}data/{name}"

    def schema(self, name: str) -> str:
        """The JSON Schema of a data file."""
        return f"{self.base_path}data/schema/{name}.json"

    def feed(self, folder: str, name: str) -> str:
        """A feed of the whole site, or of what has its pages in a folder such as ``topics/trees``."""
        return f"{self.base_path}{folder}/{name}" if folder else f"{self.base_path}{name}"

    def file(self, path: str) -> str:
        """A file that is no page, such as ``feed.xml`` or ``static/site.css``."""
        return self.base_path + path

    def absolute(self, url: str) -> str:
        """The whole address of a page, or just its path as long as the host isn't known."""
        return self.origin + url

    def page(self, url: str) -> str:
        """The whole address of a page, or nothing as long as the host isn't known."""
        return self.origin + url if self.origin else ""

    def output_path(self, url: str) -> str:
        """The file in the output folder that a page's address stands for."""
        path = url.removeprefix(self.base_path)
        return path + "index.html" if path == "" or path.endswith("/") else path


def addresses_for(base_url: str) -> Addresses:
    """Make the addresses of a site that stands at ``base_url``, or at an unknown host's root if that is empty."""
    if not base_url:
        return Addresses()
    parts = urlsplit(base_url)
    return Addresses(f"{parts.scheme}://{parts.netloc.lower()}", "/" + f"{parts.path.strip('/')}/".lstrip("/"))


SEARCH_INDEX = "search/pagefind/"


def search_part(number: int) -> str:
    """The folder of the output that holds a part of the search's index, counted from 1."""
    return f"{SEARCH_INDEX}{number}/"


def repository_file(repository: str, path: str) -> str:
    """Where a file of the repository is edited on GitHub."""
    return f"{repository}/edit/HEAD/{path}" if repository else ""


def repository_history(repository: str, path: str) -> str:
    """Where the history of a file is shown on GitHub."""
    return f"{repository}/commits/HEAD/{path}" if repository else ""


def repository_commit(repository: str, commit: str) -> str:
    """Where a commit is shown on GitHub."""
    return f"{repository}/commit/{commit}" if repository else ""


def repository_error_form(repository: str) -> str:
    """Where readers report an error."""
    return f"{repository}/issues/new?template=report-an-error.yml" if repository else ""


# A text directive names more than this by its first and last words.
_WHOLE_IN_DIRECTIVE = 80
_END_OF_DIRECTIVE = 40


def passage_address(address: str, passages: Iterable[tuple[str, str, str]]) -> str:
    """The address at which browsers scroll to passages of a page and mark them: ``…#:~:text=…``.

    Each passage has its words, some before and some after them, which tell a short one from others like it
    (https://wicg.github.io/scroll-to-text-fragment/).
    """
    directives = "&".join(f"text={_text_directive(*each)}" for each in passages)
    return f"{address}{'' if '#' in address else '#'}:~:{directives}" if directives else address


def _text_directive(exact: str, before: str, after: str) -> str:
    if len(exact) > _WHOLE_IN_DIRECTIVE:
        return f"{_percent(_first_words(exact))},{_percent(_last_words(exact))}"
    prefix = f"{_percent(_last_words(before))}-," if before else ""
    suffix = f",-{_percent(_first_words(after))}" if after else ""
    return f"{prefix}{_percent(exact)}{suffix}"


def _first_words(text: str) -> str:
    """The whole words within the first characters; where they are too long or have no spaces between them, less."""
    start = text[: _END_OF_DIRECTIVE + 1]
    return text if len(start) == len(text) else start.rpartition(" ")[0] or start[: _END_OF_DIRECTIVE // 2]


def _last_words(text: str) -> str:
    end = text[-_END_OF_DIRECTIVE - 1 :]
    return text if len(end) == len(text) else end.partition(" ")[2] or end[-_END_OF_DIRECTIVE // 2 :]


def _percent(text: str) -> str:
    """Encode everything that means something in a directive; a hyphen does."""
    return quote(text, safe="").replace("-", "%2D")


def _page(number: int) -> str:
    return f"page/{number}/" if number > 1 else ""
