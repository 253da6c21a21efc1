"""The commands; the only modules that print. Exit codes: 0 done, 1 found faults, 2 could not run.

Each command imports what it needs when it was chosen: all of it together takes a second, `--help` needs none of it.
"""

import asyncio
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli_keys import keys
from bot.cli_publishing import flows
from bot.cli_report import report
from bot.cli_signal import signal as signal_commands
from bot.errors import AuditBroken, BotError, ContentError
from bot.model import AUDIT_CUT, Role
from bot.printing import COULD_NOT_RUN, DONE, FAULTS, check_language, err, out

if TYPE_CHECKING:
    from bot.app import Address
    from bot.settings import Settings
    from bot.web.staff import Invited

ajar = typer.Typer(
    name="ajar",
    help="A messaging bot for the first contact, and the desk where humans answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
staff = typer.Typer(help="Who may log in at the desk and the preview.", no_args_is_help=True)
database = typer.Typer(help="The database.", no_args_is_help=True)
ajar.add_typer(flows, name="flows")
ajar.add_typer(staff, name="staff")
ajar.add_typer(keys, name="keys")
ajar.add_typer(database, name="db")
ajar.add_typer(signal_commands, name="signal")


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


DEMO_PAGES = (
    ("Desk", "/desk", Role.COUNSELLOR),
    ("Board", "/board", Role.COORDINATOR),
    ("Preview", "/preview", Role.EDITOR),
)


def _serve(settings: "Settings", *, demo: bool, announce: Callable[["Address"], None]) -> None:
    from bot import app, process
    from bot.ops import limits

    async def until_stopped() -> int:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)

        def ready(at: "Address") -> None:
            limits.spare_what_is_loaded()
            announce(at)

        await app.serve(settings, stop=stop, demo=demo, announce=ready)
        return DONE

    limits.raise_open_files()
    process.run_until_done(until_stopped())


ajar.command()(report)


@ajar.command()
def demo() -> None:
    """Try it: everything in one folder, a counsellor, a coordinator and an editor to log in as, and an open door."""
    from bot import process

    out.print("Reading the conversation …")
    settings = process.guarded_settings(is_watched=True)

    def announce(at: "Address") -> None:
        out.print(f"Web chat   {at.url}/")
        for name, path, role in DEMO_PAGES:
            login = at.logins[role]
            with_what = f"[bold]{login.password}[/]" if login.password else "the password that was set since"
            out.print(f"{name:<11}{at.url}{path:<10}log in as [bold]{login.name}[/] with {with_what}")
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
    from bot import process

    settings = process.guarded_settings()
    _serve(settings, demo=False, announce=lambda at: err.print(f"Serving on {at.url}"))


@ajar.command()
def chat(language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl") -> None:
    """Talk with the bot in this terminal; nothing is kept."""
    from bot import process
    from bot.chat import chat as talk

    check_language(language)
    settings = process.settings_now(is_watched=True)
    err.print("Type as somebody who needs help would. Nothing is kept; Ctrl-D ends it.")
    sys.exit(process.run_until_done(talk(settings, language=language)))


@ajar.command()
def doctor(*, as_json: Annotated[bool, typer.Option("--json", help="for a program")] = False) -> None:
    """Look at machine, files, keys, database, Telegram, Signal and help lines: what is wrong, each with one cure."""
    from bot import process
    from bot.doctor import CHECKS, Gravity, examine
    from bot.ops.clock import SystemClock
    from bot.ops.host import harden

    settings = process.settings_now()
    harden()
    found = asyncio.run(examine(settings, SystemClock()))
    if as_json:
        out.print_json(data={"checks": list(CHECKS), "findings": [asdict(one) for one in found]})
    else:
        colours = {Gravity.FAULT: "red", Gravity.WARNING: "yellow"}
        for one in sorted(found, key=lambda one: one.gravity is not Gravity.FAULT):
            out.print(f"[{colours[one.gravity]}]{one.gravity:<8}[/] {one.check:<26}", end="")
            out.print(str(one), markup=False)
        out.print(
            f"{len(CHECKS)} checks, {len(found)} findings." if found else f"All {len(CHECKS)} checks found nothing."
        )
    sys.exit(FAULTS if any(one.gravity is Gravity.FAULT for one in found) else DONE)


@staff.command("add")
def staff_add(
    name: Annotated[str, typer.Argument(help="the name to log in with")],
    role: Annotated[Role, typer.Option()] = Role.COUNSELLOR,
    language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl",
) -> None:
    """Add somebody who may log in; prints the link by which they set their own password, once."""
    from bot import office, process

    settings = process.guarded_settings()
    _hand_out(settings, name, asyncio.run(office.staff_add(settings, name, role=role, language=language)))


@staff.command("list")
def staff_list() -> None:
    """List everybody who may log in."""
    from bot import office, process

    table = Table("name", "role", "language", "state")
    for one in asyncio.run(office.staff_list(process.guarded_settings())):
        table.add_row(one.id, one.role.value, one.language, "disabled" if one.disabled else "active")
    out.print(table)


@staff.command("disable")
def staff_disable(name: str) -> None:
    """Shut somebody out at once; their open desks close."""
    from bot import office, process

    asyncio.run(office.staff_disable(process.guarded_settings(), name))
    out.print(f"{name} can't log in any more.")


@staff.command("reset")
def staff_reset(name: str) -> None:
    """Let somebody begin anew: no password, no second step, no login is left; prints a link, once."""
    from bot import office, process

    settings = process.guarded_settings()
    _hand_out(settings, name, asyncio.run(office.staff_reset(settings, name)))


def _hand_out(settings: "Settings", name: str, invited: "Invited") -> None:
    """Print a link; what stands before its path on the outside only the operator knows."""
    out.print(
        f"{name} sets a password at http://{settings.http_host}:{settings.http_port}{invited.path}", soft_wrap=True
    )
    out.print(
        "Put your public address in front of /invitation/, and give the link to them alone: it opens once, until "
        f"{invited.ends_at:%Y-%m-%d %H:%M} UTC. It is not shown again."
    )


@staff.command("skills")
def staff_skills(
    name: str,
    able: Annotated[list[str] | None, typer.Argument(help="language=nl,en land=nl …; language= for all")] = None,
    seats: Annotated[int | None, typer.Option(help="talks at once, 1 to 4")] = None,
) -> None:
    """Say what a counsellor can do, and how many talks they take at once; without either, tell it."""
    from bot import office_of_content, process
    from bot.handover.skill_words import in_words

    skills = asyncio.run(office_of_content.staff_skills(process.guarded_settings(), name, able or [], seats=seats))
    out.print(f"{name}: {in_words(skills)}; talks at once: {skills.seats}", markup=False)


@staff.command("audit")
def staff_audit(
    *,
    verify: Annotated[bool, typer.Option("--verify", help="only tell whether the trail is whole")] = False,
    accept: Annotated[bool, typer.Option("--accept", help="take its end as it is, as after a restore")] = False,
) -> None:
    """List what staff did, to the minute, after a check that nothing was cut, altered or reordered; 1 if it was."""
    from bot import office, process

    try:
        lines = asyncio.run(office.staff_audit(process.guarded_settings(), accept=accept))
    except AuditBroken as broken:
        err.print(str(broken), style="red", markup=False)
        err.print("If it was a backup that was put back: ajar staff audit --accept", markup=False)
        sys.exit(FAULTS)
    if not verify:
        table = Table("line", "when (UTC)", "who", "did", "to")
        for one in lines:
            when = one.at.strftime("%Y-%m-%d %H:%M")
            table.add_row(str(one.number), when, one.staff_id, one.action, one.about)
        out.print(table)
    if lines and lines[0].action == AUDIT_CUT:
        out.print(f"Lines up to {lines[0].number} went after their time; that it was Ajar who cut there is proven.")
    out.print(f"{len(lines)} lines; nothing was cut, altered or reordered.")


@database.command("upgrade")
def db_upgrade() -> None:
    """Bring the tables of the database to this version."""
    from bot import office, process

    asyncio.run(office.db_upgrade(process.guarded_settings()))
    out.print("The tables are up to date.")
