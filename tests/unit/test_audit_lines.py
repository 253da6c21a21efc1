"""What a line of the audit trail was about, as people read it."""

import pytest

from bot.model import AuditLine, StaffId
from tests.fakes import A_MONDAY_AFTERNOON


@pytest.mark.parametrize(
    ("action", "subject", "about"),
    [
        ("claim", bytes.fromhex("0102030405060708090a0b0c0d0e0f10"), "010203040506"),
        ("hours_closed", b"2026-12-24/2026-12-26", "2026-12-24/2026-12-26"),
        ("keys_gone_until", b"2026-11-26", "2026-11-26"),
        ("audit_cut", (4312).to_bytes(8), "4312"),
        ("staff_close", b"Bram", "Bram"),
        ("login", b"", ""),
    ],
)
def test_a_line_names_days_lines_and_colleagues_in_plain_words(action: str, subject: bytes, about: str) -> None:
    """Only a case is shown by a piece of its number, because it has no name."""
    assert AuditLine(1, A_MONDAY_AFTERNOON, StaffId("ajar"), action, subject).about == about
