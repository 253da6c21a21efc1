"""What can go wrong with Telegram, said without a token, an id or a text; imports nothing of the library."""

from bot.errors import TryLater

TELLABLE = frozenset({
    "message is too long",
    "message text is empty",
    "text must be non-empty",
    "strings must be encoded in utf-8",
    "text must be encoded in utf-8",
    "can't parse reply keyboard markup json object",
    "object expected as reply markup",
    "reply markup is too long",
    "button_data_invalid",
    "button_text_invalid",
    "message is not modified",
    "message to edit not found",
    "message to delete not found",
    "message can't be deleted",
    "message can't be deleted for everyone",
    "message can't be edited",
    "message identifiers are not specified",
    "too many message identifiers specified",
    "query is too old and response timeout expired or query id is invalid",
    "bad webhook: an https url must be provided for webhook",
    "bad webhook: webhook can be set up only on ports 80, 88, 443 or 8443",
    "secret token contains unallowed characters",
    "secret token is too long",
})  # fmt: skip
"""Descriptions of Telegram that hold nothing personal, in lower case; every other one is kept to ourselves."""

UNREACHABLE = frozenset({
    "chat not found",
    "user not found",
    "user is deactivated",
    "peer_id_invalid",
    "chat_id is empty",
    "input user deactivated",
    "user_deactivated",
})  # fmt: skip
"""Descriptions that mean: this person is gone for good."""


class TokenRefused(TryLater):
    """Telegram does not know the token. Nothing was sent, and nothing will be until the operator mends it."""

    def __init__(self) -> None:
        """Name the setting and the cure."""
        super().__init__("Telegram refuses the bot's token.")
        self.where = "AJAR_TELEGRAM_TOKEN"
        self.fix = "Ask @BotFather for the token (/mybots), set it, check AJAR_TELEGRAM_API_URL, and start again."


class ReadElsewhere(TryLater):
    """Somebody else takes this bot's updates: another process that polls, or a webhook that we did not set."""

    def __init__(self) -> None:
        """Name the setting and the cure."""
        super().__init__("Another program takes this bot's messages, by polling or by a webhook.")
        self.where = "AJAR_TELEGRAM_TOKEN"
        self.fix = "Stop the other program; if you know of none, the token was stolen: let @BotFather revoke it."
