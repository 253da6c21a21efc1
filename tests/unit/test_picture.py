"""The conversation as a picture."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.figures.periods import Quarter
from bot.figures.ways import Place, WaysOn
from bot.flows.draw import FEWEST_SHOWN, Drawing, blurred, dot, mermaid
from bot.picture import picture_of
from tests.unit.flows.asked import asked_bundle
from tests.unit.flows.small import small_bundle

SVG = "{http://www.w3.org/2000/svg}"


def ids_in(drawing: Drawing) -> set[str]:
    """Return the ids of the nodes in the picture."""
    picture = ET.fromstring(picture_of(drawing))  # noqa: S314 - our own picture
    return {group.get("id", "") for group in picture.iter(f"{SVG}g") if group.get("class") == "node"}


def test_every_node_is_in_the_picture() -> None:
    """By its id, so that a page can light it."""
    bundle = small_bundle()

    assert ids_in(Drawing(bundle, "fr")) == set(bundle.nodes)


def test_one_flow_can_be_drawn_alone() -> None:
    """A large conversation is read flow by flow."""
    bundle = small_bundle()

    assert ids_in(Drawing(bundle, "nl", ("tips",))) == {"tips.tip", "tips.klaar"}


def test_the_texts_are_those_of_the_language() -> None:
    """What is in another one is not shown."""
    picture = picture_of(Drawing(small_bundle(), "fr", ("tips",)))

    assert "Un conseil" in picture
    assert "Een tip" not in picture


def test_a_question_for_words_shows_what_it_asks_for() -> None:
    """A plain text needs no word more."""
    drawn = mermaid(Drawing(asked_bundle(), "nl"))

    assert "nummer (input phone)" in drawn
    assert "naam (input)" in drawn
    assert ": skip" in drawn


def test_a_drawing_blurs_small_numbers() -> None:
    """Nine people in one place look like none; more are rounded."""
    standing = {"start.menu": 9, "start.land": 12, "start.vrij": 13, "start.naam": 0}
    drawing = Drawing(small_bundle(), "nl", standing=standing)

    for drawn in (mermaid(drawing), dot(drawing), picture_of(drawing)):
        assert "menu (ask) ·" not in drawn
        assert "land (ask) · 10 here" in drawn
        assert "vrij (ask) · 15 here" in drawn
        assert "naam (input) ·" not in drawn


def test_a_drawing_shows_how_people_went_on() -> None:
    """At the place how many came and stopped, at each way how many took it; of all else nothing."""
    went = {"start.menu": Place(60, {"option:lezen": 35, "stopped": 15})}
    drawing = Drawing(small_bundle(), "nl", ways=WaysOn(Quarter(2026, 3), went))

    for drawn in (mermaid(drawing), dot(drawing), picture_of(drawing)):
        assert "menu (ask) · 60 came · 15 stopped" in drawn
        assert "Iets lezen · 35" in drawn
        assert drawn.count(" · ") == 3 + drawn.count("silent for")


@given(st.integers(0, 10_000))
def test_a_number_of_people_is_blurred(count: int) -> None:
    """Fewer than ten are not told from none; the others are within three, in steps of five."""
    shown = blurred(count)

    assert bool(shown) == (count >= FEWEST_SHOWN)
    assert not shown or (int(shown) % 5 == 0 and abs(int(shown) - count) < 3)
