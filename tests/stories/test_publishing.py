"""The conversation is changed while people are in the middle of it: nobody is lost, nobody notices."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from bot.errors import BotError
from bot.flows.format.findings import FaultyContent, NothingToServe
from bot.flows.values.reading import Whereabouts
from bot.model import BundleHash, Value
from bot.ports import Job, Needs, Transaction
from bot.publishing import FILES, LOOK_EVERY, PINNED_FOR, Outcome, Publishing, Served
from tests.house import House, Person
from tests.unit.flows.small import SOURCES

Pieces = tuple[tuple[str, str], ...]

FIRST = "          - {id: nl, label: {nl: Nederland, en: Netherlands, fr: Pays-Bas}, next: lijnen}\n"
OPTION_FIRST = (
    (FIRST, f"          - {{id: lux, label: {{nl: Luik, en: Liege, fr: Liège}}, value: be, next: lijnen}}\n{FIRST}"),
)
LAND = "      land:\n        ask"
GONE: Pieces = (
    (LAND, "      landen:\n        ask"),
    ('fr: "Numéros"}, next: land}', 'fr: "Numéros"}, next: landen}'),
    ("next: start.land}", "next: start.landen}"),
)
WITHOUT_RECOVER = (("    recover: menu\n", ""),)
RENAMED: Pieces = ((LAND, "      landen:\n        renamed_from: land\n        ask"), *GONE[1:])
REMOVED: Pieces = (*GONE, ("    entry: welkom\n", "    entry: welkom\n    on_removed: {land: landen}\n"))
OTHER_WORDS = (('nl: "Waar ben je?"', 'nl: "Waar woon je?"'),)


def files(*changes: tuple[str, str], file: str = "flows.yaml", of: Mapping[str, str] = SOURCES) -> dict[str, str]:
    """Return the files of the small conversation, changed."""
    text = of[file]
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return {**of, file: text}


class Office:
    """A server, and an editor beside it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.desk = Publishing(house.store)
        self.served = Served(house.store, house.clock, house.journal)

    async def starts(self, sources: Mapping[str, str] = SOURCES, *, demo: bool = False) -> None:
        """Start the server on the files of a disk; also after it was stopped."""
        self.served = Served(self.house.store, self.house.clock, self.house.journal)
        await self.served.begin(sources, always_files=demo)
        self.house.shelf = self.served.shelf

    async def publishes(self, sources: Mapping[str, str], **people: str) -> Outcome:
        """Publish, and let the server notice."""
        outcome = await self.desk.publish(sources, **{"author": "ada", **people})
        await self.notices()
        return outcome

    async def notices(self) -> None:
        """Let the server look."""
        await self.served.look()
        self.house.shelf = self.served.shelf

    @property
    def events(self) -> list[str]:
        """What the operator's log names."""
        return [event for event, _ in self.house.journal.lines]


@pytest.fixture
async def office(house: House) -> Office:
    """A server that serves the small conversation."""
    office = Office(house)
    await office.starts()
    return office


async def test_every_served_bundle_is_at_home_where_the_settings_say(house: House) -> None:
    """The one on disk, what is published later, and what people are still on."""
    tokyo = Whereabouts(ZoneInfo("Asia/Tokyo"), "BE")
    served = Served(house.store, house.clock, house.journal, whereabouts=tokyo)
    await served.begin(SOURCES, always_files=False)
    assert served.shelf.newest.whereabouts == tokyo

    await Publishing(house.store).publish(files(*OTHER_WORDS), author="ada")
    await served.look()

    shelf = served.shelf
    assert [one.whereabouts for one in (shelf.newest, *shelf.pinned.values())] == [tokyo, tokyo]


async def mia_at_land(office: Office) -> Person:
    """Mia is asked where she is."""
    mia = office.house.person("Mia")
    await mia.starts()
    await mia.chooses("ja", "land")
    mia.reads()
    return mia


async def test_a_typed_number_answers_the_list_that_this_person_saw(office: Office) -> None:
    """Her second option is Belgium, whatever was put in front since."""
    mia = await mia_at_land(office)

    assert (await office.publishes(files(*OPTION_FIRST))).publication is not None
    await mia.says("2")

    mia.was_told("Wat nu?")
    standing = await office.house.store.run(_vars_of(mia))
    assert standing["land"] == "be"


async def test_a_person_in_the_middle_keeps_the_words_they_began_with(office: Office) -> None:
    """The question that is shown again is the one they know; back at the top they get the new one."""
    mia = await mia_at_land(office)
    await office.publishes(files(*OTHER_WORDS))

    await mia.says("tja")
    mia.was_told("Waar ben je?")
    await mia.says("1")
    await mia.chooses("land")

    mia.was_told("Waar woon je?")


async def test_a_stranger_gets_the_newest(office: Office) -> None:
    """From the moment at which the server noticed."""
    await office.publishes(files(('nl: "Wat nu?"', 'nl: "Wat wil je?"')))
    noor = office.house.person("Noor")

    await noor.starts()
    await noor.chooses("ja")

    noor.was_told("Wat wil je?")


async def test_a_corrected_number_reaches_everybody_at_once(office: Office) -> None:
    """Also who is in the middle of something; an old number helps nobody."""
    number = "088 0767 000"
    mia = await mia_at_land(office)

    await office.publishes(files((f'number: "{number}"', 'number: "0800 1133"'), file="helplines.yaml"))
    await mia.says("1")

    mia.was_told("0800 1133")


async def test_a_new_crisis_word_is_heard_at_once(office: Office) -> None:
    """In the middle of an old bundle."""
    mia = await mia_at_land(office)
    crisis = SOURCES["crisis.yaml"]
    first = crisis.index("nl: [") + len("nl: [")
    changed = crisis[:first] + '"gans het water in", ' + crisis[first:]

    assert (await office.publishes({**SOURCES, "crisis.yaml": changed})).publication is not None
    await mia.says("gans het water in")

    assert not any("Waar ben je?" in bubble.text for bubble in mia.reads())


async def test_people_on_a_node_that_is_gone_stop_the_publishing(office: Office) -> None:
    """With how many they are; what was live stays live."""
    await mia_at_land(office)

    outcome = await office.publishes(files(*GONE, *WITHOUT_RECOVER))

    assert [(one.code, one.place, one.count) for one in outcome.refusals] == [("E901", "start.land", 1)]
    assert outcome.publication is None
    assert len(await office.desk.log()) == 1


async def test_nobody_there_stops_nothing(office: Office) -> None:
    """Who was silent for a quarter of an hour meets the opening anyway."""
    await mia_at_land(office)
    office.house.clock.advance(PINNED_FOR / 72)

    assert (await office.publishes(files(*GONE, *WITHOUT_RECOVER))).publication is not None


@pytest.mark.parametrize("change", [RENAMED, REMOVED, GONE], ids=["renamed_from", "on_removed", "recover"])
async def test_a_node_with_an_heir_may_go(office: Office, change: Pieces) -> None:
    """And the person answers what they saw."""
    mia = await mia_at_land(office)

    assert (await office.publishes(files(*change))).publication is not None
    await mia.says("2")

    mia.was_told("Wat nu?")


async def test_a_variable_with_answers_keeps_its_type(office: Office) -> None:
    """Else what was answered would be lost (E902)."""
    mia = await mia_at_land(office)
    await mia.says("2")
    await mia.chooses("land")
    other = ("  land: {type: choice, values: [nl, be, anders],", "  land: {type: text,")

    outcome = await office.publishes(files(other, ('land == "be" and not vrij', "not vrij")))

    assert [one.code for one in outcome.refusals] == ["E902"]


async def test_two_publishes_in_a_row_lose_nobody(office: Office) -> None:
    """Also not with a restart in between."""
    mia = await mia_at_land(office)
    await office.publishes(files(*OPTION_FIRST))
    await office.publishes(files(*OTHER_WORDS))

    await office.starts(files(*OTHER_WORDS))
    await mia.says("2")

    assert (await office.house.store.run(_vars_of(mia)))["land"] == "be"


async def test_after_three_days_everybody_moves(office: Office) -> None:
    """The server lets go of what is older, without being told."""
    await office.publishes(files(*OTHER_WORDS))
    assert len(office.served.shelf.pinned) == 1
    office.house.clock.advance(PINNED_FOR + LOOK_EVERY)

    await office.notices()

    assert not office.served.shelf.pinned


async def test_faulty_files_never_replace_good_ones(office: Office) -> None:
    """The editor sees every fault, and people go on."""
    mia = await mia_at_land(office)

    with pytest.raises(FaultyContent):
        await office.publishes(files(("next: lijnen}\n          - {id: be", "next: niets}\n          - {id: be")))

    await mia.says("1")
    mia.was_told("Wat nu?")
    assert len(await office.desk.log()) == 1


async def test_a_rollback_serves_what_was_before(office: Office) -> None:
    """It is published like everything else, under the name of who did it."""
    before = (await office.desk.log())[0].bundle
    await office.publishes(files(*OTHER_WORDS))

    await office.desk.rollback("", author="bo")
    await office.notices()

    assert office.served.shelf.newest.hash == before
    assert [(one.bundle == before, one.author) for one in await office.desk.log()] == [
        (True, "bo"),
        (False, "ada"),
        (True, FILES),
    ]


async def test_a_hash_that_is_too_short_says_so(office: Office) -> None:
    """Whoever has to go back in a hurry is not told that there is nothing."""
    for name in ("ab1", "ab2", "cd3"):
        await office.house.store.run(Job(partial(_publish_empty, BundleHash(name))))

    with pytest.raises(BotError, match='E906 Several bundles begin with "ab"'):
        await office.desk.rollback("ab", author="bo")


async def test_there_must_be_something_to_go_back_to(office: Office) -> None:
    """E906."""
    with pytest.raises(BotError, match="E906"):
        await office.desk.rollback("", author="bo")


@pytest.mark.parametrize(("approved_by", "codes"), [("", ["E612"]), ("Ada", ["E612"]), ("bo", [])])
async def test_what_is_locked_is_read_by_two(office: Office, approved_by: str, codes: list[str]) -> None:
    """Nobody approves of their own change."""
    locked = files((LAND, "      land:\n        locked: true\n        ask"))
    await office.publishes(locked, approved_by="bo")

    outcome = await office.publishes(files(*OTHER_WORDS, of=locked), approved_by=approved_by)

    assert [one.code for one in outcome.refusals] == codes


async def test_the_same_files_are_published_once(office: Office) -> None:
    """A comment is no new bundle."""
    outcome = await office.publishes(files(("    title: Begin\n", "    title: Begin  # hier\n")))

    assert outcome.publication is None
    assert not outcome.refusals


async def test_changed_files_are_picked_up_at_a_start(office: Office) -> None:
    """As long as nobody published anything else."""
    await office.starts(files(*OTHER_WORDS))

    assert [one.author for one in await office.desk.log()] == [FILES, FILES]


async def test_what_somebody_published_outlives_a_start(office: Office) -> None:
    """The files on disk do not win, and the operator reads that they differ; in the demo they do win."""
    published = (await office.publishes(files(*OTHER_WORDS))).bundle

    await office.starts()
    assert office.served.shelf.newest.hash == published
    assert "files_not_published" in office.events
    await office.starts(demo=True)
    assert office.served.shelf.newest.hash != published


async def test_faulty_files_do_not_keep_a_server_from_starting(office: Office) -> None:
    """What was live is served, and the operator reads of it; a first start has nothing else."""
    faulty = files(("next: lijnen}\n          - {id: be", "next: niets}\n          - {id: be"))

    await office.starts(faulty)

    assert "files_failed" in office.events
    with pytest.raises(FaultyContent):
        await office.starts(faulty, demo=True)


async def test_what_an_older_program_published_and_lacks_texts_keeps_nobody_waiting(office: Office) -> None:
    """Ajar was updated: the files are served, the log says which texts lack, and whoever is there is answered."""
    mia, noor = office.house.person("Mia"), office.house.person("Noor")
    await mia.starts()
    wording = "".join(
        line for line in SOURCES["wording.yaml"].splitlines(True) if not line.startswith(("  not_first", "  too_many"))
    )
    older = BundleHash("0123abcd" * 4)
    await office.house.store.run(Job(partial(_publish_older, older, {**SOURCES, "wording.yaml": wording}, mia)))
    mia.reads()

    await office.starts()
    await mia.says("ja")
    await noor.starts()

    assert mia.reads()
    assert noor.reads()
    assert "turn_failed" not in office.events
    (told,) = [fields for event, fields in office.house.journal.lines if event == "published_failed"]
    assert told["version"] == older
    assert told["count"] == 2
    assert '"not_first" is missing' in str(told["reason"])
    assert '"too_many" is missing' in str(told["reason"])
    assert [one.author for one in await office.desk.log()] == [FILES, "ada", FILES]


async def test_when_nothing_can_be_served_it_is_said_what_where_and_what_to_do(office: Office) -> None:
    """Ajar was updated, and both the files on disk and what was published lack texts: each fault with where it lies."""
    mia = office.house.person("Mia")
    await mia.starts()
    lacking = [
        "".join(line for line in SOURCES["wording.yaml"].splitlines(True) if not line.startswith(f"  {key}"))
        for key in ("not_first", "too_many")
    ]
    older = BundleHash("0123abcd" * 4)
    published = {**SOURCES, "wording.yaml": lacking[0]}
    await office.house.store.run(Job(partial(_publish_older, older, published, mia)))
    log = await office.desk.log()

    with pytest.raises(NothingToServe) as nothing:
        await office.starts({**SOURCES, "wording.yaml": lacking[1]})

    first, *told = str(nothing.value).splitlines()
    assert "does not start" in first
    assert "AJAR_FLOWS and AJAR_CONTENT; published 0123abcd" in first
    assert "`ajar flows check`" in first
    assert [line.split(":")[0] for line in told] == ["on disk", "published 0123abcd"]
    assert ['"too_many" is missing' in told[0], '"not_first" is missing' in told[1]] == [True, True]
    assert await office.desk.log() == log
    await office.starts()  # as it says: with the files put right
    assert (await office.desk.log())[0].author == FILES


async def test_a_swap_is_logged_by_hash(office: Office) -> None:
    """And nothing of the files."""
    outcome = await office.publishes(files(*OTHER_WORDS))

    assert office.house.journal.lines[-1] == ("bundle_served", {"version": outcome.bundle, "count": 1})


def _publish_older(bundle: BundleHash, sources: Mapping[str, str], person: Person, tx: Transaction) -> None:
    """Publish as another version of the program did, with somebody in the middle of it."""
    tx.publications.publish(bundle, sources, author="ada")
    conversation = tx.conversations.of(person.sender)
    assert conversation is not None
    tx.conversations.save(replace(conversation, bundle=bundle))


def _publish_empty(bundle: BundleHash, tx: Transaction) -> None:
    tx.publications.publish(bundle, {}, author="ada")


def _vars_of(person: Person) -> Job[Mapping[str, Value]]:
    def look(tx: Transaction) -> Mapping[str, Value]:
        conversation = tx.conversations.of(person.sender)
        assert conversation is not None
        return conversation.vars

    return Job(look, Needs(sender=person.sender))
