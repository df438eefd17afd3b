"""A pack that was just started is valid, and its worked examples hold: whoever goes on from it knows which change broke something.

A county's pack starts from the template, a layer where its upper rulebook is.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

from gridperf._bundled import bundled
from gridperf.errors import Problem, RulesError, Where
from gridperf.rulebook.editors import prepare_editors
from gridperf.rulebook.first_layer import examples_of, first_files
from gridperf.rulebook.folder import PackFolder
from gridperf.rulebook.search import find_pack

__all__ = ["new_layer", "new_pack"]


def new_pack(code: str, name: str, folder: str | Path) -> Path:
    """Create a pack from the template and return its folder.

    Args:
        code: the new pack's code, such as `990002-mycounty`.
        name: the place, in its own words.
        folder: the folder that will hold the pack; it is created if need be.

    Raises:
        RulesError: R128 if the code is not a division code and a name in pinyin, R129 if the pack's folder exists already.
    """
    target = _free(code, folder)
    shutil.copytree(bundled("rules") / "_template", target)
    for path in sorted(target.rglob("*")):
        if path.is_file():
            text = path.read_text(encoding="utf-8").replace("_template", code).replace("示例县", name)
            path.write_text(text, encoding="utf-8", newline="\n")
    prepare_editors(target)
    return target


def new_layer(code: str, name: str, folder: str | Path, *, upper: str | Path, edition: str | None = None) -> Path:
    """Create a pack that is laid over one edition of another, and return its folder.

    The layer states a value it may change, as it is, and adds what the upper edition asks for; its examples are one of
    the upper pack's that checks that value, and one for each item added.

    Args:
        code: the new pack's code, such as `370522100-hekou`.
        name: the place, in its own words.
        folder: the folder that will hold the pack; it is created if need be.
        upper: the pack it is laid over: its code, or the path of its folder.
        edition: the date of the edition; the newest if left out.

    Raises:
        RulesError: R128 and R129 as `new_pack`, R904 if there is no such edition, R929 if the upper pack would not be
            found from the layer, and whatever is wrong with the upper pack.
    """
    target = _free(code, folder)
    files = PackFolder(_found_from(target, find_pack(upper)))
    day = _edition(files, edition)
    rules, problems = files.assemble(day)
    errors = [problem for problem in problems if problem.severity == "error"]
    if rules is None or errors:
        raise RulesError(errors)
    for file, text in first_files(code, name, rules, examples_of(files, day)).items():
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        (target / file).write_text(text, encoding="utf-8", newline="\n")
    prepare_editors(target)
    return target


def _free(code: str, folder: str | Path) -> Path:
    """Return the folder of a pack to be made, which must not exist."""
    if not re.fullmatch(r"([0-9]{6}|[0-9]{9}|[0-9]{12})-[a-z][a-z0-9-]*", code):
        raise RulesError(Problem("R128", values={"code": code}))
    target = Path(folder).expanduser() / code
    if target.exists():
        raise RulesError(Problem("R129", Where(file=target.as_posix()), {"code": code}))
    return target


def _found_from(target: Path, upper: Path) -> Path:
    """Return *upper* if a layer in *target* finds it by its code, which is all the layer says of it."""
    code = upper.resolve().name
    try:
        found = find_pack(code, beside=target)
    except RulesError:
        found = None
    if found is None or found.resolve() != upper.resolve():
        values = {"upper": code, "folder": target.parent.as_posix(), "there": upper.parent.as_posix()}
        raise RulesError(Problem("R929", values=values))
    return upper


def _edition(files: PackFolder, text: str | None) -> dt.date:
    days = sorted(files.editions)
    if text is None and days:
        return days[-1]
    found = [day for day in days if day.isoformat() == text]
    if not found:
        near = ", ".join(map(str, days)) or "-"
        raise RulesError(Problem("R904", values={"upper": files.code, "edition": text or "-", "near": near}))
    return found[0]
