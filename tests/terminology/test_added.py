"""Adding, listing, replacing, removing; and that a killed process leaves what was there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from casegraph.errors import TerminologyError
from casegraph.terminology import added as added_module
from casegraph.terminology.added import about, added, open_lexicon, remove, user_folder
from casegraph.terminology.adding import add_terminology, links
from casegraph.terminology.compiled import Compiled
from casegraph.terminology.lexicon import shipped_lexicon
from tests.terminology.importers.made import table


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))


def test_without_any_the_lexicon_is_the_shipped_one() -> None:
    assert added() == []
    assert open_lexicon() is shipped_lexicon()
    assert open_lexicon(["none"]) is shipped_lexicon()


def test_add_list_remove(tmp_path: Path) -> None:
    path = table(tmp_path)
    note = add_terminology(path)
    assert (note["name"], note["licence"], note["source"]) == ("kalt", "CC0", str(path))
    assert [n["name"] for n in added()] == ["kalt"]
    assert open_lexicon().lookup("kaltenbrunnose lente")
    assert open_lexicon(["kalt"]) is open_lexicon()
    assert open_lexicon(["none"]).lookup("kaltenbrunnose lente") == ()
    remove("kalt")
    assert added() == []
    assert list(user_folder().iterdir()) == []
    for wrong in (remove, about):
        with pytest.raises(TerminologyError, match="no terminology is called 'kalt'; none was added yet"):
            wrong("kalt")


def test_a_name_is_taken_once_unless_replaced(tmp_path: Path) -> None:
    path = table(tmp_path)
    add_terminology(path)
    with pytest.raises(TerminologyError, match="is called kalt already; name another with --name, or use --replace"):
        add_terminology(path)
    table(tmp_path, "K1;maladie de Brunnkalt;;;\n")
    add_terminology(path, replace=True)
    assert open_lexicon().lookup("maladie de Brunnkalt")
    assert open_lexicon().lookup("kaltenbrunnose lente") == ()
    assert len(list(user_folder().iterdir())) == 2
    for name in ("none", "Upper", "a b", "../x", ""):
        with pytest.raises(TerminologyError, match="is no name for a terminology"):
            add_terminology(path, name=name)
    with pytest.raises(TerminologyError, match="no kind is called 'thing'"):
        add_terminology(path, name="other", kind="thing")


def test_the_licence_is_asked_for(tmp_path: Path) -> None:
    path = table(tmp_path, top='kind = "condition"\nprefix = "kalt"\n')
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return "by agreement"

    assert add_terminology(path, ask=answer)["licence"] == "by agreement"
    assert asked == ["Under which licence do you use kalt.csv?"]
    assert add_terminology(path, name="other", licence="own", ask=answer)["licence"] == "own"
    assert len(asked) == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from casegraph.terminology import compiled
from casegraph.terminology.adding import add_terminology
before = getattr(compiled, sys.argv[2])
def killed(*arguments, **named):
    before(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(compiled, sys.argv[2], killed)
add_terminology(Path(sys.argv[1]), replace=True)
"""


@pytest.mark.parametrize("stage", ["save_tries", "_write_concepts", "_sync", "_parents_first"])
def test_a_killed_process_leaves_the_old_state(stage: str, tmp_path: Path) -> None:
    path = table(tmp_path)
    add_terminology(path)
    table(tmp_path, "K1;maladie de Brunnkalt;;;\n")
    done = subprocess.run([sys.executable, "-c", KILLED, str(path), stage], capture_output=True, check=False)
    assert done.returncode == -9, done.stderr
    assert [note["terms"] for note in added()] == [6]
    assert open_lexicon().lookup("kaltenbrunnose lente")
    left = {p.name for p in user_folder().iterdir()}
    assert len(left) == 3
    add_terminology(path, replace=True)
    assert len(list(user_folder().iterdir())) == 2
    assert open_lexicon().lookup("maladie de Brunnkalt")


def test_one_compiled_otherwise_is_prepared_again(tmp_path: Path) -> None:
    add_terminology(table(tmp_path))
    note_path = user_folder() / "kalt.json"
    note = json.loads(note_path.read_text(encoding="utf-8"))
    note_path.write_text(json.dumps(note | {"layout": "old"}), encoding="utf-8")
    with pytest.warns(UserWarning, match="kalt is prepared again"):
        lexicon = open_lexicon()
    assert lexicon.lookup("kaltenbrunnose lente")
    again = about("kalt")
    assert again["folder"] != note["folder"]
    assert {k: again[k] for k in note if k not in ("folder", "sizes")} == {
        k: note[k] for k in note if k not in ("folder", "sizes")
    }
    assert len(list(user_folder().iterdir())) == 2


def test_one_that_is_replaced_while_it_is_opened_is_opened_as_it_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path)
    add_terminology(path)
    opened = added_module._opened

    def late(name: str, folder: str) -> Compiled:
        monkeypatch.undo()
        monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "data"))
        table(tmp_path, "K1;maladie de Brunnkalt;;;\n")
        add_terminology(path, replace=True)
        return opened(name, folder)

    monkeypatch.setattr(added_module, "_opened", late)
    assert open_lexicon().lookup("maladie de Brunnkalt")


def test_what_is_damaged_is_named(tmp_path: Path) -> None:
    note = add_terminology(table(tmp_path))
    folder = user_folder() / note["folder"]
    content = (folder / "forms.marisa").read_bytes()
    (folder / "forms.marisa").write_bytes(content[:-8])
    with pytest.raises(TerminologyError, match=r"'kalt' in .* is damaged .*or remove it with casegraph"):
        open_lexicon()
    (user_folder() / "kalt.json").write_text("{", encoding="utf-8")
    with pytest.raises(TerminologyError, match=r"kalt\.json: damaged"):
        added()
    remove("kalt")
    assert added() == []


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv("CASEGRAPH_DATA", str(tmp_path / "file"))
    with pytest.raises(TerminologyError, match=r"cannot be written .*CASEGRAPH_DATA"):
        add_terminology(table(tmp_path))


def test_the_folder_is_private(tmp_path: Path) -> None:
    add_terminology(table(tmp_path))
    if os.name == "posix":
        assert user_folder().stat().st_mode & 0o077 == 0


def test_links_are_kept_beside_it(tmp_path: Path) -> None:
    note = add_terminology(table(tmp_path))
    found = links("kalt")
    assert found.concepts == {2: "Thrombocytopenia"}
    assert found.codes == {"Thrombocytopenia": ("kalt:K3",)}
    assert list((user_folder() / note["folder"]).glob("links-*.json"))
    assert links("kalt") == found
