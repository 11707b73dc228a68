"""What is kept in the user's cache folder between starts."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from casegraph.kept import collector_paused, forget_unused, hash_of, kept_trie, note_use

ENTRIES = [("fièvre ", b"a"), ("toux ", b"b"), ("toux ", b"c")]


class Maker:
    """Entries, and how often they were asked for."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> Iterator[tuple[str, bytes]]:
        self.made += 1
        yield from ENTRIES


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_trie_is_made_once_and_read_at_the_next_start(cache: Path) -> None:
    make = Maker()
    for _ in range(2):
        trie = kept_trie("words-1", make)
        assert trie["toux "] == [b"b", b"c"]
        assert "fièvre" not in trie
    assert make.made == 1
    assert [p.name for p in cache.iterdir()] == ["words-1.marisa"]
    assert cache.stat().st_mode & 0o077 == 0, "the folder is the user's own"
    kept_trie("words-2", make)
    assert make.made == 2, "another hash is another trie"


@pytest.mark.parametrize("damaged", ["half", "empty", "other"])
def test_a_file_that_is_not_whole_is_made_again(cache: Path, damaged: str) -> None:
    make = Maker()
    kept_trie("words-1", make)
    place = cache / "words-1.marisa"
    whole = place.read_bytes()
    place.write_bytes({"half": whole[: len(whole) // 2], "empty": b"", "other": b"no trie" * 100}[damaged])
    assert kept_trie("words-1", make)["fièvre "] == [b"a"]
    assert place.read_bytes() == whole


def test_without_a_writable_cache_it_is_made_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("CASEGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.warns(UserWarning, match="nothing can be kept"):
        assert kept_trie("words-1", Maker())["fièvre "] == [b"a"]


def test_the_hash_of_files_tells_names_and_contents(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("a")
    two.write_text("a")
    first = hash_of([one])
    assert hash_of([two]) != first
    one.write_text("b")
    assert hash_of([one]) != first


def test_the_collector_runs_again_after_a_pause() -> None:
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled(), "who had switched it off keeps it off"
    finally:
        gc.enable()


def aged(place: Path, days: float) -> Path:
    """A file or folder that was last used some days ago."""
    then = time.time() - days * 86400
    os.utime(place, (then, then))
    return place


def test_what_other_versions_made_is_removed_when_nobody_used_it(cache: Path) -> None:
    kept_trie("words-fr-1", Maker())
    (cache / "words-fr-2.marisa").write_bytes(b"")
    (cache / ".words-fr-3.marisa.x.part").write_bytes(b"")
    (cache / "words-en-1.marisa").write_bytes(b"")
    for path in cache.iterdir():
        aged(path, 3 if "fr-2" in path.name else 20)
    kept_trie("words-fr-4", Maker())
    assert {p.name for p in cache.iterdir()} == {"words-fr-2.marisa", "words-en-1.marisa", "words-fr-4.marisa"}


def test_folders_are_removed_too_and_use_is_noted(tmp_path: Path) -> None:
    for name in ("lexicon-1", "lexicon-2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "forms.marisa").write_bytes(b"x")
        aged(tmp_path / name, 20)
    note_use(tmp_path / "lexicon-2")
    note_use(tmp_path / "nothing")
    forget_unused(tmp_path / "lexicon-3", "lexicon-")
    assert [p.name for p in tmp_path.iterdir()] == ["lexicon-2"]
    forget_unused(tmp_path / "nowhere" / "lexicon-3", "lexicon-")
