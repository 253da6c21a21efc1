"""The answers to whether a colleague may go on with a talk, and the texts on them."""

from bot.flows.mistyped import NO, YES

UNREAD = "zonder"
"""The answer that lets a colleague go on who reads nothing of what was written so far."""
ANSWERS = {YES: "pass_yes", UNREAD: "pass_unread", NO: "pass_no"}
"""The text of wording.yaml on each answer, in the order in which they are shown."""
