"""The shape of the package: layers, cycles, and what is not allowed anywhere."""

import ast
import graphlib
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "smeint"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: Highest layer first; a module imports only from layers below its own, or from its own.
LAYERS = (
    {"cli", "__main__"},
    {"commands"},
    {"report", "propose"},
    {"plot"},
    {"diagnose"},
    {"study"},
    {"stats"},
    {"engine"},
    {"formulas", "synth"},
    {"panel"},
    {"definitions"},
    {"question"},
    {"finding"},
    {"errors", "arrays", "interrupts", "defaults", "numbers", "labels", "progress"},
)
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
#: The package itself names its public parts lazily, from everywhere.
FACADE = PACKAGE / "__init__.py"


def name_of(path):
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path, *, when_loaded=False):
    """Modules of the package that a file imports, inside functions too unless `when_loaded`."""
    tree = ast.parse(path.read_text())
    for node in tree.body if when_loaded else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("smeint"):
            for alias in node.names:
                as_module = PACKAGE.parent / Path(*node.module.split("."), alias.name + ".py")
                yield f"{node.module}.{alias.name}" if as_module.is_file() else node.module
        elif isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.startswith("smeint"))


def room(module):
    return module.split(".")[1] if "." in module else ""


@pytest.mark.parametrize("path", [m for m in MODULES if m != FACADE], ids=name_of)
def test_imports_point_down(path):
    own = LEVEL[room(name_of(path))]
    for target in imports(path):
        if target == "smeint":  # the version
            continue
        assert LEVEL[room(target)] >= own, f"{name_of(path)} imports {target}"


def test_there_is_no_cycle():
    graph = {
        name_of(p): set(imports(p, when_loaded=True)) - {"smeint"} for p in MODULES if p != FACADE
    }
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) >= len(graph)


def test_pingouin_is_imported_for_a_second_opinion_alone():
    # GPL-3: only ever lazily, by whoever asks for a cross-check
    found = [p for p in MODULES if "pingouin" in {i.split(".")[0] for i in outside(p)}]
    assert [name_of(p) for p in found] == ["smeint.study.second_opinion"]
    assert "pingouin" not in outside(found[0], when_loaded=True)


def outside(path, *, when_loaded=False):
    """Names of all modules that a file imports."""
    tree = ast.parse(path.read_text())
    names = []
    for node in tree.body if when_loaded else ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


BANNED = {
    "statsmodels.api": "loads all of statsmodels",
    "np.random.seed": "global random state",
    "np.random.rand": "global random state",
    'simplefilter("ignore")': "silences every warning; name a category, to make it a status",
    'filterwarnings("ignore': "silences warnings",
    "type: ignore": "hides a type error",
    "pragma: no cover": "hides code from tests",
    "except Exception:": "hides errors",
}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_banned_is_absent(path):
    text = path.read_text()
    for words, why in BANNED.items():
        assert words not in text, why
    asserts = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Assert)]
    assert not asserts, "an assert is no check of what a user gives"
    assert path.name not in ("utils.py", "helpers.py", "misc.py")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_rooms_are_small(path):
    text = path.read_text()
    assert text.count("\n") <= 330
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            doc = ast.get_docstring(node, clean=False) or ""
            size = node.end_lineno - node.lineno + 1 - doc.count("\n")
            assert size <= 55, f"{node.name} has {size} lines"
