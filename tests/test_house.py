"""What is promised outside the code: the locks, the decision records, the text that must not be in the repository."""

import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(lock):
    text = (ROOT / lock).read_text(encoding="utf8")
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def test_every_locked_package_has_hashes_and_no_address():
    for lock in LOCKS:
        text = (ROOT / lock).read_text(encoding="utf8")
        blocks = re.split(r"\n(?=[a-z0-9])", text)
        assert len(blocks) > 50
        assert all("--hash=sha256:" in block for block in blocks)
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", text)


def test_both_locks_name_the_same_versions():
    page, tools = map(pins, LOCKS)
    assert page
    assert {name: tools.get(name) for name in page} == page


def test_everything_the_package_declares_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    declared = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in project["dependencies"]}
    assert declared <= set(pins("requirements.txt"))


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text(encoding="utf8")
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", line)[0] for line in wanted}
    assert {name for name in names if name.split("-dicts")[0] not in reasons} == set()


def test_no_path_of_a_machine_is_committed():
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    pattern = re.compile(r"/(work|root|farm)/|\.lib" + "rary/")
    leaks = []
    for name in filter(None, listing.decode().split("\0")):
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".csv", ".json", ".yml", ".sh", ""} and path.is_file():
            leaks += [
                name for line in path.read_text(encoding="utf8", errors="ignore").splitlines() if pattern.search(line)
            ]
    assert not leaks


def test_every_link_of_the_documents_leads_somewhere():
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = []
    for document in documents:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf8")):
            if not target.startswith(("http:", "https:")) and not (document.parent / target).exists():
                broken.append(f"{document.name}: {target}")
    assert not broken
