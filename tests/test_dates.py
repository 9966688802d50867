"""Dates as editors write them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.dates import first_day, is_day, latest_today, read_date

days = st.dates(min_value=datetime.date(1, 1, 1))
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def points(draw: st.DrawFn) -> str:
    """A year, month or day of the calendar, with or without a mark."""
    return draw(days).isoformat()[: draw(st.sampled_from([4, 7, 10]))] + draw(marks)


class TestADay:
    @given(days)
    def test_is_every_day_of_the_calendar(self, day: datetime.date) -> None:
        assert is_day(day.isoformat())
        span = read_date(day.isoformat())
        assert span is not None
        assert (span.first, span.last, span.iso) == (day.isoformat(),) * 3

    @pytest.mark.parametrize(
        "text",
        [
            *(
                "",
                "2020",
                "2020-03",
                "2020-03-04~",
                "2020-3-4",
                "20200304",
                " 2020-03-04",
                "2020-03-04\n",
                "٢٠٢٠-٠٣-٠٤",
            ),
            *("2020-02-30", "2019-02-29", "1900-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "0000-01-01"),
        ],
    )
    def test_is_nothing_else(self, text: str) -> None:
        assert not is_day(text)

    def test_may_be_a_leap_day(self) -> None:
        assert is_day("2020-02-29")
        assert is_day("2000-02-29")


class TestADate:
    @given(points())
    def test_comes_back_as_it_was_written_but_for_its_mark(self, text: str) -> None:
        span = read_date(text)
        assert span is not None
        assert span.start is span.end
        assert span.iso == text.rstrip("~?%")
        assert span.start is not None
        assert (span.start.about, span.start.uncertain) == (text[-1] in "~%", text[-1] in "?%")

    @given(points())
    def test_begins_and_ends_on_days_of_the_calendar(self, text: str) -> None:
        span = read_date(text)
        assert span is not None
        first, last = datetime.date.fromisoformat(span.first), datetime.date.fromisoformat(span.last)
        assert first <= last
        assert first.isoformat().startswith(text.rstrip("~?%"))
        assert last.isoformat().startswith(text.rstrip("~?%"))

    @given(points(), points())
    def test_may_be_an_interval_whose_end_is_not_before_its_start(self, start: str, end: str) -> None:
        one, other, both = read_date(start), read_date(end), read_date(f"{start}/{end}")
        assert one is not None
        assert other is not None
        assert (both is not None) == (one.first <= other.last)
        if both is not None:
            assert (both.first, both.last) == (one.first, other.last)

    def test_ends_with_the_last_day_of_its_month(self) -> None:
        lasts = {
            text: span.last
            for text in ("2020-02", "2019-02", "2020-12", "9999", "2021-04")
            if (span := read_date(text))
        }
        assert lasts == {
            "2020-02": "2020-02-29",
            "2019-02": "2019-02-28",
            "2020-12": "2020-12-31",
            "9999": "9999-12-31",
            "2021-04": "2021-04-30",
        }

    def test_may_be_open_at_one_end(self) -> None:
        later, earlier = read_date("2020-12-04/.."), read_date("../2020-12~")
        assert later is not None
        assert later.iso == "2020-12-04/.."
        assert later.first == "2020-12-04"
        assert earlier is not None
        assert earlier.iso == "../2020-12"
        assert earlier.last == "2020-12-31"

    @pytest.mark.parametrize(
        "text",
        [
            *("", "/", "../..", "2020/", "/2020", "2020//2021", "2020/2021/2022", "..", "2020-03/2020-02", "2020 ~"),
            *(
                "~2020",
                "2020~~",
                "2020-1",
                "-2020",
                "12020",
                "2020-02-30/2020-03",
                "2020/2020-13",
                "March 2020",
                "20XX",
            ),
        ],
    )
    def test_is_nothing_else(self, text: str) -> None:
        assert read_date(text) is None

    @given(st.text() | st.text(alphabet="0123456789-/~?%. ", max_size=24))
    def test_is_read_or_refused_whatever_the_text(self, text: str) -> None:
        span = read_date(text)
        if span is not None:
            assert read_date(span.iso) is not None
            assert is_day(span.first)
            assert is_day(span.last)


class TestToday:
    def test_is_the_day_where_it_is_latest_on_earth(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
        now = datetime.datetime.now(datetime.UTC).date()
        assert now.isoformat() <= latest_today() <= (now + datetime.timedelta(days=1)).isoformat()

    def test_follows_source_date_epoch(self, monkeypatch: pytest.MonkeyPatch) -> None:
        # 2020-06-01, 9 and 11 o'clock in UTC.
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1591002000")
        assert latest_today() == "2020-06-01"
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1591009200")
        assert latest_today() == "2020-06-02"

    @pytest.mark.parametrize("text", ["", "yesterday", "-1", "²", "9" * 40])
    def test_passes_over_an_epoch_that_is_none(self, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
        assert latest_today() >= "2026"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2020-03-04", "2020-03-04"),
        ("2020", "2020-01-01"),
        ("2020-03/2020-05", "2020-03-01"),
        ("../2011-01", "2011-01-01"),
    ],
)
def test_the_first_day_that_a_date_may_mean(date: str, day: str) -> None:
    assert first_day(date) == day
