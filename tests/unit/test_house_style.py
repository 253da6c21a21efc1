"""What the tree must look like where no other tool looks; the rules are explained in CONTRIBUTING.md."""

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
MAY_PRINT = {"bot/cli.py", "bot/cli_diff.py", "bot/cli_flows.py", "bot/__main__.py"}
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 50

NEWLINE = "\n"

# Written so that this file does not find itself.
UNFINISHED = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")
REGISTRY = re.compile(r"(?:py[p]i\.org|python[h]osted\.org|npm[j]s\.|yarn[p]kg\.com|cr[a]tes\.io|gh[c]r\.io)")
MACHINE_PATH = re.compile(r"(?<![\w.~$}-])/(?:[w]ork|[r]oot|[h]ome|[t]mp)/\w")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _tree() -> Iterable[Path]:
    """Return every file that is, or could be, committed."""
    try:
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        return [ROOT / name for name in ("Makefile", "pyproject.toml", "README.md")] + MODULES  # an unpacked archive
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


@cache
def _texts() -> Mapping[str, str]:
    """Return every text in the tree by its name, read once."""
    texts = {}
    for path in _tree():
        try:
            texts[_name(path)] = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a sound
    return texts


def _places(pattern: re.Pattern[str]) -> list[str]:
    """Return where a pattern that knows no ends of lines is found, with what stands there."""
    return [
        f"{name}:{text.count(NEWLINE, 0, found.start()) + 1}: {text[found.start() :].partition(NEWLINE)[0][:80]}"
        for name, text in _texts().items()
        for found in pattern.finditer(text)
    ]


def _functions(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


@pytest.fixture(params=MODULES, ids=_name)
def path(request: pytest.FixtureRequest) -> Path:
    """One module of the bot after the other."""
    module: Path = request.param
    return module


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.fixture
def module(path: Path) -> ast.Module:
    """The same module, parsed."""
    return _parsed(path)


def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    """No module is longer than 300 lines."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MAX_MODULE_LINES, f"{_name(path)} has {lines} lines: which two things does it do?"


def test_a_function_fits_on_a_screen(path: Path, module: ast.Module) -> None:
    """No function is longer than 50 lines, from `def` to its end, docstring included."""
    lengths = {
        f"{_name(path)}:{f.lineno} {f.name}": (f.end_lineno or f.lineno) - f.lineno + 1 for f in _functions(module)
    }

    assert {place: lines for place, lines in lengths.items() if lines > MAX_FUNCTION_LINES} == {}


def test_a_module_says_what_it_is(module: ast.Module) -> None:
    """Every module begins with a docstring."""
    assert ast.get_docstring(module)


def test_only_the_commands_print(path: Path, module: ast.Module) -> None:
    """Nothing but the command line writes to the terminal: what is printed is not filtered as logs are."""
    calls = (node.func for node in ast.walk(module) if isinstance(node, ast.Call))
    prints = [call.lineno for call in calls if isinstance(call, ast.Name) and call.id == "print"]

    assert prints == [] or _name(path) in MAY_PRINT


def test_nothing_is_left_for_later() -> None:
    """No file holds a note to oneself about unfinished work."""
    assert _places(UNFINISHED) == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the business of the machine that installs them."""
    assert _places(REGISTRY) == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    """A path of somebody's machine works nowhere else, and tells about that machine."""
    assert _places(MACHINE_PATH) == []


@pytest.mark.parametrize("lock", sorted(ROOT.glob("*.lock")), ids=_name)
def test_a_lock_vouches_for_every_package_and_holds_no_address(lock: Path) -> None:
    """Every requirement has its version and a hash, and says nothing of where it is fetched."""
    requirements = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())

    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []
    assert [line for line in requirements if re.search(r"https?:|://|--(?:extra-)?index", line)] == []
