"""The answers to whether a colleague may go on with a talk, and the texts on them."""

from bot.flows.mistyped import NO, YES

ANSWERS = {YES: "pass_yes", NO: "pass_no"}
"""The text of wording.yaml on each answer, in the order in which they are shown, below what can be ticked."""
