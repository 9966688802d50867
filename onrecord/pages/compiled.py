"""Compiled templates, kept from one process to the next where Python keeps this program's own compiled code.

That is the only place for them: whoever can write there can run code anyway, and no site, output or restored cache reaches
it. A template is compiled again when it, its language, this program or a library has changed, or what was kept is damaged.
"""

import contextlib
import importlib.util
import os
import sys
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from onrecord.content.cache import sha256_of
from onrecord.version import generator_digest


def open_compiled(language: str) -> "CompiledTemplates | None":
    """Give what was compiled for a language; None where Python keeps no compiled code."""
    if sys.dont_write_bytecode or sys.implementation.cache_tag is None:
        return None
    return CompiledTemplates(Path(importlib.util.cache_from_source(__file__)).parent / "templates", language)


class CompiledTemplates(jinja2.BytecodeCache):
    """A file for each name of a template: the SHA-256 of what follows, and the compiled template as Jinja2 packs it."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._made_for = f"{generator_digest()} {language}"

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return sha256_of(name.encode())

    def get_source_checksum(self, source: str) -> str:
        return sha256_of(f"{self._made_for} {source}".encode())

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            digest, _, code = (self._folder / bucket.key).read_bytes().partition(b"\n")
            if digest.decode("ascii", "replace") == sha256_of(code):
                bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        path = self._folder / bucket.key
        # The program may stand where it can't write; another process may write the same file.
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{bucket.key}.{os.getpid()}")
            temporary.write_bytes(sha256_of(code).encode() + b"\n" + code)
            temporary.replace(path)
