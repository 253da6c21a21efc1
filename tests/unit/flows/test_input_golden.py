"""Golden conversations about words: in every language and way of choosing, kept and read back after every turn."""

from bot.flows.rehearse.coverage import coverage
from bot.flows.rehearse.golden import Stage
from bot.rehearsal import keep
from tests.unit.flows.asked import ASKED, asked_bundle
from tests.unit.flows.small import SOURCES

TALKS = """\
schema: 1
conversations:
  - name: everything is answered
    given: {at: vragen.aantal}
    turns:
      - user: {nl: drie, en: three, fr: trois}
      - bot: {node: vragen.dag, vars: {aantal: 3}}
      - user: {nl: volgende week dinsdag, en: tuesday next week, fr: mardi de la semaine prochaine}
      - bot: {node: vragen.tijd, vars: {dag: "2026-12-01"}}
      - user: {nl: half acht 's avonds, en: half past seven in the evening, fr: sept heures et demie du soir}
      - bot: {node: vragen.nummer, vars: {tijd: "19:30"}}
      - user: "+32 470 12 34 56"
      - bot: {node: vragen.code, vars: {nummer: "+32470123456"}, text_has_not: "470"}
      - user: {nl: sla over, en: skip, fr: passer}
      - bot: {node: vragen.plaats, var_absent: code}
      - user: Gent
      - bot: {text_has: {nl: Een avond, en: An evening, fr: Un soir}}
  - name: what can mean two things is chosen
    given: {at: vragen.dag}
    turns:
      - user: {nl: volgende vrijdag, en: next friday, fr: vendredi prochain}
      - bot: {said: input_which, options: ["2026-11-27", "2026-12-04"]}
      - choose: "2026-12-04"
      - bot: {node: vragen.tijd, vars: {dag: "2026-12-04"}}
      - user: {nl: half 10, en: half past 9, fr: 9h30 ?}
      - bot: {options: ["09:30", "21:30"]}
      - user: {nl: "'s avonds", en: in the evening, fr: du soir}
      - bot: {node: vragen.nummer, vars: {tijd: "21:30"}}
  - name: nothing fits and it goes on
    given: {at: vragen.aantal}
    turns:
      - user: {nl: veel, en: many, fr: beaucoup}
      - bot: {said: input_number, node: vragen.aantal}
      - user: "30"
      - bot: {text_has: "<input_outside", node: vragen.aantal}
      - user: "-1"
      - bot: {node: vragen.dag, var_absent: aantal}
      - user: "@"
      - bot: {said: input_date}
      - user: "@"
      - bot: {text_has: {nl: geeft niet, en: is fine, fr: rien}}
  - name: a human is one word away and comes first
    given: {at: vragen.nummer}
    turns:
      - user: {nl: mens, en: human, fr: humain}
      - bot: {node: mens.start}
"""


def test_golden_conversations_about_words_go_as_they_are_written() -> None:
    """Nine of each: three languages, and taps, typed numbers and typed labels."""
    rehearsed = Stage({**SOURCES, "flows.yaml": ASKED}, asked_bundle(), keep=keep).rehearse("words.yaml", TALKS)

    assert [str(finding) for finding in rehearsed.findings if finding.code.startswith("E")] == []
    assert rehearsed.played == 36


def test_what_skips_and_what_gives_way_is_part_of_what_is_played() -> None:
    """An exit that no conversation takes is named."""
    sources, bundle = {**SOURCES, "flows.yaml": ASKED}, asked_bundle()
    rehearsed = Stage(sources, bundle, keep=keep).rehearse("words.yaml", TALKS)
    missing = [part.what for part in coverage(sources, bundle, rehearsed.trail).parts if not part.was_played]

    assert "skip: no conversation goes from vragen.plaats to geen" in missing
    assert "skip: no conversation goes from vragen.code to plaats" not in missing
    assert "otherwise: no conversation goes from vragen.dag to geen" not in missing
