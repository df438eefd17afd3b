"""What the commands say of issued cards, in both languages."""

from __future__ import annotations

__all__ = ["CARDS"]

CARDS: dict[str, tuple[str, str]] = {
    "records-of-slips": (
        "工资条不由原始记录得出；请用 --against 指明发放结果的文件夹。",
        "Payslips do not come from records; name the folder of their payment with --against.",
    ),
    "records-of-rules": (
        "打印的办法不由原始记录得出；请用 --rules 指明规则包。",
        "A rulebook in print does not come from records; name its pack with --rules.",
    ),
    "no-card": (
        "没有 {path} 这个文件；请核对路径，压缩包的名称带编号，如 cards-001.zip。",
        "There is no {path}; check the path, and that an archive goes by its number, such as cards-001.zip.",
    ),
    "verify-one": (
        "只能核验一个考核结果，或者若干张计分卡（PDF、装有它们的文件夹或压缩包）；--against、--rules、--root、--trust 和口令只用于计分卡。",
        "One assessment can be verified, or any number of cards (PDF files, folders or archives of them); --against, --rules, --root, --trust and passwords are for cards.",
    ),
    "cards-hold": ("{count} 个文件全部核验通过。", "All {count} files hold."),
    "cards-wrong": ("{count} 个文件中有 {wrong} 个没有通过核验。", "{wrong} of {count} {count:file|files} {wrong:does|do} not hold."),
    "checked": ("  已核对：{what}（{count}）", "  checked: {what} ({count})"),
    "not-checked": ("  未核对：{what}", "  not checked: {what}"),
    "check-seal": ("文件与封存逐字节一致", "the bytes are as sealed"),
    "check-text": ("版面文字与封存一致", "the words on the page are as sealed"),
    "check-data": ("版面文字与佐证数据一致", "the words say what the data says"),
    "check-sums": ("得分、工资与明细加总一致", "totals and pay are the sums of the entries"),
    "check-sums-list": (
        "各行与合计、人数、平均和大写金额相符",
        "rows agree with totals, counts, means and amounts in capitals",
    ),
    "check-resolved": ("所附规则的摘要就是纸面上的摘要", "the rules inside have the digest on paper"),
    "check-printed": (
        "印出的规定由所附规则得出（只由打印它的版本核对）",
        "what is printed follows from the rules inside (checked by the version that printed it)",
    ),
    "check-bands": ("等次与分数段一致", "grades follow from the bands"),
    "check-manifest": ("与批次清单一致（文件夹或压缩包）", "the files are those of the manifest (folders and archives)"),
    "check-proof": (
        "凭旁边的证明属于其批次（名称.proof.json）",
        "the files belong to their batch, by the proofs beside them (NAME.proof.json)",
    ),
    "check-root": ("属于给出根摘要的那一批（--root）", "the files belong to the batch with the root given (--root)"),
    "check-signature": ("签名与内容相符（文件本身或其清单）", "signatures fit (of the file, or of its manifest)"),
    "signed-by": (
        "  签名人：{name}{field}（证书 SHA-256 {certificate}，{count} 个文件）",
        "  signed by: {name}{field} (certificate SHA-256 {certificate}, {count} {count:file|files})",
    ),
    "signed-by-somebody": (
        "  签名人：证书上写的是 {name}{field}（证书 SHA-256 {certificate}，{count} 个文件）\n    证书谁都能做；请与签名单位的证书对照（--trust）。",
        "  signed by: {name}, by their certificate{field} (SHA-256 {certificate}, {count} {count:file|files})\n    anybody can make a certificate; give that of the signing office (--trust).",
    ),
    "check-copy": ("加口令的副本与其中的卡一致", "locked copies show what the cards inside them show"),
    "password": ("副本的口令", "Password of the copies"),
    "locking": ("加口令", "Locking"),
    "wrote-locked": ("写出 {count} 份加口令的副本：{path}", "Wrote {count} locked {count:copy|copies} to {path}"),
    "passphrase": ("{file} 的口令", "Passphrase of {file}"),
    "signing": ("签名", "Signing"),
    "sign-what": (
        "{path} 不是计分卡、工资条（.pdf），也不是清单（.json）或清单所在的文件夹。",
        "{path} is neither a card or payslip (.pdf) nor a manifest (.json) or the folder of one.",
    ),
    "field-of-manifest": (
        "{path} 是清单，清单没有签名域；--field 只用于计分卡、工资条和其他报表（.pdf）。",
        "{path} is a manifest, which has no signature fields; --field is for cards, payslips and other reports (.pdf).",
    ),
    "in-field": ("，签在“{field}”", " in {field}"),
    "unsigned": ("  还没有人签的签名域：{field}（{count} 个文件）", "  nobody has signed in: {field} ({count} {count:file|files})"),
    "no-passphrase-file": ("读不出 {path}（{reason}）。", "{path} cannot be read ({reason})."),
    "batch-root": (
        "  批次根摘要：{root}\n    清单和证明谁都能写；请与签名或公布的根摘要对照（--root）。",
        "  root of the batch: {root}\n    anybody can write a manifest or a proof; hold this against the root that was signed or published (--root).",
    ),
    "bad-root": (
        "“{text}”不是根摘要；根摘要是 64 位十六进制数字，写在清单的 root 一行。",
        "'{text}' is no root: that is 64 hexadecimal digits, as in the line root of a manifest.",
    ),
    "wrote-signed": ("签了 {count} 个文件", "Signed {count} {count:file|files}"),
    "wrote-proofs": ("写出 {count} 份证明：{path}", "Wrote {count} {count:proof|proofs} to {path}"),
    "check-assessment": ("与考核结果逐行一致（--against）", "every row is that of the assessment (--against)"),
    "check-payment": ("与发放结果逐行一致（--against）", "every row is that of the payment (--against)"),
    "check-rules": ("依据给出的规则（--rules）", "they were made by the rules given (--rules)"),
    "check-book": ("与台账里的结果逐行一致，且现行有效（--book）", "every row is that of the Book, and stands there (--book)"),
    "check-records": ("用原始记录重新计算一致（--records）", "computed again from the records (--records)"),
}
