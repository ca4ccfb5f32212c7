"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.cli.parser import COMMANDS, build
from bot.config import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROSE = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def run(script: str) -> dict[str, object]:
    names: dict[str, object] = {"__name__": "docs", "__file__": str(ROOT / "docs" / script)}
    exec(compile((ROOT / "docs" / script).read_text(encoding="utf-8"), script, "exec"), names)  # noqa: S102
    return names


def between(begin: str, end: str) -> str:
    return README.partition(begin)[2].partition(end)[0].strip()


def test_the_readme_has_the_tree_of_the_modules_first_lines() -> None:
    tree = run("tree.py")["tree"]

    assert callable(tree)
    assert between("<!-- tree: begin -->", "<!-- tree: end -->") == tree().strip(), "run python docs/tree.py"


def test_the_readme_has_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    table = run("commands.py")["table"]

    assert callable(table)
    assert between("<!-- commands: begin -->", "<!-- commands: end -->") == table(), "run python docs/commands.py"


@pytest.mark.parametrize("path", sorted(ROOT.glob("[bas]*/**/*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_first_what_it_owns_and_stays_small(path: Path) -> None:
    if path.relative_to(ROOT).parts[0] not in {"bot", "adapters", "storage"}:
        return
    text = path.read_text(encoding="utf-8")
    first = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]

    assert len(first) > 15
    assert text.count("\n") <= 400


def names_of(model: type[BaseModel], prefix: str) -> set[str]:
    found = set()
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= names_of(inner, f"{prefix}{name.upper()}__")
        else:
            found.add(f"{prefix}{name.upper()}")
    return found


def test_the_example_environment_has_every_setting_and_no_other() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^(TABLEREAD_\w+)=", example, re.MULTILINE)) == names_of(Settings, PREFIX)


def test_the_compose_file_passes_every_setting_on() -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    assert set(re.findall(r"^ +(TABLEREAD_\w+):", compose, re.MULTILINE)) >= names_of(Settings, PREFIX)


def test_the_example_environment_is_accepted_as_it_is(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from bot.config import load; print(load().home)"]
    (tmp_path / ".env").write_bytes((ROOT / ".env.example").read_bytes())

    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)

    assert (done.stdout, done.stderr) == ("data\n", "")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        build().parse_args([name, "--help"])

    assert left.value.code == 0
    assert COMMANDS[name][0][1:] in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("page", PROSE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_documents_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_lock_pins_every_package_with_hashes_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9._-]+(?:\[[^]]+\])?==", lock, re.MULTILINE)

    assert len(pinned) > 20
    assert len(re.findall(r"^\S", lock, re.MULTILINE)) == len(pinned)
    assert all("--hash=sha256:" in entry for entry in re.split(r"^(?=\S)", lock, flags=re.MULTILINE) if entry)
    assert not re.search(r"https?:|index|find-links", lock)


def test_decision_records_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))
