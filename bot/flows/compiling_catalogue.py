"""What stands beside the flows, as it is shown: wording, help lines, and the words and steps for counsellors."""

from collections.abc import Mapping

from bot.content.catalogue import CannedText, Catalogue, Guide, GuideStep, HelpLine
from bot.content.schema import Guide as StepsOfGuide
from bot.content.schema import Line
from bot.flows.check import Contents
from bot.flows.said import Texts
from bot.model import Language, Outcome


def compile_catalogue(contents: Contents, *, default: Language) -> Catalogue:
    """Return wording, help lines, and the words and steps for counsellors as they are shown."""
    wording = contents.wording.texts
    return Catalogue(
        wording,
        {line_id: _help_line(line, wording) for line_id, line in contents.helplines.lines.items()},
        default,
        {text_id: CannedText(one.title, one.text, tuple(one.lines)) for text_id, one in contents.canned.texts.items()},
        {guide_id: _guide(one) for guide_id, one in contents.steps.guides.items()},
    )


def _guide(one: StepsOfGuide) -> Guide:
    return Guide(
        one.title,
        one.about,
        tuple(one.countries),
        tuple(GuideStep(step.id, step.title, step.text, tuple(step.lines)) for step in one.steps),
        one.source,
        one.last_checked,
        one.valid_until,
        one.verified,
    )


def _help_line(line: Line, wording: Mapping[str, Texts]) -> HelpLine:
    hints: Texts = {} if line.on_bill == "unknown" else wording[f"on_bill_{line.on_bill}"]
    country = wording[f"in_{line.countries[0]}"] if len(line.countries) == 1 else None

    def read(name: str, language: Language) -> str:
        text = f"{line.number or line.url} · {name}: {line.for_[language]} ({line.hours[language]})."
        return f"{text} {hints.get(language, '')}".rstrip()

    return HelpLine(
        {language: read(name, language) for language, name in line.name.items()},
        frozenset(line.countries),
        line.valid_until,
        line.fallback or "",
        always=line.always,
        verified=line.verified,
        needs=frozenset(line.needs),
        roles=frozenset(line.roles),
        on_bill=line.on_bill,
        languages=frozenset(line.languages),
        shown_abroad={
            language: read(f"{name} ({country[language]})", language) for language, name in line.name.items() if country
        },
        name=line.name,
        reached={language: f"{line.number or line.url} ({hours})" for language, hours in line.hours.items()},
        partner=Outcome(line.partner) if line.partner else None,
    )
