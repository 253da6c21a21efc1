"""What somebody outside the desk reads when they are called: numbers, and nothing of anybody."""

from dataclasses import asdict

from bot.alerts import Sign, Stage
from bot.flows.bundle import Bundle
from bot.handover.escalation import Call
from bot.web.texts import say


def words_of(call: Call, bundle: Bundle) -> str:
    """Return the sentence of a call, in the language of the conversation; and one each for callbacks, if there are."""
    if call.over:
        return say(bundle.default_language, "call.over")
    more = (("call.callbacks", call.callbacks), ("call.uncovered", call.uncovered))
    keys = ("call.text", *(key for key, number in more if number))
    return " ".join(say(bundle.default_language, key, **asdict(call)) for key in keys)


def words_of_alert(sign: Sign, stage: Stage, bundle: Bundle) -> str:
    """Return what whoever runs the service reads: what is wrong and what to do, or that it is over; no number."""
    language = bundle.default_language
    what = say(language, f"alert.{sign.alert}", channel=sign.channel.capitalize())
    return say(language, f"alert.{stage}", what=what, alert=sign.alert.value)
