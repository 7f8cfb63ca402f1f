"""What the operator set: read once from a TOML file and the environment. Pure code gets the number, never this."""

from __future__ import annotations

import os
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from platformdirs import user_config_path, user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from mynews.intake.schedule import Pace
from mynews.model.errors import SettingsError
from mynews.net.limits import Limits
from mynews.net.smtp import SmtpServer

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting, with its default. ``MYNEWS_PORT=9000`` or ``port = 9000`` in ``mynews.toml`` sets one."""

    model_config = SettingsConfigDict(env_prefix="MYNEWS_", extra="forbid", frozen=True)

    data_dir: Path = Field(default_factory=lambda: user_data_path("mynews"), description="where files are kept")
    database: str = Field("", description="database address; empty for an SQLite file in data_dir")
    secret_key: SecretStr | None = Field(None, description="key for stored logins; empty for a file in data_dir")

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on")
    base_url: str = Field("", description="how readers reach us, for absolute links; empty for http://HOST:PORT")
    allowed_hosts: Names = Field((), description="further names under which browsers may reach us")
    trusted_proxies: Names = Field((), description="addresses of proxies whose X-Forwarded headers are believed")
    without_password: bool = Field(
        False, description="let everybody who reaches this server beyond this machine read without a password"
    )

    oidc_issuer: str = Field("", description="address of the OpenID provider with whose accounts readers may log in")
    oidc_client_id: str = Field("", description="what that provider calls this installation")
    oidc_client_secret: SecretStr | None = Field(None, description="the secret that it gave, if it gave one")
    oidc_new_readers: bool = Field(False, description="let everybody with an account there become a reader here")

    allow_private: Names = Field((), description="hosts or networks inside your own network that may be fetched")
    user_agent: str = Field("myNEWS/0.1 (personal news reader)", description="how we introduce ourselves to servers")
    fetch_seconds: float = Field(30, gt=0, description="the longest that one fetch may take")
    fetch_megabytes: float = Field(20, gt=0, description="the largest document, unpacked")
    least_minutes: float = Field(15, gt=0, description="never fetch a source more often than this")
    most_hours: float = Field(12, gt=0, description="never fetch a healthy source more rarely than this")
    claim_seconds: float = Field(300, ge=1, description="after how long the work of a dead process is taken over")
    full_text: bool = Field(True, description="read the article's own page where a feed gives only a stub")
    picture_megabytes: int = Field(500, ge=0, description="the room that kept pictures may take on the disk")

    smtp_host: str = Field("", description="server that our mail goes out by; empty for no mail")
    smtp_port: int = Field(587, ge=1, le=65535, description="its port")
    smtp_user: str = Field("", description="user to sign in with there; empty for none")
    smtp_password: SecretStr = Field(SecretStr(""), description="their password")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="how the way there is encrypted: starttls, tls or none"
    )
    mail_from: str = Field("", description="sender of our mail, as in myNEWS <news@home.example>")

    processes: int = Field(1, ge=1, le=64, description="how many processes answer browsers and programs")
    threads: int = Field(2, ge=1, le=64, description="how many processor cores understanding may use")
    readers_arrange_stories: bool = Field(
        True, description="let readers split and merge stories, for all who read here"
    )

    ranker: str = Field("bayes", description="what ranks editions: bayes, or one that a plug-in offers")
    live_stories: int = Field(20_000, ge=100, description="so many stories, the latest, may stand in editions")

    @field_validator("allowed_hosts", "trusted_proxies", "allow_private", mode="before")
    @classmethod
    def _names(cls, value: Any) -> Any:
        """Let a list stand in one environment variable, parted by commas."""
        return tuple(name.strip() for name in value.split(",") if name.strip()) if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _address(cls, value: str) -> str:
        """An address that a browser can follow."""
        try:
            parts = urlsplit(value)
        except ValueError:  # a bracket where none belongs
            parts = urlsplit("-")
        if value and not (parts.scheme in ("http", "https") and parts.hostname):
            raise ValueError("this should look like https://news.example")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is given by hand counts first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @property
    def database_url(self) -> str:
        """The database's address."""
        return self.database or f"sqlite:///{self.data_dir / 'mynews.db'}"

    @property
    def public_url(self) -> str:
        """How readers reach us, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def is_beyond_this_machine(self) -> bool:
        """Whether the server listens where other machines reach it."""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() != "localhost"

    @property
    def pace(self) -> Pace:
        """The bounds for fetching a source."""
        return Pace(least=timedelta(minutes=self.least_minutes), most=timedelta(hours=self.most_hours))

    @property
    def smtp(self) -> SmtpServer | None:
        """The server that our mail goes out by; None where there is none."""
        if not self.smtp_host:
            return None
        password = self.smtp_password.get_secret_value()
        return SmtpServer(self.smtp_host, self.smtp_port, self.smtp_user, password, self.smtp_security)

    @property
    def sender(self) -> str:
        """Who our mail is from."""
        return self.mail_from or f"myNEWS <mynews@{urlsplit(self.public_url).hostname}>"

    @property
    def limits(self) -> Limits:
        """The bounds for one fetch."""
        return Limits(seconds=self.fetch_seconds, size=int(self.fetch_megabytes * 1_000_000))


def config_file() -> Path:
    """Where the settings file is looked for: ``MYNEWS_CONFIG``, else ``mynews.toml`` in the user's own folder."""
    return Path(os.environ.get("MYNEWS_CONFIG") or user_config_path("mynews") / "mynews.toml")


def read_settings(**given: Any) -> Settings:
    """The settings of this machine; ``given`` counts before all. Raises SettingsError in words."""
    try:
        return Settings(**given)
    except ValidationError as exc:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in exc.errors())
        raise SettingsError(f"These settings cannot be used: {wrong}. See docs/reference/settings.md.") from exc
    except (ValueError, OSError) as exc:
        raise SettingsError(f"The settings file {config_file()} cannot be read: {exc}.") from exc
