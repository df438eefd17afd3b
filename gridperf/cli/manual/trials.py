"""The manual pages of the commands that try a rulebook out."""

from __future__ import annotations

from gridperf.cli.manual.page import Page, Text

__all__ = ["PAGES"]

PAGES: dict[str, Page] = {
    "test": Page(
        Text("运行规则包的算例，并检验算例是否够用", "Run a pack's worked examples, and test whether they suffice"),
        Text(
            "逐个运行算例，逐位列出不符之处。--mutate 把办法里的数字、比较、取舍逐处改动，看有没有算例发现；没有算例发现的改动，就是没有被检验的规则。"
            "确实不影响结果的改动，写在规则包的 equivalents.yaml 里并说明原因。--coverage 列出没有任何算例到达的规则。--edges 让人正好站在每一条线上、差一个单位、多一个单位，列出各得多少；加上 --write 写成待核对的算例。",
            "Runs every example and lists what differs, digit by digit. With --mutate, changes numbers, comparisons and choices of the rules one "
            "at a time and says which changes no example notices: rules nobody has tested. A change that truly makes no difference is written, "
            "with its reason, into the pack's equivalents.yaml. With --coverage, lists the rules no example reaches. With --edges, puts people exactly on every threshold, one unit "
            "below and one above, and lists what they get; --write turns them into examples for a person to look at.",
        ),
        {
            "pack": Text("规则包：代码（如 370522-lijin）或文件夹。", "Rule pack: its code, such as 370522-lijin, or its folder."),
            "only": Text(
                "只运行名称含这段文字的算例；与 --mutate、--coverage 或 --edges 同用时，只看路径含这段文字的规则。",
                "Only examples with this text in their name; with --mutate, --coverage or --edges, only rules with it in their path.",
            ),
            "mutation": Text(
                "逐处改动规则，列出没有算例发现的改动。", "Change the rules one by one and list the changes no example notices."
            ),
            "coverage": Text(
                "列出没有任何算例到达的考核项、档、等次、工资项等。",
                "List the items, bands, grades, pay lines and so on that no example reaches.",
            ),
            "edges": Text(
                "列出每一条线上、差一个单位和多一个单位的人各得多少分、什么等次、多少元。",
                "List the points, grade and yuan of people on every threshold, one unit below and one above.",
            ),
            "write": Text(
                "与 --edges 同用：把能用记录表示的写成算例，放到这个文件夹，由人核对后再移入 examples/。",
                "With --edges: write those that records can bring about as examples into this folder, for a person to check before they move to examples/.",
            ),
            "fail_under": Text(
                "与 --mutate 或 --coverage 同用：发现率（到达率）低于这个百分数时，退出码为 1。",
                "With --mutate or --coverage: exit with 1 if less than this percentage is noticed, or reached.",
            ),
            "jobs": Text("用几个进程改动规则；默认 1 个。", "How many processes change rules; one by default."),
            "watch": Text("规则包的文件一改变就重新运行。", "Run again whenever a file of the pack changes."),
        },
        (
            ("gridperf test 370522-lijin", Text("运行全部算例。", "Run all examples.")),
            ("gridperf test packs/370523-guangrao --watch", Text("一边写规则一边看结果。", "See results while writing rules.")),
            (
                "gridperf test 370522-lijin --mutate --only grades --fail-under 95",
                Text("等次的规则是否都被算例检验到。", "Whether examples test all rules of grades."),
            ),
            (
                "gridperf test 370522-lijin --edges --only on-time --write 待核",
                Text("按期处置率的每一条线，写成待核对的算例。", "Every threshold of 按期处置率, as examples to be checked."),
            ),
        ),
    ),
    "example": Page(
        Text("把某人的真实一期写成不含姓名的算例", "Turn a real person's period into an example that names nobody"),
        Text(
            "从考核结果和当时的记录中取出一个人的部分，写成算例：姓名、编号、地点和规则用不到的文字都换成代称，同一个总换成同一个；日期和数字不变。"
            "预期取自考核结果，写成的算例立即成立。取决于其他人的结果（名次、比例控制、奖励池）不写入预期，并逐一说明。",
            "Takes one person's part out of an assessment and the records it was made from. Names, identifiers, places and texts the rules do not "
            "use are replaced, the same one always by the same; dates and numbers stay. What is expected is what the assessment says, so the "
            "example holds at once. What hangs on other people (ranks, quotas, pools) is not expected, and is named.",
        ),
        {
            "worker": Text("网格员编号，或唯一的姓名。", "The worker's identifier, or a name only one person has."),
            "source": Text("已保存的考核结果文件夹，如 out/2026-10。", "Folder of a saved assessment, such as out/2026-10."),
            "records": Text("考核时用的记录。", "The records it was assessed from."),
            "mapping": Text(
                "外部导出文件的列名、取值、时间格式对照表（mapping.yaml）。",
                "A mapping.yaml that says how the columns, values and times of a foreign export read.",
            ),
            "name": Text("一句话写明这个算例检验什么。", "The sentence that says what the example checks."),
            "output": Text(
                "写到哪个文件；已有内容的，接在后面。不写则输出到屏幕。", "File to write to, after what it holds; the screen if absent."
            ),
        },
        (
            (
                "gridperf example 05220001 --from out/2026-10 --records exports/ -o packs/370523-guangrao/examples/cases.yaml",
                Text("把一个有争议的案例留作算例。", "Keep a disputed case as an example."),
            ),
        ),
    ),
}
