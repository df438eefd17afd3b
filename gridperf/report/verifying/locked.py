"""A locked copy shows what a card shows, opens with one person's password, and carries the card itself, to the byte.

Encrypting rewrites a file and draws random numbers, so a copy has no seal of its own, is no archive (PDF/A knows no encryption), and is
other bytes each time. It is verified by the card inside, and by making the copy anew from it.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridperf.errors import Problem, ReportError, reason_of
from gridperf.report.paper.written import unwritable
from gridperf.whole_files import write_whole

if TYPE_CHECKING:
    import pikepdf

__all__ = ["INSIDE", "SHORTEST", "is_locked", "lock", "locked", "password_of", "read_passwords", "unlocked"]

INSIDE = "issued.pdf"
"""What the card is called inside its locked copy."""
SHORTEST = 6
"""The fewest characters a password may have."""
_LEFT_OUT = ("/Metadata", "/OutputIntents", "/AF", "/Names", "/AcroForm")
"""What of a card its copy leaves to the card inside: that it is an archive, its files, its signatures."""
_END = 4_096
"""Within so many bytes of its end a file says that it is encrypted."""
_HEADS = (("worker_id", "编号"), ("password", "口令"))


def lock(files: Sequence[str | Path], passwords: Mapping[str, str], *, to: str | Path) -> list[Path]:
    """Write a locked copy of each of *files* under its name, and return the copies.

    Args:
        files: cards, forms or payslips as they were issued; each has to hold by itself.
        passwords: the password of every worker whose paper is among them, by identifier.
        to: the folder of the copies; made if it does not exist, and another one than that of the files.

    Raises:
        ReportError: for every file P121 if it cannot be read, P179 if it does not hold by itself or is nobody's, P178 if whoever's it is
            has no password or a short one, P105 if its copy would be written over it or cannot be written; nothing is written then.
    """
    from gridperf.report.verifying.proof import verify_pdf  # noqa: PLC0415  (that module reads copies with this one)

    folder, problems, made = Path(to), [], []
    for path in map(Path, files):
        verdict = verify_pdf(path)
        subject = str(verdict.evidence.get("subject", ""))
        if verdict.problems or not subject:
            problems += [*(verdict.problems if not verdict.checked else ()), Problem("P179", values={"file": path.name})]
        elif len(passwords.get(subject, "")) < SHORTEST:
            problems.append(Problem("P178", values={"file": path.name, "worker": subject, "shortest": SHORTEST}))
        elif path.parent.resolve() == folder.resolve():
            problems.append(Problem("P105", values={"path": folder / path.name, "reason": "the card itself"}))
        else:
            made.append((path, passwords[subject]))
    if problems:
        raise ReportError(problems)
    written = []
    for path, password in made:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            written.append(write_whole(folder / path.name, locked(path.read_bytes(), password)))
        except OSError as error:
            raise ReportError(unwritable(folder / path.name, error)) from None
    return written


def locked(card: bytes, password: str) -> bytes:
    """Return the locked copy of *card*: AES-256, opened with *password* alone."""
    import pikepdf  # noqa: PLC0415  (loaded when something is locked)

    written = io.BytesIO()
    with _shown(card) as copy:
        # whoever has the password may do everything; nobody has the owner's
        rights = pikepdf.Encryption(user=password, owner=secrets.token_urlsafe(32), R=6, aes=True, metadata=True)
        copy.save(
            written, encryption=rights, force_version="2.0", object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False
        )
    return written.getvalue()


def is_locked(data: bytes) -> bool:
    """Return whether *data* is a file that takes a password, as copies are written."""
    return b"/Encrypt " in data[-_END:]


def unlocked(file: str, data: bytes, password: str | None) -> bytes | Problem:
    """Return the card inside the locked copy *data*, or why there is none to verify.

    Args:
        file: what problems call it.
        data: the copy.
        password: what opens it; None if nobody gave one.
    """
    import pikepdf  # noqa: PLC0415

    if password is None:
        return Problem("P175", values={"file": file})
    try:
        with pikepdf.open(io.BytesIO(data), password=password, suppress_warnings=True) as copy:
            if INSIDE not in copy.attachments:
                return Problem("P176", values={"file": file})
            card = copy.attachments[INSIDE].get_file().read_bytes()
            with _shown(card) as anew:
                return card if _plain(copy) == _plain(anew) else Problem("P176", values={"file": file})
    except pikepdf.PasswordError:
        return Problem("P175", values={"file": file})
    except (pikepdf.PdfError, RuntimeError, ValueError, KeyError, TypeError, AttributeError):
        return Problem("P176", values={"file": file})


def _shown(card: bytes) -> pikepdf.Pdf:
    """Return the copy of *card*, not yet locked."""
    import pikepdf  # noqa: PLC0415

    copy = pikepdf.open(io.BytesIO(card))
    for key in _LEFT_OUT:
        if key in copy.Root:
            del copy.Root[key]
    for page in copy.pages:
        if "/Annots" in page.obj:
            del page.obj["/Annots"]
    copy.attachments[INSIDE] = pikepdf.AttachedFileSpec(
        copy, card, filename=INSIDE, mime_type="application/pdf", description="", creation_date="", mod_date=""
    )
    # read back, so that what is written of it does not depend on how it was made
    return pikepdf.open(io.BytesIO(_plain(copy)))


def _plain(copy: Any) -> bytes:  # noqa: ANN401  (pikepdf's objects are dynamic)
    """Return *copy* written out as every copy is, without its lock."""
    import pikepdf  # noqa: PLC0415

    written = io.BytesIO()
    mode = pikepdf.ObjectStreamMode.disable
    copy.save(written, encryption=False, force_version="2.0", object_stream_mode=mode, compress_streams=False, deterministic_id=True)
    return written.getvalue()


def read_passwords(file: str | Path) -> dict[str, str]:
    """Return the passwords in a CSV *file* (UTF-8) with the columns `worker_id` and `password` (or 编号 and 口令), by worker.

    Raises:
        ReportError: P177 if it cannot be read, lacks a column, or names somebody twice.
    """
    path = Path(file)
    try:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = reason_of(error) if isinstance(error, OSError) else type(error).__name__
        raise ReportError(Problem("P177", values={"file": path.name, "reason": reason})) from None
    heads = [head.strip() for head in rows[0]] if rows else []
    places = [next((heads.index(name) for name in names if name in heads), None) for names in _HEADS]
    if None in places:
        raise ReportError(Problem("P177", values={"file": path.name, "reason": ", ".join(heads) or "—"}))
    worker, password = (at for at in places if at is not None)
    found: dict[str, str] = {}
    for row in rows[1:]:
        if len(row) > max(worker, password):
            name = row[worker].strip()
            if name in found:
                raise ReportError(Problem("P177", values={"file": path.name, "reason": name}))
            found[name] = row[password].strip()
    return found


def password_of(file: str, passwords: Mapping[str, str]) -> str | None:
    """Return the password of whoever the file name begins with, or the one of nobody (of an empty identifier), which is for any; None if there is neither."""
    own = [worker for worker in passwords if worker and file.startswith(worker)]
    return passwords[max(own, key=len)] if own else passwords.get("")
