"""The content of a commit is read as the present one is."""

import os
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.content import limits
from onrecord.content.load import read_inputs
from onrecord.content.read import file_at, find_files
from onrecord.history.git import open_repository
from onrecord.history.past import list_past, read_past
from onrecord.history.record import read_present
from tests.git_repository import commit, start_repository
from tests.site_folders import make_site, write

NAMES = st.sampled_from(
    ["claims", "sources", "people", "topics", "pages", "site.yaml", "other", ".hidden", ".hidden.md", "a.md", "a.yaml",
     "a.txt", "A B.md", "2020", "é.md", "a.b.yaml", ".md", "caf\udce9.yaml"]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_is_content_where_the_same_file_on_the_disk_would_be(tmp_path: Path, names: list[str]) -> None:
    number = len(list(tmp_path.iterdir()))
    site = tmp_path / f"{number}"
    path = "/".join(["content", *names])
    try:
        (site / path).parent.mkdir(parents=True)
        (site / path).write_bytes(b"")
    except OSError:
        return  # this file system takes no such names
    found, _ = find_files(site)
    assert [each for each in [file_at(path)] if each] == found


def test_all_of_it_can_be_read_from_git_as_it_was_from_the_disk(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    write(site, "content/claims/large.md", b"x" * (limits.FILE_BYTES + 1))
    (site / "content/people/link.yaml").symlink_to("noor.yaml")
    start_repository(site)
    head = commit(site)
    here, _ = find_files(site)
    repository = open_repository(site)
    past = list_past(repository, head)
    assert past is not None
    assert list(past) == here
    assert read_past(repository, past, past) == read_present(site, read_inputs(site, here))


def test_a_name_that_is_no_text_was_never_published(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    with open(os.fsencode(site / "content/people") + b"/caf\xe9.yaml", "wb") as file:
        file.write(b"name: A\nkind: media\n")
    start_repository(site)
    past = list_past(open_repository(site), commit(site))
    assert past is not None
    assert not any("caf" in file.path for file in past)
