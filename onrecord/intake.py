"""Everything that a build is made from, as it lies on the disk: content, static files, templates."""

import unicodedata

import msgspec

from onrecord.content.cache import digest_of
from onrecord.content.link import RESERVED_NAMES
from onrecord.content.load import Input, Seen, read_inputs
from onrecord.content.read import FoundFile, find_files
from onrecord.history.head import Head, find_head
from onrecord.options import Options
from onrecord.pages.templates import digest_templates
from onrecord.problems import Problem, problem
from onrecord.publish.static import list_static_files


class Intake(msgspec.Struct, frozen=True):
    """All inputs: content files with their digests, the static files, the digests of the templates, and problems.

    ``head`` is the commit at which the site stands, if it lies in a git repository.
    """

    inputs: tuple[Input, ...]
    static: dict[str, bytes]
    templates: dict[str, str]
    problems: tuple[Problem, ...]
    digest: str
    head: Head | None

    @property
    def content(self) -> list[Input]:
        """The content files but the site's own."""
        return [each for each in self.inputs if each.file.kind != "site"]


def take_in(options: Options, seen: Seen | None = None) -> Intake:
    """Read everything. ``seen`` is what this process has read before (see ``content.load``)."""
    files, problems = find_files(options.site_folder)
    problems += _find_collisions(files)
    static, more = list_static_files(options.site_folder)
    problems += more
    inputs = tuple(read_inputs(options.site_folder, files, seen))
    templates = digest_templates(options.site_folder / "templates")
    parts = [
        [(each.file.path, each.digest) for each in inputs],
        [(path, digest_of(data)) for path, data in static.items()],
        sorted(templates.items()),
        [options.base_url, options.serving],
        problems,
        head := find_head(options.site_folder),
    ]
    return Intake(inputs, static, templates, tuple(problems), digest_of(msgspec.json.encode(parts)), head)


def _find_collisions(files: list[FoundFile]) -> list[Problem]:
    """Report files that would stand at one address, and pages at addresses that the site needs itself."""
    problems: list[Problem] = []
    first: dict[tuple[str, str], str] = {}
    for file in files:
        name = file.id if file.id.isascii() else unicodedata.normalize("NFKC", file.id)
        name = name.casefold()
        other = first.setdefault((file.kind, name), file.path)
        if other != file.path:
            message = f"the address of '{file.id}' is that of {other} already"
            problems.append(problem(file.path, 0, "address-taken", message, "Rename one of the two files."))
        if file.kind == "page" and name in RESERVED_NAMES:
            message = f"the site needs the address '/{name}/' itself"
            problems.append(problem(file.path, 0, "address-taken", message, "Choose another name for the page."))
    return problems
