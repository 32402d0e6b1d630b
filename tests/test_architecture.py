"""The layout shows the architecture: imports run one way, and each library has one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "geo").rglob("*.py"))
PANELS = [ROOT / "dashboard.py", *sorted((ROOT / "panels").glob("*.py"))]

LAYERS = (
    ("model", "errors"),
    ("zipped", "words", "phrases", "interface", "aspects"),
    ("language", "blocks", "layers", "gazetteer", "reports", "fetching"),
    ("dates", "quantities", "modality", "attribution", "actors", "predicates"),
    ("toponyms", "resolution", "footprints", "geoparse"),
    ("claims", "origins", "events"),
    ("spread", "filters", "snapshot", "trust", "store"),
    ("maps", "charts", "exports", "html", "card"),
    ("incoming", "feeds", "changes", "forecasts"),
    ("verbs", "__main__"),
)
DOORS = {
    "streamlit": {"dashboard.py", "panels/"},
    "folium": {"geo/maps/"},
    "matplotlib": {"geo/maps/"},
    "sqlalchemy": {"geo/store/"},
    "socket": {"geo/fetching.py"},
    "spacy": {"geo/language/"},
    "pymorphy3": {"geo/language/"},
    "trafilatura": {"geo/reports/"},
    "pypdf": {"geo/reports/"},
    "docx": {"geo/reports/"},
    "openpyxl": {"geo/events/"},
    "warcio": {"geo/reports/"},
    "shapefile": {"geo/layers/"},
}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever the statement stands; relative ones are written out from `geo`."""
    found = set()
    package = ".".join(("geo", *path.relative_to(ROOT / "geo").parent.parts)) if ROOT / "geo" in path.parents else ""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = ".".join(part for part in (package if node.level else "", node.module) if part)
            found |= {module} | ({f"{module}.{name.name}" for name in node.names} if module == "geo" else set())
    return found


def layer(name: str) -> int:
    return next(depth for depth, names in enumerate(LAYERS) if name in names)


def part(path: Path) -> str:
    return path.relative_to(ROOT / "geo").parts[0].removesuffix(".py")


def test_every_part_has_its_layer():
    assert {part(path) for path in MODULES} - {"__init__"} == {name for names in LAYERS for name in names}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT / "geo")))
def test_imports_run_one_way(path):
    if part(path) == "__init__":
        return
    for module in imports(path):
        name = module.split(".")[1] if module.startswith("geo.") else ""
        if name and not name.startswith("__"):
            assert layer(name) <= layer(part(path)), f"{path.name} imports {module}, which stands above it"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_one_door(library):
    through = {
        str(path.relative_to(ROOT))
        for path in (*MODULES, *PANELS)
        if any(module.split(".")[0] == library for module in imports(path))
    }
    assert not {name for name in through if not any(name.startswith(door) for door in DOORS[library])}
    assert through, f"{library} is locked but nobody uses it"


def test_no_module_holds_two_ideas():
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text(encoding="utf8").splitlines())) > 400}
    assert not long
