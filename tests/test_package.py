"""The package as a whole: what importing it loads, its examples, and its README."""

from __future__ import annotations

import csv
import importlib.util
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import casework
from casework.backlog import evaluate, read_register
from casework.backlog.mapping import read_mapping
from casework.workdays import WorkCalendar, read_overlays

ROOT = Path(__file__).parents[1]
PURE = ("casework", "casework.workdays", "casework.law", "casework.procedure", "casework.regimes", "casework.case")


@pytest.mark.parametrize("module", PURE)
def test_attrs_is_the_only_third_party_module_an_import_loads(module):
    code = (
        "import sys; before = set(sys.modules)\n"
        f"import {module}\n"
        "new = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(' '.join(sorted(new - set(sys.stdlib_module_names))))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"attr", "attrs", "casework"}


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "examples" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_shipped_register_is_what_its_script_writes(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "examples")
    made = script("make_register")
    monkeypatch.setattr(made, "HERE", tmp_path)
    made.main()
    for name in ("register.csv", "register-events.csv", "planted.csv"):
        assert (tmp_path / name).read_bytes() == (ROOT / "examples" / name).read_bytes()
    assert made.TITLE.count("虚构") == 2, "marked as made up"


def test_the_published_register_is_what_its_script_writes(tmp_path, monkeypatch):
    made = script("make_published_register")
    (tmp_path / "published-cases.csv").write_bytes((ROOT / "examples" / "published-cases.csv").read_bytes())
    monkeypatch.setattr(made, "HERE", tmp_path)
    made.main()
    ours = (ROOT / "examples" / "published-register.csv").read_bytes()
    assert (tmp_path / "published-register.csv").read_bytes() == ours


def test_the_spreadsheet_and_the_csv_hold_the_same_cases():
    on = date(2026, 11, 20)
    one, other = (evaluate(read_register(ROOT / "examples" / f"register.{kind}"), on) for kind in ("csv", "xlsx"))
    # the workbook has a title above its headings, so its rows are named by other numbers
    said, named = (found.summary.pop("warnings") for found in (one, other))
    assert one.summary == other.summary
    assert [re.sub(r"row \d+", "row", each) for each in said] == [re.sub(r"row \d+", "row", each) for each in named]
    assert [(row.case_id, row.clock) for row in one.rows] == [(row.case_id, row.clock) for row in other.rows]


def test_the_shipped_register_loses_no_row():
    with (ROOT / "examples" / "register.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = sum(1 for _ in csv.reader(file)) - 1
    register = read_register(ROOT / "examples" / "register.csv")
    assert rows == 311 == len(register.cases) + len({fault.row for fault in register.rejected})


def snippets(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)


@pytest.mark.parametrize(("name", "least"), [("README.md", 3), ("README.zh-CN.md", 3), ("docs/how-to.md", 2)])
def test_the_snippets_run_and_print_what_they_say(name, least, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    found = snippets(name)
    assert len(found) >= least
    space: dict[str, object] = {}
    for snippet in found:
        exec(compile(snippet, name, "exec"), space)  # noqa: S102 - our own README
        printed = capsys.readouterr().out
        said = "\n".join(re.findall(r"# > (.*)", snippet))
        assert printed.strip() == said.strip()


def test_both_readmes_hold_the_same_code():
    assert snippets("README.md") == snippets("README.zh-CN.md")


def test_the_readmes_commands_are_the_make_targets():
    make = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name in ("README.md", "README.zh-CN.md"):
        for target in re.findall(r"^make (\w+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE):
            assert f"\n{target}:" in make


def test_links_between_the_pages_lead_somewhere():
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!http)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_example_overlay_and_mapping_are_read(monkeypatch):
    overlay = read_overlays((ROOT / "examples" / "overlay-guangxi-2017.toml").read_text(encoding="utf-8"))
    assert WorkCalendar.china(overlays=overlay).add(date(2017, 3, 20), 10) == date(2017, 4, 7)
    assert read_mapping((ROOT / "examples" / "mapping.toml").read_text(encoding="utf-8"))["received_on"] == ("到件日",)


def test_the_top_level_names_are_few_and_all_there():
    assert len(casework.__all__) <= 30
    assert all(getattr(casework, name) is not None for name in casework.__all__)
    assert set(casework.__all__) <= set(dir(casework))
    with pytest.raises(AttributeError):
        casework.nothing_of_the_kind  # noqa: B018
