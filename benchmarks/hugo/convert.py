"""Turns a site of ours into one for Hugo, with the layouts that lie beside this file.

What Hugo can't easily find out is worked out here, which is to Hugo's good: the order in which a page cites its
sources, what a report mentions, which sources tell one report, and how many pages the timeline has.

    python -m benchmarks.hugo.convert SITE FOLDER
"""

import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
ROWS_A_PAGE = 50
TONES = {"misleading": "adverse", "unproven": "open", "outdated": "plain", "satire": "plain"}
SHAPES = {"5": "check", "4": "check-half", "3": "half", "2": "cross-half", "1": "cross"}

Entry = dict[str, Any]


def convert_site(site: Path, folder: Path) -> None:
    """Make a folder that ``hugo --source`` builds."""
    for name in ("layouts", "data"):
        shutil.copytree(HERE / name, folder / name)
    shutil.copy(HERE / "hugo.yaml", folder)
    _copy_static(site, folder)
    _write_shapes(site, folder)
    claims = {path.stem: _read(path) for path in sorted((site / "content" / "claims").rglob("*.md"))}
    shared = {path.stem: _read(path)[0] for path in sorted((site / "content" / "sources").glob("*.yaml"))}
    own = {source.pop("id"): source for claim, _ in claims.values() for source in claim.get("sources", [])}
    sources = {**shared, **own}
    origins = _find_origins(sources)
    content = folder / "content"
    for id, (claim, body) in claims.items():
        _write(content / "claims" / f"{id}.md", _claim(claim, body, origins), _links(body))
    for id, source in sources.items():
        _write(content / "sources" / id / "_index.md", _source(source, origins[id]))
    for path in (site / "content" / "people").glob("*.yaml"):
        person = _read(path)[0]
        renamed = {"title": person["name"], "short": person.get("description", ""), "address": person.get("url", "")}
        _write(content / "people" / path.stem / "_index.md", {**renamed, "kind": person["kind"]})
    for path in (site / "content" / "topics").glob("*.md"):
        topic, body = _read(path)
        _write(content / "topics" / path.stem / "_index.md", {"title": topic["title"], "short": topic["summary"]}, body)
    for path in (site / "content" / "pages").glob("*.md"):
        page, body = _read(path)
        _write(content / "pages" / path.name, {"title": page["title"], "parts": page.get("parts", [])}, body)
    _write(content / "pages" / "_index.md", {"title": "Pages", "build": {"render": "never"}})
    _write_verdicts(site, content)
    _write_sections(content, [claim for claim, _ in claims.values()])


def _claim(claim: Entry, body: str, origins: dict[str, str]) -> Entry:
    """A claim's keys under names that mean nothing else to Hugo, and its taxonomies."""
    cited = re.findall(r"\[@([a-z0-9-]+)\]", body)
    order = dict.fromkeys(
        [
            *(each["via"] for each in claim["claimants"]),
            *(
                e["source"]
                for stance in ("supports", "refutes", "context")
                for e in claim["evidence"]
                if e["stance"] == stance
            ),
            *(each["source"] for each in claim["counter_statements"]),
            *cited,
            *(each["source"] for each in claim["appearances"]),
        ]
    )
    groups: dict[str, list[str]] = {}
    for id in order:
        groups.setdefault(origins[id], []).append(id)
    people = [each["id"] for each in claim["claimants"] if "id" in each]
    people += [each["by"] for each in claim["counter_statements"]] + [each["to"] for each in claim.get("replies", [])]
    kept = """claim claimants claimed_on verdict problem topics checked review_by authors appearances evidence
    counter_statements replies replies_not_sought unknowns would_settle corrections""".split()
    return {
        "title": claim["headline"],
        "date": claim["published"],
        "short": claim["summary"],
        "first_published": claim["published"],
        **{"corrections": [], "replies": []},
        **{key: claim[key] for key in kept if key in claim},
        "changed": max([claim["published"], *(each["on"] for each in claim.get("corrections", []))]),
        "relations": claim.get("related", []),
        "verdicts": [claim["verdict"]],
        "people": list(dict.fromkeys(people)),
        "sources": list(order),
        "numbers": {id: number for number, id in enumerate(order, 1)},
        "origins": [ids for ids in groups.values() if len(ids) > 1],
        "cited": list(dict.fromkeys(cited)),
        "mentions": list(dict.fromkeys(re.findall(r"\[\[([a-z0-9-]+)\]\]", body))),
        "people_mentioned": list(dict.fromkeys(re.findall(r"\[\[person:([a-z0-9-]+)\]\]", body))),
    }


def _links(body: str) -> str:
    """Our links as Markdown links, which a render hook fills in."""
    body = re.sub(r"\[@([a-z0-9-]+)\]", r"[](cite:\1)", body)
    body = re.sub(r"\[\[person:([a-z0-9-]+)\]\]", r"[](person:\1)", body)
    return re.sub(r"\[\[([a-z0-9-]+)\]\]", r"[](claim:\1)", body)


def _source(source: Entry, origin: str) -> Entry:
    renamed = {"title": source["title"], "address": source["url"], "on": source["date"], "origin": origin}
    return {
        **renamed,
        **{key: source[key] for key in ("publisher", "lang", "kind", "archived", "relays") if key in source},
    }


def _find_origins(sources: dict[str, Entry]) -> dict[str, str]:
    """For each source the one that it goes back to; no source of the made-up site repeats two."""

    def first(id: str) -> str:
        relays = sources[id].get("relays")
        return first(relays[0]) if relays else id

    return {id: first(id) for id in sources}


def _write_verdicts(site: Path, content: Path) -> None:
    for weight, verdict in enumerate(_read(site / "content" / "site.yaml")[0]["verdicts"], 1):
        id, rating = verdict["id"], verdict.get("rating")
        keys = {
            "title": verdict["label"],
            "short": verdict["meaning"],
            "weight": weight,
            "shape": verdict.get("shape") or SHAPES.get(rating, "question"),
            "tone": f"rating-{rating}" if rating else TONES[id],
        }
        _write(content / "verdicts" / id / "_index.md", {**keys, **({"rating": int(rating)} if rating else {})})


def _write_sections(content: Path, claims: list[Entry]) -> None:
    """The sections' own files. Hugo paginates pages, not events, so the timeline has a file for each of its pages."""
    titles = {"claims": "Claims", "topics": "Topics", "people": "People and organisations", "sources": "Sources"}
    for name, title in {**titles, "verdicts": "Verdicts"}.items():
        _write(content / name / "_index.md", {"title": title})
    corrections = sum(len(claim.get("corrections", [])) for claim in claims)
    events = 2 * len(claims) + corrections + sum(len(claim["counter_statements"]) for claim in claims)
    for name, rows in (("timeline", events), ("corrections", corrections)):
        _write(content / name / "_index.md", {"title": name.capitalize(), "number": 1})
        for number in range(2, -(-rows // ROWS_A_PAGE) + 1):
            keys = {"title": name.capitalize(), "number": number, "url": f"/{name}/page/{number}/"}
            _write(content / name / f"page-{number}.md", keys)


def _copy_static(site: Path, folder: Path) -> None:
    """The files that go out as they are; the stylesheets in one, as our build does it."""
    static = folder / "static" / "static"
    shutil.copytree(site / "static", static, ignore=shutil.ignore_patterns("css"))
    layers = ("reset", "tokens", "base", "layout", "components", "utilities")
    sheets = [site / "static" / "css" / f"{layer}.css" for layer in layers]
    (static / "site.css").write_bytes(b"".join(path.read_bytes() for path in sheets if path.exists()))


def _write_shapes(site: Path, folder: Path) -> None:
    """The verdicts' shapes, from our own template."""
    import jinja2

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(site / "templates"), autoescape=True)
    module = environment.get_template("components/shape.html").make_module()
    (folder / "data" / "shapes.yaml").write_text(_dump(dict(module.paths)), encoding="utf-8")


def _read(path: Path) -> tuple[Entry, str]:
    text = path.read_text(encoding="utf-8")
    front, body = text[4:].split("\n---\n", 1) if path.suffix == ".md" else (text, "")
    return yaml.load(front, Loader=yaml.CBaseLoader), body


def _write(path: Path, keys: Entry, body: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{_dump({key: value for key, value in keys.items() if value != ''})}---\n{body}", "utf-8")


def _dump(value: Entry) -> str:
    return yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1000)


def main(arguments: Iterable[str]) -> None:
    site, folder = map(Path, arguments)
    convert_site(site, folder)


if __name__ == "__main__":
    main(sys.argv[1:])
