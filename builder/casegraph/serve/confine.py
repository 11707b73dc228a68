"""What a worker process gives up before it runs a query: memory without end, and the network.

The engine would follow a SERVICE clause. `store.sparql` refuses those by the text; this is the wall behind, for a text
that would get past: on Linux the kernel itself refuses the process any new socket (seccomp, see seccomp(2)).
"""

from __future__ import annotations

import ctypes
import platform
import struct
import sys

__all__ = ["confine", "refuse_sockets"]

#: Numbers of socket(2) and, as a second way to one, io_uring_setup(2), by machine; and the machine's audit number.
_CALLS = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUALS, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000
_NUMBER, _MACHINE = 0, 4


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def confine(memory: int) -> None:
    """Let this process hold `memory` bytes at most, write no core file and, where the kernel can, open no socket."""
    if sys.platform != "win32":
        import resource

        # Data, not addresses: the files of the store are mapped besides.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    refuse_sockets()


def refuse_sockets() -> None:
    """Let the kernel refuse this process and those that it starts every new socket, where it is Linux and can.

    The calls fail with EACCES, as for a process without permission.
    """
    known = _CALLS.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return
    machine, *calls = known
    steps = [
        (_LOAD, 0, 0, _MACHINE),
        (_EQUALS, 1, 0, machine),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        *((_EQUALS, len(calls) - n, 0, call) for n, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    libc = ctypes.CDLL(None, use_errno=True)
    # A kernel without seccomp refuses; the text of the query was looked at before.
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0:
        libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)
