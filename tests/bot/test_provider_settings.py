"""Settings of providers become plain options, and their secrets show nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import provider_options, provider_table
from bot.config import Settings, load
from bot.errors import SettingWrong

SECRETS = {
    "TABLEREAD_MISO_ONE__COOKIE": "session=CANARY",
    "TABLEREAD_RESPEECHER__API_KEY": "CANARY-key",
    "TABLEREAD_RESPEECHER__PASSWORD": "CANARY-word",
    "TABLEREAD_SPEECHBASE__API_KEY": "CANARY-key",
    "TABLEREAD_LISTENHUB__API_KEY": "CANARY-key",
    "TABLEREAD_OPENAI__API_KEY": "CANARY-key",
    "TABLEREAD_ELEVENLABS__API_KEY": "CANARY-key",
}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # where there is no .env


def test_without_settings_no_provider_has_options_but_the_hosts() -> None:
    options = provider_options(Settings())
    assert set(options) == {"miso-one", "respeecher", "speechbase", "listenhub", "openai", "elevenlabs"}
    assert all(each == {"allow_hosts": ()} for each in options.values())


def test_every_setting_reaches_its_provider_as_a_plain_value(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TABLEREAD_RESPEECHER__EMAIL", "me@example.com")
    monkeypatch.setenv("TABLEREAD_OPENAI__BASE_URL", "http://127.0.0.1:8880/v1")
    monkeypatch.setenv("TABLEREAD_OPENAI__MODEL", "kokoro")
    monkeypatch.setenv("TABLEREAD_OPENAI__VOICES", "af_bella, am_adam")
    monkeypatch.setenv("TABLEREAD_FETCH__ALLOW_HOSTS", "localhost, 127.0.0.1")
    monkeypatch.setenv("TABLEREAD_SPEECHBASE__MODEL", "")
    hosts = ("localhost", "127.0.0.1")
    assert provider_options(load()) == {
        "miso-one": {"cookie": "session=CANARY", "allow_hosts": hosts},
        "respeecher": {
            "api_key": "CANARY-key",
            "email": "me@example.com",
            "password": "CANARY-word",
            "allow_hosts": hosts,
        },
        "speechbase": {"api_key": "CANARY-key", "allow_hosts": hosts},
        "listenhub": {"api_key": "CANARY-key", "allow_hosts": hosts},
        "openai": {
            "api_key": "CANARY-key",
            "base_url": "http://127.0.0.1:8880/v1",
            "model": "kokoro",
            "voices": ("af_bella", "am_adam"),
            "allow_hosts": hosts,
        },
        "elevenlabs": {"api_key": "CANARY-key", "allow_hosts": hosts},
    }


def test_secrets_do_not_show_in_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    settings = load()
    assert "CANARY" not in repr(settings) + str(settings) + settings.model_dump_json()


async def test_a_provider_without_its_key_names_the_setting() -> None:
    table = provider_table(Settings())
    with pytest.raises(SettingWrong) as seen:
        table.get("openai")
    assert seen.value.fields["setting"] == "TABLEREAD_OPENAI__API_KEY"
    await table.aclose()


async def test_a_provider_with_its_settings_is_made_without_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABLEREAD_OPENAI__API_KEY", "key")
    monkeypatch.setenv("TABLEREAD_OPENAI__VOICES", "alloy")
    table = provider_table(load())
    speech = table.get("openai")
    assert [voice.id for voice in await speech.provider.voices()] == ["alloy"]
    await table.aclose()
