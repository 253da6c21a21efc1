"""The page of help-seekers as this service wants it: its look, the way out, who may show it, its onion address."""

from bot.channels import webchat
from bot.errors import SettingsError
from bot.settings import Settings
from bot.web.headers import PublicPage


def read_face(settings: Settings) -> webchat.Face:
    """Return what the service made its own.

    Raises:
        SettingsError: the theme can't be read, or what stands in it can't be used.
    """
    shipped = webchat.Face()
    return webchat.Face(settings.web_leave_to or shipped.leave_to, _theme(settings))


def public_page(settings: Settings) -> PublicPage:
    """Return what its headers say beyond those of every page."""
    return PublicPage(tuple(settings.web_embedded_by.split()), settings.web_onion)


def _theme(settings: Settings) -> webchat.Theme | None:
    if settings.web_theme is None:
        return None
    try:
        text = settings.web_theme.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(
            "The file can't be read.",
            where="AJAR_WEB_THEME",
            fix="Check that it exists and that this user may read it.",
        ) from None
    return webchat.read_theme(text)
