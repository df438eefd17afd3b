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
        zh="{path} 既不是 .pdf 也不是 .html，因此没有输出。",
        en="{path} is neither a .pdf nor an .html file, so nothing was made.",
        zh_hint="请写明扩展名，例如 考核办法.pdf 或 考核办法.html。",
        en_hint="Write the ending out, such as rulebook.pdf or rulebook.html.",
    ),
    "P113": Wording(
        zh="{period} 不发工资，因此没有工资表可印。",
        en="Nobody is paid for {period}, so there is no pay sheet to print.",
        zh_hint="计分卡和全县汇总表可以照常打印：--report scorecard 或 --report county-summary。",
        en_hint="Scorecards and the county summary can be printed: --report scorecard or --report county-summary.",
    ),
    "P112": Wording(
        zh="{period} 的考核结果里一个人也没有，因此没有计分卡可印。",
        en="The assessment of {period} holds nobody, so there is no scorecard to print.",
        zh_hint="名册上的人没有适用的考核表时会这样：请看 left_out 和 unmatched，核对岗位（role）。",
        en_hint="This happens when nobody on the roster is on a sheet: see left_out and unmatched, and check the roles.",
    ),
}
