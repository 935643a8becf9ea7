"""Settings: environment variables or a .env file. The table in docs/settings.md is held equal to this by a test."""

import re
from pathlib import Path
from urllib.parse import quote

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain.health import Weights as Health
from bot.domain.retention import Keep
from bot.domain.search.ranking import Weights
from bot.i18n import LANGUAGES
from bot.vault import Vault

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


class SettingsError(Exception):
    """A missing or wrong setting, said in one sentence."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = Field(None, description="The bot token (`xoxb-…`) of the installed app.")
    slack_signing_secret: SecretStr | None = Field(
        None, description="Proves that requests come from Slack. Needed in HTTP mode."
    )
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token (`xapp-…`). When set, Klik uses Socket Mode instead of HTTP."
    )
    slack_client_id: str | None = Field(
        None, description="Client id of the app. With the secret and keys below, any workspace may install Klik."
    )
    slack_client_secret: SecretStr | None = Field(None, description="Client secret of the app.")
    klik_encryption_keys: SecretStr | None = Field(
        None, description="Keys that encrypt tokens at rest: `klik keys generate`. Several with commas, newest first."
    )
    klik_public_url: str | None = Field(
        None, description="Where people reach this Klik: `https://klik.example.com`. Needed to be installed by OAuth."
    )
    klik_keep_days: int = Field(
        30, ge=0, le=3650, description="Days after an uninstallation until a workspace's data is deleted."
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where every Web API call goes.")
    database_url: str = Field(
        "sqlite:///klik.db", description="`sqlite:///file` or `postgresql://user:password@host/name`."
    )
    klik_database_connections: int = Field(
        10,
        ge=1,
        description="Connections that one process keeps to PostgreSQL; half as many more when busy. SQLite takes one.",
    )
    host: str = Field("127.0.0.1", description="Address that `klik run` listens on.")
    port: int = Field(3000, ge=0, le=65535, description="Port that `klik run` listens on; 0 takes a free one.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    klik_log_format: str = Field("auto", description="`json`, `console`, or `auto`: console on a terminal.")
    klik_language: str = Field("en", description="Language of messages to channels: `en` or `nl`.")
    klik_announcement_channel: str = Field(
        "mentoring", description="Name or id of the channel where new networks are announced."
    )
    klik_ranking: str = Field(
        "",
        description="Points that parts of the ranking are worth, where other than usual: `hours=20 rotation=0`.",
    )
    klik_health: str = Field(
        "", description="Points that parts of a pair's health are worth, where other than usual: `pulse=30 useful=0`."
    )
    klik_cards: bool = Field(
        True, description="Mentors as cards side by side in direct messages; `false` shows them one below the other."
    )
    klik_searches_per_minute: int = Field(
        30, ge=0, description="How often one person may search for mentors, a minute; 0 is without limit."
    )
    klik_figures_per_minute: int = Field(
        10, ge=0, description="How often one person may ask for figures, a minute; 0 is without limit."
    )
    klik_questions_per_hour: int = Field(
        30,
        ge=0,
        description="How many questions one person may send to others, an hour; 0 is without limit.",
    )
    klik_networks_per_hour: int = Field(
        20, ge=0, description="How many networks one person may start, an hour; 0 is without limit."
    )
    klik_exports_per_hour: int = Field(
        3, ge=0, description="How often one person may export their data, an hour; 0 is without limit."
    )
    klik_feeds_per_minute: int = Field(
        10, ge=0, description="How often one private calendar feed may be fetched, a minute; 0 is without limit."
    )
    klik_calendar_origins: str = Field(
        "",
        description="Origins inside your network from which busy times may be read, with spaces: `https://cal.example`.",
    )
    klik_drain_seconds: float = Field(
        0,
        ge=0,
        description="Behind a balancer: seconds from being told to stop, when `/readyz` says so, to closing the door.",
    )
    klik_messages_per_minute: int = Field(
        240, ge=1, description="How many planned messages one workspace gets a minute at most, all processes together."
    )
    klik_keep_feedback_months: int = Field(24, ge=1, description="Months that the words of feedback are kept.")
    klik_keep_requests_months: int = Field(
        24, ge=1, description="Months that what was typed in a request is kept after its end."
    )
    klik_keep_searches_months: int = Field(12, ge=1, description="Months that searches that found nobody are kept.")
    klik_keep_messages_months: int = Field(4, ge=1, description="Months that settled messages are kept.")
    klik_keep_left_months: int = Field(
        12, ge=1, description="Months that the data of who left, or whose account was closed, are kept."
    )
    klik_keep_audit_months: int = Field(24, ge=1, description="Months that the audit log is kept.")
    klik_keep_pairs_months: int = Field(
        24, ge=1, description="Months that agreements, workbooks and meeting places are kept after a pair has ended."
    )
    klik_scheduler: bool = Field(True, description="Whether this process also plans and sends messages.")
    klik_metrics_port: int = Field(
        0, ge=0, le=65535, description="Port for `/metrics`, `/healthz` and `/readyz`; 0 serves no figures at all."
    )
    klik_metrics_host: str = Field("127.0.0.1", description="Address for that port. Never one that the world reaches.")
    klik_watchdog_seconds: float = Field(
        60,
        ge=0,
        description="Klik ends itself when it does nothing any more for so long, to be started anew; 0 never.",
    )

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xoxb-"):
            raise ValueError("must be a bot token, which starts with xoxb-")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("must be an app-level token, which starts with xapp-")
        return value

    @field_validator("klik_encryption_keys")
    @classmethod
    def _keys(cls, value: SecretStr | None) -> SecretStr | None:
        if not value:
            return None
        try:
            Vault(split(value))
        except ValueError:
            raise ValueError("must be keys as `klik keys generate` makes them, separated by commas") from None
        return value

    @field_validator("klik_public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with https://")
        return value.rstrip("/") if value else None

    @field_validator("klik_ranking")
    @classmethod
    def _ranking(cls, value: str) -> str:
        Weights.parse(value)
        return value

    @field_validator("klik_calendar_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        if not all(re.fullmatch(r"https?://[\w.:\[\]-]+/?", origin) for origin in value.split()):
            raise ValueError("must be origins such as https://calendar.example.com, separated by spaces")
        return value

    @field_validator("klik_health")
    @classmethod
    def _health(cls, value: str) -> str:
        Health.parse(value)
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/") + "/"

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        try:
            url = make_url(value)
        except ArgumentError:
            raise ValueError("must look like sqlite:///klik.db or postgresql://user:password@host/name") from None
        driver = DRIVERS.get(url.get_backend_name())
        if driver is None:
            raise ValueError("must be a sqlite or postgresql address")
        return url.set(drivername=driver).render_as_string(hide_password=False)

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("klik_log_format")
    @classmethod
    def _log_format(cls, value: str) -> str:
        if value not in {"auto", "json", "console"}:
            raise ValueError("must be json, console or auto")
        return value

    @field_validator("klik_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in LANGUAGES:
            raise ValueError(f"must be {' or '.join(LANGUAGES)}")
        return value

    @property
    def sqlite_file(self) -> Path | None:
        """The database file when it is SQLite, else None."""
        url = make_url(self.database_url)
        return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None

    @property
    def by_oauth(self) -> bool:
        """Whether workspaces install Klik themselves; else it is in one, known by its token."""
        return self.slack_client_id is not None or self.slack_client_secret is not None

    @property
    def encryption_keys(self) -> list[str]:
        """Newest first."""
        return split(self.klik_encryption_keys)

    @property
    def secrets(self) -> list[str]:
        """Every secret among the settings, in each form in which it might be written: for the logs to hide."""
        kept = [
            value for value in (getattr(self, name) for name in type(self).model_fields) if isinstance(value, SecretStr)
        ]
        url = make_url(self.database_url)
        password = str(url.password) if url.password else ""
        return [
            *(secret.get_secret_value() for secret in kept),
            *self.encryption_keys,
            *((self.database_url, password, quote(password, safe="")) if password else ()),
        ]

    @property
    def vault(self) -> Vault | None:
        """What locks secrets at rest; None without keys."""
        return Vault(self.encryption_keys) if self.encryption_keys else None

    @property
    def calendar_origins(self) -> list[str]:
        return [origin.rstrip("/").lower() for origin in self.klik_calendar_origins.split()]

    @property
    def keep(self) -> Keep:
        """How long what is kept."""
        return Keep(
            feedback=self.klik_keep_feedback_months,
            requests=self.klik_keep_requests_months,
            searches=self.klik_keep_searches_months,
            messages=self.klik_keep_messages_months,
            left=self.klik_keep_left_months,
            audit=self.klik_keep_audit_months,
            pairs=self.klik_keep_pairs_months,
        )

    def for_slack(self) -> "Settings":
        """These settings, when they are enough to talk to Slack. Raises SettingsError with what to do."""
        if self.by_oauth:
            self._for_oauth()
        elif self.slack_bot_token is None:
            raise SettingsError("SLACK_BOT_TOKEN is not set: copy it from your app's page, under OAuth & Permissions.")
        if self.slack_signing_secret is None and self.slack_app_token is None:
            raise SettingsError(
                "SLACK_SIGNING_SECRET is not set: copy it from your app's page, under Basic Information "
                "(or set SLACK_APP_TOKEN to use Socket Mode)."
            )
        return self

    def _for_oauth(self) -> None:
        page = "copy it from your app's page, under Basic Information"
        for name, advice in (
            ("slack_client_id", page),
            ("slack_client_secret", page),
            ("klik_encryption_keys", "make one with `klik keys generate`, and keep it"),
            ("klik_public_url", "the address where people reach this Klik"),
        ):
            if not getattr(self, name):
                raise SettingsError(f"{name.upper()} is not set, which installing by OAuth needs: {advice}.")


def split(keys: SecretStr | None) -> list[str]:
    """The keys of a setting, which are separated by commas."""
    return [key.strip() for key in keys.get_secret_value().split(",") if key.strip()] if keys else []


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment. Raises SettingsError: one sentence that never repeats a secret's value."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "A setting"
        problem = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name} {problem[:1].lower()}{problem[1:]}.") from None
