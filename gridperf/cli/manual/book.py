"""The manual pages of `gridperf book`."""

from __future__ import annotations

from gridperf.cli.manual.accounts import account_pages
from gridperf.cli.manual.page import Page, Text
from gridperf.cli.manual.reserves import reserve_pages

__all__ = ["PAGES"]

_BOOK = Text(
    "台账：文件（如 lijin.book），或 postgresql://用户:密码@主机/库名。",
    "The Book: a file such as lijin.book, or postgresql://user:password@host/name.",
)
_PERIOD = Text("周期，如 2026-10。", "A period, such as 2026-10.")
_BY = Text("谁办的。", "Who takes the step.")
_WHY = Text("为什么办。", "Why.")
_MADE = Text(
    "同一周期有两个结果时，指按记录考核的（records）还是由短周期汇总的（periods）。",
    "Where a period has two results: the one assessed from records, or the one rolled up from shorter periods.",
)
_APPLY = Text("真正记入；不写只预览。", "Do it; without it, only show what would be done.")
_AS_OF = Text("当时的情况：一个日期或时间。", "As it stood at a date or time.")
_SIGNED = {"book": _BOOK, "by": _BY, "why": _WHY}

PAGES: dict[str, Page] = {
    "book": Page(
        Text("台账：公示、申诉、定稿、发放，及以后的查对", "The Book: publish, appeal, seal, pay, and prove it later"),
        Text(
            "台账记住每期的结果和对它所做的每一步：谁、何时、为什么。只增不改，每一步都带着前一步的摘要，改动任何一个字节都能查出。"
            "动钱的步骤（seal、pay）先预览，加 --apply 才记入。",
            "A Book keeps the result of every period and every step taken with it: who, when and why. Nothing in it is ever changed, only added; "
            "each step carries the digest of the one before, so that any changed byte is found. Steps that fix money (seal, pay) are shown first, "
            "and taken with --apply.",
        ),
        {},
        (
            ("gridperf book new lijin.book", Text("新建台账。", "Begin a Book.")),
            (
                'gridperf book publish lijin.book out/2026-10 --window "5 workdays" --by 王芳 --why 十月考核',
                Text("公示 10 月，公示期 5 个工作日。", "Publish October for five workdays."),
            ),
            ("gridperf book status lijin.book", Text("各期现状。", "Where every period stands.")),
        ),
    ),
    "book new": Page(
        Text("新建一本台账", "Begin a Book"),
        Text(
            "每个规则包用一本。台账是一个 SQLite 文件，或一个 PostgreSQL 数据库；已有台账的地方不会改动。",
            "One Book per rule pack: a SQLite file, or a PostgreSQL database. Where there is a Book already, nothing is changed.",
        ),
        {"book": _BOOK},
        (("gridperf book new lijin.book", Text("新建 lijin.book。", "Begins lijin.book.")),),
    ),
    "book status": Page(
        Text("各期现状，或某一期的经过", "Where every period stands, or what happened to one"),
        Text(
            "列出每期的状态、人数、金额、公示期和申诉；写明周期时，列出它的每一步和每件申诉。",
            "Lists state, people, money, window and appeals of every period; with a period, each step taken with it and each appeal.",
        ),
        {"book": _BOOK, "period": _PERIOD, "made": _MADE, "as_of": _AS_OF},
        (
            ("gridperf book status lijin.book", Text("各期现状。", "Where every period stands.")),
            (
                "gridperf book status lijin.book 2026-10 --as-of 2026-11-05",
                Text("11 月 5 日零时 10 月的情况。", "October as it stood on 5 November."),
            ),
        ),
    ),
    "book draft": Page(
        Text("把结果存为草稿", "Keep a result as a draft"),
        Text(
            "存入已保存的考核结果；公示以前可以换成新的草稿，旧的仍在台账里。",
            "Keeps a saved assessment. Until it is public another draft can take its place; the old one stays in the Book.",
        ),
        {**_SIGNED, "assessment": Text("已保存的考核结果文件夹，如 out/2026-10。", "Folder of a saved assessment, such as out/2026-10.")},
        (("gridperf book draft lijin.book out/2026-10 --by 赵敏 --why 初算", Text("存入 10 月的结果。", "Keeps the result of October.")),),
    ),
    "book publish": Page(
        Text("公示一期的结果", "Make a result public"),
        Text(
            "公示已保存的考核结果，或草稿。公示的结果不会改变；定稿以前可以公示新的结果代替它，原来的仍在台账里。公示期从次日算起，必须写明。",
            "Publishes a saved assessment, or a draft. What is public never changes; until it is sealed another result can be published in its "
            "place, and the first stays in the Book. The window counts from the day after, and has to be said.",
        ),
        {
            **_SIGNED,
            "what": Text("考核结果文件夹，或草稿的周期。", "Folder of a saved assessment, or the period of a draft."),
            "window": Text(
                "公示期：5 workdays（工作日）、7 days（自然日）、办法日程里的事项编号，或 none（没有）。",
                "The window: 5 workdays, 7 days, a step of the rulebook's schedule, or none.",
            ),
        },
        (
            (
                'gridperf book publish lijin.book out/2026-10 --window "5 workdays" --by 王芳 --why 十月考核',
                Text("公示 5 个工作日。", "Public for five workdays."),
            ),
            (
                "gridperf book publish lijin.book 2026-10 --window none --by 王芳 --why 十月考核",
                Text("公示草稿，没有公示期。", "The draft, without a window."),
            ),
        ),
    ),
    "book appeal": Page(
        Text("记入一件申诉或异议", "Note an appeal or an objection"),
        Text(
            "针对某一考核项的申诉，会连同公示时的明细一并保存；不写 --item 是对整个结果的异议。有未处理的申诉时不能定稿。",
            "An appeal against an item is kept with the item's entries as they were published; without --item it objects to the whole result. While "
            "one is undecided the period cannot be sealed.",
        ),
        {
            **_SIGNED,
            "by": Text("谁提出的。", "Who appeals."),
            "why": Text("事实和理由。", "On what grounds."),
            "period": _PERIOD,
            "worker": Text("网格员编号，或唯一的姓名。", "The worker's identifier, or a name only one person has."),
            "item": Text("考核项的编号或名称。", "Id or name of the item."),
            "sheet": Text("考核项在几张考核表上都有时，指哪一张。", "The sheet, if the item is on several."),
            "made": _MADE,
        },
        (
            (
                "gridperf book appeal lijin.book 2026-10 05220001 --item arrival --by 王𬎆 --why 10月9日轨迹缺失",
                Text("对巡查到位率提出申诉。", "Appeals against arrival."),
            ),
        ),
    ),
    "book decide": Page(
        Text("处理一件申诉", "Decide an appeal"),
        Text(
            "处理人不能是申诉人、本人或结果的发布人。支持的申诉可以直接调整该项分值（重新考核后成为单独一条明细，原来的明细不变），"
            "或由更正后的记录重新得出。",
            "Who decides is neither the appellant, nor the person assessed, nor who published the result. Granting can add points to the item, which "
            "become an entry of their own when the period is assessed again, or leave them to corrected records.",
        ),
        {
            **_SIGNED,
            "by": Text("谁处理的。", "Who decides."),
            "why": Text("处理的理由；会印在调整的分值旁边。", "The reason; printed beside the points."),
            "number": Text("申诉的编号。", "Number of the appeal."),
            "outcome": Text(
                "支持（upheld）、部分支持（partly）、驳回（rejected），或由申诉人撤回（withdrawn）。",
                "upheld, partly, rejected, or withdrawn by who made it.",
            ),
            "points": Text("该项增加（或减少）的分值。", "Points the item gets more, or less."),
        },
        (
            (
                "gridperf book decide lijin.book 3 upheld --points 2.5 --by 孙主任 --why 签到照片属实",
                Text("支持，加 2.5 分。", "Upheld, with 2.5 points."),
            ),
            ("gridperf book decide lijin.book 4 rejected --by 孙主任 --why 照片不是本人", Text("驳回。", "Rejected.")),
        ),
    ),
    "book seal": Page(
        Text("定稿一期的结果", "Seal a result"),
        Text(
            "定稿以后结果不再变化。公示期未满、申诉未处理或决定未执行时不能定稿，除非用 --override 写明理由，理由留在台账里。不写 --apply 只预览。",
            "Nothing changes a sealed result. It is refused while the window is open, an appeal undecided or a decision not carried out, unless "
            "--override gives a reason, which stays in the Book. Without --apply it only shows what it would do.",
        ),
        {
            **_SIGNED,
            "period": _PERIOD,
            "override": Text("提前定稿的理由。", "The reason to seal all the same."),
            "made": _MADE,
            "apply": _APPLY,
        },
        (
            ("gridperf book seal lijin.book 2026-10 --by 李强 --why 公示无异议", Text("预览。", "Shows what it would do.")),
            ("gridperf book seal lijin.book 2026-10 --by 李强 --why 公示无异议 --apply", Text("定稿。", "Seals it.")),
        ),
    ),
    "book pay": Page(
        Text("把一期记为已发放，或记入整次发放", "Note that a period was paid, or keep a whole payment"),
        Text(
            "只有定稿的结果才能记为发放，且只记一次。只发应发的县写周期；算到实发的县写 gridperf payroll 保存的发放结果文件夹：它的各表按字节记入台账，"
            "所付的各期同时记为发放，下个月的 gridperf payroll --book 由它接续累计数。同一个月不能记两次，也不能倒着记。不写 --apply 只预览。",
            "Only a sealed result is paid, and only once. A county that pays gross names the period; one that pays net names the folder "
            "gridperf payroll has saved: its tables are kept byte for byte, the periods it pays are noted as paid, and gridperf payroll --book goes "
            "on from its balances next month. No month is kept twice, nor before one that was kept. Without --apply it only shows what it would do.",
        ),
        {
            **_SIGNED,
            "why": Text("发放的批次或凭证。", "The batch or voucher."),
            "what": Text(
                "周期，如 2026-10；或发放结果文件夹，如 paid/2026-11。",
                "A period, such as 2026-10; or the folder of a payment, such as paid/2026-11.",
            ),
            "made": _MADE,
            "apply": _APPLY,
        },
        (
            ("gridperf book pay lijin.book 2026-10 --by 陈会计 --why 批次11-01 --apply", Text("记为已发放。", "Notes it as paid.")),
            (
                "gridperf book pay lijin.book paid/2026-11 --by 陈会计 --why 批次11-01 --apply",
                Text("记入 11 月的发放和它所付的各期。", "Keeps the payment of November with the periods it pays."),
            ),
        ),
    ),
    "book correct": Page(
        Text("更正定稿的结果：先看影响到谁、各要多少钱", "Correct sealed results: see first whom it concerns and what it costs"),
        Text(
            "用更正后的记录（或追溯的新办法、定稿后支持的申诉）重新计算定稿的各期，列出影响到的每一个人、每一笔变化的原因和条款、三种处理办法的金额，什么也不记入。"
            "加 --apply 后，新结果与原结果并存，差额计入 --into 那一期的应发（assess … --book）。更正的周期以后的各定稿周期也要写上记录。",
            "Works sealed periods out again from corrected records (or a back-dated edition, or appeals upheld after sealing), and lists everybody "
            "affected, each amount with its cause and clause, and what three policies cost; nothing is written. With --apply the new results stand "
            "beside the old ones, and the differences are settled in the pay of --into (assess … --book). Sealed periods after the first one "
            "corrected need their records too.",
        ),
        {
            "book": _BOOK,
            "given": Text(
                "周期=更正后的记录，如 2026-03=exports-03。", "PERIOD=SOURCE: a period and its corrected records, as for assess."
            ),
            "rules": Text("改用这个规则包，各期取其生效的版本。", "A rule pack to use instead, of each period the edition in force."),
            "original": Text(
                "周期=当时的记录；写了才能把名册的影响与其他记录分开。可写多次。",
                "PERIOD=SOURCE: the records of then, so that what the roster changes is told apart; may be given several times.",
            ),
            "mapping": Text("说明记录格式的 mapping.yaml。", "A mapping.yaml for foreign exports."),
            "on_problem": Text(
                "遇到有问题的记录：停止（raise），或不计入（quarantine）；考核时怎样写，这里也怎样写。",
                "On wrong records: stop (raise), or count them nowhere (quarantine); as the results were assessed.",
            ),
            "claimant": Text(
                "谁是当事人；可写多次。不写时，指不是因别人而变的人。",
                "Who claims the correction; may be given several times. By default, whoever is not only moved by others.",
            ),
            "policy": Text("处理办法，与 --apply 同写。", "Who is settled; goes with --apply."),
            "statement": Text(
                "把更正说明写到此文件（.pdf、.html、.xlsx），不论是否写入台账；要与 --policy 同用。",
                "Write a correction statement to this file (.pdf, .html, .xlsx), whether it is applied or not; goes with --policy.",
            ),
            "into": Text("差额计入哪一期，与 --apply 同写。", "The period whose pay settles it; goes with --apply."),
            "by": _BY,
            "why": _WHY,
            "apply": _APPLY,
        },
        (
            (
                "gridperf book correct lijin.book 2026-03=exports-03 2026-04=exports-04",
                Text("只看影响。", "Only shows what would change."),
            ),
            (
                "gridperf book correct lijin.book 2026-03=exports-03 2026-04=exports-04 --policy harmless --into 2026-05 --by 王芳 --why 补录轨迹 --apply",
                Text("记入更正，差额计入 5 月。", "Writes it; May settles the differences."),
            ),
        ),
    ),
    "book todo": Page(
        Text("某月的待办：步骤、申诉、结果运用、日程", "What is left to do about a month: steps, appeals, actions, appointments"),
        Text(
            "列出该月（及在该月结束的季度、年度）还没有办的：下一步（公示、定稿、发放），没有处理或没有执行的申诉，要计入的更正，"
            "约谈、培训、表彰、解聘等结果运用及其依据和条款，更正以后要撤回的，以及办法里的日程；先到期的在前。",
            "Lists what is left to do about the month, and about quarters and years that end in it: the next step (publish, seal, pay), appeals "
            "not decided or not carried out, corrections to settle, what follows for people (talks, training, commendation, dismissal) with "
            "its grounds and clause, what a correction took back, and the appointments of the rules; the first due first.",
        ),
        {"book": _BOOK, "period": _PERIOD, "as_of": _AS_OF},
        (("gridperf book todo lijin.book 2026-10", Text("10 月的待办。", "The work list of October.")),),
    ),
    "book history": Page(
        Text("某人各期的结果", "One person's results, period by period"),
        Text("每期、每张考核表一行：得分、等次、名次、应发。", "A row per period and sheet: score, grade, rank and pay."),
        {
            "book": _BOOK,
            "worker": Text("网格员编号，或唯一的姓名。", "The worker's identifier, or a name only one person has."),
            "as_of": _AS_OF,
        },
        (("gridperf book history lijin.book 05220001", Text("一个人的各期结果。", "One person's years.")),),
    ),
    **account_pages(_BOOK, Text("较长的周期，如 2026H1。", "A longer period, such as 2026H1."), _SIGNED, _APPLY, _AS_OF),
    **reserve_pages(_BOOK, _AS_OF),
    "book verify": Page(
        Text("查出台账里任何被改动的字节", "Find any changed byte of a Book"),
        Text(
            "核对每一步的摘要和次序、每个结果的每个文件、每一行查询用的数据；有改动时指出是哪一步、哪个文件、哪个人。"
            "整本被改写时，要靠以前记下的摘要（--head）才能查出。",
            "Checks the digest and order of every step, every file of every result, and every row kept for queries; what was changed is named by step, "
            "file and person. A Book rewritten as a whole is found out by a digest noted earlier (--head).",
        ),
        {
            "book": _BOOK,
            "head": Text("以前记下的末条摘要。", "A last digest noted earlier."),
        },
        (("gridperf book verify lijin.book", Text("核验整本台账。", "Checks the whole Book.")),),
    ),
    "book export": Page(
        Text("写出一期的结果，或整本台账", "Write a result, or the whole Book"),
        Text(
            "写出的结果与存入时的文件夹逐字节相同，可用 verify、explain、render 查看和打印。不写周期时写出全部结果和 events.jsonl（每一步一行）。",
            "What is written is byte for byte the folder that was put in, for verify, explain and render. Without a period it is every result, and "
            "events.jsonl with one line per step.",
        ),
        {
            "book": _BOOK,
            "period": _PERIOD,
            "out": Text(
                "写到哪个文件夹；一期写在以周期命名的子文件夹里。", "Folder to write to; a period into a folder of its name in it."
            ),
            "made": _MADE,
        },
        (("gridperf book export lijin.book 2026-10 --out out/", Text("写出 out/2026-10。", "Writes out/2026-10.")),),
    ),
}
