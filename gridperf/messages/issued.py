"""Wordings of what a card has to show besides itself.

That it belongs to its batch (P138–P144), who signed it (P145–P150), where it can be signed (P160–P165), what it
should come from (P166–P169), that its files say one thing (P170), and
how it is locked (P175–P179).
"""

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
    "P160": Wording(
        zh="{file} 的版面上有报表不会留的表单域或批注（{what}），它可能盖住或改变看到的内容。",
        en="{file} has a form field or a note that reports do not leave on a page ({what}); it may cover or change what is seen.",
        zh_hint="请由考核结果重新打印；报表只留空白签名域（--signature-fields）。",
        en_hint="Print it again from its result; reports leave empty signature fields alone (--signature-fields).",
    ),
    "P161": Wording(
        zh="{file} 上没有签名域“{field}”，因此没有签名。",
        en="{file} has no signature field “{field}”, so it was not signed.",
        zh_hint="请写版面上留有的签名域：{near}；打印时用 --signature-fields 留出签名域，不写 --field 则签在版面之外。",
        en_hint="Name one that the page has: {near}. Fields are left when it is printed with --signature-fields; without --field it is signed beside the page.",
    ),
    "P162": Wording(
        zh="{file} 的签名域“{field}”已经有人签过，因此没有再签。",
        en="The signature field “{field}” of {file} is signed already, so it was not signed again.",
        zh_hint="还空着的签名域：{free}；不写 --field 则签在版面之外。",
        en_hint="Fields still empty: {free}. Without --field it is signed beside the page.",
    ),
    "P163": Wording(
        zh="{whose} 的版面上没有签名栏，无处留签名域，因此没有输出。",
        en="The page of {whose} has no box to sign in, so no signature field could be left, and nothing was made.",
        zh_hint='请去掉 --signature-fields；自有版式请在签名栏的元素上写 data-sign，例如 <td data-sign="checker">。',
        en_hint='Leave out --signature-fields; in a layout of your own, mark the box with data-sign, as in <td data-sign="checker">.',
    ),
    "P164": Wording(
        zh="{whose} 版面上的签名栏“{name}”不能成为签名域，因此没有输出。",
        en="The box “{name}” on the page of {whose} cannot become a signature field, so nothing was made.",
        zh_hint='data-sign 取字母开头的字母、数字、_ 和 -，不超过 40 个字符，一份文件里不重复；签名栏要有宽和高，不跨页。例如 data-sign="checker"。',
        en_hint='data-sign takes letters, digits, _ and -, beginning with a letter, at most 40, each once in a document; the box has a width and a height and stays on one page, as in data-sign="checker".',
    ),
    "P165": Wording(
        zh="合成一个文件供印刷的 {path} 不能留签名域，因此没有输出。",
        en="{path}, one file for the printer, cannot have signature fields, so nothing was made.",
        zh_hint="请打印到文件夹或 .zip，每人一个文件；只供印刷的，去掉 --signature-fields。",
        en_hint="Print into a folder or a .zip, a file for each person; for the printer, leave out --signature-fields.",
    ),
    "P166": Wording(
        zh="台账 {book} 里没有 {period}，因此不能由它核对 {file}。",
        en="The Book {book} has nothing of {period}, so {file} cannot be checked by it.",
        zh_hint="请核对是不是这个单位的台账；还没有记入的周期，用 --against 指明考核结果或发放结果。",
        en_hint="Check that it is the Book of this office; of a period that is not in it yet, name the result or the payment with --against.",
    ),
    "P167": Wording(
        zh="{file} 所出自的考核结果（{stated}）不在台账 {book} 里：{period} 在台账里的是 {found}。",
        en="{file} comes from a result ({stated}) that is not in the Book {book}, which has {found} for {period}.",
        zh_hint="请由台账里的结果重新打印；没有记入台账的结果，不作发放的依据。",
        en_hint="Print it again from the result in the Book; nobody is paid by one that is not in it.",
    ),
    "P168": Wording(
        zh="{file} 出自 {period} 以前的结果（{stated}）；台账 {book} 里现在是 {found}，差额已由更正结算。",
        en="{file} comes from an earlier result of {period} ({stated}); what stands in the Book {book} now is {found}, and a correction settles what differs.",
        zh_hint="它是当时发出的，数字已被更正；现行的请由台账重新打印，差额见更正说明（gridperf book status 台账 {period}）。",
        en_hint="It was issued, and its figures were corrected since; print it again from the Book for those that stand; gridperf book status BOOK {period} says what was corrected.",
    ),
    "P169": Wording(
        zh="{file} 依据的规则（{stated}）不是给出的规则 {edition}（{found}）。",
        en="{file} was made by other rules ({stated}) than those given, {edition} ({found}).",
        zh_hint="请核对规则包和版本；规则后来改过的，找出当时的版本再核验。",
        en_hint="Check the pack and its edition; if the rules were changed since, find those of that time and verify by them.",
    ),
    "P170": Wording(
        zh="{file} 里的表格 {inside} 与 evidence.json 的内容不一致。",
        en="The table {inside} in {file} says something else than its evidence.json.",
        zh_hint="请以原件为准，不要采用这张表格里的数据；用 --against 或 --records 查出被改动的是哪一处。",
        en_hint="Go by the original and do not use the figures of this table; --against or --records tells what was changed.",
    ),
    "P171": Wording(
        zh="{file} 所附的规则（rulebook.json）不是纸面摘要所指的规则：纸面摘要是 {stated}，所附规则的摘要是 {found}。",
        en="The rules inside {file} (rulebook.json) are not those of the digest on paper: the paper has {stated}, the rules inside {found}.",
        zh_hint="请以原件为准；用 gridperf print 由规则包重新打印对照。",
        en_hint="Go by the original; gridperf print makes it again from the pack.",
    ),
    "P172": Wording(
        zh="{file} 印的规定 {place} 不是由所附规则得出的：印的是 {stated}，所附规则得出的是 {found}。",
        en="{file} prints at {place} what does not follow from the rules inside: it says {stated}, the rules inside give {found}.",
        zh_hint="请以原件为准；用 --rules 查出是纸面还是所附规则被改动。",
        en_hint="Go by the original; --rules tells whether the paper or the rules inside were changed.",
    ),
    "P173": Wording(
        zh="{file} 的这一部分与封存不符：{part}。",
        en="This part of {file} differs from the seal: {part}.",
        zh_hint="部分按 PDF 的名称写出：/Page 是页，/Contents 是页上的文字和线条，/FontFile3 和 /ToUnicode 是字体，/EmbeddedFile 是附件。请以原件为准。",
        en_hint="Parts go by their names in PDF: /Page, what is drawn on it (/Contents), fonts (/FontFile3, /ToUnicode), files inside (/EmbeddedFile). Go by the original.",
    ),
    "P175": Wording(
        zh="{file} 加了口令，给出的口令打不开，因此什么也没有核对。",
        en="{file} takes a password, and none that opens it was given, so nothing was checked.",
        zh_hint="用 --passwords 指明写有编号和口令的文件；副本的文件名须以编号开头，与 gridperf lock 写出时一样。",
        en_hint="Name the file of identifiers and passwords with --passwords; the copy's file name begins with the identifier, as gridperf lock wrote it.",
    ),
    "P176": Wording(
        zh="{file} 不是其中那张卡的加密副本：显示的内容与卡不同，或者里面没有卡。",
        en="{file} is no locked copy of the card inside it: it shows something else, or there is no card in it.",
        zh_hint="请以单位留存的卡为准，用 gridperf lock 重新写一份副本。",
        en_hint="Go by the card the office keeps, and write its copy again with gridperf lock.",
    ),
    "P177": Wording(
        zh="口令文件 {file} 用不了（{reason}），因此什么也没有做。",
        en="The file of passwords {file} cannot be used ({reason}), so nothing was done.",
        zh_hint="应为 UTF-8 的 CSV，表头为“编号,口令”（或 worker_id,password），每人一行，例如 05220001,q7Rk2m。",
        en_hint="It takes a CSV file in UTF-8 with the columns worker_id,password (or 编号,口令), a row per person, such as 05220001,q7Rk2m.",
    ),
    "P178": Wording(
        zh="{worker} 没有口令，或者口令不足 {shortest} 个字符，因此 {file} 没有副本，其他人的也没有写。",
        en="{worker} has no password, or one of fewer than {shortest} characters, so there is no copy of {file}, and none of the others was written.",
        zh_hint="请在口令文件里给此人写一个至少 {shortest} 个字符的口令。",
        en_hint="Give them a password of at least {shortest} characters in the file.",
    ),
    "P179": Wording(
        zh="{file} 核验不通过，或者不是某一个人的，因此没有写副本，其他的也没有写。",
        en="{file} does not hold, or is not one person's, so there is no copy of it, and none of the others was written.",
        zh_hint="请先用 gridperf verify 核验；加口令的只有计分卡、登记表和工资条。",
        en_hint="Verify it first (gridperf verify); scorecards, appraisal forms and payslips can be locked.",
    ),
}
