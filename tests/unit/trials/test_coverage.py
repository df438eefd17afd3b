"""What an example reaches is counted, and what none reaches is listed with its line."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from gridperf.trials.coverage import cover
from gridperf.trials.reached import band_of

RULES = Path(__file__).resolve().parents[3] / "rules"


def test_what_no_example_reaches_is_listed(pack):
    """Of the template without its lines, three bands and the floor of the total happen to nobody; with them, everything happens.

    Its cap of 100 is not asked for: two items of 50 points cannot get beyond it.
    """
    assert cover(RULES / "_template").missing == ()
    report = cover(pack)
    assert [(one.kind, one.line, one.name) for one in report.missing] == [
        ("band", 38, "sheets.worker-month.items.on-time.score.bands.0"),
        ("band", 40, "sheets.worker-month.items.on-time.score.bands.2"),
        ("band", 41, "sheets.worker-month.items.on-time.score.bands.3"),
        ("total", 20, "sheets.worker-month.total.floor"),
    ]
    assert report.by_kind() == [
        ("item", 3, 3),
        ("no-data", 2, 2),
        ("band", 1, 4),
        ("level", 1, 1),
        ("limit", 1, 1),
        ("total", 0, 1),
        ("veto", 1, 1),
        ("grade", 3, 3),
        ("pay", 2, 2),
        ("pay-grade", 4, 4),
    ]
    assert report.share == Fraction(18, 22)


def test_an_example_taken_away_takes_what_it_reached(pack):
    """Without the only example of a veto, the veto is reached by nobody."""
    path = pack / "examples" / "worker-month.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("- name: 责任事故")], encoding="utf-8")
    assert "sheets.worker-month.vetoes.accident" in {one.name for one in cover(pack).missing}


def test_quotas_actions_and_roll_ups_are_reached():
    """Of Lijin, every action, value, pay line and quota is reached."""
    kinds = {kind: (got, total) for kind, got, total in cover(RULES / "370522-lijin").by_kind()}
    assert {kind: kinds[kind] for kind in ("quota", "action", "value", "pay", "pay-grade", "pay-cap")} == {
        "quota": (2, 2),
        "action": (5, 5),
        "value": (4, 4),
        "pay": (6, 6),
        "pay-grade": (5, 5),
        "pay-cap": (1, 1),
    }


def bands(*limits):
    names = ("at_least", "above", "at_most", "below", "otherwise")
    return [SimpleNamespace(**{**dict.fromkeys(names), **one}) for one in limits]


@pytest.mark.parametrize(
    ("value", "position"), [(Fraction(19, 20), 0), (Fraction(189, 200), 1), (Fraction(9, 10), 2), (Fraction(1, 2), 3), (Fraction(0), 3)]
)
def test_a_band_is_the_first_that_holds(value, position):
    """`at_least` takes its end in, `above` leaves it out, and `otherwise` takes the rest."""
    scale = bands({"at_least": Fraction(19, 20)}, {"above": Fraction(9, 10)}, {"at_least": Fraction(9, 10)}, {"otherwise": Fraction(0)})
    assert band_of(scale, value) == position
    assert band_of(scale[:1], Fraction(0)) is None


def test_bands_downwards():
    """`at_most` takes its end in, `below` leaves it out."""
    scale = bands({"below": Fraction(2)}, {"at_most": Fraction(2)}, {"otherwise": Fraction(0)})
    assert [band_of(scale, Fraction(value)) for value in (1, 2, 3)] == [0, 1, 2]
