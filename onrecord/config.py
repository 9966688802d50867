"""``content/site.yaml`` as a value."""

from pathlib import Path

from onrecord import dates
from onrecord.content import limits
from onrecord.content.fields import Fields, check_own_id, is_host
from onrecord.content.read import SITE_FILE, FoundFile, RawFile, parse_file, read_bytes
from onrecord.model import (
    SECTIONS,
    Config,
    Licence,
    Publisher,
    ReplyRule,
    Rules,
    ScaleChange,
    ScaleField,
    SearchMode,
    Security,
    Verdict,
    VerdictShape,
)
from onrecord.problems import Problem, nearest, one_of, problem, shown
from onrecord.translations import find_language, list_languages
from onrecord.urls import addresses_for

_SHAPES_BY_RATING: dict[int, VerdictShape] = {5: "check", 4: "check-half", 3: "half", 2: "cross-half", 1: "cross"}


def read_config(site_folder: Path) -> tuple[Config | None, list[Problem]]:
    """Read and check the site's own file; None if it can't be read or lacks what no site can do without."""
    data, problems = read_bytes(f"{site_folder}/{SITE_FILE}", SITE_FILE)
    if problems:
        return None, problems
    raw, problems = parse_file(FoundFile(SITE_FILE, "site"), data)
    config, more = check_config(raw) if raw else (None, [])
    return config, problems + more


def check_config(raw: RawFile) -> tuple[Config | None, list[Problem]]:
    """Turn the site's own file into a ``Config``; None if it lacks what no site can do without."""
    problems: list[Problem] = []
    fields = Fields(raw.keys, raw.path, problems, "the site")
    licences = fields.group_of("licences", _read_licences) or (None, None)
    config = Config(
        title=fields.title("title", required=True),
        tagline=fields.text("tagline"),
        notice=fields.text("notice"),
        base_url=_read_base_url(fields),
        language=_read_language(fields),
        domain=_read_domain(fields),
        repository=fields.address("repository").rstrip("/"),
        publisher=fields.group_of("publisher", _read_publisher) or Publisher(),
        licence_of_text=licences[0],
        licence_of_data=licences[1],
        verdicts=fields.groups("verdicts", _read_verdict, required=True),
        rules=fields.group_of("rules", _read_rules) or Rules(),
        navigation=fields.references("navigation"),
        search=fields.choice("search", SearchMode, default="full") or "full",
        share_images=fields.flag("share_images", default=True),
        embed=fields.flag("embed", default=True),
        versions=fields.flag("versions", default=True),
        security=fields.group_of("security", _read_security),
        changes=fields.groups("changes", _read_scale_change),
    )
    fields.finish()
    _report_repeated_verdicts(config, fields)
    usable = config.title and config.language and config.verdicts
    return (config if usable else None), problems


def check_navigation(config: Config, pages: set[str], path: str) -> list[Problem]:
    """Report entries of the navigation that are neither a section nor a page."""
    problems: list[Problem] = []
    allowed = [*SECTIONS, *sorted(pages)]
    for entry in config.navigation:
        if entry.id not in allowed:
            message = f"navigation '{entry.id}' is neither a section nor a page"
            hint = nearest(entry.id, allowed) or f"Known: {one_of(allowed, most=20)}."
            problems.append(Problem(path, entry.line, 0, "page-unknown", message, hint))
    return problems


def _read_language(fields: Fields) -> str:
    language = fields.language("language", required=True)
    if language and not find_language(language):
        message = f"there is no translation of the interface for language {shown(language)}, so its words are English"
        hint = f"There is one for: {one_of(list_languages(), most=40)}. docs/languages.md says how to add another."
        fields.report(fields.line("language"), "language-untranslated", message, hint)
    return language


def check_security(config: Config, path: str) -> list[Problem]:
    """Report what keeps ``security.txt`` from doing its work: the day it expires, and an address below a domain's root."""
    security = config.security
    if security is None:
        return []
    problems: list[Problem] = []
    today = dates.latest_today()

    def report(message: str, hint: str) -> None:
        problems.append(problem(path, security.line, "security-txt", message, hint))

    if "" < security.expires < today:
        hint = "See whether the contact still holds, and set a day of the coming year."
        report(f"security.txt expired on {security.expires}", hint)
    elif security.expires > f"{int(today[:4]) + 1}{today[4:]}":
        hint = "Set a day of the coming year, so that somebody looks at the contact again."
        report(f"security.txt expires on {security.expires}, more than a year ahead", hint)
    base_path = addresses_for(config.base_url).base_path
    if base_path != "/":
        hint = "Give the site a domain of its own, or take 'security' out."
        report(f"security.txt counts at a domain's root alone, and this site stands below '{base_path}'", hint)
    return problems


def _read_base_url(fields: Fields) -> str:
    address = fields.address("base_url")
    if address and ("?" in address or "#" in address):
        message = f"base_url {shown(address)} holds '?' or '#'"
        fields.report(fields.line("base_url"), "base-url-invalid", message, "End it with '/' before that.")
        return ""
    return address


def _read_domain(fields: Fields) -> str:
    domain = fields.title("domain")
    if domain and not is_host(domain):
        message = f"domain {shown(domain)} is no name of a host"
        fields.report(fields.line("domain"), "value-invalid", message, "Write it as in: facts.example.org")
        return ""
    return domain


def _read_publisher(fields: Fields) -> Publisher:
    return Publisher(
        name=fields.title("name"),
        url=fields.address("url"),
        logo=fields.address("logo"),
        corrections=fields.address("corrections", mail=True),
    )


def _read_licences(fields: Fields) -> tuple[Licence | None, Licence | None]:
    return fields.group_of("text", _read_licence), fields.group_of("data", _read_licence)


def _read_licence(fields: Fields) -> Licence:
    return Licence(name=fields.title("name", required=True), url=fields.address("url", required=True))


def _read_rules(fields: Fields) -> Rules:
    sources = fields.number("independent_sources", least=0, most=limits.LIST_ITEMS)
    return Rules(
        independent_sources=Rules().independent_sources if sources is None else sources,
        reply=fields.choice("reply", ReplyRule, default="optional") or "optional",
        review_after_days=fields.number("review_after_days", least=1, most=36_500),
    )


def _read_security(fields: Fields) -> Security:
    return Security(
        contact=_secure(fields, "contact", fields.address("contact", required=True, mail=True)),
        expires=fields.day("expires", required=True, future=True),
        policy=_secure(fields, "policy", fields.address("policy")),
        line=fields.line("expires"),
    )


def _secure(fields: Fields, key: str, address: str) -> str:
    """An address as RFC 9116 wants it: not by ``http``."""
    if address.startswith("http://"):
        hint = "Write the https:// address; security.txt allows no other."
        fields.report(fields.line(key), "url-invalid", f"{key} {shown(address)} is not secure", hint)
        return ""
    return address


def _read_verdict(fields: Fields) -> Verdict | None:
    id = check_own_id(fields)
    rating = fields.number("rating", least=1, most=5)
    adverse = fields.flag("adverse")
    conclusive = fields.flag("conclusive", default=True)
    by_rating = _SHAPES_BY_RATING[rating] if rating else None
    default_shape = by_rating or ("warning" if adverse else "dash" if conclusive else "question")
    verdict = Verdict(
        id=id,
        label=fields.title("label", required=True),
        meaning=fields.text("meaning", required=True),
        shape=fields.choice("shape", VerdictShape, default=default_shape) or default_shape,
        rating=rating,
        adverse=adverse,
        conclusive=conclusive,
    )
    return verdict if id else None


def _read_scale_change(fields: Fields) -> ScaleChange | None:
    on, verdict = fields.day("on", required=True), check_own_id(fields, "verdict")
    field = fields.choice("field", ScaleField, required=True)
    before, after = fields.text("from", required=True), fields.text("to", required=True)
    note = fields.text("note", required=True)
    return ScaleChange(on, verdict, field, before, after, note) if on and verdict and field else None


def _report_repeated_verdicts(config: Config, fields: Fields) -> None:
    ids = [verdict.id for verdict in config.verdicts]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        fields.report(
            fields.line("verdicts"), "id-duplicate", f"two verdicts have the id '{id}'", "Rename one of them."
        )
