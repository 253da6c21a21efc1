"""What somebody outside the desk reads when they are called: numbers, and nothing of anybody."""

from dataclasses import asdict

from bot.flows.bundle import Bundle
from bot.handover.escalation import Call
from bot.web.texts import say


def words_of(call: Call, bundle: Bundle) -> str:
    """Return the sentence of a call, in the language of the conversation; and one each for callbacks, if there are."""
    more = (("call.callbacks", call.callbacks), ("call.uncovered", call.uncovered))
    keys = ("call.text", *(key for key, number in more if number))
    return " ".join(say(bundle.default_language, key, **asdict(call)) for key in keys)
