"""What was ever written can be read: `stored.txt` keeps a sample of each form in each version, and grows only."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bot.errors import Unreadable
from bot.model import (
    ANYBODY,
    NO_REF,
    WORDS,
    Asking,
    Block,
    BlockReason,
    Bubble,
    BundleHash,
    Callback,
    CallbackId,
    CallbackOutcome,
    CallbackState,
    CallDetails,
    CaseId,
    Consent,
    Conversation,
    ConversationId,
    Counted,
    Dimension,
    Draft,
    Emergency,
    EmergencyReason,
    Guest,
    Happening,
    Hop,
    LogEvent,
    MessageRef,
    Option,
    Outcome,
    Passkey,
    Pause,
    Power,
    Prompt,
    Referral,
    Sender,
    Skills,
    Slot,
    StaffId,
    ToldSlot,
    Wishes,
)
from bot.storage import codec
from bot.storage.codec import Codec, stripped

A_MOMENT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
REFS = [(1_700_000_000_000_000, MessageRef("17"))]
SOMEBODY = Conversation(
    id=ConversationId(b"i" * 16),
    sender=Sender("telegram", "1001"),
    language="nl",
    bundle=BundleHash("b" * 32),
    born_on=date(2026, 11, 23),
    version=3,
    node="start.menu",
    stack=("lezen.eerst",),
    prompt=Prompt("3-a1b2c3", "start.menu", ("lezen", "mens")),
    vars={"land": "be", "vrij": True, "wachten": 30},
    tries=1,
    prompts=3,
    heard_at=A_MOMENT,
    next_seq=7,
)
A_BUBBLE = Bubble("Wat nu?", (Option("ja", "Ja"),), "3-a1b2c3")
ENDED = LogEvent(Happening.ENDED, 739_943, 4, {Dimension.ROLE: "naaste", Dimension.HOW: "both_wrote"}, 900)
A_CASE = Counted(739_943, 4, {Dimension.ROLE: "naaste"}, A_MOMENT, A_MOMENT, heard=True, later=ENDED)
VALUES: dict[str, Any] = {
    "BLOCKS": Block(
        CaseId(b"c" * 16),
        BlockReason.THREATS,
        StaffId("ada"),
        A_MOMENT,
        confirmed_by=StaffId("coos"),
        place=CaseId(b"d" * 16),
        version=2,
    ),
    "CALLBACKS": Callback(
        CallbackId(b"c" * 16),
        ConversationId(b"m" * 16),
        CallbackState.CONFIRMED,
        ToldSlot(Slot(A_MOMENT, 60), A_MOMENT.replace(tzinfo=None), "Europe/Brussels", 1),
        "nl",
        "telegram",
        A_MOMENT,
        Asking.DAY_BEFORE,
        "suit_ask_now",
        CallDetails("+31612987054", "mijn zus", "met de bieb", "tulp", voicemail=True, call_again=True, once_more=True),
        confirmed_at=A_MOMENT,
        attempts=1,
        claimed_by=StaffId("ada"),
        outcome=CallbackOutcome.NO_ANSWER,
        fence=4,
    ),
    "STATES": (SOMEBODY, REFS),
    "WAYS": (SOMEBODY.id, stripped(SOMEBODY)),
    "BODIES": (A_BUBBLE, A_MOMENT, 2, NO_REF),
    "CARDS": (
        A_MOMENT,
        "nl",
        "telegram",
        {"land": "be", "vrij": True},
        (Hop(StaffId("bo"), ("land", WORDS)),),
        Wishes(StaffId("ada"), A_MOMENT, frozenset({StaffId("bo")}), frozenset({"nl_oost"}), frozenset({"marleen"})),
        "be_west",
        A_CASE,
    ),
    "LINES": ("Ik ben er.", "c-1", "ada"),
    "DRAFTS": Draft("Ik dacht", "moe", "p1", 4),
    "EVENTS": [ENDED],
    "EMERGENCIES": Emergency(
        b"m" * 16, StaffId("coos"), EmergencyReason.LIFE, "Zij ging.", A_MOMENT, confirmed_by=StaffId("dora")
    ),
    "GUESTS": Guest(b"g" * 32, 2, "Els", "Hulppunt", 3, A_MOMENT, since=4),
    "HOPS": Referral(1, "hoc", "Hulppunt", Outcome.HOC, "Zij wil weg.", Consent.AGREED),
    "FACTORS": (
        b"s" * 20,
        58_000_000,
        (b"d" * 32,),
        1_700_000_000_000_000,
        (Passkey(b"i" * 16, "laptop", b"k" * 77, 3),),
    ),
    "TRANSFERS": ("ada", "bo", "Spreekt Frans.", "offered", A_MOMENT),
    "INVITATIONS": (A_MOMENT, b"c" * 32),
    "MOTIONS": (Power.RECOVER, "ida", A_MOMENT, b"c" * 32),
    "REFS": REFS,
    "SKILLS": Skills({"language": frozenset({"nl"})}, seats=2),
    "PAUSES": Pause(A_MOMENT, A_MOMENT + timedelta(minutes=10)),
    "SHIFTS": ("ada", (1_140, 1_320), 2),
    "SPANS": ((540, 750), (1_200, 1_560)),
    "VERIFIERS": ("scrypt$x", "nl"),
    "MOMENTS": A_MOMENT,
    "ENDS": (A_MOMENT, A_MOMENT + timedelta(hours=8)),
}
WITHOUT_A_MOMENT = (A_BUBBLE, None, 2, NO_REF)
"""What a row of the outbox is that was queued when deletions carried their ids."""
OF_NOBODY = ("Ik ben er.", "c-1", "")
"""What a line is that was kept when nobody asked which counsellor had written it."""
AN_APP_ALONE = (b"s" * 20, 58_000_000, (b"d" * 32,), 0, ())
"""What a second step is that was kept when there were no passkeys."""
WITHOUT_A_CODE = (A_MOMENT, b"")
"""What an invitation is that was kept when no link asked for a code."""
OF_NO_HOP = (A_MOMENT, "nl", "telegram", {"land": "be", "vrij": True}, (), ANYBODY, "", None)
"""What a case is that was kept when nobody wrote down what was agreed to at a transfer."""
FOR_EVERYBODY = (*OF_NO_HOP[:4], (Hop(StaffId("bo"), ("land", WORDS)),), ANYBODY, "", None)
"""What a case is that was kept when nobody could keep a counsellor out."""
OF_ANYWHERE = (
    *FOR_EVERYBODY[:5],
    Wishes(StaffId("ada"), A_MOMENT, frozenset({StaffId("bo")}), frozenset({"nl_oost"}), frozenset({"marleen"})),
    "",
    None,
)
"""What a case is that was kept when nobody could say where it belongs."""
IN_NO_FIGURE = (*OF_ANYWHERE[:6], "be_west", None)
"""What a case is that was kept when nothing was counted."""
BEFORE = {
    ("BODIES", 0): WITHOUT_A_MOMENT,
    ("CARDS", 0): OF_NO_HOP,
    ("CARDS", 1): OF_NO_HOP,
    ("CARDS", 2): FOR_EVERYBODY,
    ("CARDS", 3): OF_ANYWHERE,
    ("CARDS", 4): IN_NO_FIGURE,
    ("FACTORS", 0): AN_APP_ALONE,
    ("FACTORS", 1): AN_APP_ALONE,
    ("INVITATIONS", 0): WITHOUT_A_CODE,
    ("INVITATIONS", 1): WITHOUT_A_CODE,
    ("LINES", 0): OF_NOBODY,
    ("LINES", 1): OF_NOBODY,
}
STORED = [
    (name, int(version), bytes.fromhex(content))
    for name, version, content in map(str.split, Path(__file__).with_name("stored.txt").read_text().splitlines())
]
CODECS: dict[str, Codec[Any]] = {name: getattr(codec, name) for name in VALUES}


def test_every_codec_has_a_sample_of_every_version() -> None:
    """Whoever raises a version adds a sample of it, and whoever adds a codec too."""
    named = {name for name, one in vars(codec).items() if isinstance(one, Codec)}

    assert named == set(VALUES)
    assert {(name, version) for name, one in CODECS.items() for version in one.versions} == {
        (name, version) for name, version, _ in STORED
    }


@pytest.mark.parametrize(("name", "version", "content"), STORED)
def test_what_any_version_stored_is_read(name: str, version: int, content: bytes) -> None:
    """An upgrade loses nobody's place, and nobody's answer that waits."""
    value = CODECS[name].read(content)

    assert content[0] == version or version == 0
    assert value in (VALUES[name], BEFORE.get((name, version), VALUES[name]))


@pytest.mark.parametrize("name", VALUES)
def test_a_form_changes_only_with_its_version(name: str) -> None:
    """A named field may be added; whatever else is written otherwise than the newest sample needs a new version."""
    newest = next(content for one, version, content in STORED if (one, version) == (name, CODECS[name].version))

    written = CODECS[name].write(VALUES[name])

    assert written[0] == newest[0] == CODECS[name].version
    assert still_says(msgspec.msgpack.decode(written[1:]), msgspec.msgpack.decode(newest[1:]))


def still_says(written: object, before: object) -> bool:
    """Tell whether all that was said before is said in the same place; names may be new."""
    if isinstance(written, dict) and isinstance(before, dict):
        return all(name in written and still_says(written[name], said) for name, said in before.items())
    if isinstance(written, list) and isinstance(before, list):
        return len(written) == len(before) and all(map(still_says, written, before))
    return type(written) is type(before) and written == before


@pytest.mark.parametrize("name", VALUES)
def test_what_a_later_version_stored_is_refused(name: str) -> None:
    """After a way back to an older program: better nothing than something else."""
    one = CODECS[name]
    content = one.write(VALUES[name])

    for head in (one.version + 1, 127, 0):
        with pytest.raises(Unreadable):
            one.read(bytes((head,)) + content[1:])
    with pytest.raises(Unreadable):
        one.read(b"")
