"""Templates as inputs: which stands on which, and what they say, told without compiling one."""

import re
from pathlib import Path

from onrecord.content.cache import digest_of

_MENTIONED = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def digest_templates(templates: Path) -> dict[str, str]:
    """Give each template's digest, which covers all templates that it extends, imports and includes."""
    texts = {
        file.relative_to(templates).as_posix(): file.read_bytes()
        for file in sorted(templates.rglob("*"))
        if file.is_file() and not file.is_symlink()
    }
    mentions = {
        name: [each for each in _MENTIONED.findall(data.decode("utf-8", "replace")) if each in texts]
        for name, data in texts.items()
    }
    digests = {name: digest_of(data) for name, data in texts.items()}
    return {name: digest_of("".join(digests[n] for n in _closure(name, mentions)).encode()) for name in texts}


def _closure(name: str, mentions: dict[str, list[str]]) -> list[str]:
    """All templates that a template stands on, itself included, in a fixed order."""
    found = {name}
    waiting = [name]
    while waiting:
        for each in mentions[waiting.pop()]:
            if each not in found:
                found.add(each)
                waiting.append(each)
    return sorted(found)
