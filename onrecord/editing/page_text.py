"""The text that a page shows, out of what a server sent: HTML or plain text, in whatever encoding."""

import codecs
import html as html_entities
import re
import signal
from collections.abc import Iterator

import nh3

from onrecord import parallel
from onrecord.content.snapshots import tidy_text
from onrecord.editing.fetch import Answer, FetchProblem
from onrecord.problems import shown

# Encodings of the web (https://encoding.spec.whatwg.org/) by their names in Python. No others: Python knows some that
# are slow, and some that are no encodings of text.
_ENCODINGS = frozenset(
    """utf-8 utf-16-le utf-16-be utf-16 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8
    iso8859-10 iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp1250 cp1251 cp1252
    cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 gbk gb18030 gb2312 big5 euc_jp iso2022_jp shift_jis cp932 euc_kr""".split()
)
# What browsers read instead of what pages say.
_WIDER = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gbk", "tis-620": "cp874"}
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_IN_PAGE = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_LOOK_FOR_MARK = 4096

_HTML = ("text/html", "application/xhtml+xml")


def read_page(answer: Answer) -> str:
    """Give the text of a page, a line for each paragraph. Raises ``FetchProblem`` for what is neither HTML nor text."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in _HTML or (not kind and answer.body.lstrip()[:1] == b"<"):
        return tidy_text(text_of_html(decode(answer)))
    if kind in ("text/plain", ""):
        return tidy_text(decode(answer))
    raise FetchProblem(f"it is no page and no plain text, but {shown(kind)}")


def decode(answer: Answer) -> str:
    """Decode a body by its first bytes, by what the server or the page says, or else as UTF-8 or Western European.

    What is said and doesn't fit the bytes is not believed.
    """
    for encoding in _list_encodings(answer):
        try:
            return answer.body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return answer.body.decode("cp1252", "replace")


def _list_encodings(answer: Answer) -> Iterator[str]:
    for mark, encoding in _MARKS.items():
        if answer.body.startswith(mark):
            yield "utf-8-sig" if encoding == "utf-8" else "utf-16"
    in_header = _IN_HEADER.search(answer.headers.get("content-type", ""))
    in_page = _IN_PAGE.search(answer.body[:_LOOK_FOR_MARK])
    for said in (in_header and in_header[1], in_page and in_page[1].decode("ascii")):
        known = _find_encoding(said) if said else ""
        if known:
            yield known
    yield "utf-8"


def _find_encoding(label: str) -> str:
    try:
        name = codecs.lookup(label).name
    except LookupError:
        return ""
    name = _WIDER.get(name, name)
    return name if name in _ENCODINGS else ""


_HIDDEN = set(
    """style script noscript template title svg math iframe object audio video canvas select datalist textarea""".split()
)
_BLOCKS = set(
    """address article aside blockquote br caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th
    thead tr ul""".split()
)
_CLEANER = nh3.Cleaner(tags=_BLOCKS, clean_content_tags=_HIDDEN, attributes={"*": set()}, link_rel=None)
_TAG = re.compile("<[^>]*>")
_SECONDS = 20


def text_of_html(html: str) -> str:
    """Give the text that a page shows without scripts, a line for each block. Raises ``FetchProblem``.

    nh3 reads HTML as browsers do, and quickly, but for pages made to be slow: so another process does it, which the
    operating system ends when it has used up its time.
    """

    def convert() -> bytes:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(_SECONDS)
        return _convert(html).encode()

    if not hasattr(signal, "alarm"):
        return _convert(html)
    try:
        (converted,) = parallel.begin(convert)
        return converted().decode()
    except parallel.WorkerFailed:
        raise FetchProblem("the page is made in a way that takes too long to read") from None


def _convert(html: str) -> str:
    # What else ends a line in the code ends none on the page.
    blocks = _TAG.sub("\n", _CLEANER.clean(" ".join(html.split())))
    return html_entities.unescape(blocks)
