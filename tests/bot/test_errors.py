"""The error tree: as drawn, with exit codes, and silent about what people wrote."""

import inspect
import re

import pytest

import bot.errors as module
from bot.errors import (
    ProviderBusy,
    SegmentInvalid,
    SegmentRefused,
    SettingWrong,
    StoreUnusable,
    TablereadError,
    UnknownOutcome,
    UnknownVoice,
)

CLASSES = {name: kind for name, kind in inspect.getmembers(module, inspect.isclass) if issubclass(kind, TablereadError)}


def drawn() -> dict[str, str]:
    """The tree in the docstring as child -> parent."""
    parents: dict[str, str] = {}
    above = ["TablereadError"]
    for line in (module.__doc__ or "").splitlines():
        found = re.match(r"^((?:\||`| |-)*)([A-Z]\w+)", line)
        if not found or not found[1]:
            continue
        depth = len(found[1]) // 4
        above[depth:] = [found[2]]
        parents[found[2]] = above[depth - 1]
    return parents


def test_the_tree_that_is_drawn_is_the_tree_of_the_classes():
    real = {name: kind.__bases__[0].__name__ for name, kind in CLASSES.items() if kind is not TablereadError}
    assert drawn() == real
    assert {"PersonMustMend", "ProviderBusy", "Bug"} <= set(real)


@pytest.mark.parametrize(
    ("branch", "code"), [("PersonMustMend", 1), ("TryLater", 3), ("OperatorMustMend", 3), ("UnknownOutcome", 4)]
)
def test_each_branch_ends_the_command_with_its_own_code(branch, code):
    own = {"SettingWrong": SettingWrong.exit_code, "StoreUnusable": StoreUnusable.exit_code}
    for name, kind in CLASSES.items():
        if issubclass(kind, CLASSES[branch]):
            assert kind.exit_code == own.get(name, code)


def test_a_wrong_setting_ends_it_with_two():
    assert SettingWrong("TABLEREAD_PROVIDER", "local").exit_code == 2


def test_what_people_wrote_is_in_no_errors_args_but_in_its_fields():
    error = UnknownVoice("my secret words", ["Ada"])
    assert error.args == ("unknown_voice",)
    assert error.fields == {"asked": "my secret words", "nearest": ("Ada",)}
    assert "secret" not in str(error) + repr(error)


def test_errors_of_providers_carry_what_is_known_of_them():
    assert ProviderBusy(retry_after=2.5).retry_after == 2.5
    assert SegmentInvalid(turn=3).turn == SegmentInvalid(turn=3).fields["turn"] == 3
    assert SegmentRefused().turn is None
    assert UnknownOutcome("unknown_outcome").code == "unknown_outcome"


def test_a_task_that_is_not_there_is_named_only_in_the_fields():
    error = module.NoSuchTask("t1")
    assert (str(error), error.fields) == ("no_such_task", {"task": "t1"})
