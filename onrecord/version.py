"""What made an output: this program's own code and words, and the libraries that shape the bytes."""

import os
import sys
from functools import lru_cache
from pathlib import Path

import msgspec

from onrecord.content.cache import digest_of


@lru_cache(maxsize=1)
def generator_digest() -> str:
    """Give a digest that changes whenever this program, Python or an installed library does."""
    package = Path(__file__).parent
    own = sorted(file for kind in ("*.py", "*.po", "*.ttf") for file in package.rglob(kind))
    code = b"".join(file.read_bytes() for file in own)
    # Every installed package has a folder that is named for it and its version, such as jinja2-3.1.6.dist-info.
    installed = os.listdir(Path(msgspec.__file__).parents[1])
    libraries = " ".join(sorted(name for name in installed if name.endswith(".dist-info")))
    return digest_of(f"{sys.version} {libraries} ".encode() + code)
