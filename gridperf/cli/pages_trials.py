"""The manual pages of the commands that try a rulebook out."""

from __future__ import annotations

from gridperf.cli.page import Page, Text

__all__ = ["PAGES"]

PAGES: dict[str, Page] = {
    "test": Page(
        Text("运行规则包的算例，并检验算例是否够用", "Run a pack's worked examples, and test whether they suffice"),
        Text(
            "逐个运行算例，逐位列出不符之处。--mutate 把办法里的数字、比较、取舍逐处改动，看有没有算例发现；没有算例发现的改动，就是没有被检验的规则。"
            "确实不影响结果的改动，写在规则包的 equivalents.yaml 里并说明原因。--coverage 列出没有任何算例到达的规则。",
            "Runs every example and lists what differs, digit by digit. With --mutate, changes numbers, comparisons and choices of the rules one "
            "at a time and says which changes no example notices: rules nobody has tested. A change that truly makes no difference is written, "
            "with its reason, into the pack's equivalents.yaml. With --coverage, lists the rules no example reaches.",
        ),
        {
            "pack": Text("规则包：代码（如 370522-lijin）或文件夹。", "Rule pack: its code, such as 370522-lijin, or its folder."),
            "only": Text(
                "只运行名称含这段文字的算例；与 --mutate 或 --coverage 同用时，只看路径含这段文字的规则。",
                "Only examples with this text in their name; with --mutate or --coverage, only rules with it in their path.",
            ),
            "mutation": Text(
                "逐处改动规则，列出没有算例发现的改动。", "Change the rules one by one and list the changes no example notices."
            ),
            "coverage": Text(
                "列出没有任何算例到达的考核项、档、等次、工资项等。", "List the items, bands, grades, pay lines and so on that no example reaches."
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
        ),
    ),
}
