"""Ids, and the few plain types that everything is made of."""

from typing import NewType

ConversationId = NewType("ConversationId", bytes)
"""16 random bytes."""
CaseId = NewType("CaseId", bytes)
"""16 random bytes."""
CallbackId = NewType("CallbackId", bytes)
"""16 random bytes."""
OutboundId = NewType("OutboundId", bytes)
"""16 random bytes."""
StaffId = NewType("StaffId", str)
"""The login name of a member of staff."""
ShiftId = NewType("ShiftId", bytes)
"""16 random bytes."""
BundleHash = NewType("BundleHash", str)
"""Names one compiled state of flows and content: 32 hexadecimal digits."""
MessageRef = NewType("MessageRef", str)
"""A channel's own id of one message, kept only so that the message can be deleted again."""

Language = str
LANGUAGES: tuple[Language, ...] = ("nl", "en", "fr")
Value = str | int | bool
"""What a variable of a flow can hold."""
