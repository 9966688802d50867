"""From texts to facts: one file at a time becomes a claim, source, person, topic or article, or problems.

Goes in: a raw file. Comes out: a value of the model and all that is wrong within the file. Whether the ids that it
mentions exist is seen only when everything is linked.
"""

import msgspec

from onrecord import dates
from onrecord.content import limits, prose
from onrecord.content.fields import Fields, check_own_id
from onrecord.content.read import RawFile, check_id
from onrecord.content.snapshots import read_snapshot
from onrecord.model import (
    Acceptance,
    Appearance,
    AppearanceRole,
    Article,
    Claim,
    Claimant,
    ClaimProblem,
    ClaimStatus,
    Correction,
    CounterStatement,
    Entity,
    Evidence,
    PagePart,
    Person,
    PersonKind,
    Policy,
    Position,
    Prose,
    Quote,
    Redaction,
    Reexamination,
    Reference,
    Relation,
    RelationKind,
    Reply,
    ReplyOutcome,
    Source,
    SourceCopy,
    SourceFate,
    SourceKind,
    SourceStatus,
    Stance,
    Topic,
    Withdrawal,
)
from onrecord.problems import ACCEPTABLE, Problem, has_errors, nearest, one_of, shown


class CheckedFile(msgspec.Struct, frozen=True):
    """What came of a file: its value (None if an error stands in the way), its text as safe HTML, its problems."""

    entity: Entity | None
    html: str
    problems: tuple[Problem, ...]


def check_file(raw: RawFile) -> CheckedFile:
    """Turn a raw file into its value."""
    problems: list[Problem] = []
    fields = Fields(raw.keys, raw.path, problems, f"a {raw.kind}")
    text, html = _convert_body(fields, raw)
    match raw.kind:
        case "claim":
            entity: Entity = _read_claim(fields, raw, text)
        case "source":
            entity = _read_source(fields, raw.id)
        case "person":
            entity = _read_person(fields, raw)
        case "topic":
            entity = _read_topic(fields, raw, text)
        case "snapshot":
            entity = read_snapshot(fields, raw)
        case _:
            entity = _read_article(fields, raw, text)
    fields.finish()
    usable = not has_errors(problems)
    if isinstance(entity, Claim) and entity.status == "draft":
        problems = [_soften(each) for each in problems]
        usable = not has_errors(problems) and not any(each.code in _MAY_LACK for each in problems)
    return CheckedFile(entity if usable else None, html, tuple(problems))


# What a draft may still lack.
_MAY_LACK = ("key-missing", "value-empty")


def _soften(each: Problem) -> Problem:
    if each.code not in _MAY_LACK:
        return each
    hint = f"{each.hint} The draft is not shown until then."
    return Problem(each.path, each.line, each.column, each.code, each.message, hint, "warning")


def _read_claim(fields: Fields, raw: RawFile, text: Prose) -> Claim:
    status = fields.choice("status", ClaimStatus, default="published") or "published"
    claim = Claim(
        id=raw.id,
        path=raw.path,
        claim=fields.title("claim", required=True),
        claim_short=fields.text("claim_short", most=limits.SHORT_CLAIM_CHARACTERS),
        headline=fields.title("headline", required=True),
        claimants=fields.groups("claimants", _read_claimant, required=True),
        claimed_on=fields.date("claimed_on", required=True),
        verdict=fields.reference("verdict", required=True) or Reference(""),
        problem=fields.choices("problem", ClaimProblem),
        summary=fields.text("summary", required=True),
        topics=fields.references("topics", required=True),
        status=status,  # type: ignore[arg-type]
        published=fields.day("published", required=True, future=status == "draft"),
        checked=fields.day("checked", required=True),
        review_by=fields.day("review_by", future=True),
        authors=fields.texts("authors"),
        appearances=fields.groups("appearances", _read_appearance),
        evidence=fields.groups("evidence", _read_evidence, required=True),
        counter_statements=fields.groups("counter_statements", _read_counter_statement),
        replies=fields.groups("replies", _read_reply),
        replies_not_sought=fields.text("replies_not_sought"),
        related=fields.groups("related", _read_relation),
        unknowns=fields.texts("unknowns"),
        would_settle=fields.texts("would_settle"),
        corrections=fields.groups("corrections", _read_correction),
        withdrawn=fields.group_of("withdrawn", _read_withdrawal),
        redacted=fields.group_of("redacted", _read_redaction),
        aliases=fields.references("aliases"),
        reexamined=fields.groups("reexamined", _read_reexamination),
        accepts=fields.groups("accepts", _read_acceptance),
        sources=fields.groups("sources", _read_own_source),
        report=text,
        evidence_line=fields.line("evidence"),
    )
    _check_length(claim, fields)
    _check_order_of_days(claim, fields)
    _check_replies_are_explained(claim, fields)
    _check_withdrawal(claim, fields)
    _check_aliases(claim, fields)
    return claim


def _read_claimant(fields: Fields) -> Claimant | None:
    person, unknown = fields.reference("id"), fields.title("unknown")
    via = fields.reference("via", required=True)
    if fields.has("id") == fields.has("unknown"):
        message = "a claimant has either 'id' (somebody with a file) or 'unknown' (in words)"
        hint = "Keep one of the two." if person else "Add one of the two."
        fields.report(fields.group.line, "claimant-unclear", message, hint)
    return Claimant(person, unknown, via) if person or unknown else None


def _read_appearance(fields: Fields) -> Appearance | None:
    source, role = fields.reference("source", required=True), fields.choice("role", AppearanceRole, required=True)
    return Appearance(source, role) if source and role else None


def _read_evidence(fields: Fields) -> Evidence | None:
    source, stance = fields.reference("source", required=True), fields.choice("stance", Stance, required=True)
    finding = fields.text("finding", required=True)
    quote = fields.group_of("quote", _read_quote)
    return Evidence(source, stance, finding, quote) if source and stance and finding else None


def _read_quote(fields: Fields) -> Quote:
    return Quote(
        text=fields.text("text", required=True),
        lang=fields.language("lang"),
        translation=fields.text("translation"),
        at=fields.title("at"),
        line=fields.line("text"),
    )


def _read_counter_statement(fields: Fields) -> CounterStatement | None:
    by, source = fields.reference("by", required=True), fields.reference("source", required=True)
    position = fields.choice("position", Position, required=True)
    on, text = fields.date("on", required=True), fields.text("text", required=True)
    quote = fields.group_of("quote", _read_quote)
    if not (by and source and position and on and text):
        return None
    return CounterStatement(by, position, on, source, text, quote)


def _read_reply(fields: Fields) -> Reply | None:
    to, outcome = fields.reference("to", required=True), fields.choice("outcome", ReplyOutcome, required=True)
    asked, deadline = fields.day("asked", required=True), fields.day("deadline", required=True, future=True)
    replied = outcome in ("replied", "declined")
    on, text = fields.day("on", required=replied), fields.text("text", required=outcome == "replied")
    _check_order(fields, ("asked", asked), ("deadline", deadline))
    _check_order(fields, ("asked", asked), ("on", on))
    return Reply(to, asked, deadline, outcome, on, text) if to and outcome and asked and deadline else None


def _read_relation(fields: Fields) -> Relation | None:
    claim, kind = fields.reference("claim", required=True), fields.choice("as", RelationKind, required=True)
    return Relation(claim, kind) if claim and kind else None


def _read_correction(fields: Fields) -> Correction:
    return Correction(
        on=fields.day("on", required=True),
        field=fields.title("field", required=True),
        before=fields.text("from", required=True),
        after=fields.text("to", required=True),
        note=fields.text("note", required=True),
    )


def _read_withdrawal(fields: Fields) -> Withdrawal:
    return Withdrawal(on=fields.day("on", required=True), reason=fields.text("reason", required=True))


def _read_redaction(fields: Fields) -> Redaction:
    return Redaction(on=fields.day("on", required=True), reason=fields.text("reason", required=True))


def _read_reexamination(fields: Fields) -> Reexamination | None:
    on, source = fields.day("on", required=True), fields.reference("source", required=True)
    note = fields.text("note", required=True)
    return Reexamination(on, source, note) if on and source and note else None


def _read_acceptance(fields: Fields) -> Acceptance | None:
    code, reason = fields.text("code", required=True), fields.text("reason", required=True)
    if code and code not in ACCEPTABLE:
        known = sorted(ACCEPTABLE)
        message = f"code {shown(code)} is not one of those that can be accepted: {one_of(known)}"
        hint = nearest(code, known) or "It can't be accepted; mend what it says."
        fields.report(fields.line("code"), "accept-unknown", message, hint)
        return None
    return Acceptance(code, reason, fields.group.line) if code and reason else None


def _read_own_source(fields: Fields) -> Source | None:
    id = check_own_id(fields)
    source = _read_source(fields, id)
    return source if id else None


def _read_source(fields: Fields, id: str) -> Source:
    source = Source(
        id=id,
        path=fields.path,
        line=fields.group.line,
        title=fields.title("title", required=True),
        url=fields.address("url"),
        no_url=fields.text("no_url"),
        publisher=fields.reference("publisher"),
        authors=fields.texts("authors"),
        date=fields.date("date"),
        lang=fields.language("lang", required=True),
        title_lang=fields.language("title_lang"),
        kind=fields.choice("kind", SourceKind, required=True),
        archived=fields.address("archived"),
        accessed=fields.day("accessed"),
        copy=fields.group_of("copy", _read_copy),
        known_through=fields.references("known_through"),
        relays=fields.references("relays"),
        note=fields.text("note"),
        status=fields.group_of("status", _read_source_status),
    )
    if not fields.has("url") and not fields.has("no_url"):
        message = f"the source '{id}' has neither 'url' nor 'no_url'"
        fields.report(fields.group.line, "key-missing", message, "Add its address, or the reason why there is none.")
    elif source.url and source.no_url:
        message = "'url' and 'no_url' can't both be there"
        fields.report(fields.line("no_url"), "keys-conflict", message, "Keep one of them.")
    for reference in (*source.relays, *source.known_through):
        if reference.id == id:
            message = f"the source '{id}' names itself"
            fields.report(reference.line, "relays-self", message, "Name the source whose report it repeats.")
    return source


def _read_source_status(fields: Fields) -> SourceStatus | None:
    fate = fields.choice("is", SourceFate, required=True)
    on, note = fields.day("on", required=True), fields.text("note", required=True)
    return SourceStatus(fate, on, note) if fate and on and note else None


def _read_copy(fields: Fields) -> SourceCopy:
    return SourceCopy(
        url=fields.address("url", required=True),
        host=fields.title("host", required=True),
        complete=fields.flag("complete", required=True),
    )


def _read_person(fields: Fields, raw: RawFile) -> Person:
    return Person(
        id=raw.id,
        path=raw.path,
        name=fields.title("name", required=True),
        kind=fields.choice("kind", PersonKind, required=True),
        description=fields.text("description"),
        url=fields.address("url"),
        wikidata=_read_wikidata(fields),
    )


def _read_wikidata(fields: Fields) -> str:
    item = fields.text("wikidata")
    if item and not (item[0] == "Q" and item[1:].isascii() and item[1:].isdigit()):
        message = f"wikidata {shown(item)} is no item number"
        fields.report(fields.line("wikidata"), "value-invalid", message, "Write it as in: Q42")
        return ""
    return item


def _read_topic(fields: Fields, raw: RawFile, text: Prose) -> Topic:
    return Topic(
        id=raw.id,
        path=raw.path,
        title=fields.title("title", required=True),
        summary=fields.text("summary", required=True),
        text=text,
    )


def _read_article(fields: Fields, raw: RawFile, text: Prose) -> Article:
    return Article(
        id=raw.id,
        path=raw.path,
        title=fields.title("title", required=True),
        summary=fields.text("summary"),
        parts=fields.choices("parts", PagePart),
        policies=fields.choices("policies", Policy),
        text=text,
    )


def _convert_body(fields: Fields, raw: RawFile) -> tuple[Prose, str]:
    """Convert the Markdown of a file; only a claim must have some."""
    if raw.kind == "claim" and raw.path.endswith(".yaml") and raw.body is None:
        fields.text("body", required=True)
    elif raw.kind == "claim" and not (raw.body or "").strip():
        where = "below the second '---'" if raw.path.endswith(".md") else "in 'body: |'"
        fields.report(raw.body_line, "value-empty", "the report is missing", f"Write it {where}.")
    if not raw.body:
        return Prose(), ""
    text, html, problems = prose.convert_markdown(
        raw.body, raw.path, raw.body_line, top_level=2 if raw.kind == "page" else 3
    )
    fields.problems.extend(problems)
    return text, html


def _check_length(claim: Claim, fields: Fields) -> None:
    """Warn of a claim that search engines and other sites will cut off."""
    most = limits.SHORT_CLAIM_CHARACTERS
    if most < len(claim.claim) <= limits.TITLE_CHARACTERS and not fields.has("claim_short"):
        message = f"the claim has {len(claim.claim)} characters, and others cut it off after {most}"
        hint = f"Say the same in at most {most}, in 'claim_short: …'."
        fields.report(fields.line("claim"), "claim-long", message, hint)


def _check_order_of_days(claim: Claim, fields: Fields) -> None:
    span = dates.read_date(claim.claimed_on) if claim.claimed_on else None
    claimed = ("claimed_on", span.first if span else "")
    _check_order(fields, claimed, ("checked", claim.checked))
    _check_order(fields, claimed, ("published", claim.published))
    _check_order(fields, ("checked", claim.checked), ("review_by", claim.review_by))
    if claim.corrections and claim.published:
        for correction in claim.corrections:
            if correction.on and correction.on < claim.published:
                message = f"the correction of {correction.on} is older than 'published' {claim.published}"
                fields.report(fields.line("corrections"), "date-order", message, "Corrections follow publication.")


def _check_order(fields: Fields, earlier: tuple[str, str], later: tuple[str, str]) -> None:
    if earlier[1] and later[1] and later[1] < earlier[1]:
        message = f"'{later[0]}' {later[1]} is before '{earlier[0]}' {earlier[1]}"
        fields.report(fields.line(later[0]), "date-order", message, "Check both dates.")


def _check_replies_are_explained(claim: Claim, fields: Fields) -> None:
    if fields.has("replies") and fields.has("replies_not_sought"):
        message = "'replies' and 'replies_not_sought' can't both be there"
        fields.report(fields.line("replies_not_sought"), "keys-conflict", message, "Keep one of them.")
    elif not fields.holds("replies") and not fields.has("replies_not_sought"):
        message = "the claim says neither whom we asked for a reply nor why nobody was asked"
        hint = "Add 'replies', or 'replies_not_sought: …' with the reason."
        fields.report(fields.line("replies"), "key-missing", message, hint)


def _check_withdrawal(claim: Claim, fields: Fields) -> None:
    if claim.withdrawn is None:
        return
    _check_order(fields, ("published", claim.published), ("withdrawn", claim.withdrawn.on))
    if claim.status == "draft":
        message = "a draft was never published, so it can't be 'withdrawn'"
        hint = "Take one of the two out. What was published stays published, with 'withdrawn'."
        fields.report(fields.line("withdrawn"), "keys-conflict", message, hint)


def _check_aliases(claim: Claim, fields: Fields) -> None:
    seen = {claim.id}
    for alias in claim.aliases:
        fields.problems.extend(check_id(alias.id, claim.path, alias.line))
        if alias.id in seen:
            what = "is the claim's own address" if alias.id == claim.id else "stands here twice"
            fields.report(alias.line, "address-taken", f"the alias {shown(alias.id)} {what}", "Take it out.")
        seen.add(alias.id)
