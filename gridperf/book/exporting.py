"""What leaves a Book is the bytes that came in, and the chain as it is digested: the same from either database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from gridperf.book.chain import canonical, events
from gridperf.book.parts import Run
from gridperf.book.payments import payment_files, payments_in
from gridperf.book.runs import contents, files_of
from gridperf.book.state import standings
from gridperf.whole_files import write_whole

__all__ = ["export_book", "export_run"]


def export_run(connection: Connection, run: Run, folder: Path) -> Path:
    """Write the files of *run* to *folder*, `assessment.json` last, and return the folder."""
    files = files_of(connection, run)
    folder.mkdir(parents=True, exist_ok=True)
    for name in sorted(files, key=lambda each: (each == "assessment.json", each)):
        write_whole(folder / name, files[name])
    return folder


def export_book(connection: Connection, folder: Path) -> Path:
    """Write all runs and the chain to *folder*, and return it."""
    chain = events(connection)
    for one in standings(chain).values():
        for run in one.runs:
            export_run(connection, run, folder / _folder(one.period, one.made) / str(run.seq))
        for each in one.corrections:
            place = folder / _folder(one.period, one.made) / f"{each.number}-settled.json"
            write_whole(place, contents(connection, [each.rows])[each.rows])
    for payment in payments_in(chain):
        for name, content in payment_files(connection, payment).items():
            place = folder / "payments" / payment.month / name
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, content)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "events.jsonl", "".join(f"{canonical(event.as_dict())}\n" for event in chain).encode())
    return folder


def _folder(period: str, made: str) -> str:
    return period if made == "records" else f"{period}-{made}"
