"""What a stranger's file may grow to on the way in: bombs are refused before they fill the memory or the disk."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, cast

from casegraph.text.decode import MAX_BYTES

__all__ = ["allowed", "bounded_lines", "guarded", "open_gzip", "unpacked", "without_entity_bombs"]

#: Graphs pack to a fifteenth, the tables of SNOMED CT to a tenth, XML to a twentieth; bombs to a thousandth.
_RATIO = 150
_HARMLESS = 64 * 2**20
#: No terminology has a file this large, and no graph file packed in one piece.
_LARGEST = 16 * 2**30
#: The longest line of JSON or of a table: a report of which each byte is escaped, and more.
_LONGEST_LINE = 8 * MAX_BYTES
_ENTITY = re.compile(rb"""<!ENTITY\s+(?:%\s+)?[^\s"']+\s+(?:"([^"]*)"|'([^']*)'|(SYSTEM|PUBLIC))""")
_BEGIN = b"<!ENTITY"
_LONGEST_ENTITY = 512
#: The longest declaration of an entity: its name besides.
_LONGEST_DECLARATION = 2048


def allowed(packed: int) -> int:
    """How many bytes may come out of so many packed ones."""
    return min(_LARGEST, max(_HARMLESS, packed * _RATIO))


class _Passing(io.RawIOBase):
    """A stream whose parts are looked at on their way."""

    def __init__(self, stream: IO[bytes], look: Callable[[bytes], None]) -> None:
        self._stream, self._look = stream, look

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        part = self._stream.read(len(buffer))
        self._look(part)
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._stream.close()
        super().close()


def _passing(stream: IO[bytes], look: Callable[[bytes], None]) -> IO[bytes]:
    return io.BufferedReader(_Passing(stream, look), 2**16)


def guarded(stream: IO[bytes], packed: int, refused: Callable[[int], Exception]) -> IO[bytes]:
    """A stream that goes no further than what its packed size allows for; `refused` makes the error of the size."""
    most, given = allowed(packed), 0

    def look(part: bytes) -> None:
        nonlocal given
        given += len(part)
        if given > most:
            raise refused(given)

    return _passing(stream, look)


def open_gzip(path: Path) -> IO[bytes]:
    """A packed file, unpacked as it is read.

    Raises:
        OSError: it cannot be opened; while it is read, it is cut short or unpacks to far more than it should.
    """
    return unpacked(gzip.GzipFile(path), path.stat().st_size)


def unpacked(stream: gzip.GzipFile, packed: int) -> IO[bytes]:
    """What comes out of so many packed bytes.

    Raises:
        OSError: while it is read, it is cut short or unpacks to far more than it should.
    """
    plain = cast("IO[bytes]", stream)
    return guarded(plain, packed, lambda size: OSError(f"unpacks to {size >> 20} MB or more: a bomb"))


def without_entity_bombs(stream: IO[bytes], place: object, error: Callable[[str], Exception]) -> IO[bytes]:
    """A stream of XML that is refused at an entity that names others or a file, or is long: bombs are made of them.

    Entities that stand for the beginning of an IRI, as ontologies have them, pass. `place` is what the error calls the
    file.
    """
    line, rest = 1, b""

    def look(part: bytes) -> None:
        nonlocal line, rest
        data = rest + part
        at = data.find(_BEGIN)
        while at >= 0:
            found = _ENTITY.match(data, at)
            if found is None and part and len(data) - at < _LONGEST_DECLARATION:
                break
            value = found and (found[1] if found[1] is not None else found[2])
            if value is None or b"&" in value or b"%" in value or len(value) > _LONGEST_ENTITY:
                at_line = line + data.count(b"\n", 0, at)
                raise error(
                    f"{place}:{at_line}: an XML entity that holds others, a file or a long text; refused as a bomb"
                )
            at = data.find(_BEGIN, at + len(_BEGIN))
        kept = at if at >= 0 else max(0, len(data) - len(_BEGIN) + 1)
        line += data.count(b"\n", 0, kept)
        rest = data[kept:]

    return _passing(stream, look)


def bounded_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream.

    Raises:
        OSError: one is longer than any row with a report is.
    """
    for line in iter(lambda: stream.readline(_LONGEST_LINE + 1), b""):
        if len(line) > _LONGEST_LINE:
            raise OSError(f"a line is longer than {_LONGEST_LINE >> 20} MB")
        yield line
