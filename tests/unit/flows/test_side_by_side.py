"""One conversation in three channels at once, played from the beginning each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.bundle import Bundle
from bot.flows.rehearse.side_by_side import NEWS, STYLES, Doing, Opening, Played, play
from bot.model import Language, Phase
from bot.rehearsal import keep
from tests.unit.flows.paged import compiled
from tests.unit.flows.small import A_MONDAY_AFTERNOON, changed_bundle, small_bundle
from tests.unit.flows.test_picking import BUNDLE as PICKING

WEB, TELEGRAM, SIGNAL = STYLES
PAGED = compiled()
MENU_IN_FRENCH = "Et maintenant ?"


def tap(option: str, channel: str = TELEGRAM) -> Doing:
    """Somebody taps an option."""
    return Doing(channel, option=option)


def typed(text: str, channel: str = SIGNAL) -> Doing:
    """Somebody types."""
    return Doing(channel, text)


def later(minutes: int) -> Doing:
    """Nobody does anything for a while."""
    return Doing(SIGNAL, minutes=minutes)


def played(
    *doings: Doing, bundle: Bundle | None = None, language: Language = "nl", node: str = "", is_staffed: bool = True
) -> Played:
    """Play the small conversation on a Monday afternoon."""
    opening = Opening(language, A_MONDAY_AFTERNOON, node=node, is_staffed=is_staffed)
    return play(bundle or small_bundle(), opening, doings, keep=keep)


def said(of: Played) -> dict[str, list[str]]:
    """Return what the person is seen to do, by channel."""
    return {side.channel: [turn.said for turn in side.turns] for side in of.sides}


def last_bubble(of: Played, channel: str) -> str:
    """Return the words that a channel shows last."""
    side = next(side for side in of.sides if side.channel == channel)
    return side.turns[-1].bubbles[-1].text


def nodes(of: Played) -> set[str]:
    """Return where the channels stand."""
    return {side.node for side in of.sides}


def test_each_channel_shows_how_somebody_chooses_there() -> None:
    """A tap where there are buttons, a number where there are none; what was typed is shown where it was typed."""
    at_menu = played(tap("ja"), typed("de nummers"))

    assert said(at_menu) == {
        WEB: ["", "Ja", "De nummers"],
        TELEGRAM: ["", "Ja", "De nummers"],
        SIGNAL: ["", "1", "de nummers"],
    }
    assert nodes(at_menu) == {"start.land"}


def test_what_a_typed_text_chose_is_kept_as_a_choice() -> None:
    """So that it is still the same choice in another language, where those words mean nothing."""
    in_dutch = played(tap("ja"), typed("de nummers"), typed("2", WEB))
    in_french = played(*in_dutch.doings, language="fr")

    assert [doing.option for doing in in_dutch.doings] == ["ja", "land", "be"]
    assert in_french.variables == in_dutch.variables == {"vrij": True, "land": "be"}
    assert (in_french.language, last_bubble(in_french, WEB)) == ("fr", MENU_IN_FRENCH)
    assert said(in_french)[SIGNAL] == ["", "1", "2", "2"]


def test_several_choices_are_marked_everywhere_until_it_is_done() -> None:
    """By taps and by numbers; a list that was typed is passed on as it was typed."""
    tapped = played(*map(tap, ("ja", "nodig", "huis", "dokter", "done")), bundle=PICKING)
    listed = played(tap("ja"), tap("nodig"), typed("1 3"), bundle=PICKING)

    assert tapped.variables == {"vrij": True, "nodig": "huis,dokter"}
    assert listed.variables == {"vrij": True, "nodig": "huis,dokter"}
    assert nodes(tapped) == {"start.menu"}
    assert {turns[-1] for turns in said(listed).values()} == {"1 3"}


def test_a_channel_with_less_room_reads_on_by_itself() -> None:
    """What comes after a page in the web chat is there in Telegram as well, after as many parts as it takes."""
    page = played(tap("nee"), bundle=PAGED)
    while page.node == "tips.tip":
        page = played(*page.doings, tap("read_on", WEB), bundle=PAGED)
    after = played(*page.doings, tap("land", WEB), bundle=PAGED)

    web, telegram, _ = (said(after)[channel] for channel in STYLES)
    assert nodes(after) == {"start.land"}
    assert len(telegram) > len(web)
    assert telegram[-1] == web[-1] == "De nummers"


def test_reading_on_is_nothing_where_all_is_read() -> None:
    """The web chat has shown its last part long before; it waits without a word until the others are there."""
    page = played(tap("nee"), bundle=PAGED)
    while page.node == "tips.tip":
        page = played(*page.doings, tap("read_on"), bundle=PAGED)

    web, telegram, _ = (said(page)[channel] for channel in STYLES)
    assert nodes(page) == {"start.menu"}
    assert len(web) < len(telegram)
    assert {news for side in page.sides for turn in side.turns for news in turn.news} == set()


def test_what_a_channel_does_not_offer_is_told_there() -> None:
    """An option for one channel alone: the others stay where they are."""
    bundle = changed_bundle(
        ('- {id: klaar, label: {nl: "Tot', '- {id: klaar, when: \'channel == "telegram"\', label: {nl: "Tot')
    )
    gone = played(tap("ja"), tap("klaar"), bundle=bundle)

    assert [(side.channel, side.node, side.turns[-1].news) for side in gone.sides] == [
        (WEB, "start.menu", ("not_offered",)),
        (TELEGRAM, "", ()),
        (SIGNAL, "start.menu", ("not_offered",)),
    ]


def test_a_choice_that_is_gone_ends_it_there() -> None:
    """What can't be done any more, and all that came after it, is not done."""
    bundle = changed_bundle(("{id: be, label", "{id: vlaanderen, value: be, label"))
    cut = played(tap("ja"), tap("land"), tap("be"), tap("lezen"), bundle=bundle)

    assert [doing.option for doing in cut.doings] == ["ja", "land"]
    assert cut.node == "start.land"


def test_it_begins_anywhere() -> None:
    """A place that is not there is taken for where somebody would land who stood on it."""
    assert played(node="start.land").node == "start.land"
    assert played(node="start.weg").node == "start.menu"


def test_time_goes_by_in_all_channels() -> None:
    """Nobody answers, so it goes on by itself; before that moment it does not."""
    bundle = changed_bundle(
        ("save: land\n        options:", "save: land\n        timeout: {after: 5m, next: lijnen}\n        options:")
    )
    asked = played(tap("ja"), tap("land"), bundle=bundle)
    early = played(*asked.doings, later(4), bundle=bundle)
    late = played(*early.doings, later(1), bundle=bundle)

    assert (asked.minutes_left, early.minutes_left, late.minutes_left) == (5, 1, 0)
    assert (early.node, late.node) == ("start.land", "start.menu")
    assert [(side.turns[-1].minutes, len(side.turns[-1].bubbles)) for side in late.sides] == [(1, 2)] * 3


def test_what_comes_too_late_is_not_said() -> None:
    """After a quarter of an hour whoever writes reads the opening, as a stranger does."""
    back = played(tap("ja"), later(20), typed("2"))

    assert back.node == "start.vrij"
    assert [len(side.turns[-2].bubbles) for side in back.sides] == [0, 0, 0]


def test_a_human_is_asked_for_and_nobody_is_there() -> None:
    """What the desk would do is told, and what the person reads depends on who is there."""
    asked = (typed("mens"), tap("m15"))
    there, away = played(*asked), played(*asked, is_staffed=False)

    assert [side.turns[-1].news for side in there.sides] == [("case_normal",)] * 3
    assert (there.phase, there.node) == (Phase.WAITING, "mens.wacht")
    assert (away.phase, away.node) == (Phase.BOT, "mens.geen")


def test_whoever_leaves_the_queue_gives_up_their_place() -> None:
    """Told, because nobody sees it in the words."""
    left = played(typed("mens"), tap("m15"), tap("uit"))

    assert [side.turns[-1].news for side in left.sides] == [("left",)] * 3
    assert left.node == "mens.uit"


def test_a_wipe_takes_away_what_was_shown() -> None:
    """As it does for a help-seeker."""
    wiped = played(tap("ja"), typed("stop"))

    assert wiped.phase is Phase.WIPED
    assert [(len(side.turns), side.turns[0].said) for side in wiped.sides] == [(1, "")] * 3
    assert {news for side in wiped.sides for news in side.turns[0].news} == {"wiped"}


DOINGS = st.builds(
    Doing,
    st.sampled_from(list(STYLES)),
    st.sampled_from(["", "", "", "ja", "2", "mens", "stop", "english", "nederlands", "ik wil dood", "hm", "?"]),
    st.sampled_from(["ja", "nee", "land", "be", "lezen", "tips", "terug", "read_on", "naam", "m15", "uit", "klaar"]),
    st.sampled_from([0, 0, 0, 0, 3, 20]),
)


@settings(max_examples=60)
@given(st.lists(DOINGS, max_size=12), st.sampled_from(["nl", "en", "fr"]))
def test_what_was_played_is_played_the_same_again(doings: list[Doing], language: Language) -> None:
    """A step back is the beginning played again: so the beginning of a play is what it was, and nothing is unknown."""
    whole = played(*doings, bundle=PAGED, language=language)
    again = played(*whole.doings, bundle=PAGED, language=language)

    assert again == whole
    assert len(whole.doings) <= len(doings)
    assert {news for side in whole.sides for turn in side.turns for news in turn.news} <= set(NEWS)
