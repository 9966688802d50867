"""The structured data of claims: right by our profile, read by a library of others, and the same as what readers see."""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import extruct
import jsonschema
import pytest

from tests.parsed_html import Element, parse_html
from tests.site_folders import make_site, write_claim
from tests.small_site import ROOT, build

BASE_URL = "https://facts.exampleville.example/"


def read_structured(output: Path, path: str) -> list[dict[str, Any]]:
    """All JSON-LD of a page, as extruct finds it."""
    html = (output / path).read_text(encoding="utf-8")
    return extruct.extract(html, base_url=BASE_URL, syntaxes=["json-ld"])["json-ld"]  # type: ignore[no-any-return]


def read_reviews(output: Path) -> Iterator[tuple[str, dict[str, Any], Element]]:
    """Each claim's id, its review and its page; claims that were withdrawn have no review."""
    for claim in json.loads((output / "data/claims.json").read_bytes())["claims"]:
        path = f"claims/{claim['id']}/index.html"
        reviews = [each for each in read_structured(output, path) if each["@type"] == "ClaimReview"]
        assert len(reviews) == ("withdrawn" not in claim)
        for review in reviews:
            yield claim["id"], review, parse_html((output / path).read_bytes())


def read_schema(output: Path, name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((output / f"data/schema/{name}.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module", params=["own", "good"])
def output(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's own site, and the one that uses all that the format has."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "good":
        return build_good(folder)
    assert build(ROOT, folder, "--base-url", f"{BASE_URL}some-repo/") == 0
    return folder


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_good(tmp_path_factory.mktemp("good"))


def build_good(folder: Path, changes: Mapping[str, str] = {}, *options: str) -> Path:
    site = make_site(folder / "site", changes=changes)
    assert build(site, folder / "output", *options) == 0
    return folder / "output"


class TestEveryReview:
    def test_keeps_to_the_profile(self, output: Path) -> None:
        schema = read_schema(output, "claimreview")
        reviews = list(read_reviews(output))
        assert reviews
        for id, review, _ in reviews:
            assert [error.message for error in schema.iter_errors(review)] == [], id

    def test_says_what_its_page_shows(self, output: Path) -> None:
        for id, review, page in read_reviews(output):
            claim = page.one("p", class_="record__words").text
            assert review.get("itemReviewed", {}).get("text", review["claimReviewed"]) == claim, id
            assert review["headline"] == page.one("h1").text
            assert review["reviewRating"]["alternateName"] == page.one("p", class_="record__mark").text.strip()
            assert review["reviewRating"]["ratingExplanation"] == page.one("p", class_="finding__summary").text
            assert review["url"] == page.one("link", rel="canonical").attributes["href"]
            assert review["inLanguage"] == page.one("html").attributes["lang"]
            times = [each.attributes["datetime"] for each in page.one("header", class_="finding").all("time")]
            assert review["datePublished"] in times
            assert review["itemReviewed"].get("datePublished", times[0]) in times
            links = set(page.one("section", id="sources").links())
            works = [*review["citation"], *review["itemReviewed"].get("appearance", ())]
            assert {work for work in works if isinstance(work, str)} <= links
            claimants = page.one("div", class_="record__claim").one("dl").text
            assert all(author["name"] in claimants for author in review["itemReviewed"]["author"])
            shown = page.one("section", id="corrections")
            for correction in review.get("correction", ()):
                assert correction["text"].split(". ", 1)[1] in shown.text
                assert correction["datePublished"] in [each.attributes["datetime"] for each in shown.all("time")]
            assert len(review.get("correction", ())) == len(shown.all("li", class_="correction"))

    def test_has_numbers_just_where_its_verdict_has_one(self, output: Path) -> None:
        scale = json.loads((output / "data/claims.json").read_bytes())["verdicts"]
        numbers = {verdict["label"]: verdict.get("rating") for verdict in scale}
        for _, review, _ in read_reviews(output):
            rating = review["reviewRating"]
            expected = {"ratingValue": numbers[rating["alternateName"]], "bestRating": 5, "worstRating": 1}
            given = {key: rating[key] for key in expected if key in rating}
            assert given == (expected if expected["ratingValue"] else {})

    def test_is_the_same_in_the_feed_of_all(self, output: Path) -> None:
        feed = json.loads((output / "data/claimreview.json").read_bytes())
        items = {item["identifier"]: item["item"] for item in feed["dataFeedElement"]}
        reviews = {id: review for id, review, _ in read_reviews(output)}
        assert items == {
            id: {key: review[key] for key in review if key != "@context"} for id, review in reviews.items()
        }


def test_no_other_page_holds_a_review(good: Path) -> None:
    for path in good.rglob("*.html"):
        relative = path.relative_to(good).as_posix()
        if not re.fullmatch(r"claims/(?!page/)[^/]+/index\.html", relative):
            assert "ClaimReview" not in {each["@type"] for each in read_structured(good, relative)}, relative


@pytest.fixture(scope="module")
def review(good: Path) -> dict[str, Any]:
    (found,) = (review for id, review, _ in read_reviews(good) if id == "plane-trees")
    return found


class TestAReview:
    """Each detail of the good site's claim that has everything."""

    def test_has_the_claim_in_short_and_in_full(self, review: dict[str, Any]) -> None:
        assert review["claimReviewed"] == "Exampleville cut down all of its 400 plane trees in 2019."
        assert review["itemReviewed"]["text"].startswith("The town of Exampleville cut down all")

    def test_names_the_publisher_as_its_author(self, review: dict[str, Any]) -> None:
        assert review["author"] == {
            "@type": "Organization",
            "name": "The Exampleville Record",
            "url": "https://exampleville.example/",
            "logo": "https://exampleville.example/logo.png",
        }

    def test_names_those_who_claimed(self, review: dict[str, Any]) -> None:
        first, second = review["itemReviewed"]["author"]
        assert first["@type"] == "Person"
        assert first["sameAs"].startswith("https://www.wikidata.org/wiki/Q")
        assert second == {"@type": "Person", "name": "a caller to a radio show"}

    def test_tells_where_the_claim_was_seen(self, review: dict[str, Any]) -> None:
        assert review["itemReviewed"]["firstAppearance"] == "https://gazette.example/2020/03/plane-trees"
        (radio,) = review["itemReviewed"]["appearance"]
        assert radio["@type"] == "CreativeWork"  # it has no address, so it goes by its title

    def test_tells_what_was_corrected_and_when_it_last_changed(self, review: dict[str, Any]) -> None:
        assert [each["datePublished"] for each in review["correction"]] == ["2020-06-09", "2020-07-01"]
        assert review["correction"][0]["text"] == "one photograph → two photographs. A second photograph came in."
        assert (review["datePublished"], review["dateModified"]) == ("2020-06-01", "2020-07-01")


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "no claim": lambda review: review.pop("claimReviewed"),
    "an empty claim": lambda review: review.update(claimReviewed=""),
    "no address of the site": lambda review: review.update(url="/claims/plane-trees/"),
    "a scale upside down": lambda review: review["reviewRating"].update(bestRating=1, worstRating=5),
    "a number without its scale": lambda review: review["reviewRating"].pop("bestRating"),
    "a number outside of the scale": lambda review: review["reviewRating"].update(ratingValue=6),
    "a number in words": lambda review: review["reviewRating"].update(ratingValue="1"),
    "no word for the verdict": lambda review: review["reviewRating"].pop("alternateName"),
    "an author in words": lambda review: review.update(author="The Exampleville Record"),
    "no claimant": lambda review: review["itemReviewed"].update(author=[]),
    "a date that is none": lambda review: review.update(datePublished="1 June 2020"),
    "an interval": lambda review: review["itemReviewed"].update(datePublished="2020-03/2020-05"),
    "a property that is not ours": lambda review: review.update(aggregateRating=5),
    "a correction without a day": lambda review: review["correction"][0].pop("datePublished"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_the_profile_refuses(good: Path, fault: str) -> None:
    schema = read_schema(good, "claimreview")
    (review,) = (review for id, review, _ in read_reviews(good) if id == "plane-trees")
    spoilt = copy.deepcopy(review)
    SPOILT[fault](spoilt)
    assert list(schema.iter_errors(review)) == []
    assert list(schema.iter_errors(spoilt)) != []


DATES = {
    "2020-03-04": "2020-03-04",
    "2020-03": "2020-03",
    "2020": "2020",
    "2020-03~": None,
    "2020?": None,
    "2020-03-04%": None,
    "2020-03/2020-04": None,
    "2020-03/..": None,
    "../2020": None,
}


def test_a_date_that_schema_org_can_not_say_is_left_out(tmp_path: Path) -> None:
    claims = {f"content/claims/clock-{n}.md": write_claim(claimed_on=date) for n, date in enumerate(DATES)}
    output = build_good(tmp_path, claims)
    reviews = {id: review for id, review, _ in read_reviews(output)}
    for number, (claimed_on, published) in enumerate(DATES.items()):
        assert reviews[f"clock-{number}"]["itemReviewed"].get("datePublished") == published
        claim = json.loads((output / f"claims/clock-{number}/claim.json").read_bytes())["claim"]
        assert claim["claimed_on"] == claimed_on


def test_no_address_is_made_up(tmp_path: Path) -> None:
    site = (Path(__file__).parents[1] / "sites/good/content/site.yaml").read_text(encoding="utf-8")
    settings = re.sub("^base_url: .*\n|^domain: .*\n", "", site, flags=re.MULTILINE)
    output = build_good(tmp_path, {"content/site.yaml": settings})
    for id, review, _ in read_reviews(output):
        assert "url" not in review, id
        assert list(read_schema(output, "claimreview").iter_errors(review)) == []
    for path in output.rglob("*.html"):
        kinds = {each["@type"] for each in read_structured(output, path.relative_to(output).as_posix())}
        assert kinds <= {"ClaimReview"}


def test_a_page_that_describes_a_policy_names_the_publisher_with_all_of_them(good: Path) -> None:
    (publisher,) = (
        each for each in read_structured(good, "methodology/index.html") if each["@type"] == "NewsMediaOrganization"
    )
    assert publisher["name"] == "The Exampleville Record"
    page = f"{BASE_URL}methodology/"
    assert (publisher["publishingPrinciples"], publisher["verificationFactCheckingPolicy"]) == ([page], [page])
    assert "correctionsPolicy" not in publisher
    kinds = {each["@type"] for each in read_structured(good, "about/index.html")}
    assert "NewsMediaOrganization" not in kinds


def test_breadcrumbs_for_machines_are_those_for_readers(output: Path) -> None:
    pages = 0
    for path in output.rglob("index.html"):
        page = parse_html(path.read_bytes())
        crumbs = page.all("nav", class_="crumbs")
        shown = [each.attributes["href"] for each in crumbs[0].all("a")] if crumbs else []
        trails = [
            each
            for each in read_structured(output, path.relative_to(output).as_posix())
            if each["@type"] == "BreadcrumbList"
        ]
        is_listed = not page.all("meta", name="robots")
        assert len(trails) == (is_listed and len(shown) > 1), path
        for trail in trails:
            pages += 1
            items = trail["itemListElement"]
            assert [each["position"] for each in items] == list(range(1, len(shown) + 1))
            assert all(item["item"].startswith("https://") for item in items)
            assert all(item["item"].endswith(url) for item, url in zip(items, shown, strict=True))
    assert pages > 10
