"""`gridperf book correct`: whom putting sealed periods right concerns and what it costs, and with `--apply` the correction itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gridperf.cli.book.options import Apply, BookPlace, opened
from gridperf.cli.options import IntoPeriod, Json, Lang, Mapping, OnProblem, Quiet
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say

if TYPE_CHECKING:
    from gridperf.book import Standing
    from gridperf.records import Records

__all__ = ["correct"]


def _pairs(texts: list[str] | None) -> list[str] | None:
    """Refuse what is no period with its records before any work starts."""
    for text in texts or ():
        if not all(text.partition("=")[::2]):
            raise typer.BadParameter(say("bad-pair", text=text))
    return texts


def correct(
    book: BookPlace,
    given: Annotated[list[str], typer.Argument(metavar="PERIOD=SOURCE…", callback=_pairs)],
    *,
    rules: Annotated[str | None, typer.Option("--rules", metavar="PACK")] = None,
    original: Annotated[list[str] | None, typer.Option("--original", metavar="PERIOD=SOURCE", callback=_pairs)] = None,
    mapping: Mapping = None,
    on_problem: OnProblem = "raise",
    claimant: Annotated[list[str] | None, typer.Option("--claimant", metavar="WORKER")] = None,
    policy: Annotated[
        Literal["reopen", "harmless", "claimants"] | None, typer.Option("--policy", metavar="reopen|harmless|claimants")
    ] = None,
    into: IntoPeriod = None,
    by: Annotated[str | None, typer.Option("--by", metavar="NAME")] = None,
    why: Annotated[str | None, typer.Option("--why", metavar="REASON")] = None,
    statement: Annotated[Path | None, typer.Option("--statement", metavar="FILE")] = None,
    apply: Apply = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,  # noqa: ARG001
) -> None:
    """Show what putting sealed periods right changes, or write it."""
    from gridperf import load_rules, read_records  # noqa: PLC0415
    from gridperf.cli.screens import corrected  # noqa: PLC0415

    for option, said in (("--policy", policy), ("--into", into), ("--by", by), ("--why", why)):
        if apply and not said:
            raise typer.BadParameter(say("apply-needs", option=option))
    if statement is not None and policy is None:
        raise typer.BadParameter(say("statement-needs-policy"))
    screen, kept = Screen(quiet=quiet), opened(book)

    def read(texts: list[str]) -> dict[str, Records]:
        pairs = dict(text.split("=", 1) for text in texts)
        return {code: read_records(source, mapping=mapping, on_problem=on_problem, rules=held[code]) for code, source in pairs.items()}

    with screen.progress(say("reading")):
        codes = [text.partition("=")[0] for text in (*given, *(original or ()))]
        rolled = [one.period for one in kept.status().values() if one.is_sealed and one.made == "periods"]
        changed = {code: load_rules(rules, period=code) for code in (*codes, *rolled)} if rules else {}
        held = changed or {code: kept.assessment(code, made="records").rulebook for code in codes}
        records, before = read(given), read(original or [])
    with screen.progress(say("assessing", period=say("and").join(records))):
        found = kept.correction(records, rules=changed, original=before, claimants=claimant or ())
    done: tuple[Standing, ...] = ()
    if apply and policy and into and by and why:
        done = kept.correct(found, policy=policy, into=into, by=by, why=why)
        screen.json({**found.as_dict(), "applied": True}) if json else screen.show(corrected.settled(found, policy, into))
    elif json:
        screen.json({**found.as_dict(), "applied": False})
    else:
        screen.show(*corrected.pieces(found))
        screen.note("book-not-done")
    if statement is not None and policy is not None:
        from gridperf.report.documents.corrections import print_correction  # noqa: PLC0415

        with screen.progress(say("rendering", what=say("paper-correction"))):
            print_correction(found, statement, policy=policy, into=into or "", written=done)
        screen.note("wrote", path=statement)
