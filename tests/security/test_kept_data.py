"""What is compiled and kept between starts: read only where nobody else can have written it, and as it was written."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import casegraph
from casegraph.kept import check_private, read_kept, write_kept

PACKAGE = Path(casegraph.__file__).parent
#: What would run code that stands in a file, or loads objects of any class from it.
CODE_CARRYING = re.compile(
    r"\b(?:pickle|cPickle|cloudpickle|dill|marshal|shelve|joblib|allow_pickle|jsonpickle|yaml\.load|unsafe_load|"
    r"runpy|execfile|np\.load|numpy\.load|pd\.read_pickle|torch\.load)\b|(?<![\w.])(?:eval|exec|compile)\("
)


def test_no_module_reads_a_format_that_carries_code() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in PACKAGE.rglob("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if CODE_CARRYING.search(line.partition("  # ")[0]) and not line.lstrip().startswith("#")
    ]
    assert found == []


def test_a_kept_file_comes_back_as_it_was_written(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "a-1.json"
    write_kept(place, b"content")
    assert read_kept(place) == b"content"
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
    whole = place.read_bytes()
    for damaged in (whole[:-1], whole + b"x", whole[:-1] + b"T", b"", whole[:32]):
        place.write_bytes(damaged)
        with pytest.raises(ValueError, match="damaged"):
            read_kept(place)


@pytest.mark.skipif(os.name != "posix", reason="modes and owners of POSIX")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o1777])
def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "cache" / "a-1.json"
    write_kept(place, b"content")
    place.parent.chmod(mode)
    with pytest.raises(PermissionError, match="other accounts may write"):
        read_kept(place)
    with pytest.raises(PermissionError, match="other accounts may write"):
        write_kept(place, b"content")
    place.parent.chmod(0o755)
    assert read_kept(place) == b"content"
    place.chmod(0o666)
    with pytest.raises(PermissionError):
        read_kept(place)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_what_another_account_owns_is_not_used(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "a-1.json"
    write_kept(place, b"content")
    for other in (place, place.parent):
        os.chown(other, 65534, -1)
        with pytest.raises(PermissionError, match="belongs to another account"):
            read_kept(place)
        os.chown(other, 0, -1)
    check_private(place)


def _no_lexicon_of_others(folder: Path, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Plant another lexicon where the own one is expected, and see that it is not read."""
    from casegraph.terminology import lexicon as module

    module.shipped_lexicon.cache_clear()
    try:
        monkeypatch.setenv("CASEGRAPH_CACHE", str(folder))
        module.shipped_lexicon()
        (kept,) = folder.glob("lexicon-*")
        concepts = json.loads((kept / "concepts.json").read_bytes())
        (kept / "concepts.json").write_text(
            json.dumps(concepts, ensure_ascii=False).replace("thrombopénie", "appendicite"), encoding="utf-8"
        )
        spoil(kept)
        module.shipped_lexicon.cache_clear()
        found = module.shipped_lexicon()
        assert found.terminology.by_name["Thrombocytopenia"].fr == "thrombopénie"
    finally:
        module.shipped_lexicon.cache_clear()


def test_a_lexicon_that_is_not_as_it_was_written_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _no_lexicon_of_others(tmp_path / "cache", lambda _: None, monkeypatch)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
@pytest.mark.filterwarnings("ignore:the lexicon cannot be kept")
def test_a_lexicon_that_others_could_plant_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hashlib import sha256

    def plant(kept: Path) -> None:
        hashes = {p.name: sha256(p.read_bytes()).hexdigest() for p in kept.iterdir() if p.name != "hashes.json"}
        (kept / "hashes.json").write_text(json.dumps(hashes), encoding="utf-8")
        kept.parent.chmod(0o777)

    _no_lexicon_of_others(tmp_path / "cache", plant, monkeypatch)
