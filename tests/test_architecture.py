"""The layout shows the architecture: imports run one way, and each library has one door."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "geo").rglob("*.py"))

LAYERS = (
    ("model", "errors"),
    (
        "names",
        "language",
        "blocks",
        "gazetteer",
        "reports",
        "numbers",
        "dates",
        "quantities",
        "modality",
        "parties",
        "quotes",
    ),
    ("attribution", "actors", "predicates", "toponyms", "ranker", "resolution", "footprints", "geoparse", "roles"),
    ("claims", "origins", "filters", "snapshot", "store", "samples"),
    (
        "interface",
        "phrases",
        "html",
        "card",
        "tabled",
        "labels",
        "map_layers",
        "scene",
        "picture",
        "charts",
        "comparison",
        "maps",
        "exports",
        "standalone",
    ),
    ("__main__",),
)
DOORS = {
    "streamlit": {"dashboard.py", "panels/"},
    "folium": {"geo/maps.py"},
    "sqlalchemy": {"geo/store.py"},
    "spacy": {"geo/language.py"},
    "pymorphy3": {"geo/language.py"},
    "trafilatura": {"geo/reports.py"},
}


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever the statement stands; relative ones are written out from `geo`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = "geo" if node.level else ""
            module = ".".join(part for part in (package, node.module) if part)
            found |= {module} | ({f"{module}.{name.name}" for name in node.names} if module == "geo" else set())
    return found


def layer(module: str) -> int | None:
    name = module.removeprefix("geo.").split(".")[0]
    return next((depth for depth, names in enumerate(LAYERS) if name in names), None)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_imports_run_one_way(path):
    own = layer(path.relative_to(ROOT / "geo").parts[0].removesuffix(".py"))
    if own is None:
        return
    for module in imports(path):
        if module.startswith("geo."):
            theirs = layer(module)
            assert theirs is None or theirs <= own, f"{path.name} imports {module}, which stands above it"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_one_door(library):
    files = [*MODULES, ROOT / "dashboard.py", *(ROOT / "panels").rglob("*.py")]
    through = {
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file() and any(module.split(".")[0] == library for module in imports(path))
    }
    strangers = {name for name in through if not any(name.startswith(door) for door in DOORS[library])}
    assert not strangers
    assert through, f"{library} is locked but nobody uses it"


def test_no_module_holds_two_ideas():
    long = {path.name: lines for path in MODULES if (lines := len(path.read_text(encoding="utf8").splitlines())) > 400}
    assert not long
