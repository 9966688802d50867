"""Which verdict of the site's scale each word of other publishers means: ``content/verdict-map.yaml``, by an editor."""

import unicodedata
from pathlib import Path

from onrecord.content.nodes import Text, read_nodes
from onrecord.content.read import VERDICT_MAP_FILE, read_bytes
from onrecord.model import Config
from onrecord.problems import Problem, nearest, one_of, problem, shown


def read_verdict_map(site_folder: Path, config: Config) -> tuple[dict[str, str], list[Problem]]:
    """Give the verdict's id for each folded word: those of the map, and the ids and labels of the scale."""
    ids = [verdict.id for verdict in config.verdicts]
    words = {fold(verdict.label): verdict.id for verdict in config.verdicts} | {fold(id): id for id in ids}
    if not (site_folder / VERDICT_MAP_FILE).exists():
        return words, []
    data, problems = read_bytes(f"{site_folder}/{VERDICT_MAP_FILE}", VERDICT_MAP_FILE)
    if problems:
        return words, problems
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        hint = "Save the file again, in the encoding UTF-8."
        return words, [problem(VERDICT_MAP_FILE, 0, "encoding-invalid", "it is not written in UTF-8", hint)]
    group, problems = read_nodes(text, VERDICT_MAP_FILE, 1) if text.strip() else (None, [])
    for word, node in group.entries.items() if group else ():
        if isinstance(node, Text) and node.text in ids:
            words[fold(word)] = node.text
            continue
        id = node.text if isinstance(node, Text) else "…"
        message = f"the word {shown(word)} means {shown(id)}, which is not one of: {one_of(ids)}"
        hint = nearest(id, ids) or "Choose one of them."
        problems.append(problem(VERDICT_MAP_FILE, node.line, "verdict-unknown", message, hint))
    return words, problems


def fold(word: str) -> str:
    """A word without what makes no difference: capitals, white space at its ends, a full stop behind it."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split()).rstrip(".").rstrip()
