"""What made an output: this program's own code and the libraries that shape the bytes."""

import sys
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from onrecord.content.cache import digest_of

_LIBRARIES = ("Jinja2", "Markdown", "nh3", "Babel", "PyYAML", "msgspec")


@lru_cache(maxsize=1)
def generator_digest() -> str:
    """Give a digest that changes whenever this program, Python or one of those libraries does."""
    package = Path(__file__).parent
    code = b"".join(file.read_bytes() for file in sorted(package.rglob("*.py")))
    libraries = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return digest_of(f"{sys.version} {libraries} ".encode() + code)
