"""The commands; the only module that prints. Exit codes: 0 done, 1 found faults, 2 could not run."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot import app, office, recognition
from bot.chat import chat as talk
from bot.content.due import Reason, due_lines
from bot.errors import BotError, ContentError
from bot.flows.rehearse.schema import STYLES
from bot.flows.rehearse.simulation import Setting
from bot.model import LANGUAGES, Role
from bot.ops import logs
from bot.ops.clock import SystemClock
from bot.ops.limits import raise_open_files, spare_what_is_loaded
from bot.rehearsal import rehearse
from bot.settings import Settings, read_settings
from bot.simulator import simulate

DONE, FAULTS, COULD_NOT_RUN = 0, 1, 2

ajar = typer.Typer(
    name="ajar",
    help="A messaging bot for the first contact, and the desk where humans answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
flows = typer.Typer(help="Check and draw the conversation.", no_args_is_help=True)
staff = typer.Typer(help="Who may log in at the desk.", no_args_is_help=True)
keys = typer.Typer(help="The root key and the keyring.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)
ajar.add_typer(flows, name="flows")
ajar.add_typer(staff, name="staff")
ajar.add_typer(keys, name="keys")
ajar.add_typer(database, name="db")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def run_until_done(work: Coroutine[Any, Any, int]) -> int:
    """Run one coroutine on the fastest loop that is installed."""
    with asyncio.Runner(loop_factory=app.loop_factory()) as runner:
        return runner.run(work)


def main() -> None:
    """Run the command that was typed; a fault is one clear message, never a stack trace."""
    try:
        ajar()
    except ContentError as fault:
        err.print(str(fault), style="red", markup=False)
        sys.exit(FAULTS)
    except BotError as fault:
        err.print(str(fault), style="red", markup=False)
        sys.exit(COULD_NOT_RUN)


def _settings() -> Settings:
    settings = read_settings(os.environ)
    logs.set_up(settings.log_level)
    return settings


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise BotError(f'"{language}" is no language of this bot.', where="--language", fix="Use nl, en or fr.")


def _serve(settings: Settings, *, demo: bool, announce: Callable[[app.Address], None]) -> None:
    async def until_stopped() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)

        def ready(at: app.Address) -> None:
            spare_what_is_loaded()
            announce(at)

        await app.serve(settings, stop=stop, demo=demo, announce=ready)
        return DONE

    raise_open_files()
    run_until_done(until_stopped())


@ajar.command()
def demo() -> None:
    """Try it: everything in one folder, a counsellor to log in with, and a door that is open."""
    settings = _settings()

    def announce(at: app.Address) -> None:
        out.print(f"Web chat   {at.url}/")
        out.print(f"Desk       {at.url}/desk     log in as [bold]{at.login}[/] with [bold]{at.password}[/]")
        if settings.telegram_token is None:
            out.print("Telegram   get a token from @BotFather, then: AJAR_TELEGRAM_TOKEN=… make demo")
        else:
            out.print("Telegram   is on; write to your bot")
        out.print(f"All of it is kept in {settings.home}/. Ctrl-C stops it; the next start goes on from there.")

    _serve(settings, demo=True, announce=announce)
    out.print("Stopped.")


@ajar.command()
def run() -> None:
    """Serve: channels, web chat, desk and health, until a signal comes."""
    settings = _settings()
    _serve(settings, demo=False, announce=lambda at: err.print(f"Serving on {at.url}"))


@ajar.command()
def chat(language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl") -> None:
    """Talk with the bot in this terminal; nothing is kept."""
    _check_language(language)
    settings = _settings()
    sys.exit(run_until_done(talk(settings, language=language)))


@flows.command("check")
def check(
    path: Annotated[Path | None, typer.Argument(help="flows.yaml; the one that is served unless given")] = None,
) -> None:
    """Look for faults in flows.yaml and bot/content/; all of them in one run."""
    settings = _settings()
    bundle = app.compile_content(path or settings.flows, settings.content)
    out.print(f"No faults. {len(bundle.nodes)} nodes, bundle {bundle.hash}.")


@ajar.command()
def doctor() -> None:
    """List the help lines that are past their day, due soon, or verified by nobody; 1 when one is past its day."""
    settings = _settings()
    bundle = app.compile_content(settings.flows, settings.content)
    due = due_lines(bundle.catalogue.lines, SystemClock().now().date())
    table = Table("help line", "shown until", "why", "then")
    for one in due:
        table.add_row(one.line, one.valid_until.isoformat(), ", ".join(one.reasons), one.fallback or "nothing")
    out.print(table if due else "Every help line was checked and is good for a while.")
    sys.exit(FAULTS if any(Reason.PAST in one.reasons for one in due) else DONE)


@flows.command("sim")
def flows_sim(
    at: Annotated[str, typer.Option(help='where to begin, such as "start.menu land=be"')] = "",
    *,
    language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl",
    channel: Annotated[str, typer.Option(help="how to choose: buttons, numbered or typed")] = "numbered",
    clock: Annotated[datetime | None, typer.Option(help="when it begins, in UTC; now unless given")] = None,
    away: Annotated[bool, typer.Option("--away", help="nobody is at the desk")] = False,
) -> None:
    """Play the conversation by hand, with a clock and a desk that obey; `:dump` keeps it as a golden conversation."""
    _check_language(language)
    if channel not in STYLES:
        raise BotError(f'"{channel}" is no channel style.', where="--channel", fix=f"Use one of {', '.join(STYLES)}.")
    begins_at = (clock or SystemClock().now()).replace(tzinfo=UTC, microsecond=0)
    setting = Setting(STYLES[channel], language, begins_at, is_staffed=not away)
    sys.exit(run_until_done(simulate(_settings(), setting, at=at, typed=sys.stdin, shown=sys.stdout)))


@flows.command("test")
def flows_test(
    path: Annotated[
        Path | None, typer.Argument(help="a golden file or a folder; bot/content/golden unless given")
    ] = None,
    *,
    update: Annotated[
        bool, typer.Option("--update", help="write the texts as they are now into the snapshots")
    ] = False,
    coverage: Annotated[bool, typer.Option("--coverage", help="name everything that was not played")] = False,
    only: Annotated[str, typer.Option("-k", help="only conversations with this in their name")] = "",
) -> None:
    """Play the golden conversations."""
    rehearsal = rehearse(_settings(), path, update=update, only=only)
    for finding in rehearsal.findings + (rehearsal.coverage.findings if coverage else []):
        out.print(str(finding), markup=False)
    for snapshot in rehearsal.updated:
        out.print(f"Wrote {snapshot}")
    out.print(f"{rehearsal.played} conversations played. {rehearsal.coverage}.")
    sys.exit(FAULTS if rehearsal.has_faults else DONE)


@flows.command("hear")
def hear(text: Annotated[str, typer.Argument(help="what somebody might write; it is kept nowhere")]) -> None:
    """Tell what the bot would hear in a text, and why."""
    for line in recognition.explain(_settings(), text):
        out.print(line, markup=False)


@flows.command("learn")
def learn() -> None:
    """Learn anew from the labelled sentences which texts sound like need; tells what is found and what is missed."""
    settings = _settings()
    hunch = recognition.learn_hunch(settings)
    out.print(f"Wrote {settings.content / recognition.MODEL}: {len(hunch.weights)} pieces.")
    interrupts = app.compile_content(settings.flows, settings.content).interrupts
    labelled = recognition.sentences(settings)
    out.print(f"Learned from: {recognition.score(interrupts, [one for one in labelled if not one.is_aside])}.")
    out.print(f"Set aside:    {recognition.score(interrupts, [one for one in labelled if one.is_aside])}.")


@staff.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="the name to log in with")],
    role: Annotated[Role, typer.Option()] = Role.COUNSELLOR,
    language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl",
) -> None:
    """Add somebody to the desk; prints their first password, once."""
    password = asyncio.run(office.staff_add(_settings(), name, role=role, language=language))
    out.print(f"{name} can log in with [bold]{password}[/]. It is not shown again.")


@staff.command("list")
def staff_list() -> None:
    """List everybody who may log in."""
    table = Table("name", "role", "language", "state")
    for one in asyncio.run(office.staff_list(_settings())):
        table.add_row(one.id, one.role.value, one.language, "disabled" if one.disabled else "active")
    out.print(table)


@staff.command("disable")
def staff_disable(name: str) -> None:
    """Shut somebody out at once; their open desks close."""
    asyncio.run(office.staff_disable(_settings(), name))
    out.print(f"{name} can't log in any more.")


@staff.command("reset")
def staff_reset(name: str) -> None:
    """Give somebody a new password; prints it, once. Their open desks close."""
    password = asyncio.run(office.staff_reset(_settings(), name))
    out.print(f"{name} can log in with [bold]{password}[/]. It is not shown again.")


@keys.command("init")
def keys_init() -> None:
    """Make the root key and the keyring, where there are none yet."""
    settings = _settings()
    files = f"{settings.root_key} and {settings.keyring_file}"
    out.print(f"Made {files}." if office.keys_init(settings) else f"Nothing to make: {files} are there.")


@keys.command("status")
def keys_status() -> None:
    """Tell which keys there are."""
    for name, value in office.keys_status(_settings()).items():
        out.print(f"{name:<12}{value}")


@database.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables of the database to this version."""
    asyncio.run(office.db_upgrade(_settings()))
    out.print("The tables are up to date.")
