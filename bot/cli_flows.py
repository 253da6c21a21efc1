"""`ajar flows …`: what editors do with the conversation."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import BotError
from bot.printing import DONE, FAULTS, check_language, err, out

if TYPE_CHECKING:
    from bot.content.labelled import Labelled

flows = typer.Typer(help="Check, draw, rehearse and teach the conversation.", no_args_is_help=True)


@flows.command("check")
def check(
    path: Annotated[Path | None, typer.Argument(help="flows.yaml; the one that is served unless given")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="as JSON, for programs")] = False,
    github: Annotated[bool, typer.Option("--github", help="as annotations of a pull request")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="a warning counts as a fault")] = False,
) -> None:
    """Look for faults in flows.yaml and bot/content/; all of them in one run. docs/checks.md explains each."""
    from bot import process
    from bot.content_files import compile_content
    from bot.flows.format.findings import FaultyContent
    from bot.flows.format.reports import annotation_of, json_of
    from bot.ops.clock import SystemClock

    settings = process.settings_now()
    try:
        bundle = compile_content(path or settings.flows, settings.content, SystemClock().now().date())
        findings, verdict = bundle.warnings, f"No faults. {len(bundle.nodes)} nodes, bundle {bundle.hash}."
    except FaultyContent as fault:
        findings, verdict = fault.findings + fault.warnings, "Not served as it is."
    faults = sum(not found.is_warning for found in findings)
    if as_json:
        print(json_of(findings))
    else:
        for found in findings:
            style = "yellow" if found.is_warning else "red"
            out.print(annotation_of(found) if github else str(found), style="" if github else style, markup=False)
        warnings = len(findings) - faults
        err.print(f"{verdict} {warnings} warnings." if warnings else verdict)
    sys.exit(FAULTS if faults or (strict and findings) else DONE)


@flows.command("codes")
def codes() -> None:
    """Print docs/checks.md: what every finding means and how it is mended."""
    from bot.flows.format.codes import as_markdown

    print(as_markdown(), end="")


@flows.command("schema")
def schema(
    file: Annotated[str, typer.Argument(help="flows, included, helplines, crisis or wording")] = "flows",
    *,
    write: Annotated[bool, typer.Option("--write", help="write all of them into bot/content/schema/")] = False,
) -> None:
    """Print the JSON Schema of a file, with which an editor program completes and explains."""
    from bot import process
    from bot.flows.format.json_schema import SCHEMAS, schema_of

    if write:
        folder = process.settings_now().content / "schema"
        folder.mkdir(exist_ok=True)
        for name in SCHEMAS:
            (folder / f"{name}.json").write_text(schema_of(name), encoding="utf-8")
        out.print(f"Wrote {len(SCHEMAS)} files into {folder}.")
    elif file in SCHEMAS:
        print(schema_of(file), end="")
    else:
        raise BotError(f'"{file}" is no file with a schema.', where="schema", fix=f"Use one of {', '.join(SCHEMAS)}.")


@flows.command("draw")
def draw(
    *,
    svg: Annotated[bool, typer.Option("--svg", help="as a picture; Mermaid text unless given")] = False,
    language: Annotated[str, typer.Option(help="nl, en or fr")] = "nl",
    flow: Annotated[list[str] | None, typer.Option(help="only these flows")] = None,
    live: Annotated[
        bool, typer.Option("--live", help="what is served, how many people are where, and how they went on")
    ] = False,
) -> None:
    """Draw the conversation, in one language. Of fewer than ten people in one place nothing is shown."""
    from bot import office_of_content, process
    from bot.content_files import compile_content
    from bot.flows.bundle import compile_bundle
    from bot.flows.draw import Drawing, mermaid
    from bot.picture import picture_of

    check_language(language)
    settings = process.settings_now()
    served = asyncio.run(office_of_content.served_now(settings)) if live else None
    bundle = compile_bundle(served.sources) if served else compile_content(settings.flows, settings.content)
    for name in flow or ():
        if name not in bundle.recoveries:
            raise BotError(f'"{name}" is no flow.', where="--flow", fix=f"Use {', '.join(bundle.recoveries)}.")
    standing, ways = (served.standing, served.ways) if served else ({}, None)
    drawing = Drawing(bundle, language, tuple(flow or ()), standing, ways)
    print(picture_of(drawing) if svg else mermaid(drawing), end="")


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
    from bot import process
    from bot.flows.rehearse.schema import STYLES
    from bot.flows.rehearse.simulation import Setting
    from bot.ops.clock import SystemClock
    from bot.simulator import simulate

    check_language(language)
    if channel not in STYLES:
        raise BotError(f'"{channel}" is no channel style.', where="--channel", fix=f"Use one of {', '.join(STYLES)}.")
    begins_at = (clock or SystemClock().now()).replace(tzinfo=UTC, microsecond=0)
    setting = Setting(STYLES[channel], language, begins_at, is_staffed=not away)
    sys.exit(
        process.run_until_done(simulate(process.settings_now(), setting, at=at, typed=sys.stdin, shown=sys.stdout))
    )


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
    from bot import process
    from bot.flows.rehearse.snapshot import told_once
    from bot.rehearsal import rehearse

    rehearsal = rehearse(process.settings_now(), path, update=update, only=only)
    findings = told_once(rehearsal.findings)
    if coverage and not rehearsal.has_faults:
        findings += rehearsal.coverage.findings
    for finding in findings:
        out.print(str(finding), markup=False)
    for snapshot in rehearsal.updated:
        out.print(f"Wrote {snapshot}")
    if coverage and rehearsal.has_faults:
        out.print("What was not played is told when every conversation goes as it is written.")
    is_whole = path is None and not only
    out.print(f"{rehearsal.played} conversations played." + (f" {rehearsal.coverage}." if is_whole or coverage else ""))
    sys.exit(FAULTS if rehearsal.has_faults else DONE)


@flows.command("hear")
def hear(text: Annotated[str, typer.Argument(help="what somebody might write; it is kept nowhere")]) -> None:
    """Tell what the bot would hear in a text, and why."""
    from bot import process, recognition

    for line in recognition.explain(process.settings_now(), text):
        out.print(line, markup=False)


@flows.command("learn")
def learn(
    *,
    trial: Annotated[
        bool, typer.Option("--trial", help="tell too what each threshold would find in sentences not learned from")
    ] = False,
) -> None:
    """Learn anew from the labelled sentences which texts sound like need; tells what is found and what is missed."""
    from bot import process, recognition
    from bot.content_files import compile_content

    settings = process.settings_now()
    hunch = recognition.learn_hunch(settings)
    out.print(f"Wrote {settings.content / recognition.MODEL}: {len(hunch.weights)} pieces.")
    interrupts = compile_content(settings.flows, settings.content).interrupts
    out.print(f"Learned from: {recognition.score(interrupts, recognition.sentences(settings))}.")
    if trial:
        _tell_trial(recognition.try_hunch(settings))


def _tell_trial(judged: "Sequence[tuple[Labelled, float]]") -> None:
    from bot import recognition

    for hand in recognition.HANDS:
        out.print(
            f"By the {hand} hand, not learned from. Threshold; of need found / of calm ones asked, without phrases:"
        )
        for point in recognition.points([(one, strength) for one, strength in judged if one.hand == hand]):
            out.print(str(point), markup=False)
