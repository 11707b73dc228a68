"""The files of a terminology on the way in: plain, gzipped or in a zip archive, never unpacked on the disk.

An archive that would unpack to far more than terminologies do, or that is cut short, is refused.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, cast

from casegraph.errors import TerminologyError
from casegraph.unpack import allowed, guarded

__all__ = ["Source", "failing", "sources"]

_DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([\w.-]+)""")
_BROKEN = (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Source:
    """One file: itself, or the member of an archive."""

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """The file as messages name it: "release.zip/Snapshot/sct2_Concept.txt"."""
        return f"{self.path}/{self.member}" if self.member else str(self.path)

    @property
    def stem(self) -> str:
        """The file's own name, without the folder and a ".gz"."""
        return (self.member or self.path.name).rpartition("/")[2].removesuffix(".gz")

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """The bytes, unpacked.

        Raises:
            TerminologyError: the file is missing, cut short, or unpacks to far more than it should.
        """
        with failing(self.name):
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive, archive.open(self.member) as stream:
                    info = archive.getinfo(self.member)
                    if info.file_size > allowed(info.compress_size):
                        raise self._bomb(info.file_size)
                    yield guarded(stream, info.compress_size, self._bomb)
            elif self.path.suffix.lower() == ".gz":
                with gzip.open(self.path) as stream:
                    yield guarded(cast("IO[bytes]", stream), self.path.stat().st_size, self._bomb)
            else:
                with self.path.open("rb") as plain:
                    yield plain

    def _bomb(self, size: int) -> TerminologyError:
        return TerminologyError(
            f"{self.name}: unpacks to {size / 1e6:.0f} MB or more, far more than its packed size allows for; refused "
            "as a bomb"
        )

    def lines(self, encoding: str = "utf-8") -> Iterator[str]:
        """The lines, decoded one by one, with their line ends.

        Raises:
            TerminologyError: besides what `opened` raises, a line is not in the encoding.
        """
        with self.opened() as stream:
            for number, line in enumerate(stream, 1):
                if number == 1 and encoding == "utf-8":
                    line = line.removeprefix(b"\xef\xbb\xbf")
                try:
                    yield line.decode(encoding)
                except UnicodeDecodeError as error:
                    raise TerminologyError(
                        f"{self.name}:{number}: byte {error.start + 1} is not {encoding}; name the right one with "
                        "--encoding (cp1252 for many French files)"
                    ) from error
                except LookupError:
                    raise TerminologyError(f"no encoding is called {encoding!r}; utf-8 and cp1252 are usual") from None

    def declares_encoding(self) -> bool:
        """Whether an XML file says that it is not in UTF-8."""
        said = _DECLARED.search(self.head(200))
        return said is not None and said[1].lower() not in (b"utf-8", b"us-ascii")

    def refuse_other_encodings(self) -> None:
        """Say where a file that its format wants in UTF-8 is not in it; a parser's own message names no place.

        Raises:
            TerminologyError: a line is not UTF-8.
        """
        with self.opened() as stream:
            for number, line in enumerate(stream, 1):
                try:
                    line.decode()
                except UnicodeDecodeError as error:
                    raise TerminologyError(
                        f"{self.name}:{number}: byte {error.start + 1} is not utf-8, which this format is written in; "
                        "convert the file, for example with iconv -f cp1252 -t utf-8"
                    ) from error

    def head(self, size: int = 4096) -> bytes:
        """The first bytes, to recognise a format by."""
        with self.opened() as stream:
            return stream.read(size)

    def line_of(self, text: str, nth: int = 1, encoding: str = "utf-8") -> int | None:
        """The number of the `nth` line that begins with a text, for messages."""
        for number, line in enumerate(self.lines(encoding), 1):
            if line.startswith(text):
                nth -= 1
                if nth == 0:
                    return number
        return None

    def line_naming(self, identifier: str) -> int | None:
        """The number of the line that defines an identifier, else of the first that names it, for messages.

        Ontologies define one at the beginning of a line, behind "id", or behind "about".
        """
        local = re.escape(re.split(r"[#/]", identifier)[-1]).replace(":", "[:_]").encode()
        named = re.compile(rb"(?<![\w-])" + local + rb"(?![\w-])")
        begins = rb"^(?:<\S*|[\w-]*:|id: )?" + local + rb"(?![\w-])"
        about = rb"""(?:about|ID|"id")\s*[=:]\s*["']\S*?""" + local + rb"""["']"""
        defined = re.compile(begins + b"|" + about)
        first = None
        with self.opened() as stream:
            for number, line in enumerate(stream, 1):
                if named.search(line):
                    if defined.search(line):
                        return number
                    first = first or number
        return first


@contextmanager
def failing(name: str) -> Iterator[None]:
    """Turn what goes wrong while a file is read into one clear error."""
    try:
        yield
    except FileNotFoundError:
        raise TerminologyError(f"{name}: no such file; check the name") from None
    except zipfile.BadZipFile as error:
        within = _last_member(Path(name))
        place = f"{name}/{within}" if within else name
        raise TerminologyError(f"{place}: cut short or damaged ({error}); fetch the file again") from error
    except _BROKEN as error:
        raise TerminologyError(f"{name}: cut short or damaged ({error}); fetch the file again") from error
    except OSError as error:
        raise TerminologyError(f"{name}: cannot be read ({error.strerror or error}); check its rights") from error


_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)


def _last_member(path: Path) -> str | None:
    """The member that an archive without its list of members ends in: the last one whose heading is there."""
    with suppress(OSError, ValueError), path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as data:
        for heading in reversed(list(_MEMBER.finditer(data))):
            name = data[heading.end() : heading.end() + int.from_bytes(heading[1], "little")]
            if name and name.isascii() and not name.endswith(b"/"):
                return name.decode()
    return None


def sources(path: Path) -> list[Source]:
    """The files of a folder (folders in it too), of a zip archive, or the file itself.

    Raises:
        TerminologyError: there is no such file, the archive is damaged, or there is nothing in it.
    """
    with failing(str(path)):
        if path.is_dir():
            found = [Source(p) for p in sorted(path.rglob("*")) if p.is_file() and not p.name.startswith(".")]
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                found = [Source(path, i.filename) for i in archive.infolist() if not i.is_dir()]
        elif path.is_file():
            found = [Source(path)]
        else:
            raise FileNotFoundError(path)
    if not found:
        raise TerminologyError(f"{path}: holds no file; name the terminology's own file or folder")
    return found
