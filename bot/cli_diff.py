"""`ajar flows diff`: two versions of a conversation, from folders, from what was published, or from what is served."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_flows import flows
from bot.errors import BotError
from bot.model import BundleHash
from bot.printing import DONE, FAULTS, err, out

if TYPE_CHECKING:
    from bot.flows.comparison import Change
    from bot.flows.refusals import Refusal
    from bot.inspection import Live
    from bot.settings import Settings

__all__ = ["flows"]

Sources = Mapping[str, str]
Version = Annotated[str, typer.Argument(help="a folder, a flows.yaml, or the beginning of a hash of `ajar flows log`")]


@flows.command("diff")
def diff(
    old: Version = "",
    new: Version = "",
    *,
    live: Annotated[
        bool, typer.Option("--live", help="what is served now is the former one; people are counted")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False,
) -> None:
    """Compare two versions, the files on disk unless a second one is named: what changed, and for whom.

    Ends with 1 when people would be lost, or with --live when `publish` would refuse.
    """
    from bot import office_of_content, process
    from bot.content_files import read_content
    from bot.flows.check import check
    from bot.flows.comparison import compare

    settings = process.settings_now()
    if not (live or old) or (live and new):
        raise BotError("Which versions?", where="diff", fix="Name one or two; with --live none, or the later one.")
    served = asyncio.run(office_of_content.served_now(settings)) if live else None
    before, after = (served.sources, old) if served else (_files(settings, old), new)
    later = _files(settings, after) if after else read_content(settings.flows, settings.content)
    changes = compare(check(before), check(later))
    against = _against(later, changes, served)
    if as_json:
        print(_as_json(changes, against, served))
    else:
        _tell(changes, against, served)
    sys.exit(FAULTS if against or (served is None and any(change.loses_people for change in changes)) else DONE)


def _files(settings: "Settings", name: str) -> Sources:
    """Return the files of a version: from a folder, beside a flows.yaml, or from the shelf of what was published."""
    from bot import office_of_content
    from bot.content_files import read_content

    path = Path(name)
    if not path.exists():
        return asyncio.run(office_of_content.files_of_bundle(settings, name))
    flows_file = path / "flows.yaml" if path.is_dir() else path
    beside = flows_file.parent / "bot" / "content"
    if not beside.is_dir():
        beside = flows_file.parent if (flows_file.parent / "wording.yaml").exists() else settings.content
    return read_content(flows_file, beside)


def _against(later: Sources, changes: "Sequence[Change]", served: "Live | None") -> "Sequence[Refusal]":
    """Return why `publish` would refuse now; whether somebody approves what is locked is asked then."""
    from bot.flows.bundle import compile_bundle
    from bot.flows.refusals import refusals

    if served is None:
        return ()
    return refusals(compile_bundle(later), changes, served.standing, is_approved=True)


def _as_json(changes: "Sequence[Change]", against: "Sequence[Refusal]", served: "Live | None") -> str:
    standing = served.standing if served else None
    report = {
        "changes": [change.as_map(standing) for change in changes],
        "refusals": [
            {"code": one.code, "place": one.place, "what": one.what, "standing": one.count} for one in against
        ],
        "overdue": [{"code": "W905", "bundle": name, "standing": n} for name, n in _overdue(served).items()],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _tell(changes: "Sequence[Change]", against: "Sequence[Refusal]", served: "Live | None") -> None:
    for change in changes:
        count = change.stood_on(served.standing) if served else 0
        here = f", {count} conversations" if count else ""
        out.print(f"{change}{here}", style="red" if change.loses_people else "", markup=False)
    for refusal in against:
        err.print(str(refusal), style="red", markup=False)
    for bundle, count in _overdue(served).items():
        err.print(f"W905 {count} conversations still use bundle {bundle[:12]}, replaced days ago.", markup=False)
    lost = sum(change.loses_people for change in changes)
    verdict = f"{lost} of them would leave people without a place or a meaning" if lost else "nobody is lost by them"
    if served:
        verdict += f"; publish would {'refuse' if against else 'accept'} it"
    err.print(f"Changes: {len(changes)}; {verdict}.")


def _overdue(served: "Live | None") -> Mapping[BundleHash, int]:
    return served.overdue if served else {}
