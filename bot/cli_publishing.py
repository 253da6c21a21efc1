"""`ajar flows publish`, `rollback` and `log`: changing what is served, while it is served."""

import asyncio
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bot.cli_diff import flows
from bot.errors import BotError
from bot.printing import DONE, FAULTS, err, out

if TYPE_CHECKING:
    from bot.publishing import Outcome

__all__ = ["flows"]

Author = Annotated[str, typer.Option(help="who does this; the name of the account on this machine unless given")]
Approval = Annotated[str, typer.Option(help="another person, who read what is locked")]


@flows.command("publish")
def publish(
    path: Annotated[Path | None, typer.Argument(help="flows.yaml; the one of the settings unless given")] = None,
    *,
    author: Author = "",
    approved_by: Approval = "",
) -> None:
    """Serve the files from now on, unless somebody would be lost; a running server follows within seconds."""
    from bot import office_of_content, process

    settings = process.guarded_settings()
    _tell(
        asyncio.run(
            office_of_content.publish(
                settings, path or settings.flows, author=author or _account(), approved_by=approved_by
            )
        )
    )


@flows.command("rollback")
def rollback(
    bundle: Annotated[str, typer.Argument(help="the beginning of a hash; the one before unless given")] = "",
    *,
    author: Author = "",
    approved_by: Approval = "",
) -> None:
    """Serve an earlier bundle again."""
    from bot import office_of_content, process

    settings = process.guarded_settings()
    _tell(
        asyncio.run(office_of_content.rollback(settings, bundle, author=author or _account(), approved_by=approved_by))
    )


@flows.command("log")
def log() -> None:
    """List what was published, newest first: the first is live. The start of a hash is enough for `rollback`."""
    from bot import office_of_content, process
    from bot.publishing import FILES

    table = Table("number", "bundle", "when (UTC)", "by", "approved by")
    for one in asyncio.run(office_of_content.publications(process.guarded_settings())):
        when = one.published_at.strftime("%Y-%m-%d %H:%M")
        by = "the files, at a start" if one.author == FILES else one.author
        table.add_row(str(one.number), one.bundle[:12], when, by, one.approved_by)
    out.print(table)


def _tell(outcome: "Outcome") -> None:
    from bot.flows.comparison import Weight

    for change in outcome.changes:
        out.print(str(change), style="red" if change.weight is Weight.BREAKING else "", markup=False)
    for refusal in outcome.refusals:
        err.print(str(refusal), style="red", markup=False)
    if not outcome.is_compared:
        err.print("What was live could not be compared: this version of Ajar refuses it.")
    if outcome.refusals:
        err.print("Not published; what was live stays live.")
        sys.exit(FAULTS)
    if outcome.publication is None:
        err.print(f"Bundle {outcome.bundle} is live already.")
    else:
        err.print(f"Published bundle {outcome.bundle} as number {outcome.publication.number}.")
    sys.exit(DONE)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise BotError("This account has no name.", where="--author", fix="Say who you are.") from None
