"""Frozen settings from the environment or a `.env` file; every fault in one error, no secret in any repr."""

import difflib
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from bot import setting_forms as forms
from bot.errors import SettingsError
from bot.flows.values.reading import Whereabouts

PREFIX = "AJAR_"
SECRETS = (
    *("AJAR_DATABASE_URL", "AJAR_KEYRING", "AJAR_TELEGRAM_TOKEN", "AJAR_TELEGRAM_WEBHOOK_SECRET"),
    *("AJAR_CALL_URL", "AJAR_ALERT_URL", "AJAR_MAIL_SERVER", "AJAR_METRICS_TOKEN"),
)
"""Settings that may also be given as a file: the name with `_FILE` behind it."""

HERE = Path(__file__).parent


class HostFaults(StrEnum):
    """What becomes of a start on a machine, or in a home, that others can look into."""

    REFUSE = "refuse"
    ACCEPT = "accept"
    """Go on, and note it in the log."""


class Settings(BaseModel):
    """What the operator decides. `docs/settings.md` has the table; a test compares it with this class."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    home: Path = Path("var")
    database_url: SecretStr | None = None
    keyring: SecretStr | None = None
    root_key_file: Path | None = None
    flows: Path = HERE.parent / "flows.yaml"
    content: Path = HERE / "content"
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    telegram_token: SecretStr | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_webhook_secret: SecretStr | None = None
    telegram_messages_per_second: float = Field(default=30, gt=0, le=100_000)
    signal_rpc: str | None = None
    signal_account: str | None = None
    signal_messages_per_second: float = Field(default=1, gt=0, le=100_000)
    web_leave_to: forms.Page | None = None
    web_theme: Path | None = None
    web_embedded_by: forms.Origins = ""
    web_onion: forms.Onion = ""
    call_url: SecretStr | None = None
    alert_url: SecretStr | None = None
    mail_server: forms.MailServer | None = None
    mail_from: forms.Mailboxes = ""
    call_mail: forms.Mailboxes = ""
    alert_mail: forms.Mailboxes = ""
    metrics_token: SecretStr | None = None
    timezone: forms.Zone = "Europe/Amsterdam"
    country: Literal["NL", "BE"] = "NL"
    audit_years: int = Field(default=1, ge=1, le=20)
    host_faults: HostFaults = HostFaults.REFUSE
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    _secret_files: tuple[Path, ...] = PrivateAttr(())

    def model_post_init(self, context: Sequence[Path] | None, /) -> None:
        """Keep which files the secrets came from, as `read_settings` tells it."""
        self._secret_files = tuple(context or ())

    @field_validator("telegram_token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            number, colon, rest = token.get_secret_value().partition(":")
            if not (number.isdigit() and colon and len(rest) >= 8 and rest.isascii()):  # noqa: PLR2004
                raise ValueError("is not a bot token; copy the whole line that BotFather gave you (digits:letters)")
        return token

    @field_validator("metrics_token")
    @classmethod
    def _can_not_be_guessed(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not re.fullmatch(r"[A-Za-z0-9_.~-]{32,256}", token.get_secret_value()):
            raise ValueError("must be 32 or more letters, digits, _ . ~ or -, and nobody's word: openssl rand -hex 32")
        return token

    @field_validator("telegram_api_url", "telegram_webhook_url")
    @classmethod
    def _is_an_address(cls, address: str | None) -> str | None:
        if address is not None and not address.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// (or http:// for a server on this machine)")
        return address.rstrip("/") if address else address

    @field_validator("signal_rpc")
    @classmethod
    def _is_a_socket(cls, rpc: str | None) -> str | None:
        if rpc is not None and not re.fullmatch(r"unix:/.+|tcp://(?:[\w.-]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}", rpc):
            raise ValueError("must be unix:/path or tcp://host:port, where signal-cli's daemon listens")
        return rpc

    @field_validator("signal_account")
    @classmethod
    def _is_a_number(cls, account: str | None) -> str | None:
        if account is not None and not re.fullmatch(r"\+[1-9][0-9]{4,17}", account):
            raise ValueError("must be the account's number in international form, like +31600000001")
        return account

    @field_validator("call_url", "alert_url")
    @classmethod
    def _is_a_safe_address(cls, url: SecretStr | None) -> SecretStr | None:
        here = ("http://127.0.0.1", "http://localhost", "http://[::1]")
        if url is not None and not url.get_secret_value().startswith(("https://", *here)):
            raise ValueError("must begin with https:// (http:// only to a service on this machine)")
        return url

    @model_validator(mode="after")
    def _mail_is_whole(self) -> "Settings":
        has_readers = bool(self.call_mail or self.alert_mail)
        if len({self.mail_server is not None, len(self.mail_from.split()) == 1, has_readers}) > 1:
            raise ValueError(
                "AJAR_MAIL_SERVER, AJAR_MAIL_FROM (one address) and AJAR_CALL_MAIL or AJAR_ALERT_MAIL need each other"
            )
        return self

    @model_validator(mode="after")
    def _webhook_is_secret(self) -> "Settings":
        if self.telegram_webhook_url and self.telegram_webhook_secret is None:
            raise ValueError(
                "AJAR_TELEGRAM_WEBHOOK_URL needs AJAR_TELEGRAM_WEBHOOK_SECRET: 32 or more letters, digits, _ or -"
            )
        return self

    @model_validator(mode="after")
    def _signal_is_whole(self) -> "Settings":
        if (self.signal_rpc is None) != (self.signal_account is None):
            raise ValueError("AJAR_SIGNAL_RPC and AJAR_SIGNAL_ACCOUNT need each other: give both or neither")
        return self

    def secrets(self) -> tuple[str, ...]:
        """Return everything that no log may hold, for what takes it out."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @property
    def secret_files(self) -> tuple[Path, ...]:
        """The files that secrets were read from, so that somebody can look who else may read them."""
        return self._secret_files

    @property
    def zone(self) -> ZoneInfo:
        """The zone of opening hours, and of the times that people type."""
        return ZoneInfo(self.timezone)

    @property
    def whereabouts(self) -> Whereabouts:
        """How dates, times and telephone numbers are read."""
        return Whereabouts(self.zone, self.country)

    @property
    def database(self) -> str:
        """The database to use: the given one, else SQLite in the home."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{self.embedded_database}"

    @property
    def embedded_database(self) -> Path | None:
        """The file of the database in the home; None where another one was given."""
        return self.home / "ajar.db" if self.database_url is None else None

    @property
    def keyring_file(self) -> Path | None:
        """The file of the keyring; None where it lies in a database."""
        if self.keyring is None:
            return self.home / "keyring.json"
        return None if self.keyring_url else Path(self.keyring.get_secret_value())

    @property
    def keyring_url(self) -> str:
        """The database of the keyring; empty where it lies in a file."""
        given = "" if self.keyring is None else self.keyring.get_secret_value()
        return given if "://" in given else ""

    @property
    def witness_file(self) -> Path:
        """Where this host notes how far the audit trail had come: with the keys, or at home, never in a database."""
        return (self.keyring_file or self.home / "keyring").with_name("audit.seen")

    @property
    def signal_challenge_file(self) -> Path:
        """Where the token of a captcha lies that Signal wants solved."""
        return self.home / "signal.challenge"

    @property
    def audit_kept(self) -> timedelta:
        """How long a line of the audit trail is kept; never a day too short, a leap year is a year too."""
        return timedelta(days=366 * self.audit_years)

    @property
    def root_key(self) -> Path:
        """Where the root key lies."""
        return self.root_key_file or self.home / "root.key"


def read_settings(environment: Mapping[str, str], *, env_file: Path = Path(".env")) -> Settings:
    """Read the settings from the environment, and what it does not name from `env_file`, if that exists.

    Raises:
        SettingsError: names every setting that is wrong, each with its cure; never its value.
    """
    written = {name: value for name, value in dotenv_values(env_file, interpolate=False).items() if value is not None}
    given = {name: value for name, value in {**written, **environment}.items() if name.startswith(PREFIX)}
    values: dict[str, str] = {}
    faults: list[str] = []
    files = [env_file] if any(written.get(secret) for secret in SECRETS) else []
    for name, value in given.items():
        secret = name.removesuffix("_FILE")
        if name != secret and secret in SECRETS:
            faults.extend(_read_secret(name, Path(value), into=values, given=given))
            files.append(Path(value))
        else:
            values[_field(name)] = value
    try:
        if not faults:
            return Settings.model_validate(values, context=files)
        Settings.model_validate(values)
    except ValidationError as wrong:
        faults.extend(_sentence(fault["loc"], fault["type"], fault["msg"]) for fault in wrong.errors())
    raise SettingsError("\n".join(sorted(faults))) from None


def _read_secret(name: str, path: Path, *, into: dict[str, str], given: Mapping[str, str]) -> list[str]:
    """Read one secret from its file; returns what is wrong with that."""
    secret = name.removesuffix("_FILE")
    if secret in given:
        return [f"{secret}: is given twice, also as {name}. Keep one of them."]
    try:
        content = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return [f"{name}: the file can't be read. Check that it exists and that this user may read it."]
    if content:  # an empty file is a secret that is not given, as where a container always mounts one
        into[_field(secret)] = content
    return []


def _field(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _sentence(place: tuple[int | str, ...], kind: str, message: str) -> str:
    message = message.removeprefix("Value error, ")
    if not place:
        return f"{message}."
    name = f"{PREFIX}{str(place[0]).upper()}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(_field(name), Settings.model_fields, n=1)
        hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else ""
        return f"{name}: is no setting.{hint}"
    return f"{name}: {message}."
