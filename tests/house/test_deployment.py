"""What is under deploy/ parses, names settings that exist, runs without rights, and lets nobody around the proxy."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from regulars.base.settings import Settings, load

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
VARIABLE = re.compile(r"\bREGULARS_([A-Z_]+)\b")


def text(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def outline(lines: list[tuple[int, str]]) -> Any:
    """Read the part of YAML that our compose file keeps to: nested names, texts, and lists on one line or below."""
    if not lines:
        return ""
    if lines[0][1].startswith("- "):
        return [line.removeprefix("- ").strip('"') for _depth, line in lines]
    found: dict[str, Any] = {}
    while lines:
        depth, line = lines.pop(0)
        name, colon, value = line.partition(":")
        assert colon, line
        below = []
        while lines and lines[0][0] > depth:
            below.append(lines.pop(0))
        assert name not in found, f"{name} twice"
        found[name] = outline(below) if below else value.strip()
    return found


def compose() -> Any:
    lines = [line for line in text("compose.yaml").splitlines() if line.strip() and not line.strip().startswith("#")]
    assert not [line for line in lines if "\t" in line]
    return outline([(len(line) - len(line.lstrip()), line.strip()) for line in lines])


def unit() -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]
    parsed.read_string(text("regulars.service"))
    return parsed


def test_every_setting_that_is_named_exists() -> None:
    known = {item.name.upper() for item in fields(Settings)}
    for name in ("regulars.service", "Containerfile", "compose.yaml", "Caddyfile"):
        assert set(VARIABLE.findall(text(name))) <= known, name


def test_the_unit_runs_without_rights_and_starts_again_after_a_failed_disk() -> None:
    service = unit()["Service"]
    assert service["User"] == "regulars"
    assert service["ExecStartPre"].endswith("regulars migrate")
    assert service["ExecStart"].endswith("regulars serve")
    assert service["Restart"] == "on-failure"
    assert int(service["TimeoutStopSec"]) > 2 * 10, "web and worker may take ten seconds each"
    for name, value in (("NoNewPrivileges", "yes"), ("ProtectSystem", "strict"), ("UMask", "0077")):
        assert service[name] == value
    assert service["StateDirectory"] == "regulars"


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not on this machine")
    copy = tmp_path / "regulars.service"
    copy.write_text(text("regulars.service").replace("/opt/regulars/bin/regulars", "/bin/true"))
    done = subprocess.run([tool, "verify", str(copy)], capture_output=True, text=True, check=False, timeout=60)
    assert [line for line in done.stderr.splitlines() if "regulars.service" in line] == []


def test_the_container_builds_from_the_lock_and_runs_as_nobody_in_particular() -> None:
    steps = [line.split(None, 1) for line in re.sub(r"\\\n", " ", text("Containerfile")).splitlines() if line.strip()]
    steps = [step for step in steps if not step[0].startswith("#")]
    known = {"FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}
    assert {step[0] for step in steps} <= known
    words = [step[0] for step in steps]
    assert [step[1] for step in steps if step[0] == "USER"] == ["10001:10001"]
    assert words.index("USER") < words.index("CMD")
    assert "HEALTHCHECK" in words
    assert all("--locked" in step[1] for step in steps if "uv sync" in step[1])
    sources = [step[1].split()[:-1] for step in steps if step[0] == "COPY" and "--from" not in step[1]]
    root = DEPLOY.parent
    assert [name for names in sources for name in names if not (root / name).exists()] == []
    kept = (root / ".dockerignore").read_text(encoding="utf-8")
    assert [name for names in sources for name in names if f"!{name.removeprefix('./')}" not in kept.split()] == []


def test_the_composition_is_read_only_and_reachable_through_the_proxy_alone() -> None:
    found = compose()
    ours, proxy = found["services"]["regulars"], found["services"]["caddy"]
    assert ours["read_only"] == "true"
    assert ours["cap_drop"] == "[ALL]"
    assert "ports" not in ours
    assert proxy["ports"] == '["80:80", "443:443", "443:443/udp"]'
    assert proxy["depends_on"]["regulars"]["condition"] == "service_healthy"
    named = {line.split(":")[0] for line in [*ours["volumes"], *proxy["volumes"]] if not line.startswith(".")}
    assert named == set(found["volumes"])
    assert (DEPLOY / ours["build"]["dockerfile"].removeprefix("deploy/")).is_file()


def test_the_settings_of_the_composition_can_be_served(tmp_path: Path) -> None:
    given = {name: value.strip('"') for name, value in compose()["services"]["regulars"]["environment"].items()}
    given["REGULARS_PUBLIC_URL"] = "https://shop.example"
    given["REGULARS_METRICS_TOKEN"] = ""
    settings = load({**given, "REGULARS_HOME": str(tmp_path), "REGULARS_HOST": "0.0.0.0"})
    address = compose()["services"]["caddy"]["networks"]["inside"]["ipv4_address"]
    assert settings.trusted_proxies == (address,)
    assert settings.public_url == "https://shop.example"


def test_the_proxy_hides_the_monitors_and_logs_nobody() -> None:
    page = text("Caddyfile")
    assert page.count("{") == page.count("}")
    assert "respond @monitors 404" in page
    assert "/metrics /readyz" in page
    for hidden in ("request>uri delete", "request>headers delete", "request>remote_ip ip_mask"):
        assert hidden in page
