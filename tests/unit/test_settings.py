"""Settings: every fault at once, never a value."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.flows.values.reading import WHEREABOUTS
from bot.settings import read_settings

NO_FILE = Path("no-such-folder/.env")


def test_every_wrong_setting_is_named_at_once_and_no_value_is_shown() -> None:
    """An operator mends all of them in one go; a pasted token never reaches the screen."""
    wrong = {
        "AJAR_HTTP_PORT": "99999",
        "AJAR_TIMEZONE": "Europe/Amsterdm",
        "AJAR_TELEGRAM_TOKEN": "s3cret-but-not-a-token",
        "AJAR_TELEGRAM_TOKN": "s3cret",
    }

    with pytest.raises(SettingsError) as caught:
        read_settings(wrong, env_file=NO_FILE)

    text = str(caught.value)
    assert "AJAR_HTTP_PORT" in text
    assert "AJAR_TIMEZONE" in text
    assert "Europe/Amsterdam" in text
    assert "AJAR_TELEGRAM_TOKEN: is not a bot token" in text
    assert "AJAR_TELEGRAM_TOKN: is no setting. Did you mean AJAR_TELEGRAM_TOKEN?" in text
    assert "s3cret" not in text + repr(caught.value.__cause__) + repr(caught.value.__context__)


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    """What a container mounts is read without its last line end."""
    token = tmp_path / "token"
    token.write_text("123456:abcdefghijkl\n")

    settings = read_settings({"AJAR_TELEGRAM_TOKEN_FILE": str(token)}, env_file=NO_FILE)

    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "123456:abcdefghijkl"
    assert "abcdefghijkl" not in repr(settings)


def test_an_empty_secret_file_is_a_secret_that_is_not_given(tmp_path: Path) -> None:
    """A container mounts the file whether there is a token or not."""
    token = tmp_path / "token"
    token.write_text("\n")

    assert read_settings({"AJAR_TELEGRAM_TOKEN_FILE": str(token)}, env_file=NO_FILE).telegram_token is None


def test_a_secret_file_that_is_not_there_is_a_clear_fault(tmp_path: Path) -> None:
    """The name of the setting and the cure, not a stack trace."""
    with pytest.raises(SettingsError, match="AJAR_DATABASE_URL_FILE: the file can't be read"):
        read_settings({"AJAR_DATABASE_URL_FILE": str(tmp_path / "nowhere")}, env_file=NO_FILE)


def test_a_webhook_without_a_secret_is_refused() -> None:
    """Nobody opens a webhook that anybody may call."""
    with pytest.raises(SettingsError, match="AJAR_TELEGRAM_WEBHOOK_SECRET"):
        read_settings({"AJAR_TELEGRAM_WEBHOOK_URL": "https://bot.example.org/telegram"}, env_file=NO_FILE)


def test_without_any_setting_everything_lies_in_one_folder() -> None:
    """The embedded home holds database, keyring and root key."""
    settings = read_settings({}, env_file=NO_FILE)

    assert settings.database == "sqlite:///var/ajar.db"
    assert settings.keyring_file == Path("var/keyring.json")
    assert settings.root_key == Path("var/root.key")


def test_where_the_bot_is_at_home_decides_how_people_are_read() -> None:
    """Without any setting it is where the tests and the rehearsals are."""
    at_home = read_settings({}, env_file=NO_FILE).whereabouts
    assert at_home == WHEREABOUTS

    elsewhere = read_settings({"AJAR_TIMEZONE": "Asia/Tokyo", "AJAR_COUNTRY": "BE"}, env_file=NO_FILE).whereabouts
    assert elsewhere.day(datetime(2026, 11, 26, 16, tzinfo=UTC)) == date(2026, 11, 27)
    assert at_home.day(datetime(2026, 11, 26, 22, 59, tzinfo=UTC)) == date(2026, 11, 26)
    assert elsewhere.country == "BE"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """A `.env` file holds what is usual; what is set for one start counts more. Other programs' names are not ours."""
    env_file = tmp_path / ".env"
    env_file.write_text("AJAR_HTTP_PORT=9000\nAJAR_COUNTRY=BE\nOTHER=1\n")

    settings = read_settings({"AJAR_HTTP_PORT": "9001", "PATH": "x"}, env_file=env_file)

    assert (settings.http_port, settings.country) == (9001, "BE")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AJAR_WEB_LEAVE_TO", "http://www.example.org/"),
        ("AJAR_WEB_LEAVE_TO", "https://www.example.org"),
        ("AJAR_WEB_LEAVE_TO", "https://www.example.org/;url=x"),
        ("AJAR_WEB_LEAVE_TO", "javascript:alert(1)"),
        ("AJAR_WEB_EMBEDDED_BY", "*"),
        ("AJAR_WEB_EMBEDDED_BY", "https://*.example.org"),
        ("AJAR_WEB_EMBEDDED_BY", "https://www.example.org/page"),
        ("AJAR_WEB_EMBEDDED_BY", "https://a.example; script-src *"),
        ("AJAR_WEB_EMBEDDED_BY", "http://www.example.org"),
        ("AJAR_WEB_ONION", "http://short.onion"),
        ("AJAR_WEB_ONION", f"https://{'a' * 56}.onion"),
        ("AJAR_WEB_ONION", f"http://{'a' * 56}.onion/x"),
    ],
)
def test_an_address_of_the_page_that_would_betray_or_open_it_is_refused(name: str, value: str) -> None:
    """They become headers: nothing but an address may stand there."""
    with pytest.raises(SettingsError, match=f"{name}: must be"):
        read_settings({name: value}, env_file=NO_FILE)


def test_the_page_may_be_shown_by_several_sites() -> None:
    """With blanks between them."""
    given = "https://www.example.org https://help.example.net:8443"

    assert read_settings({"AJAR_WEB_EMBEDDED_BY": given}, env_file=NO_FILE).web_embedded_by == given


@pytest.mark.parametrize(
    "given",
    [
        {"AJAR_MAIL_SERVER": "smtps://mail.example.org"},
        {"AJAR_MAIL_SERVER": "smtps://mail.example.org", "AJAR_MAIL_FROM": "ajar@example.org"},
        {"AJAR_MAIL_FROM": "ajar@example.org", "AJAR_CALL_MAIL": "ada@example.org"},
        {"AJAR_CALL_MAIL": "ada@example.org"},
        {
            "AJAR_MAIL_SERVER": "smtps://mail.example.org",
            "AJAR_MAIL_FROM": "ajar@example.org bo@example.org",
            "AJAR_CALL_MAIL": "ada@example.org",
        },
    ],
)
def test_half_of_what_a_mail_needs_is_refused(given: dict[str, str]) -> None:
    """Else nobody would notice that no mail is sent before somebody had to come."""
    with pytest.raises(SettingsError, match="need each other"):
        read_settings(given, env_file=NO_FILE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AJAR_MAIL_SERVER", "mail.example.org"),
        ("AJAR_MAIL_SERVER", "smtps://us:s3cret/word@mail.example.org"),
        ("AJAR_MAIL_SERVER", "http://mail.example.org"),
        ("AJAR_CALL_MAIL", "Ada <ada@example.org>"),
        ("AJAR_ALERT_MAIL", "ada@localhost, bo"),
    ],
)
def test_a_mail_setting_that_can_not_work_is_told_without_its_value(name: str, value: str) -> None:
    """A line end in an address would be a head of its own; a password may not be cut in two."""
    with pytest.raises(SettingsError, match=f"{name}: must be") as caught:
        read_settings({name: value}, env_file=NO_FILE)

    assert "s3cret" not in str(caught.value)
    assert "ada@" not in str(caught.value)
