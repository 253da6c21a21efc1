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


def mail_of(call: Call, bundle: Bundle) -> tuple[str, str]:
    """Return the subject and the text of a mail that calls: the numbers alone, as it lies in a mailbox for long."""
    language = bundle.default_language
    text = "call.mail_over" if call.over else "call.mail"
    return say(language, "mail.subject"), say(language, text, **asdict(call))


def mail_of_alert(sign: Sign, stage: Stage, bundle: Bundle) -> tuple[str, str]:
    """Return the subject and the text of a mail for whoever runs the service; no number."""
    return say(bundle.default_language, "mail.subject"), words_of_alert(sign, stage, bundle)


def words_of_alert(sign: Sign, stage: Stage, bundle: Bundle) -> str:
    """Return what whoever runs the service reads: what is wrong and what to do, or that it is over; no number."""
    language = bundle.default_language
    what = say(language, f"alert.{sign.alert}", channel=sign.channel.capitalize())
    return say(language, f"alert.{stage}", what=what, alert=sign.alert.value)
