"""Wordings of what a card has to show besides itself: that it belongs to its batch (P138–P144)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "P138": Wording(
        zh="清单 {manifest} 里没有 {file} 这个文件，因此没有写出任何证明。",
        en="The manifest {manifest} lists no file {file}, so no proof was written.",
        zh_hint="请写清单里的文件名；相近的有：{near}。",
        en_hint="Name a file as the manifest does; nearest: {near}.",
    ),
    "P139": Wording(
        zh="{file} 旁边的证明证不到这份文件：证明写的摘要是 {stated}，文件的摘要是 {found}，或者路径到不了根摘要 {root}。",
        en="The proof beside {file} does not prove it: the proof has the digest {stated}, the file has {found}, or its path does not lead to the root {root}.",
        zh_hint="请用当批清单重新写一份证明（gridperf prove 清单 {file}）；仍不符的，文件不属于这一批，或已被改动。",
        en_hint="Write the proof again from the manifest of the batch (gridperf prove MANIFEST {file}); if it still fails, the file is of another batch or was changed.",
    ),
    "P140": Wording(
        zh="{file} 旁边的证明说这一批的 {what} 是“{stated}”，文件的佐证写的是“{found}”。",
        en="The proof beside {file} says that {what} of the batch is “{stated}”; the evidence of the file says “{found}”.",
        zh_hint="请用当批清单重新写一份证明（gridperf prove 清单 {file}）。",
        en_hint="Write the proof again from the manifest of the batch (gridperf prove MANIFEST {file}).",
    ),
    "P141": Wording(
        zh="{file} 属于根摘要为 {found} 的一批，不属于 --root 给出的 {stated}。",
        en="{file} belongs to the batch with the root {found}, not to the one given with --root, {stated}.",
        zh_hint="请核对抄录的根摘要和周期；根摘要无误的，这份文件不在所公布的那一批里。",
        en_hint="Check the root as it was noted, and the period; if the root is right, this file is not of the batch it stands for.",
    ),
    "P142": Wording(
        zh="没有清单或证明能从 {file} 得出根摘要 {root}，因此无从知道它是否属于那一批。",
        en="Neither a manifest nor a proof leads from {file} to the root {root}, so whether it belongs to that batch is not known.",
        zh_hint="请把发出单位给的 {proof} 或当批清单放在文件旁边再核验；证明由 gridperf prove 写出。",
        en_hint="Put {proof} or the manifest of the batch beside the file and verify again; gridperf prove writes proofs.",
    ),
    "P143": Wording(
        zh="{proof} 不是证明，或者已经残缺，因此没有用它核对 {file}。",
        en="{proof} is no proof, or a damaged one, so {file} was not checked by it.",
        zh_hint="请用当批清单重新写一份（gridperf prove 清单 {file}）。",
        en_hint="Write it again from the manifest of the batch (gridperf prove MANIFEST {file}).",
    ),
    "P144": Wording(
        zh="清单 {path} 读不出来（{reason}），因此没有写出任何证明。",
        en="The manifest {path} cannot be read ({reason}), so no proof was written.",
        zh_hint="请指明一批计分卡或工资条的文件夹或清单，例如 cards/ 或 cards.manifest.json；只打印部分人员时没有清单。",
        en_hint="Name the folder or the manifest of a batch of cards or payslips, such as cards/ or cards.manifest.json; printing only some people leaves no manifest.",
    ),
}
