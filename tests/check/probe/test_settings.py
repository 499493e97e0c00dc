"""What a configuration may say of parsers, and how it is told that it says something wrong."""

from pathlib import Path

import pytest

from clever_upgrade.check.probe.settings import Given, Probe, load_probes
from clever_upgrade.errors import UsageError


def loaded(folder: Path, text: str, name: str = "clever-upgrade.toml") -> tuple[Probe, ...]:
    (folder / name).write_text(text)
    return load_probes(start=folder)


def test_nothing_configured_is_no_parser(tmp_path: Path):
    assert load_probes(start=tmp_path) == ()
    assert loaded(tmp_path, "page-size = 7\n") == ()


def test_every_key_is_read_and_paths_start_at_the_file(tmp_path: Path):
    probes = loaded(
        tmp_path,
        """
[[tool.clever-upgrade.probe]]
collection = "students"
python = "app.roster:Student.parse"
timeout = 2
cwd = "back"
interpreter = "back/.venv/bin/python"
given = "text"

[[tool.clever-upgrade.probe]]
collection = "status"
command = ["node", "parse.js"]
args = ["--status"]

[[tool.clever-upgrade.probe]]
collection = "teachers"
json_schema = "schemas/teacher.json"
""",
        "pyproject.toml",
    )
    python, command, schema = probes
    assert python == Probe(
        "students", tmp_path / "back", python="app.roster:Student.parse", timeout=2.0,
        interpreter=str(tmp_path / "back/.venv/bin/python"), given=Given.TEXT,
    )  # fmt: skip
    assert (command.command, command.cwd, command.timeout) == (("node", "parse.js", "--status"), tmp_path, 5.0)
    assert schema.json_schema == tmp_path / "schemas/teacher.json"
    assert [one.name for one in probes] == [
        "app.roster:Student.parse", "node parse.js --status", "schemas/teacher.json",
    ]  # fmt: skip


PYTHON = 'collection = "students"\npython = "a:b"\n'


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        (f"{PYTHON}timout = 3", "probe 1 has no key timout", 'Did you mean "timeout"?'),
        ('collection = "students"', "does not say what reads the records", "json-schema"),
        (f'{PYTHON}command = ["x"]', "has python and command, and may have only one", "Give one"),
        ('collection = "studens"\npython = "a:b"', 'there is no collection "studens"', 'Did you mean "students"?'),
        ('python = "a:b"', "names no collection", "students"),
        (f'{PYTHON}given = "txt"', "given must be one of record, members, text", 'Did you mean "text"?'),
        (f"{PYTHON}given = []", "given must be one of record, members, text", ""),
        (f"{PYTHON}timeout = 0", "timeout must be a number of seconds", ""),
        (f"{PYTHON}timeout = true", "timeout must be a number of seconds", ""),
        ('collection = "students"\npython = "roster"', "must name a module and what is in it", "app.roster:Student"),
        ('collection = "students"\npython = "a:b-c"', "must name a module and what is in it", "app.roster:Student"),
        ('collection = "students"\ncommand = "node x"', "must be a list of texts", '["node", "parse.js"]'),
        ('collection = "students"\ncommand = ["x"]\ngiven = "text"', "given has a meaning with python only", ""),
        ('collection = "students"\njson-schema = ""', "must be a text that is not empty", ""),
        (f'{PYTHON}args = ["x"]', "args has a meaning with command only", ""),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str, hint: str):
    with pytest.raises(UsageError) as caught:
        loaded(tmp_path, f"[[probe]]\n{text}\n")
    assert "clever-upgrade.toml: probe 1" in caught.value.message
    assert said in caught.value.message
    assert hint in caught.value.hint


def test_the_number_of_the_table_is_told(tmp_path: Path):
    with pytest.raises(UsageError, match="probe 2 names no collection"):
        loaded(tmp_path, f'[[probe]]\n{PYTHON}[[probe]]\npython = "a:b"\n')


@pytest.mark.parametrize("text", ["[probe]\na = 1\n", "probe = 7\n"])
def test_one_table_is_not_a_list_of_them(tmp_path: Path, text: str):
    with pytest.raises(UsageError, match="probe must be tables"):
        loaded(tmp_path, text)
