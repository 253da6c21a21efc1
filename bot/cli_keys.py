"""`ajar keys init`, `status`, `confirm` and `rotate`: what an operator does with the keys; `docs/keys.md` says when."""

import asyncio
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bot.printing import DONE, FAULTS, out

keys = typer.Typer(help="The root key and the keyring.", no_args_is_help=True)


@keys.command("init")
def init() -> None:
    """Make the root key and the keyring, where there are none yet."""
    from bot import keyrings, process
    from bot.ops.clock import SystemClock

    settings = process.guarded_settings()
    made = keyrings.make_keys(settings, SystemClock().now())
    files = f"{settings.root_key} and {settings.keyring_file or 'the keyring in its database'}"
    if not made:
        out.print(f"Nothing to make: {files} are there.")
        return
    out.print(f"Made {files}.")
    out.print("Put a copy of the root key into a safe now: without it nothing can be read.")


@keys.command("status")
def status(*, as_json: Annotated[bool, typer.Option("--json", help="for a program")] = False) -> None:
    """Tell which keys there are; 1 when one is there that should be destroyed, or a rotation was not finished."""
    from bot import keyrings, process
    from bot.ops.clock import SystemClock

    found = keyrings.keys_status(process.guarded_settings(), SystemClock().now())
    if as_json:
        out.print_json(data=asdict(found), default=str)
    else:
        out.print(f"root key    {found.root_key}")
        out.print(f"keyring     {found.keyring}")
        out.print(f"day keys    {found.first_day} to {found.last_day}; nothing from before can be read by anybody")
        out.print(f"week keys   {found.weeks}")
        if found.ended_days > 1:
            out.print(
                f"waiting     {found.ended_days} days ended at once: is the date right? Then: ajar keys confirm DATE"
            )
        elif found.late_days:
            out.print(
                f"late        {found.late_days} days are over and still have a key: start Ajar, which destroys them"
            )
        if found.root_is_changing:
            out.print("rotation    was begun and not finished: ajar keys rotate")
        if found.leftover:
            out.print(f"left        keys that were destroyed or replaced still lie in {found.leftover}")
    sys.exit(FAULTS if found.late_days or found.root_is_changing or found.leftover else DONE)


@keys.command("confirm")
def confirm(today: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="today's date, YYYY-MM-DD")]) -> None:
    """Say that today is this day, where several days ended at once: what was due with them is forgotten now."""
    from bot import office, process

    count = asyncio.run(office.confirm_date(process.guarded_settings(), today.date()))
    out.print(f"{count} days were ended; nobody can read anything of them." if count else "No day was waiting.")


@keys.command("rotate")
def rotate() -> None:
    """Put a new root key in the place of the old one; what is kept stays readable, and a server that runs serves on."""
    from bot import keyrings, process

    settings = process.guarded_settings()
    count = keyrings.rotate_root_key(settings)
    out.print(f"The new root key opens all {count} keys of the keyring.")
    out.print(
        f"The old one was removed from {settings.root_key}. Put the new one into the safe, then destroy the old copy."
    )
