"""A longer period is brought to a threshold by results of its parts that all came to it."""

from __future__ import annotations

from fractions import Fraction

from gridperf.errors import GridperfError
from gridperf.rulebook.examples import read_case
from gridperf.rulebook.numbers import number
from gridperf.rulebook.resolved import Rulebook
from gridperf.trials.edges.met import Edge, Met, decimal, example_name, first_period, sides_of
from gridperf.trials.edges.results import graded_as, total_of, yuan_of
from gridperf.trials.edges.thresholds import Threshold
from gridperf.trials.given import assessed, records_of
from gridperf.trials.writing import Exactly, case_text

__all__ = ["around_rolled"]


def around_rolled(rules: Rulebook, one: Threshold, unit: Fraction) -> Edge:
    """Return the grade of a longer period whose parts all came to the threshold, and a unit to either side."""
    every, _, sheet = one.scale.partition("/")
    rule = rules.edition.rollup[every]  # type: ignore[index]
    period = first_period(rules, every)
    parts = period.parts(rule.of)
    value = one.value / len(parts) if rule.by == "sum" else one.value
    history, names = [], []
    for at, total in enumerate((value - unit, value, value + unit), 1):
        names.append(f"{at:04}")
        history += [{"worker_id": names[-1], "period": part.code, "sheet": sheet, "total": decimal(total)} for part in parts]
    role = next(each.assess.roles for each in rules.edition.sheets if each.id == sheet)
    roster = [
        {"worker_id": name, "name": f"网格员{name}", "role": role[0] if role != "all" else "网格员", "starts_on": period.starts_on}
        for name in names
    ]
    raw = {
        "name": example_name(one),
        "period": period.code,
        "given": {"roster": roster, "history": history},
        "expect": {"scores": {names[0]: None}},
    }
    case, _ = read_case(case_text(raw), rules.tables)
    if case is None:
        return Edge(one, ())
    try:
        done = assessed(case, rules, lambda: records_of(case, rules))
    except GridperfError:
        return Edge(one, ())
    standing = [(*found, who) for who in names if (found := total_of(done, who, sheet)) is not None]
    chosen = sides_of(standing, one.value)
    if "on" not in chosen:
        return Edge(one, ())
    several = len(rules.edition.sheets) > 1
    met, scores, grades = [], {}, {}
    for side, (_, shown, who) in chosen.items():
        held = graded_as(done, who, sheet)[1]
        amount = yuan_of(done, who, "gross") if done.pay_lines else None
        met.append(Met(side, shown, shown, held, None if amount is None else number(amount)))
        scores[who] = {sheet: Exactly(shown)} if several else Exactly(shown)
        grades[who] = {sheet: {"uncapped_grade": held}} if several else {"uncapped_grade": held}
    return Edge(one, tuple(met), {**raw, "expect": {"scores": scores, "grades": grades}})
