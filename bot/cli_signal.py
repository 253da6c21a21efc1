"""`ajar signal challenge`: what an operator does when Signal wants a captcha; `docs/signal.md` says when."""

import asyncio
from typing import Annotated

import typer

from bot.printing import out

signal = typer.Typer(help="The Signal account.", no_args_is_help=True)
CAPTCHAS = "https://signalcaptchas.org/challenge/generate.html"


@signal.callback()
def channel() -> None:
    """Look after the Signal account."""


@signal.command("challenge")
def challenge(
    captcha: Annotated[str, typer.Argument(help="the link of the solved captcha; asked for unless given")] = "",
) -> None:
    """Solve the captcha without which Signal takes no more messages from us."""
    from bot import process
    from bot.channels.signal import Challenge
    from bot.channels.signal.lookup import solve
    from bot.errors import SettingsError

    settings = process.guarded_settings()
    if settings.signal_rpc is None or settings.signal_account is None:
        raise SettingsError("Signal is switched off.", where="AJAR_SIGNAL_RPC", fix="See docs/signal.md.")
    wanted = Challenge(settings.signal_challenge_file)
    token = wanted.token
    if not token:
        out.print("Signal wants no captcha.")
        return
    if not captcha:
        out.print(f"1. Open {CAPTCHAS} on any machine, and solve it.")
        out.print("2. Copy the address behind “Open Signal”; it begins with signalcaptcha://.")
        captcha = typer.prompt("3. Paste it here")
    asyncio.run(solve(settings.signal_rpc, settings.signal_account, token=token, captcha=captcha.strip()))
    wanted.end()
    out.print("Solved. What waited leaves within half a minute.")
