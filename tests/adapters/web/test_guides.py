"""Steps for counsellors over the web: the shipped ones, in the language of the reader."""

from bot.model import LANGUAGES, Role
from tests.adapters.web.front import Front, Visitor


async def test_every_language_has_the_same_steps_with_numbers_from_the_directory(anna: Visitor) -> None:
    """Five for each country; what is not confirmed says so, and no number stands in a text."""
    read = {}
    for language in LANGUAGES:
        await anna.posts("/desk/language", {"language": language})
        read[language] = (await (await anna.get("/desk/guides")).json())["guides"]

    shapes = [
        [(guide["id"], guide["countries"], [step["id"] for step in guide["steps"]]) for guide in guides]
        for guides in read.values()
    ]
    five = ["kaart", "overleg", "gesprek", "weeg", "beslis"]
    assert shapes[0] == [("meldcode", ["nl"], five), ("vlaanderen", ["be"], five)]
    assert shapes[1:] == shapes[:1] * 2
    meldcode, flanders = read["nl"]
    assert meldcode["steps"][1]["lines"][0].startswith("0800-2000 · Veilig Thuis")
    assert flanders["steps"][1]["lines"][0].startswith("1712")
    assert [guide["verified"] for guide in (meldcode, flanders)] == [False, False]
    assert len({guides[0]["about"] for guides in read.values()}) == len(LANGUAGES)


async def test_only_whoever_talks_reads_them(front: Front) -> None:
    """They are for the desk."""
    await front.hires("Coos", role=Role.COORDINATOR)
    async with front.editor("Coos", Role.COORDINATOR) as coos:
        assert (await coos.get("/desk/guides")).status == 403
