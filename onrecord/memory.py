"""What the development server remembers from one build to the next, so that an edit shows at once.

A single build starts with an empty memory and forgets it. Nothing here changes what is built: it saves reading, decoding
and compiling again what this very process has read, decoded and compiled before.
"""

from collections.abc import Callable, Iterator
from typing import Any

from onrecord.content.cache import KnownFiles
from onrecord.content.link import Indexes
from onrecord.content.load import Seen
from onrecord.publish.write import SeenManifest


class Memory:
    """The inputs as they were last seen, what came of them, their indexes, the manifest, and the compiled templates.

    ``prepare_index`` gives what makes that which the last build left out of the index of the search, beside other work;
    None if it left out nothing.
    """

    def __init__(self) -> None:
        self.seen: Seen = {}
        self.known = KnownFiles()
        self.indexes: Indexes | None = None
        self.manifest: SeenManifest | None = None
        self.save: Callable[[], None] = lambda: None
        self.prepare_index: Callable[[], Callable[[], Iterator[Any]]] | None = None
        self._renderer: tuple[str, Any] = ("", None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been built yet."""
        return not self.known.files

    def renderer(self, settings: str, make: Callable[[], Any]) -> Any:
        """The renderer for these settings; made anew when a template or the site's own file has changed."""
        if self._renderer[0] != settings:
            self._renderer = (settings, make())
        return self._renderer[1]
