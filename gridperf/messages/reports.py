"""Wordings of the problems of the reports (codes P…)."""

from __future__ import annotations

from gridperf.messages.wording import Wording

__all__ = ["MESSAGES"]

MESSAGES: dict[str, Wording] = {
    "P101": Wording(
        zh="本机缺少排版所需的 {missing}，因此一页也不能打印。考核结果不受影响。",
        en="This machine lacks what pages are set with: {missing}; not one page can be printed. The assessment itself is not affected.",
        zh_hint="Debian、Ubuntu 请安装：apt-get install {packages}。字体放在别处时，请用环境变量 GRIDPERF_FONTS 指明文件夹。",
        en_hint="On Debian or Ubuntu: apt-get install {packages}. For fonts kept elsewhere, name their folder in GRIDPERF_FONTS.",
    ),
    "P102": Wording(
        zh="{whose} 的页面含有 {characters}，现有字体都没有这些字，印出来会是空框，因此没有打印该页。",
        en="The page of {whose} holds {characters}, for which no font has a glyph; they would print as empty boxes, so the page was not made.",
        zh_hint="请核对名册中的写法；确为该字的，请安装 fonts-hanazono，或把含有该字的字体放入 GRIDPERF_FONTS 指明的文件夹。",
        en_hint="Check the spelling on the roster; if it is right, install fonts-hanazono, or put a font that has it into the folder named in GRIDPERF_FONTS.",
    ),
    "P103": Wording(
        zh="{whose} 的页面排版时出现警告：{warning}。页面可能不完整，因此没有输出。",
        en="Setting the page of {whose} gave a warning: {warning}. The page might not be complete, so it was not made.",
        zh_hint="请检查报表模板（template.html.j2、style.css）。",
        en_hint="Check the report's template.html.j2 and style.css.",
    ),
    "P104": Wording(
        zh="{whose} 的页面没有做成：{reason}。其余页面不受影响。",
        en="The page of {whose} could not be made: {reason}. The other pages are not affected.",
        zh_hint="请检查报表模板；改过模板的，请先用原模板重试。",
        en_hint="Check the report's template; if it was changed, try the original first.",
    ),
    "P105": Wording(
        zh="不能写入 {path}：{reason}。该文件没有输出。",
        en="{path} cannot be written: {reason}. The file was not made.",
        zh_hint="请检查文件夹是否存在、是否可写，以及磁盘空间。",
        en_hint="Check that the folder exists and may be written to, and that the disk has room.",
    ),
    "P106": Wording(
        zh="没有名为“{report}”的报表，因此没有输出。",
        en="There is no report called '{report}', so nothing was made.",
        zh_hint="可用的报表：{known}。",
        en_hint="The reports are: {known}.",
    ),
    "P107": Wording(
        zh="{worker} 不在 {period} 的考核结果里，因此没有可打印的计分卡。",
        en="{worker} is not in the assessment of {period}, so there is no scorecard to print.",
        zh_hint="相近的编号：{near}。",
        en_hint="Nearest identifiers: {near}.",
    ),
    "P108": Wording(
        zh="{whose} 的明细合计是 {sum}，而 {what} 是 {total}：印出来的各行加不出合计，因此没有打印该页。",
        en="The lines of {whose} add up to {sum}, but {what} is {total}: the printed lines would not add up, so the page was not made.",
        zh_hint="请用 assessment.verify() 核对考核结果。",
        en_hint="Check the assessment with assessment.verify().",
    ),
    "P109": Wording(
        zh="报表模板文件 {path} 缺失，因此没有输出。",
        en="The report's file {path} is missing, so nothing was made.",
        zh_hint="请重新安装 gridperf，或补上该文件。",
        en_hint="Install gridperf again, or restore the file.",
    ),
    "P110": Wording(
        zh="{whose} 的金额 {amount} 超过 15 位有效数字，表格软件会改动末位，因此没有输出工作簿。",
        en="The amount {amount} of {whose} has more than 15 significant digits; a spreadsheet would alter its last ones, so no workbook was made.",
        zh_hint="请核对规则中的金额；确需如此，请用 PDF 工资表。",
        en_hint="Check the amounts of the rulebook; if they are right, use the pay sheet as PDF.",
    ),
    "P111": Wording(
        zh="{path} 的扩展名不是 {known} 之一，因此没有输出。",
        en="{path} ends in none of {known}, so nothing was made.",
        zh_hint="请写明扩展名，例如 {path}.pdf。",
        en_hint="Write the ending out, such as {path}.pdf.",
    ),
    "P113": Wording(
        zh="{period} 不发工资，因此没有工资表可印。",
        en="Nobody is paid for {period}, so there is no pay sheet to print.",
        zh_hint="计分卡和全县汇总表可以照常打印：--report scorecard 或 --report county-summary。",
        en_hint="Scorecards and the county summary can be printed: --report scorecard or --report county-summary.",
    ),
    "P114": Wording(
        zh="{period} 的公示没有唯一的起止日期，因此没有输出：没有日期，公示期无从计算。",
        en="Nothing, or more than one thing, says from which day to which day the results of {period} can be objected to, so no notice was made.",
        zh_hint="请在台账中公布（gridperf book publish，--window 不写 none）并从台账打印；没有台账的，请写明首日和末日，例如 --opens-on 2026-11-03 --closes-on 2026-11-09。",
        en_hint="Publish in a Book (gridperf book publish, with a --window) and print from it; without a Book give both days, such as --opens-on 2026-11-03 --closes-on 2026-11-09.",
    ),
    "P115": Wording(
        zh="{period} 的公示没有写明向谁提出异议，因此没有输出：公示而无处申诉，等于没有公示。",
        en="Nothing says to whom the results of {period} can be objected to, so no notice was made: people could read it and do nothing about it.",
        zh_hint="请写明受理单位和联系方式，例如 --object-to '县网格化服务管理中心，电话 0546-0000000'。",
        en_hint="Name the office and how to reach it, such as --object-to 'county grid centre, telephone 0546-0000000'.",
    ),
    "P116": Wording(
        zh="{period} 的考核结果（摘要 {stated}）不是台账 {book} 中现行的结果（摘要 {found}），因此没有输出：两份结果可能不同。",
        en="This result of {period} (digest {stated}) is not the one that stands in the Book {book} (digest {found}), so nothing was made: the two may differ.",
        zh_hint="请直接从台账打印，例如 gridperf render {book} --period {period}；或先把这份结果公布到台账。",
        en_hint="Print from the Book itself, such as gridperf render {book} --period {period}; or publish this result in it first.",
    ),
    "P117": Wording(
        zh="这次更正没有改变任何结果，因此没有可以说明的内容。",
        en="This correction changes nothing, so there is nothing to state.",
        zh_hint="请核对给出的记录是否就是应当补正的记录。",
        en_hint="Check that the records given are the ones to be put right.",
    ),
    "P118": Wording(
        zh="{period} 不是一年，年度考核登记表只按全年的考核结果填写，因此没有输出。",
        en="{period} is no year, and an annual appraisal form is filled in from the result of a whole year; nothing was made.",
        zh_hint="请先汇总全年（gridperf assess --roll-up … --period 2026），再由它打印；各月、各季请用计分卡。",
        en_hint="Roll the year up first (gridperf assess --roll-up … --period 2026) and print from that; months and quarters have scorecards.",
    ),
    "P119": Wording(
        zh="报表 {report} 没有 {size} 的版式，因此没有输出。",
        en="The report {report} has no layout for {size}, so nothing was made.",
        zh_hint="有 {size} 版式的报表：{known}；自有版式请在 style.css 旁边写一份 {size}.css。",
        en_hint="Reports with one: {known}. In a layout of your own, write a {size}.css beside style.css.",
    ),
    "P112": Wording(
        zh="{period} 的考核结果里一个人也没有，因此没有计分卡可印。",
        en="The assessment of {period} holds nobody, so there is no scorecard to print.",
        zh_hint="名册上的人没有适用的考核表时会这样：请看 left_out 和 unmatched，核对岗位（role）。",
        en_hint="This happens when nobody on the roster is on a sheet: see left_out and unmatched, and check the roles.",
    ),
    "P120": Wording(
        zh="{file} 里没有可以核对的佐证：没有封存（seal.json）或佐证（evidence.json），或者它们已经残缺。这份文件证明不了自己。",
        en="{file} carries nothing to verify it by: the seal (seal.json) or the evidence (evidence.json) is absent or broken. The file proves nothing.",
        zh_hint="请向发出单位索取原件；由 gridperf 打印的计分卡、工资条和工资表都带有佐证。",
        en_hint="Ask whoever issued it for the original; scorecards, payslips and pay sheets printed by gridperf carry their evidence.",
    ),
    "P121": Wording(
        zh="{file} 读不出来（{reason}），因此什么也没有核对。",
        en="{file} cannot be read ({reason}), so nothing was checked.",
        zh_hint="请确认这是 gridperf 打印的 PDF，没有经过另存、压缩或转换；再向发出单位索取原件。",
        en_hint="Check that it is a PDF printed by gridperf that was not saved again, compressed or converted; ask for the original.",
    ),
    "P122": Wording(
        zh="{file} 的内容与封存不符：前 {length} 个字节或其后的部分被改动过。版面、字体或附件之一已不是发出时的样子。",
        en="{file} differs from its seal: its first {length} bytes, or what follows them, were changed. Its page, fonts or files are not as issued.",
        zh_hint="请以原件为准；同时列出的其他问题会指出改动在哪里。",
        en_hint="Go by the original; other problems listed with this one say where the change is.",
    ),
    "P123": Wording(
        zh="{file} 里的附件 {inside} 与封存不符，被改动、增加或删去了。",
        en="The file {inside} inside {file} differs from the seal: it was changed, added or removed.",
        zh_hint="请以原件为准，不要采用这份附件里的数据。",
        en_hint="Go by the original, and do not use the figures of this file.",
    ),
    "P124": Wording(
        zh="{file} 的版面文字与封存不符：应有“{stated}”，版面上是“{found}”。",
        en="The words on the page of {file} differ from the seal: it should say “{stated}”, and says “{found}”.",
        zh_hint="请以原件为准；可用 gridperf render 从考核结果重新打印对照。",
        en_hint="Go by the original; gridperf render prints it again from the assessment.",
    ),
    "P125": Wording(
        zh="{file} 的佐证 {place} 是“{stated}”，版面上没有。",
        en="The evidence of {file} has “{stated}” at {place}; the page does not say so.",
        zh_hint="版面与数据必有一处被改动；请用 --against 或 --records 查出是哪一处。",
        en_hint="Either the page or the data was changed; --against or --records tells which.",
    ),
    "P126": Wording(
        zh="{file} 的佐证加不拢：{place} 写的是 {stated}，按明细应为 {found}。",
        en="The evidence of {file} does not add up: {place} says {stated}, the entries give {found}.",
        zh_hint="请用 --against 或 --records 查出被改动的明细。",
        en_hint="--against or --records tells which entry was changed.",
    ),
    "P127": Wording(
        zh="{file} 的总分 {total} 按分数段应为“{found}”，佐证写的是“{stated}”。",
        en="The total {total} of {file} gives the grade “{found}” by the bands; the evidence says “{stated}”.",
        zh_hint="请用 --against 或 --records 查出被改动的是总分、等次还是分数段。",
        en_hint="--against or --records tells whether the total, the grade or the bands were changed.",
    ),
    "P128": Wording(
        zh="{file} 的 {place} 与对照的结果不符：文件里是 {stated}，对照结果是 {found}。",
        en="{place} of {file} differs from what it was compared with: the file has {stated}, the other {found}.",
        zh_hint="请确认对照的是同一周期、同一版办法和同一批记录；确认无误的，这个文件不是由它得出的。",
        en_hint="Check that period, edition and records are the same ones; if they are, the file does not come from it.",
    ),
    "P129": Wording(
        zh="{file} 的结构已损坏：{what}。",
        en="The structure of {file} is damaged: {what}.",
        zh_hint="请以原件为准。",
        en_hint="Go by the original.",
    ),
    "P130": Wording(
        zh="{file} 的文档属性 {what} 与封存不符：应为“{stated}”，现为“{found}”。",
        en="{what} of the document {file} differs from the seal: it should be “{stated}” and is “{found}”.",
        zh_hint="请以原件为准。",
        en_hint="Go by the original.",
    ),
    "P131": Wording(
        zh="{file} 与清单不符：清单记的摘要是 {stated}，文件的摘要是 {found}。",
        en="{file} differs from the manifest: the manifest has the digest {stated}, the file has {found}.",
        zh_hint="请确认清单与文件出自同一批；清单经过签名的，以清单为准。",
        en_hint="Check that manifest and file are of one batch; if the manifest is signed, go by the manifest.",
    ),
    "P132": Wording(
        zh="清单 {file} 的根摘要与所列文件不符：写的是 {stated}，按所列摘要应为 {found}。",
        en="The root of the manifest {file} does not follow from its files: it says {stated}, the digests give {found}.",
        zh_hint="请以签过名的清单为准。",
        en_hint="Go by the signed manifest.",
    ),
    "P133": Wording(
        zh="{whose} 的工资条各行合计是 {sum}，而 {what} 是 {total}：印出来的各行加不出合计，因此没有打印该页。",
        en="The lines of the payslip of {whose} add up to {sum}, but {what} is {total}: they would not add up as printed, so it was not made.",
        zh_hint="请由考核结果重新计算发放（gridperf payroll），不要改动已保存的发放结果。",
        en_hint="Settle the payment again from its assessments (gridperf payroll); a saved payment is not to be edited.",
    ),
    "P134": Wording(
        zh="{worker} 不在 {month} 的发放名单里，因此没有可打印的工资条。",
        en="{worker} is not in the payment of {month}, so there is no payslip to print.",
        zh_hint="相近的编号：{near}。",
        en_hint="Nearest identifiers: {near}.",
    ),
    "P135": Wording(
        zh="{month} 的发放没有一个人，因此没有工资条可印。",
        en="The payment of {month} is to nobody, so there is no payslip to print.",
        zh_hint="请核对发放名册里的任职日期和离职日期。",
        en_hint="Check the days of employment in the table of payees.",
    ),
    "P136": Wording(
        zh="{file} 与对照的结果不是一类：工资条要与发放结果对照，计分卡要与考核结果对照，因此没有对照。",
        en="{file} is of another kind than what it was to be compared with: payslips come from a payment, scorecards from an assessment; it was not compared.",
        zh_hint="工资条请用 --against paid/2026-11 这样的发放结果文件夹，计分卡请用 --against out/2026-10 这样的考核结果文件夹。",
        en_hint="For payslips name the folder of a payment, such as --against paid/2026-11; for scorecards that of an assessment, such as --against out/2026-10.",
    ),
    "P137": Wording(
        zh="奖励池“{pool}”不平（{what}）：可分的是 {has}，分出去的是 {gives}。工资表因此没有打印。",
        en="The pool “{pool}” does not balance ({what}): it had {has} and gave {gives}. The pay sheet was not made.",
        zh_hint="请用 assessment.verify() 核对考核结果；保存之后被改动过的，请重新考核。",
        en_hint="Check the assessment with assessment.verify(); if it was changed after it was saved, assess again.",
    ),
}
