"""Defaults stand once, in smeint/defaults.py; public functions say what they do."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import smeint.stats
from smeint import defaults
from smeint.defaults import DEFAULTS

PACKAGE = Path(__file__).resolve().parents[2] / "smeint"
#: Parameters of the table; another function may mean something else by the name of the last ones.
NAMES = sorted({default.name for default in DEFAULTS})
EVERYWHERE = ("level", "alpha", "continuity", "mid_p", "draws", "seed")
SECTIONS = ("Parameters", "Returns", "Raises", "Notes", "Examples")


def formulas():
    """Every public function of smeint/formulas, by module and name."""
    for path in sorted((PACKAGE / "formulas").glob("*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield f"smeint.formulas.{path.stem}.{node.name}"


def doors():
    """Every public function of smeint.stats, by module and name."""
    for name in smeint.stats.__all__:
        function = getattr(smeint.stats, name)
        if inspect.isfunction(function):
            yield f"{function.__module__}.{function.__name__}"


def function_of(place):
    module, name = place.rsplit(".", 1)
    return getattr(importlib.import_module(module), name)


def defaults_of(place):
    """A function's parameters with their default and how the default is written."""
    function = function_of(place)
    node = ast.parse(inspect.getsource(function)).body[0]
    arguments = [*node.args.posonlyargs, *node.args.args]
    written = dict(zip([a.arg for a in arguments[::-1]], node.args.defaults[::-1], strict=False))
    written |= dict(zip([a.arg for a in node.args.kwonlyargs], node.args.kw_defaults, strict=True))
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.default is not inspect.Parameter.empty:
            yield name, parameter.default, ast.unparse(written[name])


def of_table(name, function):
    """The table's values of a parameter: those of the function, where a row names it."""
    rows = [d for d in DEFAULTS if d.name == name]
    own = [d for d in rows if re.search(rf"\b{function}\b", d.procedures)]
    return [d.value for d in own or (rows if name in EVERYWHERE else [])]


@pytest.mark.parametrize("place", [*formulas(), *doors()])
def test_a_default_is_the_tables(place):
    function = place.rsplit(".", 1)[1]
    constants = {name for name in vars(defaults) if name.isupper()}
    for name, value, written in defaults_of(place):
        allowed = of_table(name, function)
        if allowed and value is not None:  # None: as other arguments say
            assert value in allowed, f"{place}({name}={value!r})"
            assert written in constants, f"{place}({name}={written}) is not from smeint.defaults"


@pytest.mark.parametrize("place", list(doors()))
def test_a_number_by_default_stands_in_the_table(place):
    for name, value, written in defaults_of(place):
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert name in NAMES, f"{place}({name}={written}) is not in smeint/defaults.py"


def test_every_constant_is_in_the_table():
    values = [d.value for d in DEFAULTS]
    for name, value in vars(defaults).items():
        if name.isupper() and name != "DEFAULTS" and not isinstance(value, tuple):
            assert value in values, name


@pytest.mark.parametrize("place", list(doors()))
def test_a_public_function_says_what_it_does(place):
    function = function_of(place)
    text = inspect.getdoc(function)
    headings = re.findall(r"^(\w+)\n-{3,}$", text, re.MULTILINE)
    order = [name for name in headings if name in SECTIONS]
    assert order == list(SECTIONS), f"{place} has {headings}"
    described = text.split("Parameters\n")[1].split("\nReturns\n")[0]
    for name in inspect.signature(function).parameters:
        assert re.search(rf"^\*{{0,2}}{name}\b|, \*{{0,2}}{name}\b", described, re.MULTILINE), name
    assert ">>> " in text.split("Examples\n")[1]
