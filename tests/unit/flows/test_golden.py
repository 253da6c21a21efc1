"""Golden conversations: what a file of them can say, and how a miss is told."""

from bot.flows.bundle import compile_bundle
from bot.flows.rehearse.coverage import coverage
from bot.flows.rehearse.golden import Rehearsed, Stage
from bot.flows.rehearse.snapshot import told_once
from bot.model import Conversation
from bot.rehearsal import keep
from tests.unit.flows.small import SOURCES, small_bundle

HEAD = "schema: 1\nconversations:\n"
A_TALK = (
    HEAD
    + """\
  - name: a talk
    turns:
      - user: /start
      - bot: {node: start.vrij, options: [ja, nee], bubbles: 2, text_has: {nl: Dag, en: Hello, fr: Salut}}
      - choose: ja
      - bot: {node: start.menu, vars: {vrij: true}, var_absent: land}
      - user: {nl: mens, en: human, fr: humain}
"""
)


def rehearsed(text: str, *, snapshot: str = "", only: str = "") -> Rehearsed:
    """Play a file against the small conversation."""
    return Stage(SOURCES, small_bundle(), keep=keep).rehearse("talk.yaml", text, snapshot=snapshot, only=only)


def told(turns: str, *, more: str = "") -> list[str]:
    """Return the faults of one conversation in Dutch, played with buttons; its turns begin on line 6."""
    head = f"{HEAD}  - name: one\n    lang: nl\n    channel: buttons\n    turns:\n"
    indented = "".join(f"      {line}\n" for line in turns.splitlines())
    findings = rehearsed(head + indented + more).findings
    return [str(finding) for finding in findings if finding.code.startswith("E")]


def test_a_conversation_is_played_in_every_language_and_style() -> None:
    """Three languages, and taps, typed numbers and typed labels."""
    once = rehearsed(A_TALK)

    assert once.played == 9
    assert [finding.code for finding in once.findings] == ["W953"], "only the texts are new"


def test_a_miss_is_told_at_its_place_with_what_there_is() -> None:
    """File, line, column, code, and both sides of it."""
    faults = told("- user: /start\n- bot: {node: start.menu}")

    assert faults == ["talk.yaml:8:15: E952 (nl buttons) node: expected start.menu, there is start.vrij"]


def test_a_miss_in_several_languages_is_told_once() -> None:
    """Nine times the same line helps nobody."""
    text = HEAD + "  - name: one\n    turns:\n      - user: /start\n      - bot: {bubbles: 7}\n"

    assert [str(finding) for finding in rehearsed(text).findings] == [
        "talk.yaml:6:15: E952 (nl buttons, nl numbered, nl typed and 6 more) bubbles: expected 7, there is 2"
    ]


def test_what_follows_a_miss_is_not_played() -> None:
    """One cause is one finding."""
    assert len(told("- user: /start\n- bot: {node: x.y}\n- choose: gone\n- bot: {node: x.y}")) == 1


def test_an_option_that_is_not_shown_can_not_be_chosen() -> None:
    """The shown ones are named."""
    faults = told("- user: /start\n- choose: misschien")

    assert faults == [
        'talk.yaml:8:9: E952 (nl buttons) choose: "misschien" is no option of start.vrij; shown are ja, nee'
    ]


def test_a_list_of_choices_tells_what_each_of_them_answered() -> None:
    """A question that came in between took an answer that was meant for the next."""
    faults = told("- user: /start\n- choose: [ja, land, misschien]")

    assert faults[0].startswith('talk.yaml:8:9: E952 (nl buttons) choose: "misschien" is no option of start.land')
    assert faults[0].endswith("\n  | answered before: vrij ja, menu land")


def test_options_are_told_as_they_are_written_into_the_file() -> None:
    """What is there can be copied over what was expected."""
    faults = told("- user: /start\n- bot: {options: [nee]}")

    assert faults[0].endswith("options: expected [nee], there is [ja, nee]")


def test_a_change_of_words_is_shown_once_and_counted() -> None:
    """One number stands in many conversations; an editor reads it once."""
    twice = A_TALK + A_TALK.removeprefix(HEAD).replace("a talk", "the same")
    before = rehearsed(twice).snapshot.replace("  Hello", "  Hi")
    other = rehearsed(A_TALK, snapshot=rehearsed(A_TALK).snapshot.replace("  Hello", "  Hi")).findings
    findings = [*rehearsed(twice, snapshot=before).findings, *other]

    [once] = told_once(findings)

    assert "+  Hello" in once.what
    assert once.what.endswith("(the same words change in 2 more conversations)")


def test_a_clock_that_moves_for_nothing_is_a_fault() -> None:
    """So is every other change of the world that nothing comes after."""
    for turn in ("advance: 20m", "staff: away"):
        fault = told(f"- user: /start\n- {turn}")[0]
        assert " E954 " in fault
        assert fault.startswith("talk.yaml:8:9:")


def test_a_desk_without_a_case_can_do_nothing() -> None:
    """A turn that changes nothing is a mistake of the writer."""
    assert "no case is open" in told("- user: /start\n- desk: claimed")[0]
    assert "no counsellor has claimed" in told("- user: mens\n- choose: m15\n- says: Hoi")[0]


def test_every_expectation_can_fail() -> None:
    """What can't fail shows nothing."""
    wrong = {
        "node: start.menu": "node",
        "rests: true": "rests",
        "options: [nee, ja]": "options",
        "text_has: Tot ziens": "text_has",
        "text_has_not: dag": "text_has_not",
        "said: lost": "said",
        "bubbles: 1": "bubbles",
        "silent: true": "silent",
        "vars: {vrij: true}": "vars",
        "phase: waiting": "phase",
        "language: fr": "language",
        "case: urgent": "case",
        "card: {land: nl}": "card",
        "raised: true": "raised",
        "left: true": "left",
        "told_desk: [hallo]": "told_desk",
        "wiped: true": "wiped",
        "path_has: start.menu": "path_has",
        "path_has_not: start.welkom": "path_has_not",
    }

    for expectation, key in wrong.items():
        faults = told(f"- user: /start\n- bot: {{{expectation}}}")
        assert len(faults) == 1, expectation
        assert f" E952 (nl buttons) {key}: " in faults[0], expectation
    assert "var_absent: vrij" in told("- user: /start\n- choose: ja\n- bot: {var_absent: vrij}")[0]


def test_a_talk_with_a_human_can_be_rehearsed() -> None:
    """The desk claims, writes and closes; the reply window holds."""
    turns = """\
- user: mens
- choose: m15
- bot: {case: normal, phase: waiting, card: {}}
- desk: claimed
- bot: {phase: talking, said: claimed}
- says: Hoi
- bot: {text_has: Hoi, bubbles: 1}
- user: hallo
- bot: {told_desk: hallo, silent: true}
- advance: 30m
- says: Ben je er nog?
- bot: {silent: true}
- user: wie is dit
- bot: {phase: bot, node: start.vrij, text_has_not: Ben je er nog}
"""

    assert told(turns) == []


def test_an_old_button_and_other_kinds_of_messages_can_be_rehearsed() -> None:
    """All that can come from a person."""
    turns = """\
- start: fr-BE
- bot: {language: fr}
- start: nl
- choose: ja
- tap: {at: start.vrij, option: nee}
- bot: {said: stale, node: start.menu}
- edit: ja
- bot: {said: edited}
- sends: voice
- bot: {said: unsupported}
- leave: true
- bot: {silent: true, wiped: true}
"""

    assert told(turns) == []


def test_a_conversation_can_begin_anywhere() -> None:
    """With what was said before."""
    more = "    given: {at: start.menu, vars: {land: be}}\n"

    assert told("- choose: praten\n- choose: m15\n- bot: {card: {land: be}}", more=more) == []
    assert "did you mean" in told("- choose: praten", more="    given: {at: start.menuu}\n")[0]


def test_what_is_served_can_change_in_the_middle() -> None:
    """A typed number answers the list that this person saw."""
    text = """\
schema: 1
bundles:
  turned:
    - old: "- {id: land, "
      new: "- {id: nieuw, label: {nl: Nieuws, en: News, fr: Infos}, next: dag}\\n          - {id: land, "
conversations:
  - name: one
    lang: nl
    channel: numbered
    turns:
      - user: /start
      - choose: ja
      - reload: turned
      - user: "2"
      - bot: {node: start.land}
"""

    assert [finding.code for finding in rehearsed(text).findings] == ["W953"]


def test_a_change_that_can_not_be_made_is_told_with_the_cure() -> None:
    """The passage went, stands in more places, or in no such file."""
    cases = {
        "{old: wat er ooit stond, new: x}": "flows.yaml does not say this any more; copy the passage from there",
        "{old: 'next: klaar', new: x}": "times; copy more of the lines around the one you mean",
        "{old: x, new: z, file: nergens.yaml}": "there is no file nergens.yaml",
    }

    for change, what in cases.items():
        text = A_TALK.replace("conversations:", f"bundles: {{turned: [{change}]}}\nconversations:")
        finding = rehearsed(text).findings[0]
        assert (finding.code, finding.line) == ("E952", 2)
        assert what in finding.what


def test_a_changed_text_is_shown_as_a_difference_and_breaks_nothing() -> None:
    """The logic holds; somebody has to look at the words."""
    kept = rehearsed(A_TALK).snapshot
    assert rehearsed(A_TALK, snapshot=kept).findings == []

    finding = rehearsed(A_TALK, snapshot=kept.replace("  Hello", "  Hi")).findings[0]

    assert finding.code == "W953"
    assert "-  Hi" in finding.what
    assert "+  Hello" in finding.what
    assert (finding.line, finding.column) == (3, 5)


def test_a_bubble_that_is_seen_again_is_written_once() -> None:
    """So one change of words is one difference."""
    again = rehearsed(A_TALK + A_TALK.removeprefix(HEAD).replace("a talk", "the same")).snapshot

    assert again.count("[Iets lezen]") == 1
    assert again.count("(as above)") > 0


def test_what_is_no_longer_played_is_told_unless_only_a_part_was() -> None:
    """A snapshot holds nothing that nobody says any more."""
    two = A_TALK + "  - {name: another, turns: [{user: stop}]}\n"
    kept = rehearsed(two).snapshot

    assert "no more" in rehearsed(A_TALK, snapshot=kept).findings[0].what
    assert rehearsed(two, snapshot=kept, only="another").findings == []


def test_the_conversation_is_kept_and_read_back_after_every_turn() -> None:
    """What a store loses is noticed at once."""

    def forgets(conversation: Conversation) -> Conversation:
        return Conversation(
            conversation.id, conversation.sender, "nl", bundle=conversation.bundle, born_on=conversation.born_on
        )

    found = Stage(SOURCES, small_bundle(), keep=forgets).rehearse("talk.yaml", A_TALK)

    assert "What was kept of the conversation" in found.findings[0].what


def test_a_turn_is_one_thing() -> None:
    """Two at once have no order."""
    assert "E005 turns: a turn is one of user" in told("- {user: hallo, choose: ja}")[0]
    assert told("- usr: hallo")[0].endswith('did you mean "user"?')


def test_two_conversations_have_two_names() -> None:
    """A name finds a conversation again."""
    twice = A_TALK + A_TALK.removeprefix(HEAD)

    assert [finding.code for finding in rehearsed(twice).findings] == ["E104"]


def test_coverage_names_what_was_never_played_at_its_place() -> None:
    """A node says it once; its exits are told when it was played itself."""
    trail = rehearsed(A_TALK).trail

    found = {f"{one.line}:{one.column} {one.what}" for one in coverage(SOURCES, small_bundle(), trail).findings}

    assert any(one.endswith("land: no conversation comes here") for one in found)
    assert any("option lezen: no conversation goes from start.menu to menu" in one for one in found)
    assert not any("from start.land" in one for one in found)


def test_a_reason_excuses_what_is_not_played() -> None:
    """It is counted, and not hidden."""
    flows = SOURCES["flows.yaml"].replace("      land:\n", "      land:\n        untested: It is only an example.\n")
    trail = rehearsed(A_TALK).trail

    covered = coverage({**SOURCES, "flows.yaml": flows}, small_bundle(), trail)

    assert not any(one.what.startswith("land:") for one in covered.findings)
    assert {part.reason for part in covered.excused} == {"It is only an example."}


def test_every_line_of_a_list_is_to_be_read_in_every_language() -> None:
    """What is shown for some answers only is told by its line, until somebody with that answer comes by."""
    greeting = "        say: {nl: Dag, en: Hello, fr: Salut}\n"
    lines = """\
        list:
          - {text: {nl: "Na {kept}", en: "After {kept}", fr: "Après {kept}"}}
          - {when: vrij, text: {nl: Twee, en: Two, fr: Deux}}
"""
    flows = SOURCES["flows.yaml"].replace(greeting, greeting + lines, 1)
    bundle = compile_bundle({**SOURCES, "flows.yaml": flows})

    trail = Stage({**SOURCES, "flows.yaml": flows}, bundle, keep=keep).rehearse("talk.yaml", A_TALK).trail
    covered = coverage({**SOURCES, "flows.yaml": flows}, bundle, trail)

    unread = [one for one in covered.findings if "of the list" in one.what]
    assert [one.what for one in unread] == [
        f"welkom: line 2 of the list is never shown in {language}" for language in ("en", "fr", "nl")
    ]
    assert flows.splitlines()[unread[0].line - 1] == "          - {when: vrij, text: {nl: Twee, en: Two, fr: Deux}}"


def test_a_length_of_time_that_is_none_is_told() -> None:
    """An editor reads how one is written."""
    [fault] = told("- user: /start\n- advance: soon")

    assert fault == "talk.yaml:8:18: E801 advance: expected a length of time such as 30s, 20m, 1h or 2d"


def test_what_is_never_played_is_told_by_its_line() -> None:
    """Node by node, with W951; the page of codes says what to do."""
    found = coverage(SOURCES, small_bundle(), rehearsed(A_TALK).trail).findings

    assert {finding.code for finding in found} == {"W951"}
    assert all(finding.file == "flows.yaml" for finding in found)
