"""Every problem gridperf can report has one code and one wording per language, and stands in exactly one list here.

A wording says what was found and what was expected, what follows from it for a worker's points or pay, and (the hint)
what to do next, with a valid value where there is one.
`{names}` in braces are filled from the problem's values.

Codes: `R1` shape of a rulebook, `R2` its meaning, `R3` its sources and examples, `R0` what of it can never come to bear; `D1` shape of records, `D2` their
content; `A1` assessing; `B0` the Book, `B1` its accounts, payments, the money it holds back, and what changes between its results; `P1` reports; `Y0` payroll.
"""

from __future__ import annotations

from gridperf.messages import (
    accounts,
    appeals,
    assessing,
    book,
    bridging,
    corrections,
    fitting,
    issued,
    looking_back,
    payments,
    payroll,
    records,
    reports,
    reserves,
    rules,
)
from gridperf.messages.wording import Wording

__all__ = ["MESSAGES", "Wording"]

MESSAGES: dict[str, Wording] = {}
for _part in (
    rules.MESSAGES,
    records.MESSAGES,
    assessing.MESSAGES,
    fitting.MESSAGES,
    looking_back.MESSAGES,
    book.MESSAGES,
    appeals.MESSAGES,
    corrections.MESSAGES,
    accounts.MESSAGES,
    payments.MESSAGES,
    reserves.MESSAGES,
    bridging.MESSAGES,
    reports.MESSAGES,
    issued.MESSAGES,
    payroll.MESSAGES,
):
    _twice = MESSAGES.keys() & _part.keys()
    if _twice:
        _message = f"problem codes declared twice: {sorted(_twice)}"
        raise AssertionError(_message)
    MESSAGES.update(_part)
