"""Wordings of what a card has to show besides itself: that it belongs to its batch (P138–P144), and who signed it (P145–P150)."""

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
    "P145": Wording(
        zh="签名和核验签名要用 pyHanko，这台机器上没有安装，因此没有签名，也没有核验签名。",
        en="Signing and checking signatures takes pyHanko, which is not installed on this machine; nothing was signed, and no signature was checked.",
        zh_hint="请安装：pip install 'gridperf[sign]'。",
        en_hint="Install it: pip install 'gridperf[sign]'.",
    ),
    "P146": Wording(
        zh="不能用 {file} 签名（{reason}），因此什么也没有签。",
        en="{file} cannot be used to sign ({reason}), so nothing was signed.",
        zh_hint="应为带私钥和证书的 PKCS#12 文件（.p12 或 .pfx）；口令写在 --passphrase-file 指明的文件里，或在提示时输入。",
        en_hint="It takes a PKCS#12 file (.p12 or .pfx) with private key and certificate; the passphrase is in the file of --passphrase-file, or is asked for.",
    ),
    "P147": Wording(
        zh="{file} 已不是发出时的样子，因此没有签名：签了名，也只是替改动过的文件作保。",
        en="{file} is not as it was issued, so it was not signed: a signature would vouch for what was changed.",
        zh_hint="同时列出的问题说明哪里不同；请由考核结果重新打印，再签名。",
        en_hint="The problems listed with this one say where it differs; print it again from its result, then sign.",
    ),
    "P148": Wording(
        zh="{file} 上的签名与内容不符（{reason}）：签名之后有改动，或者签名本身残缺。",
        en="The signature of {file} does not fit ({reason}): something was changed after signing, or the signature is damaged.",
        zh_hint="请向签名单位索取原件。",
        en_hint="Ask whoever signed it for the original.",
    ),
    "P149": Wording(
        zh="{file} 由“{name}”签名，但其证书（SHA-256 {certificate}）不能由 --trust 给出的证书证明，因此不能认定是谁签的。",
        en="{file} is signed by “{name}”, but no certificate given with --trust leads to theirs (SHA-256 {certificate}), so who signed is not known.",
        zh_hint="请从签名单位取得它的证书或上级证书，写在 --trust 后面；证书无误的，签名不是该单位的，或签名时证书不在有效期内。",
        en_hint="Get the certificate of the signing office, or of who issued it, and name it with --trust; if it is the right one, somebody else signed, or the certificate was not valid then.",
    ),
    "P150": Wording(
        zh="{file} 里没有证书（{reason}），因此没有据以核验签名。",
        en="{file} holds no certificate ({reason}), so signatures were not checked by it.",
        zh_hint="应为 PEM 或 DER 格式的证书文件（.crt、.cer、.pem），例如 --trust county.crt。",
        en_hint="It takes a certificate in PEM or DER (.crt, .cer, .pem), such as --trust county.crt.",
    ),
    "P170": Wording(
        zh="{file} 里的表格 {inside} 与 evidence.json 的内容不一致。",
        en="The table {inside} in {file} says something else than its evidence.json.",
        zh_hint="请以原件为准，不要采用这张表格里的数据；用 --against 或 --records 查出被改动的是哪一处。",
        en_hint="Go by the original and do not use the figures of this table; --against or --records tells what was changed.",
    ),
}
