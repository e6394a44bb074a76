"""Sixty ways to configure it wrongly: each is refused by the command line, names its key, and prints no secret."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from regulars.base.settings import forget, load
from regulars.edges.cli.main import main

CANARY = "canary7Qz-never-to-be-printed-0123456789"
PUBLIC = "https://regulars.example.com"

# variable -> values that are refused
ENVIRONMENT: dict[str, tuple[str, ...]] = {
    "PORT": ("eighty", "0", "65536", "-1", "80.5", ""),
    "HOST": ("http://127.0.0.1", "127.0.0.1:80", "no host", "-bad-"),
    "WEB_THREADS": ("0", "65", "many"),
    "WORKER_THREADS": ("0", "17"),
    "LAKE_MEMORY_MB": ("127", "1e3"),
    "UPLOAD_MAX_MB": ("0",),
    "SESSION_HOURS": ("0", "8761", "400"),
    "SESSION_DAYS": ("0", "366"),
    "DEBUG": ("perhaps", "2"),
    "TEST_MODE": ("maybe",),
    "LANGUAGE": ("fr", "EN", ""),
    "LOG_LEVEL": ("loud", "INFO"),
    "SECRET_KEY": (CANARY[:20], "x" * 40, "changeme-" + CANARY, f"{CANARY}\n{CANARY}"),
    "DATABASE_URL": (
        f"mysql://ana:{CANARY}@db/shop",
        f"postgresql://ana:{CANARY}@db:port/shop",
        f"postgresql://ana:{CANARY}@db",
        f"postgresql://ana:{CANARY}#x@db/shop",
        "postgresql:///shop",
        "sqlite:///",
        "sqlite:////",
        "regulars.sqlite3",
    ),
    "PUBLIC_URL": (
        "shop.example.com",
        "ftp://shop.example.com",
        "http://shop.example.com",
        f"https://ana:{CANARY}@shop.example.com",
        "https://shop.example.com/desk",
        "https://shop.example.com?x=1",
        "https://",
        "https://shop example.com",
        "https://shop.example.com:port",
    ),
    "ALLOWED_HOSTS": ("*", "https://shop.example.com", "shop.example.com:443", "shop_example,ok.example.com"),
    "TRUSTED_PROXIES": ("0.0.0.0/0", "::/0", "proxy.example.com", "10.0.0.1/8", "300.1.1.1"),
    "PROT": ("80",),
    "SECRET": (CANARY,),
    "PASSWORD": (CANARY,),
}
# words that the refusal says -> what `regulars.toml` holds
FILE = {
    "regulars.toml": "port: 80",
    "at line 2, column": f'port = 80\nsecret_key = "{CANARY}\nhost = ""',
    "regulars.toml: prot": "prot = 80",
    "did you mean secret_key": f'secret_keey = "{CANARY}"',
    "regulars.toml: port": 'port = "80"',
    "regulars.toml: debug": "debug = 1",
    "regulars.toml: web_threads": "web_threads = true",
    "regulars.toml: language": "language = 7",
    "regulars.toml: allowed_hosts": "allowed_hosts = [1, 2]",
    "regulars.toml: home": 'home = "/srv"',
    "can be read by others": f'secret_key = "{CANARY}"',
    "holds database_url": f'database_url = "postgresql://ana:{CANARY}@db/shop"',
}


def cases() -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in ENVIRONMENT.items() for value in values)


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Callable[..., str]]:
    """Return a function that runs `regulars check` with these variables and returns what it said in refusing."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)

    def run(**environ: str) -> str:
        for name in [name for name in os.environ if name.startswith("REGULARS_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("REGULARS_HOME", str(home))
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        forget()
        with pytest.raises(SystemExit) as ended:
            main(["check"])
        told = capsys.readouterr()
        assert ended.value.code == 1
        assert told.out == ""
        assert "Traceback" not in told.err
        assert CANARY not in told.err
        assert "xxxxxx" not in told.err
        return told.err

    yield run
    monkeypatch.undo()
    forget()


def test_there_are_sixty_of_them() -> None:
    assert len(list(cases())) + len(FILE) >= 60


@pytest.mark.asvs("13.4.2", "a configuration that cannot be safe does not start")
@pytest.mark.parametrize(("name", "value"), list(cases()))
def test_a_bad_variable_is_refused_by_name(refused: Callable[..., str], name: str, value: str) -> None:
    said = refused(**{f"REGULARS_{name}": value})
    assert said.startswith(f"Error: REGULARS_{name}")
    assert len(said.split(": ", 2)[-1]) > 10, "a refusal says what to do"


@pytest.mark.parametrize("words", FILE)
def test_a_bad_file_is_refused_by_name(refused: Callable[..., str], tmp_path: Path, words: str) -> None:
    (tmp_path / "home" / "regulars.toml").write_text(FILE[words])
    (tmp_path / "home" / "regulars.toml").chmod(0o644)
    assert words in refused()


@pytest.mark.asvs("13.4.2", "debugging is refused together with a public address")
@pytest.mark.parametrize("name", ["DEBUG", "TEST_MODE"])
def test_what_helps_developers_is_refused_in_public(refused: Callable[..., str], name: str) -> None:
    said = refused(**{f"REGULARS_{name}": "true", "REGULARS_PUBLIC_URL": PUBLIC})
    assert said.startswith(f"Error: REGULARS_{name}")


def test_a_home_or_key_of_the_wrong_kind_is_refused(refused: Callable[..., str], tmp_path: Path) -> None:
    home, key = tmp_path / "home", tmp_path / "home" / "secret.key"
    key.write_text("")
    key.chmod(0o600)
    assert "secret.key: is empty" in refused()
    key.write_text(CANARY)
    key.chmod(0o640)
    assert "secret.key: can be read by others" in refused()
    key.chmod(0o600)
    home.chmod(0o777)
    assert "can be written by everybody" in refused()
    home.chmod(0o700)
    (tmp_path / "file").write_text("")
    assert "is a file" in refused(REGULARS_HOME=str(tmp_path / "file"))


@pytest.mark.parametrize(
    "given",
    [
        {"PUBLIC_URL": PUBLIC + "/", "ALLOWED_HOSTS": "a.example.com, .b.example.com, 10.0.0.1, ::1"},
        {"PUBLIC_URL": "http://localhost:8321", "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"},
        {"DATABASE_URL": "postgresql://ana:p%40ss@db:5432/shop", "HOST": "::", "SECRET_KEY": CANARY},
        {"DATABASE_URL": "postgresql:///shop?host=/run/postgresql", "SESSION_HOURS": "336"},
        {"HOST": "0.0.0.0", "DEBUG": "on", "PUBLIC_URL": "http://192.168.1.5"},
        {"HOST": "::1", "TEST_MODE": "1", "PUBLIC_URL": "http://localhost:8321", "ALLOWED_HOSTS": "desk.localhost"},
    ],
)
def test_what_is_right_is_taken(tmp_path: Path, given: dict[str, str]) -> None:
    """Else the refusals above would prove nothing."""
    settings = load({"REGULARS_HOME": str(tmp_path / "home"), **{f"REGULARS_{k}": v for k, v in given.items()}})
    assert not settings.public_url.endswith("/")
    assert CANARY not in repr(settings)
    assert "p%40ss" not in repr(settings)
