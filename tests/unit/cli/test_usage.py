"""Wrong usage ends with exit code 2, one sentence in the reader's language, and where help is."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("args", "zh", "en"),
    [
        (["asses"], "没有命令“asses”；相近的有：assess。", "There is no command 'asses'; the nearest: assess."),
        (
            ["zzz"],
            "没有命令“zzz”；命令有：demo、check、show、test、example、assess、explain、render、verify、prove、sign、lock、new、schema、print、diff、payroll、payslips、reconcile、book。",
            "There is no command 'zzz'; the commands are: demo, check, show, test, example, assess, explain, render, verify, prove, sign, lock, new, schema, print, diff, payroll, payslips, reconcile, book.",
        ),
        (["demo", "--perio", "3"], "没有选项 --perio；最相近的是 --period。", "There is no option --perio; the nearest is --period."),
        (["demo", "--zzz"], "没有选项 --zzz。", "There is no option --zzz."),
        (["demo", "--cards", "0"], "--cards 应为不小于 1 的整数。", "--cards takes a whole number of at least 1."),
        (["demo", "--seed", "x"], "--seed 应为整数。", "--seed takes a whole number."),
        (["demo", "--cards"], "--cards 后面缺少取值。", "--cards needs a value after it."),
        (["demo", "--quiet=3"], "--quiet 不带取值。", "--quiet takes no value."),
        (["demo", "extra"], "多出的参数：extra。含空格的内容请加引号。", "Left over: extra. Put quotes around what contains spaces."),
        (
            ["demo", "--period", "2026-13"],
            "--period：“2026-13”不是考核周期：请写 2026-10、2026Q4、2026H2 或 2026。",
            "--period: '2026-13' is no period: write 2026-10, 2026Q4, 2026H2 or 2026.",
        ),
        (
            ["demo", "--period", "2026Q4"],
            "合成的记录按月生成，2026Q4 不是一个月；请写 2026-10 这样的月份。",
            "The made-up records come by the month, and 2026Q4 is none; write a month such as 2026-10.",
        ),
        (
            ["check"],
            "缺少 PACK：规则包：代码（如 370522-lijin）或文件夹。",
            "PACK is missing: Rule pack: its code, such as 370522-lijin, or its folder.",
        ),
        (
            ["render", "x", "--report", "letter", "--to", "y"],
            "--report 应为 scorecard 或 pay-sheet 或 county-summary 或 public-notice 或 ranking 或 audit 或 appraisal。",
            "--report takes scorecard or pay-sheet or county-summary or public-notice or ranking or audit or appraisal.",
        ),
        (
            ["render", "x", "--report", "pay-sheet", "--to", "y", "--cards", "3"],
            "--cards 只用于计分卡和年度考核登记表。",
            "--cards is for scorecards and appraisal forms only.",
        ),
        (
            ["assess", "x", "--period", "2026-10", "--out", "o"],
            "缺少 --rules：考核需要指明规则包。",
            "--rules is missing: assessing needs a rule pack.",
        ),
        (
            ["assess", "x", "y", "--period", "2026-10", "--out", "o", "--rules", "r"],
            "考核只读一处记录；要汇总已保存的考核结果，请加 --roll-up。",
            "Assessing reads records from one place; to roll saved assessments up, add --roll-up.",
        ),
        (
            ["assess", "x", "--roll-up", "--period", "2026Q4", "--out", "o", "--mapping", "m"],
            "--mapping 只用于读取记录，不能与 --roll-up 同用。",
            "--mapping is for reading records and cannot go with --roll-up.",
        ),
        (
            ["verify", "x.pdf", "--root", "3f5a"],
            "--root：“3f5a”不是根摘要；根摘要是 64 位十六进制数字，写在清单的 root 一行。",
            "--root: '3f5a' is no root: that is 64 hexadecimal digits, as in the line root of a manifest.",
        ),
        (["verify", "x", "--mapping", "m"], "--mapping 要与 --records 同用。", "--mapping goes with --records."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_wrong_usage_is_said_in_one_sentence(run, args, zh, en):
    """Nothing is guessed, nothing is written, and standard output stays empty."""
    for lang, sentence, head, foot in (("zh", zh, "用法有误：", "用法见 gridperf"), ("en", en, "Usage: ", "See gridperf")):
        result = run(*args, lang=lang)
        assert (result.exit_code, result.stdout) == (2, "")
        first, second = result.stderr.splitlines()
        assert first == head + sentence
        assert second.startswith(foot)


def test_unknown_language_is_wrong_usage(run):
    """A language nobody speaks here is refused in the language of the environment."""
    for args in (["check", "x", "--lang", "fr"], ["--lang", "fr", "check", "x"], ["--lang"]):
        result = run(*args)
        assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "Usage: --lang takes zh or en.")
