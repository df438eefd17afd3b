"""Exit codes, language and wording of a command line, in one place: 0 done, 1 problems found, 2 used wrongly.

A `GridperfError` becomes its problems and exit code 1, never a traceback; any other exception is a fault of the
program and keeps its traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from gridperf import language
from gridperf.cli.manual import help as manual
from gridperf.cli.screens.screen import Screen
from gridperf.cli.words.general import say
from gridperf.errors import GridperfError

__all__ = ["OK", "PROBLEMS", "USAGE", "Command", "Group", "SubGroup", "spoken", "sub_command"]

OK, PROBLEMS, USAGE = 0, 1, 2
_INTERRUPTED = 130


class Command(TyperCommand):
    """A command whose help is written in `gridperf.cli.manual.help`."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 (typer keeps these types to itself)
        """Print the manual page of this command to standard output."""
        Screen().show(manual.page(self))


class SubGroup(TyperGroup):
    """A command that has commands of its own; its page is under its name, theirs under both names."""

    @property
    def page(self) -> str:
        """Return under which name its manual page is."""
        return str(self.name)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401
        """Show the page to whoever names none of the commands."""
        if not args:
            screen = Screen()
            screen.show(manual.page(self), to=screen.err)
            raise typer.Exit(USAGE)
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Print the manual page to standard output."""
        Screen().show(manual.page(self))


def sub_command(group: str) -> type[Command]:
    """Return the class of the commands of *group*."""

    class Inner(Command):
        """A command of a group."""

        @property
        def page(self) -> str:
            """Return under which name its manual page is."""
            return f"{group} {self.name}"

    return Inner


class Group(TyperGroup):
    """The program: chooses the language before anything speaks, and turns errors into problems and exit codes."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002
        **extra: Any,  # noqa: ANN401
    ) -> NoReturn:
        """Run the command line and exit."""
        given = list(sys.argv[1:] if args is None else args)
        settings = {**extra, "complete_var": complete_var, "windows_expand_args": windows_expand_args, "standalone_mode": False}
        with language.use(spoken(given)):
            sys.exit(self._run(_after_language(given), prog_name or "gridperf", settings))

    def _run(self, args: list[str], prog_name: str, extra: dict[str, Any]) -> int:
        screen = Screen()
        if not args:
            screen.show(manual.page(self), to=screen.err)
            return USAGE
        if args[0] == "--help":
            screen.show(manual.page(self))
            return OK
        if args[0].startswith("--lang"):
            screen.show(_usage(say("bad-choice", what="--lang", choices=f"zh{say('or')}en"), prog_name), to=screen.err)
            return USAGE
        try:
            code = super().main(args=args, prog_name=prog_name, **extra)
        except GridperfError as error:
            screen.problems(error.problems)
            return PROBLEMS
        except typer.TyperException as error:
            screen.show(_usage(manual.usage_problem(error), " ".join([prog_name, *_named(self, args)])), to=screen.err)
            return USAGE
        except OSError as error:
            # a folder that cannot be written to is nobody's fault in the program; anything else is
            if error.filename is None:
                raise
            screen.show(Text(say("no-access", path=error.filename, reason=error.strerror), style="bold red"), to=screen.err)
            return PROBLEMS
        except (KeyboardInterrupt, typer.Abort):
            screen.show(Text(say("interrupted")), to=screen.err)
            return _INTERRUPTED
        return code if isinstance(code, int) else OK


def spoken(args: Sequence[str]) -> language.Language:
    """Return the language asked for by `--lang` in *args*, else the one of the environment.

    It is looked up before the arguments are parsed, because the messages about wrong arguments must speak it too.
    """
    wanted = ""
    for at, arg in enumerate(args):
        if arg == "--":
            break
        if arg == "--lang" and at + 1 < len(args):
            wanted = args[at + 1]
        elif arg.startswith("--lang="):
            wanted = arg.removeprefix("--lang=")
    return "zh" if wanted == "zh" else "en" if wanted == "en" else language.current()


def _named(group: Any, args: Sequence[str]) -> list[str]:  # noqa: ANN401
    """Return the command that *args* name, of *group* and of the groups in it."""
    words: list[str] = []
    for arg in args:
        if arg in getattr(group, "commands", {}):
            words.append(arg)
            group = group.commands[arg]
    return words


def _after_language(args: list[str]) -> list[str]:
    """Return *args* without a `--lang` before the command.

    A command declares `--lang` and `--help` like any option; the program itself does not, because typer loads pydantic
    to check the program's options before it shows the help of a command, and help should come up at once.
    """
    if args[:1] == ["--lang"] and args[1:2] in (["zh"], ["en"]):
        return args[2:]
    return args[1:] if args[:1] in (["--lang=zh"], ["--lang=en"]) else args


def _usage(problem: str, command: str) -> Text:
    """Return what is wrong with a command line, and where help is."""
    return Text.assemble((say("usage"), "bold red"), problem, "\n", (say("try-help", command=f"{command} --help"), "dim"))
