"""One card proves that it is of its batch, without the others and without the list of everybody."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridperf.cli import app
from gridperf.errors import ReportError
from gridperf.language import use
from gridperf.report import render
from gridperf.report.batches.tree import holds, paths, root
from gridperf.report.paper.pdf import WeasyPrintRenderer
from gridperf.report.signing.membership import proof_file, prove
from gridperf.report.verifying.issued import issued, verify_issued
from gridperf.report.verifying.proof import Verdict
from tests.unit.report.fake import Case, Fake

NAMES = ["王小明", "李四", "赵六", "孙七", "周八"]


@pytest.fixture(scope="module")
def printed(renderer: WeasyPrintRenderer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the cards of five people and their manifest."""
    folder = tmp_path_factory.mktemp("cards")
    render(Fake([replace(Case(), subject=f"W{at}", name=name) for at, name in enumerate(NAMES)]), to=folder)
    return folder


@pytest.fixture
def batch(printed: Path, tmp_path: Path) -> Path:
    """The same folder, to be changed."""
    return Path(shutil.copytree(printed, tmp_path / "cards"))


@pytest.fixture
def alone(batch: Path, tmp_path: Path) -> Path:
    """The third card with its proof, and nothing else."""
    card = sorted(batch.glob("*.pdf"))[2]
    (proof,) = prove(batch, [card], to=tmp_path / "alone")
    assert proof == proof_file(tmp_path / "alone" / card.name)
    return Path(shutil.copy(card, proof.parent))


def told(folder: Path) -> dict:
    return json.loads((folder / "manifest.json").read_bytes())


def verified(card: Path, root: str | None = None) -> Verdict:
    (found,) = issued([card])
    return verify_issued(found, root=root)


def problems(verdict: Verdict) -> list[tuple[str, str]]:
    with use("en"):
        return [(problem.code, problem.message) for problem in verdict.problems]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 644])
def test_every_card_has_a_path_to_the_root_and_no_other_has_it(count: int) -> None:
    """Paths are as long as the tree is high; none of them proves another digest."""
    digests = [hashlib.sha256(bytes([at % 256, at // 256])).hexdigest() for at in range(count)]
    whole, found = root(digests), list(paths(digests))
    assert len(found) == count
    assert max(map(len, found)) == (count - 1).bit_length()
    for at, (digest, path) in enumerate(zip(digests, found, strict=True)):
        assert holds(digest, path, whole)
        assert not any(holds(other, path, whole) for other in (*digests[:at], *digests[at + 1 :])[:40])


def test_a_proof_holds_the_batch_and_nobody_else(batch: Path, alone: Path) -> None:
    """Path, root and what the batch is; of the other people neither name nor identifier nor file."""
    manifest, proof = told(batch), json.loads(proof_file(alone).read_bytes())
    assert list(proof) == ["proof", "report", "period", "assessment", "file", "sha256", "path", "root"]
    assert (proof["report"], proof["period"], proof["assessment"]) == ("scorecard", manifest["period"], manifest["assessment"])
    assert (proof["file"], proof["sha256"], proof["root"]) == (alone.name, manifest["files"][alone.name], manifest["root"])
    text = proof_file(alone).read_text(encoding="utf-8")
    assert [each for each in [*NAMES, *(f"W{at}" for at in range(5))] if each in text] == ["赵六", "W2"]


def test_a_card_with_its_proof_belongs_to_the_root_that_was_published(batch: Path, alone: Path) -> None:
    """Neither manifest nor other cards are needed; without a root to hold it against, the root is told and nothing claimed of it."""
    stated = told(batch)["root"]
    verdict = verified(alone)
    assert (verdict.problems, verdict.checked[-1], verdict.roots) == ((), "proof", (stated,))
    verdict = verified(alone, stated)
    assert (verdict.problems, verdict.checked[-2:]) == ((), ("proof", "root"))
    assert "manifest" not in verdict.checked


def test_a_card_beside_its_manifest_belongs_to_the_root_too(batch: Path) -> None:
    """The manifest leads to its root as a proof does."""
    stated = told(batch)["root"]
    assert [verify_issued(each, root=stated).problems for each in issued([batch])] == [()] * 5
    other = {problem.code for each in issued([batch]) for problem in verify_issued(each, root="0" * 64).problems}
    assert other == {"P141"}


def test_a_card_of_another_batch_does_not_belong(batch: Path, alone: Path) -> None:
    """Both roots are told."""
    stated = told(batch)["root"][:16]
    assert problems(verified(alone, "ab" * 32)) == [
        ("P141", f"{alone.name} belongs to the batch with the root {stated}, not to the one given with --root, abababababababab.")
    ]


def test_without_a_proof_membership_is_not_known(batch: Path, alone: Path) -> None:
    """A root alone proves nothing of a card, unless the card is the whole batch."""
    proof_file(alone).unlink()
    stated = told(batch)["root"]
    message = f"Neither a manifest nor a proof leads from {alone.name} to the root {stated[:16]}, so whether it belongs to that batch is not known."
    assert problems(verified(alone, stated)) == [("P142", message)]
    assert verified(alone, root([hashlib.sha256(alone.read_bytes()).hexdigest()])).problems == ()


def other_digest(proof: dict) -> None:
    proof["sha256"] = "0" * 64


def other_path(proof: dict) -> None:
    proof["path"][1] = "L" + "0" * 64


def other_root(proof: dict) -> None:
    proof["root"] = "0" * 64


@pytest.mark.parametrize("change", [other_digest, other_path, other_root])
def test_a_proof_that_was_changed_proves_nothing(alone: Path, change: Callable[[dict], None]) -> None:
    """Digest, path and root hang together; a root that does not follow is none, also where it is the one asked for."""
    proof = json.loads(proof_file(alone).read_bytes())
    change(proof)
    proof_file(alone).write_text(json.dumps(proof), encoding="utf-8")
    verdict = verified(alone, "0" * 64)
    digest = hashlib.sha256(alone.read_bytes()).hexdigest()[:16]
    message = (
        f"The proof beside {alone.name} does not prove it: the proof has the digest {proof['sha256'][:16]}, the file has {digest}, "
        f"or its path does not lead to the root {proof['root'][:16]}."
    )
    assert problems(verdict)[0] == ("P139", message)
    assert [problem.code for problem in verdict.problems] == ["P139", "P142"]


@pytest.mark.parametrize(("what", "said"), [("period", "2026-11"), ("assessment", "f" * 64)])
def test_a_proof_that_says_another_batch_than_the_card_is_named(alone: Path, what: str, said: str) -> None:
    """What the root does not cover is compared with what the card says."""
    proof = json.loads(proof_file(alone).read_bytes())
    own = proof[what][:16]
    proof_file(alone).write_text(json.dumps(proof | {what: said}), encoding="utf-8")
    message = f"The proof beside {alone.name} says that {what} of the batch is “{said[:16]}”; the evidence of the file says “{own}”."
    assert problems(verified(alone)) == [("P140", message)]


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"null", b"{}", b'{"proof": 1}', b'{"proof": 1, "sha256": 3, "path": 4, "root": []}', b"[" * 100_000],
)
def test_a_broken_proof_is_said_to_be_none(alone: Path, content: bytes) -> None:
    """The card is verified without it, and does not hold."""
    proof_file(alone).write_bytes(content)
    message = f"{proof_file(alone).name} is no proof, or a damaged one, so {alone.name} was not checked by it."
    assert problems(verified(alone)) == [("P143", message)]


def test_proofs_are_written_of_what_a_manifest_lists(batch: Path, tmp_path: Path) -> None:
    """All of them by default, beside it; one name that is not there, and none is written."""
    assert [file.name for file in prove(batch)] == [f"{card.stem}.proof.json" for card in sorted(batch.glob("*.pdf"))]
    assert [verify_issued(each).checked[-1] for each in issued([batch])] == ["proof"] * 5
    first = min(batch.glob("*.pdf")).name
    with use("en"), pytest.raises(ReportError) as caught:
        prove(batch / "manifest.json", [first, "W9.pdf"], to=tmp_path / "none")
    assert [problem.message for problem in caught.value.problems] == [
        "The manifest manifest.json lists no file W9.pdf, so no proof was written."
    ]
    assert not (tmp_path / "none").exists()


def test_proofs_are_written_of_a_whole_manifest_only(batch: Path) -> None:
    """One that is not there, and one whose root was changed."""
    with use("en"), pytest.raises(ReportError) as caught:
        prove(batch / "other.json")
    message = f"The manifest {batch / 'other.json'} cannot be read (No such file or directory), so no proof was written."
    assert [problem.message for problem in caught.value.problems] == [message]
    (batch / "manifest.json").write_text(json.dumps(told(batch) | {"root": "0" * 64}), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        prove(batch)
    assert [problem.code for problem in caught.value.problems] == ["P132"]


def test_a_name_that_leaves_the_folder_is_not_written(tmp_path: Path) -> None:
    """A manifest of somebody else's making does not choose where files go."""
    name, digest = "../../out.pdf", "ab" * 32
    (tmp_path / "manifest.json").write_text(json.dumps({"files": {name: digest}, "root": root([digest])}), encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        prove(tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["P138"]
    assert [file.name for file in tmp_path.iterdir()] == ["manifest.json"]


def run(*args: object, lang: str = "en") -> tuple[int, str]:
    result = CliRunner().invoke(app, [*map(str, args)], env={"GRIDPERF_LANG": lang, "COLUMNS": "150"}, catch_exceptions=False)
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def test_the_commands_say_which_batch_and_what_that_is_worth(batch: Path, tmp_path: Path) -> None:
    """`prove` writes, `verify` names the root to compare, and `--root` compares it."""
    first, *_ = cards = sorted(batch.glob("*.pdf"))
    stated = told(batch)["root"]
    assert run("prove", batch, "--quiet") == (0, "")
    assert run("prove", batch, first.name, "--to", tmp_path / "one")[0] == 0
    card = shutil.copy(first, tmp_path / "one")
    code, shown = run("verify", card)
    assert code == 0
    assert "checked: the files belong to their batch, by the proofs beside them (NAME.proof.json) (1)" in shown
    assert "not checked: the files belong to the batch with the root given (--root)" in shown
    assert f"root of the batch: {stated} anybody can write a manifest or a proof;" in shown
    code, shown = run("verify", card, "--root", stated.upper())
    assert code == 0
    assert "checked: the files belong to the batch with the root given (--root) (1)" in shown
    assert "anybody can write" not in shown
    code, shown = run("verify", card, "--root", "0" * 64, lang="zh")
    assert code == 1
    assert f"{first.name} 属于根摘要为 {stated[:16]} 的一批，不属于 --root 给出的 0000000000000000。" in shown
    assert json.loads(run("verify", batch, "--json")[1])["roots"] == [stated]
    assert len(cards) == 5
