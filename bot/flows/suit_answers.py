"""The texts around whether a callback still suits: what asks, the answers, and what is said to either of them."""

from bot.flows.mistyped import NO, YES

WORDINGS = ("suit_ask_still", "suit_ask_now", "suit_ask_going")
"""The texts of wording.yaml that may ask; the help-seeker chooses one, and it has to look harmless to anybody else."""
ANSWERS = {YES: "suit_yes", NO: "suit_no"}
"""The text of wording.yaml on each answer, in the order in which they are shown."""
NOTED = "suit_noted"
"""Said to a yes and to a no, so that it does not tell which it was."""
