"""Who is called outside, and how: each way by itself, so that where one is away the other goes on."""

from pathlib import Path

import aiohttp
import pytest

from bot.handover.claims import Claims
from bot.handover.floor import Floor
from bot.opening import opened
from bot.oversight import Oversight
from bot.settings import read_settings
from tests.house import shipped_bundle

MAIL = {"AJAR_MAIL_SERVER": "smtps://mail.example.org", "AJAR_MAIL_FROM": "ajar@example.org"}
URL = {"AJAR_CALL_URL": "https://chat.example.org/hook"}


@pytest.mark.parametrize(
    ("given", "ways"),
    [
        ({}, 0),
        (URL, 1),
        ({**MAIL, "AJAR_CALL_MAIL": "ada@example.org"}, 1),
        ({**URL, **MAIL, "AJAR_CALL_MAIL": "ada@example.org"}, 2),
        ({**MAIL, "AJAR_ALERT_MAIL": "bo@example.org"}, 0),
    ],
)
async def test_a_call_goes_every_way_that_the_settings_name(tmp_path: Path, given: dict[str, str], ways: int) -> None:
    """What tells of the service alone calls nobody to the desk."""
    settings = read_settings({"AJAR_HOME": str(tmp_path / "home"), **given}, env_file=Path("/none"))
    async with opened(settings) as kept, aiohttp.ClientSession() as session:
        oversight = Oversight(settings, kept, bundle=shipped_bundle)
        vitals = oversight.vitals(Floor(kept.clock), Claims())

        assert len(oversight.escalations(vitals, session)) == ways
