"""Help comes up at once, in the reader's language, and leaves no parameter unexplained."""

from __future__ import annotations

import importlib.util
import shlex
import string
import subprocess
import sys
from typing import get_args

import pytest
from typer.main import get_command

from gridperf import language
from gridperf.cli import app
from gridperf.cli.manual import help as manual
from gridperf.cli.manual.pages import EXIT_CODES, PAGES, Text, sentence
from gridperf.cli.words.general import _WORDS
from gridperf.rulebook import PackInfo
from gridperf.tables import RESULTS

PROGRAM = get_command(app)
COMMANDS = [
    "",
    *(
        " ".join([name, *inner])
        for name, command in PROGRAM.commands.items()
        for inner in [(), *([each] for each in getattr(command, "commands", ()))]
    ),
]


def _command(name: str):
    command = PROGRAM
    for word in name.split():
        command = command.commands[word]
    return command


def _texts(name: str) -> list[Text]:
    page = PAGES[name]
    return [page.summary, page.story, *page.parameters.values(), *(meaning for _, meaning in page.examples)]


def test_every_command_has_a_page():
    """The pages are those of the commands, in their order."""
    assert list(PAGES) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_has_a_sentence(name):
    """No parameter is left unexplained, and no sentence explains what is not there."""
    parameters = {param.name for param in _command(name).params}
    assert all(sentence(name, parameter) for parameter in parameters)
    assert set(PAGES[name].parameters) <= parameters


@pytest.mark.parametrize("name", COMMANDS)
def test_pages_say_the_same_in_both_languages(name):
    """Every text exists in Chinese and in English."""
    for text in _texts(name):
        assert text.zh
        assert text.en
        assert any("\u4e00" <= character <= "\u9fff" for character in text.zh), text.zh


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_help_shows_usage_options_and_examples(run, name, lang):
    """Help goes to standard output, with everything somebody needs for the first run."""
    result = run(*name.split(), "--help", lang=lang)
    assert (result.exit_code, result.stderr) == (0, "")
    with language.use(lang):
        shown = [str(PAGES[name].summary), manual.usage_line(_command(name)), *(line for line, _ in PAGES[name].examples)]
        shown += [str(meaning) for _, meaning in EXIT_CODES] if not name else []
    flat = " ".join(result.stdout.split())
    assert [piece for piece in shown if " ".join(piece.split()) not in flat] == []


@pytest.mark.parametrize("name", COMMANDS[1:])
def test_examples_use_options_that_exist(name):
    """Whoever copies an example gets no usage error."""
    for line, _ in PAGES[name].examples:
        words = shlex.split(line)[1:]
        command = " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]
        known = {flag for param in _command(command).params for flag in param.opts}
        assert [word for word in words if word.startswith("-") and word not in known] == []


@pytest.mark.parametrize(("lang", "first"), [("zh", "gridperf check  检查规则包"), ("en", "gridperf check  Check a rule pack")])
def test_lang_decides_over_the_environment(run, lang, first):
    """`--lang` is heard before anything is printed, wherever it stands."""
    other = "en" if lang == "zh" else "zh"
    assert run("check", "--help", "--lang", lang, lang=other).stdout.startswith(first)
    assert run("--lang", lang, "check", "--help", lang=other).stdout.startswith(first)
    assert run("check", f"--lang={lang}", "--help", lang=other).stdout.startswith(first)


def test_words_exist_in_both_languages():
    """Whatever the screen says, it says in both languages, with the same things filled in."""
    for key, (zh, en) in _WORDS.items():
        assert zh, key
        assert en, key
        names = [sorted({name for _, name, _, _ in string.Formatter().parse(text) if name}) for text in (zh, en)]
        assert names[0] == names[1], key


def test_every_reason_and_decision_has_words():
    """What a result or a pack can say of itself, the screen can say too."""
    decisions = [f"decided-{why}" for why in RESULTS["grades"].column("decided_by").allowed]
    states = [f"status-{state}" for state in get_args(PackInfo.model_fields["status"].annotation)]
    assert {*RESULTS["left_out"].column("reason").allowed, *decisions, *states} <= set(_WORDS)


@pytest.mark.parametrize("words", [["--help"], ["--lang", "zh", "assess", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words):
    """Help needs no table library, no model library and no printer."""
    code = (
        "import sys\n"
        "from gridperf.cli import main\n"
        f"sys.argv = ['gridperf', *{words}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'polars', 'pydantic', 'weasyprint', 'jinja2', 'yaml', 'hypothesis', 'sqlglot', 'chinese_calendar'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_bare_command_line_is_wrong_usage(run):
    """Without a command there is nothing to do: help goes to standard error, and a script notices."""
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "gridperf demo" in result.stderr


def test_the_pages_of_the_documentation_are_fresh(root):
    """`make docs` would change nothing: the pages say what the program says."""
    spec = importlib.util.spec_from_file_location("generate_cli", root / "docs" / "generate" / "cli.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert {path: (root / path).read_text(encoding="utf-8") for path in generate.pages()} == generate.pages()
