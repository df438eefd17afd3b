"""The manual pages of the commands about issued cards: that they hold, and that they belong to their batch."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["PAGES"]

PAGES: dict[str, Page] = {
    "verify": Page(
        Text("核验已保存的考核结果，或发出的计分卡、工资条", "Verify a saved assessment, or cards and payslips that were issued"),
        Text(
            "由结果里的指标值、人员和规则重新得出明细、得分、名次、等次、结果运用和工资算式，逐项比较，并核对摘要；只有记录才能证明的，逐项列出。"
            "给出原始记录时，全部重新计算，每张表逐行逐列比较。\n\n"
            "汇总的结果（季度、半年、年）用汇总前的各期结果核验，逐个写 --history。\n\n"
            "给出计分卡（PDF，或装有它们的文件夹、压缩包）时，逐张核对封存、版面文字、佐证数据、加总和分数段；有清单或证明的，核对是否属于其批次；"
            "给出 --against、--book 或 --records 时，再与考核结果、台账里的结果或重新计算的结果逐行比较；给出 --rules 时，核对依据的规则。没有核对的，逐项说明。"
            "工资条同样核验：由应发到实发的加总、大写和年度累计；--against 指明发放结果时，再逐行比较。"
            "公示、工资表、排名、汇总表、更正说明和审计报告也一样：逐行的文字，以及由各行得出的合计、人数、平均和大写金额。",
            "Makes entries, scores, ranks, grades, actions and the arithmetic of pay again from the measures, people and rules in the "
            "result, compares them and the digests, and lists what only the records can confirm. Given the records, computes everything "
            "again and compares every row and column of every table.\n\n"
            "A roll-up (quarter, half, year) is verified against the results it was made from, each given with --history.\n\n"
            "Of cards (PDF files, or folders and archives of them) it checks the seal, the words on the page, the data, sums and bands, and, "
            "where a manifest or a proof lies beside it, that it belongs to its batch; with --against, --book or --records also every row against the assessment, what the Book keeps, or one computed again; with --rules, by which rules it was made. "
            "What could not be checked is said. Payslips are verified likewise: the sums from gross to net, the capitals and the tax year; "
            "with --against and the payment, also row by row. So are notices, "
            "pay sheets, rankings, summaries, correction statements and audit reports: every row, and the totals, counts, means and capitals that follow.",
        ),
        {
            "paths": Text("已保存的考核结果，或计分卡、工资条。", "A saved assessment, or cards or payslips."),
            "against": Text(
                "计分卡应当出自的考核结果，或工资条应当出自的发放结果。",
                "The assessment cards should come from, or the payment payslips should come from.",
            ),
            "records": Text("原始记录；给出时全部重新计算。", "The original records; if given, everything is computed again."),
            "rules": Text(
                "计分卡、报表或打印的办法应当依据的规则包：代码或文件夹，可写 @日期 指明版本；与 --records 同用时，按它重新计算。",
                "The rule pack cards, reports or a rulebook in print should rest on: its code or folder, with @DAY for an edition; with --records, "
                "they are computed again by it.",
            ),
            "book": Text(
                "台账：核对考核结果、计分卡、工资条是否出自其中的结果，是否仍然有效；与 --records 同用时，以前各期和申诉等取自台账。",
                "A Book: whether an assessment, cards or payslips come from what stands in it; with --records, earlier periods, appeals and "
                "whatever else was assessed with come from it.",
            ),
            "passwords": Text(
                "打开加口令的副本：写有编号和口令的 CSV 文件，与 gridperf lock 所用的一样。",
                "To open locked copies: the CSV file of identifiers and passwords, as gridperf lock takes it.",
            ),
            "password": Text("打开加口令的副本：提示输入口令。", "To open locked copies: asks for the password."),
            "root": Text(
                "计分卡、工资条所属批次的根摘要，照单位签名或公布的抄写；不属于这一批的不通过。",
                "The root of the batch cards should belong to, as the office signed or published it; what is of another batch does not hold.",
            ),
            "trust": Text(
                "签名单位的证书，或签发该证书的上级证书（PEM 或 DER）；不能由它证明的签名不通过。可写多次。",
                "Certificate of the signing office, or of who issued it (PEM or DER); a signature it does not lead to does not hold. "
                "May be given several times.",
            ),
            "history": Text(
                "当时用到的以前各期结果；汇总的结果则为汇总前的各期。可写多次。",
                "A result of an earlier period it was made with; of a roll-up, one it was made from. May be given several times.",
            ),
        },
        (
            ("gridperf verify cards/", Text("核验一批计分卡。", "Verify a batch of cards.")),
            (
                "gridperf verify 05220001-2026-10.pdf --root 3f5a…",
                Text(
                    "凭旁边的证明核验一张卡是否属于公布的那一批。",
                    "Whether a card, by the proof beside it, is of the batch that was published.",
                ),
            ),
            (
                "gridperf verify cards/ --book lijin.book",
                Text("计分卡是否出自台账里现行有效的结果。", "Whether cards come from the results that stand in the Book."),
            ),
            (
                "gridperf verify rules.pdf --rules 370522-lijin",
                Text("核验打印的办法，并说明它是不是这个规则包的。", "Verify a rulebook in print, and whether it is this pack's."),
            ),
            ("gridperf verify out/2026-10", Text("由结果本身重新得出并比较。", "Make again from the result itself and compare.")),
            (
                "gridperf verify out/2026-10 --records exports/",
                Text("用原始记录重新计算并比较。", "Compute again from the records and compare."),
            ),
            (
                "gridperf verify out/2026Q4 --history out/2026-10 --history out/2026-11 --history out/2026-12",
                Text("用各月结果重新汇总并比较。", "Roll up again from the months and compare."),
            ),
        ),
    ),
    "prove": Page(
        Text("为计分卡、工资条写出属于其批次的证明", "Write proofs that cards or payslips belong to their batch"),
        Text(
            "由批次的清单写出证明，每张卡一个小文件（名称.proof.json）：从这张卡的摘要到批次根摘要的路径，以及批次是什么。"
            "其中没有别人的姓名、编号或文件名。把卡和它的证明交给本人或审计人员，就不必再交清单。\n\n"
            "证明放在卡的旁边，gridperf verify 就用它核对；用 --root 写明单位公布的根摘要，才能确认是那一批。",
            "Writes proofs from the manifest of a batch, a small file per card (NAME.proof.json): the path from the card's digest to the "
            "root of the batch, and what the batch is. Nobody else's name, identifier or file name is in it. Whoever is given a card with its "
            "proof needs no manifest.\n\n"
            "gridperf verify uses a proof that lies beside its card; only with --root and the root the office published is it known that "
            "this is the batch.",
        ),
        {
            "manifest": Text(
                "批次的清单：文件夹（其中的 manifest.json），或压缩包旁边的 名称.manifest.json。",
                "The manifest of the batch: the folder of manifest.json, or NAME.manifest.json beside archives.",
            ),
            "cards": Text("为哪些文件写证明；不写则为清单里的全部。", "Files to write proofs of; all of the manifest if absent."),
            "to": Text("写到哪个文件夹；不写则写在清单旁边。", "Folder to write into; beside the manifest if absent."),
        },
        (
            ("gridperf prove cards/", Text("为每张计分卡写出证明。", "Write the proof of every card.")),
            (
                "gridperf prove cards.manifest.json 05220001-张三-2026-10.pdf --to out/",
                Text("只为一张卡写出证明。", "Write the proof of one card only."),
            ),
        ),
    ),
    "sign": Page(
        Text("在批次清单或计分卡、工资条上签名", "Sign the manifest of a batch, or cards and payslips"),
        Text(
            "签了清单，就等于签了其中每一张卡：签名写在清单旁边（manifest.json.p7s，CMS）。"
            "在卡上签名（PAdES）是在文件末尾追加，卡的封存、清单和证明照旧有效；版面不变，可以先后由几个单位签。"
            "打印时留了签名域（render --signature-fields）的，用 --field 指明签在哪一栏。"
            "已不是发出时样子的卡不签。\n\n"
            "需要 pip install 'gridperf[sign]'。不加盖时间戳，签名里的时间是签名人自己写的。",
            "A signed manifest is every card of it signed: the signature lies beside it (manifest.json.p7s, CMS). A card's own signature "
            "(PAdES) is added at the end of its file, so its seal, its manifest and its proof go on holding; the page stays as it is, and "
            "several offices can sign one after the other; where fields were left on the page (render --signature-fields), --field says which one. "
            "A card that is not as it was issued is not signed.\n\n"
            "Needs pip install 'gridperf[sign]'. There is no time stamp: the time in a signature is the signer's word.",
        ),
        {
            "paths": Text(
                "清单、清单所在的文件夹，或计分卡、工资条；卡在原处签名。",
                "Manifests, their folders, or cards and payslips; cards are signed where they are.",
            ),
            "key": Text("PKCS#12 文件，内有私钥和证书。", "A PKCS#12 file with private key and certificate."),
            "passphrase_file": Text(
                "写有口令的文件；不写则提示输入，不在命令行上写口令。",
                "File with the passphrase; if absent it is asked for. It is never written on the command line.",
            ),
            "reason": Text("卡上签名的事由，如“定稿”。", "What the signature of a card is for."),
            "field": Text(
                "签在卡上留的哪个签名域，如 checker；gridperf verify 列出还空着的。不写则签在版面之外。",
                "The signature field of the card to sign in, such as checker; gridperf verify names those still empty. Beside the page if absent.",
            ),
        },
        (
            ("gridperf sign cards/ --key county.p12", Text("签一批计分卡的清单。", "Sign the manifest of a batch.")),
            (
                "gridperf sign cards/05220001-张三-2026-10.pdf --key county.p12 --passphrase-file county.pass",
                Text("签一张卡。", "Sign one card."),
            ),
        ),
    ),
    "lock": Page(
        Text("为计分卡、工资条写加口令的副本", "Write copies of cards and payslips that take a password"),
        Text(
            "发给本人的副本：AES-256 加密，用本人的口令打开，口令写在文件里，不写在命令行上，也不写进任何文件。"
            "原来的卡逐字节放在副本里，gridperf verify --passwords 取出来照常核验，并核对副本显示的就是这张卡。"
            "副本不是 PDF/A（加密与之不相容），每次写出的字节不同；单位留存的仍是原来的卡，清单和证明照旧。",
            "Copies for whoever they are about: encrypted with AES-256, opened with that person's password, which stands in a file, never on the "
            "command line and in nothing that is written. The card itself lies inside, byte for byte: gridperf verify --passwords takes it out, "
            "verifies it as usual, and checks that the copy shows this card. A copy is not PDF/A, which knows no encryption, and other bytes each "
            "time; the office keeps the cards, whose manifest and proofs go on holding.",
        ),
        {
            "paths": Text("计分卡、登记表、工资条，或装有它们的文件夹。", "Cards, appraisal forms, payslips, or folders of them."),
            "passwords": Text(
                "CSV 文件（UTF-8），表头为“编号,口令”或 worker_id,password；口令至少 6 个字符。",
                "A CSV file (UTF-8) with the columns worker_id,password (or 编号,口令); passwords have at least 6 characters.",
            ),
            "to": Text("副本写到哪个文件夹；不能是原来的文件夹。", "Folder of the copies; not that of the cards."),
        },
        (
            (
                "gridperf lock slips/ --passwords passwords.csv --to to-send/",
                Text("为一批工资条写副本。", "Write the copies of a batch of payslips."),
            ),
        ),
    ),
}
