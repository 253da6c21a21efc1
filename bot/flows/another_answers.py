"""The words for somebody else, what can be said to whether they were meant, and the texts of wording.yaml on it."""

from bot.flows.mistyped import NO, YES

WORDS = "another_words"
"""Has the words, with commas between them; in the front the one that a counsellor reads if it was an answer."""
SAID = "antwoord"
ANSWERS = {YES: "another_yes", SAID: "another_said", NO: "another_no"}
"""In the order in which they are shown."""
