"""The ready-made words of the desk: for one talk, in two languages, and only for whoever has it."""

from bot.flows.bundle import compile_bundle
from bot.flows.shelf import Shelf
from tests.adapters.web.front import Front, Visitor
from tests.adapters.web.test_actions import path
from tests.unit.flows.small import SOURCES
from tests.unit.flows.test_canned import CANNED


async def test_words_are_in_the_language_of_the_other_and_titles_in_ones_own(front: Front, anna: Visitor) -> None:
    """A counsellor who reads Dutch helps somebody who reads French, with the help lines of their country."""
    _, case_id = await front.somebody_waits("ja", "belgie", "binnen", "mens", "ja", "m30", language="fr")
    await anna.posts(path(case_id, "claim"))

    words = (await (await anna.get(path(case_id, "words"))).json())["words"]

    by_id = {one["id"]: one for one in words}
    assert by_id["thuis"]["title"] == "Niet veilig thuis"
    said, *lines = by_id["thuis"]["text"].splitlines()
    assert said.startswith("Si vous voulez")
    assert [line.partition(" · ")[0] for line in lines] == ["1712", "0800 30 030"]


async def test_nobody_else_gets_the_words_of_a_talk(front: Front, anna: Visitor, bram: Visitor) -> None:
    """They would tell its language and its country."""
    _, case_id = await front.somebody_waits()
    before = await anna.get(path(case_id, "words"))
    await anna.posts(path(case_id, "claim"))

    assert (before.status, (await bram.get(path(case_id, "words"))).status) == (404, 404)


async def test_what_was_published_meanwhile_is_at_the_desk_at_once(front: Front, anna: Visitor) -> None:
    """The list is that of the conversation as it is served now."""
    _, case_id = await front.somebody_waits()
    await anna.posts(path(case_id, "claim"))
    front.house.shelf = Shelf(compile_bundle({**SOURCES, "canned.yaml": CANNED}))

    words = (await (await anna.get(path(case_id, "words"))).json())["words"]

    assert [one["id"] for one in words] == ["dag", "nummers"]
    assert words[0] == {"id": "dag", "title": "Groet", "text": "Dag, fijn dat je er bent."}
