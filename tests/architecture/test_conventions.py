"""House rules that a machine can hold: who reads the clock, who writes, what a model and an action must be."""

import ast
import importlib
import re

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models import DateField
from django.utils import translation

from tests.architecture.source import PACKAGE, ROOT, calls, modules
from xinheng.ground.access.roles import ROLES, Permission
from xinheng.ground.ledger.actions import REGISTERED

CLOCKS = ("date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now", "time.time", "localdate")
WRITES = (".create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", ".delete", ".update")
INSTANCE_WRITES = (".save", ".delete")

# The runner of jobs and the clock of the faces: everything else is told the time.
READ_THE_CLOCK = {"xinheng/faces/clock.py", "xinheng/ground/events/runner.py"}


def test_only_faces_and_the_job_runner_read_the_clock():
    readers = {path for path, tree in modules().items() for call in calls(tree) if call.endswith(CLOCKS)}
    assert readers == READ_THE_CLOCK


def test_only_actions_write():
    """Writing through a model or queryset outside `actions.py` is writing past the ledger."""
    writers = {
        f"{path}: {call}"
        for path, tree in modules().items()
        if not path.endswith("/actions.py")
        for call in calls(tree)
        if ("objects." in call and call.endswith(WRITES)) or call.endswith(INSTANCE_WRITES)
        if not call.startswith("super.")  # a model that refuses to be saved
    }
    assert writers == set()


def test_no_model_fills_in_a_time_by_itself():
    offenders = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("xinheng")
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or field.has_db_default()
        or (isinstance(field, DateField) and field.has_default())
    ]
    assert offenders == []


def test_queries_take_a_viewer_or_speak_of_no_organisation():
    """Every public read of `queries.py` takes `viewer=`; the few that read the machinery itself are named here."""
    machinery = {
        "xinheng/ground/ledger/queries.py",  # the chain: entries are numbers and digests
        "xinheng/ground/access/queries.py",  # makes viewers
        "xinheng/ground/policies/queries.py",  # the law, which is public
        "xinheng/credit/catalogue/queries.py",  # what may be collected, which is public
    }
    blind = {
        f"{path}: {node.name}"
        for path, tree in modules().items()
        if path.endswith("/queries.py") and path not in machinery
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and is_read(node) and "viewer" not in parameters(node)
    }
    assert blind == set()


def test_every_action_asks_for_a_permission_that_exists_and_that_some_role_holds():
    for path in modules():
        if path.endswith("/actions.py"):
            importlib.import_module(path.removesuffix(".py").replace("/", "."))
    asked = {each.permission for name, each in REGISTERED.items() if each.permission and not name.startswith("test.")}
    assert asked
    assert asked <= set(Permission)
    assert asked <= {permission for role in ROLES.values() for permission in role.permissions}


def test_migrations_say_what_the_models_say():
    state = MigrationLoader(None, ignore_no_migrations=True).project_state()
    with translation.override(None):  # migrations hold untranslated words
        changes = MigrationAutodetector(state, ProjectState.from_apps(apps)).changes(graph=MigrationLoader(None).graph)
    assert {app: changes[app] for app in changes if apps.get_app_config(app).name.startswith("xinheng")} == {}


def test_every_model_says_what_it_is_in_chinese_first():
    silent = [
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("xinheng") and not re.match(r"[一-鿿]", model.__doc__ or "")
    ]
    assert silent == []


def test_no_table_could_hold_a_file_of_a_person():
    """The boundary: no column anywhere for an ID number, a birth date, a personal telephone or address, or a legal person."""
    forbidden = re.compile(r"id_?card|id_?number|birth|phone|mobile|address|legal_?rep|fddbr|nationality|gender", re.I)
    offenders = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("xinheng")
        for field in model._meta.concrete_fields
        if forbidden.search(field.name)
    ]
    assert offenders == []


# Put together here, so that this file does not hold what it looks for.
ADDRESSES = re.compile(
    "|".join(["py" + r"pi\.o" + "rg", "python" + "hosted", r"registry\.np" + "mjs", "deb" + r"\.debian"])
)


@pytest.mark.parametrize("pattern", ["requirements/*.lock", "package*.json", "pyproject.toml", "bin/*"])
def test_no_download_address_is_committed(pattern):
    files = list(ROOT.glob(pattern))
    assert files
    assert [path.name for path in files if ADDRESSES.search(path.read_text())] == []


def test_every_locked_package_carries_hashes():
    for lock in (ROOT / "requirements").glob("*.lock"):
        packages = [line for line in lock.read_text().splitlines() if "==" in line]
        assert packages
        assert lock.read_text().count("--hash=sha256:") >= len(packages), lock.name


def test_only_known_words_name_modules():
    """No room for what has no name: `utils`, `helpers`, `manager` and their kind."""
    forbidden = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
    assert {path.name for path in PACKAGE.rglob("*") if path.stem in forbidden} == set()


def parameters(function: ast.FunctionDef) -> set[str]:
    return {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}


def is_read(function: ast.FunctionDef) -> bool:
    """A read that others call: not a step of one, which is given rows rather than asked for them."""
    return not any(isinstance(argument.annotation, ast.Subscript) for argument in function.args.args)
