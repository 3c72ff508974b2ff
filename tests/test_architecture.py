"""The arrows that an import linter cannot see: foreign keys, names in templates, sizes."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
CONTRACT = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
][0]
FLOORS = [set(re.findall(r"\w+", floor)) for floor in reversed(CONTRACT["layers"])]
FLOOR_OF = {room: height for height, floor in enumerate(FLOORS) for room in floor}
CODE = [
    file
    for file in (ROOT / "jiangxin").rglob("*.py")
    if not {"migrations", "tests"} & set(file.parts)
]


def points_down(room, other):
    return room == other or other not in FLOOR_OF or FLOOR_OF[room] > FLOOR_OF[other]


def foreign_keys():
    for model in apps.get_models():
        for field in model._meta.get_fields(include_hidden=True):
            if field.is_relation and field.concrete and field.related_model:
                room, other = model._meta.app_label, field.related_model._meta.app_label
                if room in FLOOR_OF and other in FLOOR_OF and room != other:
                    yield field, room, other


def test_foreign_keys_point_down():
    # Any room may point to the account: Django's own way round.
    upward = [
        str(field)
        for field, room, other in foreign_keys()
        if not points_down(room, other)
        and field.related_model._meta.label != settings.AUTH_USER_MODEL
    ]
    assert upward == []


def test_foreign_keys_leave_no_name_in_the_room_below():
    assert [str(f) for f, *_ in foreign_keys() if not f.remote_field.hidden] == []


NAMES = re.compile(r"""(?:{% (?:url|include|extends) |reverse\(|redirect\()["'](\w+)[:/]""")


def test_names_of_urls_and_templates_point_down():
    upward = []
    for file in [*CODE, *ROOT.glob("jiangxin/*/templates/**/*.html")]:
        room = file.relative_to(ROOT / "jiangxin").parts[0]
        names = NAMES.findall(file.read_text())
        upward += [f"{file}: {name}" for name in names if not points_down(room, name)]
    assert upward == []


@pytest.mark.parametrize("command", [["lint-imports", "--no-cache"], ["ruff", "check", "."]])
def test_the_linters_agree(command):
    tool = Path(sys.executable).parent / command[0]
    result = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-4000:]


def test_no_file_grows_past_what_one_can_read():
    long = {
        str(f.relative_to(ROOT)): n for f in CODE if (n := len(f.read_text().splitlines())) > 300
    }
    assert long == {}


def test_no_page_grows_past_what_one_can_read():
    pages = ROOT.glob("jiangxin/*/templates/**/*.html")
    assert {str(p): n for p in pages if (n := len(p.read_text().splitlines())) > 80} == {}


def functions(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef):
            yield node


def test_views_stay_short():
    """A view has four beats: find, require, one verb, answer."""
    long = []
    for file in CODE:
        if "views" in file.stem or "views" in file.parts:
            for function in functions(file):
                if len(function.body) > 15:
                    long.append(f"{file.name}:{function.name}")
    assert long == []


def test_every_room_says_what_it_is_for():
    rooms = [d for d in (ROOT / "jiangxin").iterdir() if (d / "__init__.py").exists()]
    for room in rooms:
        readme = room / "README.md"
        assert readme.exists(), room.name
        assert len(readme.read_text().splitlines()) <= 15, room.name


def test_no_constraint_is_nameless():
    """The loser of a race reads a sentence: it is kept beside the constraint's name."""
    silent = []
    for model in apps.get_models():
        if model._meta.app_label in FLOOR_OF:
            for constraint in model._meta.constraints:
                default = constraint.default_violation_error_message
                if constraint.violation_error_message == default:
                    silent.append(constraint.name)
    assert silent == []


def test_the_words_are_settled():
    """Every model's docstring begins with the union's own word, and docs/words.md has it."""
    words = (ROOT / "docs" / "words.md").read_text()
    missing = []
    for model in apps.get_models():
        if model._meta.app_label in FLOOR_OF and ".tests." not in model.__module__:
            word = (model.__doc__ or "").split(":")[0]
            if word not in words or model.__name__ not in words:
                missing.append(f"{model.__name__} {word}")
    assert missing == []
