"""Settings are read once, typed, and a bad one names its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from regulars.base.settings import BadSetting, described, load


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "regulars.toml").write_text('port = 9000\nlanguage = "de"\n')

    settings = load({"REGULARS_HOME": str(tmp_path), "REGULARS_PORT": "9001"})

    assert (settings.port, settings.language, settings.host) == (9001, "de", "127.0.0.1")
    assert settings.database_url == f"sqlite:///{tmp_path / 'regulars.sqlite3'}"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("PORT", "eighty", "whole number"),
        ("PORT", "0", "between 1 and 65535"),
        ("DEBUG", "perhaps", "true or false"),
        ("LANGUAGE", "fr", "one of en, de"),
        ("DATABASE_URL", "mysql://x", "sqlite:/// or postgresql://"),
        ("PUBLIC_URL", "shop.example.com", "https://"),
        ("SECRET_KEY", "short", "32 characters"),
        ("PROT", "80", "no setting"),
    ],
)
def test_a_bad_setting_names_its_key_and_the_fix(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(BadSetting, match=words) as caught:
        load({"REGULARS_HOME": str(tmp_path), f"REGULARS_{name}": value})
    assert name in str(caught.value)


def test_a_secret_is_never_printed(tmp_path: Path) -> None:
    with pytest.raises(BadSetting) as caught:
        load({"REGULARS_HOME": str(tmp_path), "REGULARS_SECRET_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("x" * 40)
    secret.chmod(0o644)
    with pytest.raises(BadSetting, match="chmod 600"):
        load({"REGULARS_HOME": str(tmp_path)})


def test_test_mode_is_refused_in_production(tmp_path: Path) -> None:
    environ = {
        "REGULARS_HOME": str(tmp_path),
        "REGULARS_TEST_MODE": "true",
        "REGULARS_PUBLIC_URL": "https://shop.example.com",
    }
    with pytest.raises(BadSetting, match="TEST_MODE"):
        load(environ)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "regulars.toml").write_text("port: 80")
    with pytest.raises(BadSetting, match=r"regulars\.toml"):
        load({"REGULARS_HOME": str(tmp_path)})


def test_every_setting_says_what_it_is() -> None:
    rows = list(described())
    assert len(rows) > 10
    assert all(meaning.endswith(".") for _name, _default, meaning in rows)
