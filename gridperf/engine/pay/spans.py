"""Which longer period a period lies in, and which periods ended before it; the past is named by codes, never guessed."""

from __future__ import annotations

from gridperf.period import Every, Period

__all__ = ["enclosing", "finished", "so_far"]


def enclosing(when: Period, every: Every) -> Period:
    """Return the period of kind *every* that *when* lies in; *when* must not be longer."""
    for year in range(when.starts_on.year - 1, when.starts_on.year + 2):
        whole = Period.parse(f"{year:04d}", month_starts_on=when.month_starts_on, year_starts_in=when.year_starts_in)
        for part in whole.parts(every):
            if part.starts_on <= when.starts_on and when.ends_on <= part.ends_on:
                return part
    message = f"{when} lies in no whole {every}"
    raise ValueError(message)


def finished(when: Period, every: Every, count: int) -> list[str]:
    """Return the codes of the *count* periods of kind *every* that ended last before *when* started, the earliest first."""
    try:
        here = when.parts(every)[0]
    except ValueError:
        here = enclosing(when, every)
    return [here.before(back).code for back in range(count, 0, -1)]


def so_far(when: Period, every: Every) -> tuple[list[str], bool]:
    """Return the codes of the periods of *when*'s kind in its enclosing *every* up to *when*, and whether it is the last."""
    codes = [part.code for part in enclosing(when, every).parts(when.every)]
    at = codes.index(when.code)
    return codes[: at + 1], at == len(codes) - 1
