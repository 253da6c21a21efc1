"""Nothing that is sent to the desk breaks it: never a 500, never a line in the journal."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adapters.web.front import Front, Visitor, routes_of

PATHS = [path for method, path in routes_of(Front(), "/desk") if method == "POST" and "log" not in path]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
NEARLY = st.fixed_dictionaries(
    {},
    optional={
        "text": JSON | st.text(st.characters(), max_size=50),
        "client_id": JSON | st.text(max_size=70),
        "outcomes": JSON | st.lists(st.sampled_from(["listened", "test", "unrecorded", "LEFT"]), max_size=3),
        "language": JSON | st.sampled_from(["nl", "xx"]),
    },
)
BODIES = (
    st.binary(max_size=300)
    | JSON.map(lambda value: json.dumps(value).encode())
    | NEARLY.map(lambda value: json.dumps(value).encode())
    | st.sampled_from([b'{"text":"\\ud800\\u0000","client_id":"a"}', b"[" * 50_000, b'{"text":' * 9_999, b"\xff\xfe{}"])
)
KINDS = st.sampled_from([
    "application/json",
    "application/json; charset=utf-16",
    "application/json; charset=nonsense",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(path=st.sampled_from(PATHS), body=BODIES, kind=KINDS)
async def test_no_body_breaks_an_action(front: Front, anna: Visitor, path: str, body: bytes, kind: str) -> None:
    """Whatever is sent is done or refused in words."""
    answer = await anna.posts(path, data=body, headers={"Content-Type": kind})

    assert answer.status < 500
    assert front.house.journal.lines == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    query=st.text(st.characters(codec="utf-8"), max_size=40),
    language=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
)
async def test_no_query_and_no_header_breaks_a_page(front: Front, anna: Visitor, query: str, language: str) -> None:
    """Pages take anything in the address and in what the browser says of itself."""
    for path in ("/desk", "/desk/login", "/desk/session", f"/desk/cases/{'0' * 32}/lines", "/desk/static/x"):
        answer = await anna.session.get(
            f"{front.base}{path}",
            params={"after": query, "language": query},
            headers={"Accept-Language": language, "Accept": language},
            allow_redirects=False,
        )

        assert answer.status < 500
    assert front.house.journal.lines == []
