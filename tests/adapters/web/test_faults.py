"""What people read when something broke, and what the operator gets to know."""

import pytest
from aiohttp import web

from bot.errors import Fenced, Stale
from tests.adapters.web.front import Front

SECRET = "een geheim dat in de fout staat"


async def breaks(_: web.Request) -> web.Response:
    """Fail with a text that nobody may read."""
    raise LookupError(SECRET)


async def overtaken(_: web.Request) -> web.Response:
    """Be too late."""
    raise Stale


async def fenced(_: web.Request) -> web.Response:
    """Be no longer the one that serves."""
    raise Fenced


async def refuses(_: web.Request) -> web.Response:
    """Refuse in its own words."""
    raise web.HTTPForbidden(text="eigen woorden")


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """Fail in the middle of an answer."""
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"begin")
    raise LookupError(SECRET)


MORE = (
    web.get("/breaks", breaks),
    web.get("/overtaken", overtaken),
    web.get("/fenced", fenced),
    web.get("/refuses", refuses),
    web.get("/breaks-off", breaks_off),
)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("text/html", "text/html"), ("application/json", "application/json"), ("*/*", "text/plain"), ("", "text/plain")],
)
async def test_an_unknown_fault_is_a_calm_sentence(accept: str, kind: str) -> None:
    """In the form that is wanted, and without a trace."""
    front = Front()
    async with front.open(*MORE), front.visitor() as visitor:
        answer = await visitor.get("/breaks", headers={"Accept": accept})
        text = await answer.text()

    assert (answer.status, answer.content_type) == (500, kind)
    assert "Er ging iets mis aan onze kant." in text
    assert SECRET not in text
    assert "Error" not in text


async def test_the_operator_reads_kind_and_place_and_nothing_else() -> None:
    """The journal gets no text of the fault."""
    front = Front()
    async with front.open(*MORE), front.visitor() as visitor:
        await visitor.get(f"/breaks?{'x' * 20}")

    ((event, fields),) = front.house.journal.lines
    assert event == "web_request_failed"
    assert fields["fault"] == "LookupError"
    assert str(fields["reason"]).startswith("bot.web.faults:")
    assert SECRET not in str(fields)


@pytest.mark.parametrize("path", ["/overtaken", "/fenced"])
async def test_what_may_work_soon_says_so(path: str) -> None:
    """503 with the seconds to wait."""
    front = Front()
    async with front.open(*MORE), front.visitor() as visitor:
        answer = await visitor.get(path, headers={"Accept-Language": "fr-BE,fr;q=0.9"})

    assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
    assert "rien n’est perdu" in await answer.text()


async def test_a_refusal_in_own_words_keeps_them() -> None:
    """Only the library's own words are replaced."""
    front = Front()
    async with front.open(*MORE), front.visitor() as visitor:
        answer = await visitor.get("/refuses")

    assert await answer.text() == "eigen woorden"


async def test_an_answer_that_had_begun_is_broken_off() -> None:
    """Half an answer is not followed by an error page."""
    front = Front()
    async with front.open(*MORE), front.visitor() as visitor:
        answer = await visitor.get("/breaks-off")
        with pytest.raises(Exception, match=r"(?i)payload|connection"):
            await answer.read()

    assert front.house.journal.lines[0][0] == "web_request_failed"


@pytest.mark.parametrize(
    ("method", "path", "sentence"),
    [("GET", "/nergens", "Deze pagina is er niet."), ("PUT", "/desk/login", "Dat kan hier niet.")],
)
async def test_what_is_not_there_is_said_plainly(front: Front, method: str, path: str, sentence: str) -> None:
    """404 and 405 in one sentence; 405 names what may be done."""
    async with front.visitor() as visitor:
        answer = await visitor.session.request(method, f"{front.base}{path}")
        as_json = await visitor.session.request(method, f"{front.base}{path}", headers={"Accept": "application/json"})

        assert (await answer.text()).strip() == sentence
        assert await as_json.json() == {"message": sentence}
    assert (answer.status == 405) == ("Allow" in answer.headers)
