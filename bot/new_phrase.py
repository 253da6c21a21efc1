"""A return phrase that is heard as nothing else, and what is sealed to it; inside one transaction."""

from dataclasses import replace

from bot.flows.bundle import Bundle
from bot.flows.locking import ways_lost
from bot.flows.silence import lock_by
from bot.model import (
    DELETIONS,
    PHRASE_MARK,
    Bubble,
    Conversation,
    GivePhrase,
    Language,
    LockAway,
    NewPhrase,
    Purpose,
    Vanish,
)
from bot.ports import Phrases, Transaction


def given_phrase(
    tx: Transaction, bundle: Bundle, conversation: Conversation, *, wanted: GivePhrase, phrases: Phrases | None
) -> tuple[Conversation, Bubble]:
    """Return the conversation with a new phrase, and what shows it, this once: what is kept of it only seals.

    An earlier one of this session is over.
    """
    phrase = _new_phrase(phrases, bundle, conversation.language)
    if phrase is None:
        return conversation, wanted.instead
    if conversation.way_back is not None:
        tx.ways_back.forget([conversation.way_back.tag])
    with_it = replace(conversation, way_back=phrase.way)
    with_it = replace(with_it, lock_by=lock_by(with_it))
    tx.ways_back.keep(phrase.way, with_it, is_locked=False)
    return with_it, replace(wanted.bubble, text=wanted.bubble.text.replace(PHRASE_MARK, phrase.words))


def _new_phrase(phrases: Phrases | None, bundle: Bundle, language: Language) -> NewPhrase | None:
    """Return one that can be shown; None when there is none just now.

    Chance may put two words together that are a cry for help: those are not taken.
    """
    while phrases is not None:
        phrase = phrases.take(language)
        if phrase is None or bundle.interrupts.means_nothing(phrase.words):
            return phrase
    return None


def lock_away(tx: Transaction, wanted: LockAway) -> tuple[Vanish, ...]:
    """Seal what a conversation was, and return which messages leave the chat: those that show words.

    What the bot had still to say to it is not left lying about.
    """
    if wanted.way is not None:
        tx.ways_back.keep(wanted.way, wanted.conversation, is_locked=True)
        tx.ways_back.forget(ways_lost(wanted.conversation, wanted.way))
    for row in tx.outbox.queued(wanted.conversation.id):
        if row.purpose not in {Purpose.TALK, Purpose.CALLBACK, *DELETIONS}:
            tx.outbox.drop(row)
    return tuple(Vanish(tx.now, only=ref) for ref in wanted.conversation.words_shown)
