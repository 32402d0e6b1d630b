"""What `docs/hosting.md` names is there and says what the program does."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from geo.trust.access import settings_of

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "hosting.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return [part.partition("```")[0] for part in GUIDE.split(f"```{kind}\n")[1:]]


def test_the_secrets_of_the_guide_are_understood():
    written = tomllib.loads("\n".join(blocks("toml")))
    settings = settings_of(written)
    assert settings.sign_in
    assert settings.care.embargo_hours == 48
    assert "url" in written["connections"]["claims"]


def test_the_container_is_built_from_the_lock_and_copies_what_the_page_needs():
    steps = (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.txt" in steps
    assert "USER desk" in steps
    for part in ("dashboard.py", ".streamlit", "panels", "geo", "data", "static"):
        assert f"COPY {part}" in steps
        assert (ROOT / part).exists()


def test_the_base_path_is_the_same_in_the_unit_and_in_the_site():
    unit = (ROOT / "deploy" / "reported-positions.service").read_text(encoding="utf-8")
    site = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert "--server.baseUrlPath desk" in unit
    assert "location /desk/" in site
    assert "X-Forwarded-For $remote_addr" in site  # what a visitor sends himself is not passed on


def test_the_bill_of_materials_names_what_is_locked():
    made = subprocess.run(
        [sys.executable, "-P", ROOT / "bench" / "bill.py"], check=True, capture_output=True, text=True
    )
    parts = {part["name"]: part["version"] for part in json.loads(made.stdout)["components"]}
    assert len(parts) > 80
    assert {"streamlit", "sqlalchemy", "spacy", "authlib"} <= set(parts)
