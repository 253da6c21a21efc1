"""`ajar keys init`, `status` and `rotate`: what an operator does with the keys; `docs/keys.md` says when."""

import sys
from dataclasses import asdict
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
        if found.late_days:
            out.print(
                f"late        {found.late_days} days are over and still have a key: start Ajar, which destroys them"
            )
        if found.root_is_changing:
            out.print("rotation    was begun and not finished: ajar keys rotate")
    sys.exit(FAULTS if found.late_days or found.root_is_changing else DONE)


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
