"""The command line: what can be asked for, and what is done then.

Exit codes: 0 all is well, 1 there are problems in the content (or the output can't be written), 2 the command was not
understood.
"""

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from onrecord import __version__
from onrecord.content.fields import is_web_address
from onrecord.dates import read_date
from onrecord.problems import Problem, has_errors
from onrecord.publish import report
from onrecord.screen import MISUSE, OK, PROBLEMS, Progress, print_problems, say, shown_path, this_command

if TYPE_CHECKING:
    from onrecord.history.since import Comparison
    from onrecord.linking import Checked

_EXAMPLES = """\
examples:
  python build.py                                build the site into output/
  python build.py check                          say what is wrong, write nothing
  python build.py check content/claims/moon.md   the same for one file
  python build.py check --since main             and what would change for readers
  python build.py check --audit                  add the record in numbers
  python build.py serve                          show the site while you write
  python build.py new claim moon-landing         start a claim
  python build.py import archive.json            bring reviews along, as drafts (docs/importing.md)
  python build.py archive gazette-2020           keep the text of a source that you quote
  python build.py impact gazette-2020            say which claims rest on a source
  python build.py links                          ask whether all addresses are still there
  python build.py due --calendar due.ics         list replies awaited, reviews, and claims to look at again
  python build.py verify https://facts.example/  compare a published site with the content here
  python build.py --base-url https://someone.github.io/some-repo/
"""


def main(arguments: Sequence[str] | None = None, remains: list[object] | None = None) -> int:
    """Run a command and give the exit code. Into ``remains`` goes what a process that ends now need not take apart."""
    given = _with_command(list(sys.argv[1:] if arguments is None else arguments))
    parser = _make_parser()
    try:
        options = parser.parse_args(given)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        options.remains = [] if remains is None else remains
        return int(options.run(options))
    except KeyboardInterrupt:
        say("Stopped.")
        return PROBLEMS
    except BrokenPipeError:
        # The reader of our output has gone, for example `head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEMS
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        more = " The site may be incomplete; build again when this is mended." if options.run is _build else ""
        say(f"{where}{error.strerror or error}.{more}")
        return PROBLEMS


_COMMANDS = ("build", "check", "serve", "new", "import", "archive", "impact", "links", "due", "verify")


def _with_command(arguments: list[str]) -> list[str]:
    """Put ``build`` in front unless a command, or a question about the program, is there."""
    asked = {"-h", "--help", "--version"} & set(arguments)
    if (arguments and arguments[0] in _COMMANDS) or (asked and not set(arguments) & set(_COMMANDS)):
        return arguments
    first = next((word for word in arguments if word in _COMMANDS), None)
    if first and _is_command(arguments, first):
        arguments.remove(first)
        return [first, *arguments]
    return ["build", *arguments] if not arguments or arguments[0].startswith("-") else arguments


def _is_command(arguments: list[str], word: str) -> bool:
    """Tell whether a word is a command, and not the value of the option before it."""
    before = arguments[arguments.index(word) - 1]
    return not (before.startswith("--") and "=" not in before)


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="build.py",
        description="On Record builds a fact-check site from the folder content/.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"On Record {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--site", type=Path, default=Path(), metavar="FOLDER", help="the folder that holds content/ (default: this one)"
    )
    common.add_argument(
        "--jobs", type=_jobs, default=os.cpu_count() or 1, metavar="N", help="how many processes (default: one a core)"
    )
    building = argparse.ArgumentParser(add_help=False)
    building.add_argument("--base-url", type=_base_url, metavar="URL", help="where the site will stand")
    building.add_argument(
        "--output", type=Path, metavar="FOLDER", help="where to write the site (default: output/ beside content/)"
    )

    building.add_argument("--verify", action="store_true", help="compare what is in the output byte by byte")

    build = _add(commands, "build", "build the site (the command if none is named)", [common, building])
    build.set_defaults(run=_build)

    check = _add(commands, "check", "say what is wrong in the content, and write nothing", [common])
    check.add_argument("files", nargs="*", metavar="FILE", help="show the problems of these files only")
    check.add_argument(
        "--since",
        metavar="REV",
        help="a revision of git: show what changes for readers since then, and report what changes in silence",
    )
    check.add_argument(
        "--format", choices=("text", "markdown", "github", "json"), default="text", help="how to print (default: text)"
    )
    check.add_argument(
        "--audit",
        action="store_true",
        help="add the record in numbers, which claims should be checked again, and which quotations were never looked for",
    )
    check.set_defaults(run=_check)

    serve = _add(commands, "serve", "show the site in a browser, drafts included, and keep it fresh", [common])
    serve.add_argument("--port", type=_port, default=8000, help="the port on 127.0.0.1 (default: 8000)")
    serve.set_defaults(run=_serve)

    new = _add(commands, "new", "start the file of a claim, source or person", [common])
    new.add_argument("kind", choices=("claim", "source", "person", "topic"))
    new.add_argument("id", metavar="ID", help="3 to 64 of a-z, 0-9 and hyphens; it becomes the address")
    new.set_defaults(run=_new)

    bring = _add(commands, "import", "make content files of reviews, or of a site's own exports", [common])
    bring.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="JSON or CSV, or the output folder of a site"
    )
    bring.add_argument(
        "--column",
        action="append",
        type=_column,
        default=[],
        metavar="NAME=COLUMN",
        help="which column of a CSV is which",
    )
    bring.add_argument("--update", action="store_true", help="show how files that are there differ")
    bring.add_argument("--yes", action="store_true", help="with --update: replace them, having seen how they differ")
    bring.set_defaults(run=_import)

    archive = _add(commands, "archive", "keep the text of sources, and the passages that are quoted", [common])
    archive.add_argument("sources", nargs="*", metavar="SOURCE", help="the id of a source")
    archive.add_argument("--all", action="store_true", help="all sources that have an address")
    archive.add_argument(
        "--by-hand", action="store_true", help="take the text from .snapshots/SOURCE.txt, where you have put it"
    )
    archive.add_argument("--wayback", action="store_true", help="ask the Wayback Machine for a public copy, too")
    archive.set_defaults(run=_command("archive"))

    impact = _add(commands, "impact", "say which claims and verdicts rest on a source", [common])
    impact.add_argument("source", metavar="SOURCE", help="the id of a source")
    impact.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    impact.set_defaults(run=_command("impact"))

    links = _add(commands, "links", "ask whether the addresses that the content names are still there", [common])
    links.add_argument("--again", action="store_true", help="ask for all, those that answered this week too")
    links.set_defaults(run=_command("links"))

    due = _add(commands, "due", "list replies awaited, reviews due, and claims whose basis has changed", [common])
    due.add_argument("--on", type=_day, metavar="DATE", help="as on this day (default: today)")
    due.add_argument("--calendar", type=Path, metavar="FILE", help="write them as a calendar (iCalendar), too")
    due.set_defaults(run=_command("due"))

    verify = _add(commands, "verify", "compare a site, at its address or in a folder, with the content here", [common])
    verify.add_argument("where", metavar="URL-OR-FOLDER", help="where the site stands, or the folder of a copy")
    verify.add_argument(
        "--all", action="store_true", help="look at every claim's own file, not at 20 by chance (a folder: always all)"
    )
    verify.set_defaults(run=_command("verify"))
    return parser


def _add(commands, name: str, help: str, parents: list[argparse.ArgumentParser]) -> argparse.ArgumentParser:  # type: ignore[no-untyped-def]
    others = [f"build.py {other}" for other in _COMMANDS if other != name]
    lines = [line for line in _EXAMPLES.splitlines() if "build.py" in line]
    if name == "build":
        examples = "\n".join(line for line in lines if not any(other in line for other in others))
    else:
        examples = "\n".join(line for line in lines if f"build.py {name}" in line)
    return commands.add_parser(  # type: ignore[no-any-return]
        name,
        help=help,
        description=help[0].upper() + help[1:] + ".",
        parents=parents,
        epilog=f"examples:\n{examples}" if examples else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _base_url(text: str) -> str:
    if not is_web_address(text) or "?" in text or "#" in text:
        raise argparse.ArgumentTypeError(f"'{text}' is no address such as https://someone.github.io/some-repo/")
    return text


def _column(text: str) -> tuple[str, str]:
    name, sign, column = text.partition("=")
    if not (name and sign and column):
        raise argparse.ArgumentTypeError(f"'{text}' is not written as in: claim=Headline")
    return name, column


def _jobs(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 256:
        raise argparse.ArgumentTypeError(f"'{text}' is no number from 1 to 256")
    return int(text)


def _day(text: str) -> str:
    span = read_date(text)
    if not span or not span.first == span.last == text:
        raise argparse.ArgumentTypeError(f"'{text}' is no day, such as 2026-03-04")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"'{text}' is no port; it is a number from 1 to 65535")
    return int(text)


def _command(name: str) -> Callable[[argparse.Namespace], int]:
    """Give what runs a module of ``commands``, which is imported when it is asked for."""

    def run(options: argparse.Namespace) -> int:
        return int(importlib.import_module(f"onrecord.commands.{name}").run(options))

    return run


def _build(options: argparse.Namespace) -> int:
    from onrecord.options import Options
    from onrecord.pipeline import build_site
    from onrecord.publish.write import OutputProblem

    started = time.monotonic()
    output = options.output or options.site / "output"
    try:
        chosen = Options(options.site, options.base_url or "", jobs=options.jobs, verify=options.verify)
        built = build_site(chosen, output, Progress(started))
        options.remains.append(built.remains)
    except OutputProblem as fault:
        say(str(fault))
        return PROBLEMS
    print_problems(built.problems)
    if built.written is None:
        say(f"{report.summarise(built.problems, built.claim_count)} Nothing was written.")
        return PROBLEMS
    if built.problems:
        say(report.summarise(built.problems, built.claim_count))
    if not built.has_base_url:
        say("No base URL is known, so there is no feed, no sitemap and no canonical address (see --help, --base-url).")
    if built.missing_history:
        say(
            f"{report.on_one_line(built.missing_history)}: pages show what 'corrections' tell, and no earlier versions."
        )
    seconds = time.monotonic() - started
    print(
        f"{built.written.written:,} written, {built.written.unchanged:,} unchanged, {built.written.removed:,} removed "
        f"in {seconds:.1f} s: {shown_path(output)}"
    )
    return OK


def _check(options: argparse.Namespace) -> int:
    from onrecord.history.git import GitProblem
    from onrecord.options import Options
    from onrecord.pipeline import check_site
    from onrecord.publish import changes

    if options.audit and options.format != "text":
        say("--audit is for people: it goes with --format text alone.")
        return MISUSE
    chosen, unknown = _choose(options.files, options.site)
    if unknown:
        say(f"{unknown}: there is no such file below {shown_path(options.site / 'content')}")
        return MISUSE
    try:
        checked = check_site(Options(options.site, jobs=options.jobs, since=options.since))
    except GitProblem as fault:
        say(report.on_one_line(str(fault)))
        return MISUSE
    problems = [*checked.problems, *_check_replies(checked), *(_list_notices(checked) if options.audit else ())]
    problems = [each for each in problems if not chosen or each.path in chosen]
    summary = report.summarise(problems, checked.claim_count)
    elsewhere = sum(each.severity == "error" for each in checked.problems if chosen and each.path not in chosen)
    if elsewhere:
        summary += f" {elsewhere:,} more error{'s' if elsewhere > 1 else ''} in other files: {this_command()} check"
    comparison = checked.comparison and changes.narrow(checked.comparison, chosen)
    if options.format == "json":
        print(report.as_json(problems, changes.as_object(comparison) if comparison else None))
    elif options.format == "markdown":
        print(_in_markdown(problems, summary, comparison), end="")
    elif options.format == "github":
        for line in report.as_annotations(problems):
            print(line)
        print(summary)
        _append_to_job_summary(_in_markdown(problems, summary, comparison))
    else:
        print_problems(problems)
        if comparison:
            print(changes.as_text(comparison))
        print(summary)
    if options.audit:
        _print_audit(checked)
    return PROBLEMS if has_errors(problems) else OK


def _check_replies(checked: "Checked") -> list[Problem]:
    from onrecord import dates
    from onrecord.content.due import check_replies_awaited

    return sorted(check_replies_awaited(checked.site, dates.today())) if checked.site and checked.ok else []


def _list_notices(checked: "Checked") -> list[Problem]:
    from onrecord.content.quoted import list_unchecked_quotes

    return sorted(list_unchecked_quotes(checked.site)) if checked.site else []


def _print_audit(checked: "Checked") -> None:
    """Print the record in numbers; a claim with an error can't be counted, so there must be none."""
    from onrecord import dates
    from onrecord.content.audit import audit_site, list_overdue
    from onrecord.publish.audit_report import report_audit

    if checked.site is None or not checked.ok:
        say("The record is counted when there are no errors.")
        return
    site, today = checked.site, dates.latest_today()
    for line in report_audit(audit_site(site), site, list_overdue(site, today), today):
        print(line)


def _serve(options: argparse.Namespace) -> int:
    from onrecord.publish.serve import serve_site

    return serve_site(options.site, options.port, options.jobs, say=say)


def _new(options: argparse.Namespace) -> int:
    from onrecord.editing.new import create_file

    if not (options.site / "content").is_dir():
        say(f"There is no folder 'content' in {shown_path(options.site)}; name the site's folder with --site.")
        return MISUSE
    path, problems = create_file(options.site, options.kind, options.id)
    if problems:
        print_problems(problems)
        return MISUSE
    print(shown_path(options.site / path))
    say(f"Fill it in, then run: {this_command()} check")
    return OK


def _import(options: argparse.Namespace) -> int:
    from onrecord.editing.import_report import differences, messages, summarise
    from onrecord.editing.importing import Asked, import_files

    asked = Asked(options.site, options.files, dict(options.column), options.update, options.yes, options.jobs)
    imported = import_files(asked, Progress(time.monotonic()))
    print_problems(imported.problems)
    for line in messages(imported):
        say(line)
    for line in differences(imported) if options.update else ():
        print(line)
    print(summarise(imported, asked.update and not asked.agreed))
    return PROBLEMS if imported.failure or imported.refused else OK


def _in_markdown(problems: Sequence[Problem], summary: str, comparison: "Comparison | None") -> str:
    from onrecord.publish import changes

    return report.as_markdown(problems, summary) + (changes.as_markdown(comparison) if comparison else "")


def _choose(files: list[str], site: Path) -> tuple[set[str], str]:
    """Give the paths of the named files, and of all in the named folders; the second value is a name that is neither."""
    wanted: set[str] = set()
    for name in files:
        path = Path(os.path.abspath(name))
        try:
            wanted.add(path.relative_to(os.path.abspath(site)).as_posix())
        except ValueError:
            return set(), name
        if not os.path.lexists(path):
            return set(), name
        wanted.update(each.relative_to(os.path.abspath(site)).as_posix() for each in path.rglob("*"))
    return wanted, ""


def _append_to_job_summary(markdown: str) -> None:
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with open(summary, "a", encoding="utf-8") as file:
            file.write(markdown)
