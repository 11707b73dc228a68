"""A warm process whose forked children run commands, each with a fault of its own.

Started once (`tests.faults.running`), it reads one JSON object a line from standard input and answers with one:

    {"start": [WORD...], "in": PATH, "out": PATH, "closed": [N...], "env": {...}, "fault": {...}}  ->  {"pid": N}
                                           ("unread": true: standard output is a pipe that nobody reads)
    {"wait": N, "stopped": true}  ->  {"code": EXIT, "said": STDERR} (that of a signal is negative) or {"stopped": N}

A fault is one of

    {"limit": BYTES}                       no file grows beyond so many bytes (RLIMIT_FSIZE)
    {"memory": BYTES}                      no more memory than that is there
    {"modes": true}                        the modes of files and folders hold for root too
    {"count": PATH}                        none: how many events there were, and when the first write was, goes to PATH
    {"interrupt": N}                       SIGINT at the Nth event
    {"stop": [EVENT, PART]}                SIGSTOP at the first audit event of the name whose path has PART in it
    {"vanish": PATH}                       the file is removed just before it is opened
    {"fail": [EVENT, PART, ERRNO]}         the system refuses what the audit event tells of

where an event is a call, a return, or a call of a C function and its return, as `sys.setprofile` sees them: so that the
same number is the same place in the program, however busy the machine is.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

#: Audit events that change what is on the disk.
_WRITES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")


def main() -> None:
    """Answer until standard input closes."""
    _warm()
    children: dict[int, int] = {}
    print(json.dumps({"ready": os.getpid()}), flush=True)
    try:
        for line in sys.stdin:
            asked = json.loads(line)
            if "wait" in asked:
                answer = _waited(asked["wait"], stopped=asked.get("stopped", False))
                if "stopped" not in answer:
                    answer["said"] = _said(children.pop(asked["wait"]))
            else:
                # A pipe, which no limit on the size of files concerns; it holds 64 KB.
                ours, theirs = os.pipe()
                pid = _started(asked, theirs)
                os.close(theirs)
                children[pid] = ours
                answer = {"pid": pid}
            print(json.dumps(answer), flush=True)
    finally:
        for pid in children:
            os.kill(pid, signal.SIGKILL)


def _warm() -> None:
    """Load what every command needs, and start no thread: a forked process would be without it."""
    import rich.console  # noqa: F401

    from casegraph import cli, surface  # noqa: F401
    from casegraph.exchange import formats  # noqa: F401
    from casegraph.queries.catalogue import saved_queries
    from casegraph.store import embedded  # noqa: F401

    saved_queries()
    surface.build_text("Aspirine arrêtée en raison d'une thrombopénie à 32 G/L. Pas de fièvre.")


def _said(handle: int) -> str:
    """What is in a pipe."""
    os.set_blocking(handle, False)
    content = b""
    with suppress(BlockingIOError):
        while part := os.read(handle, 1 << 16):
            content += part
    os.close(handle)
    return content.decode("utf-8", "replace")


def _waited(pid: int, *, stopped: bool) -> dict[str, Any]:
    _, status = os.waitpid(pid, os.WUNTRACED if stopped else 0)
    if os.WIFSTOPPED(status):
        return {"stopped": os.WSTOPSIG(status)}
    return {"code": os.waitstatus_to_exitcode(status)}


def _started(asked: dict[str, Any], said: int) -> int:
    pid = os.fork()
    if pid:
        return pid
    # From here on the child; it leaves by os._exit, whatever happens.
    code = 70
    try:
        _end_with_parent()
        for number, place, flags in (
            (0, asked.get("in", os.devnull), os.O_RDONLY),
            (1, asked["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        ):
            handle = os.open(place, flags, 0o666)
            os.dup2(handle, number)
            os.close(handle)
        os.environ.update(asked.get("env", {}))
        os.chdir(asked.get("folder", "."))
        if asked.get("unread"):
            ours, theirs = os.pipe()
            os.dup2(theirs, 1)
            os.close(ours)
            os.close(theirs)
        os.dup2(said, 2)
        os.close(said)
        for number in asked.get("closed", ()):
            os.close(number)
        sys.stdin, sys.stdout, sys.stderr = (_stream(number, mode) for number, mode in enumerate("rww"))
        sys.argv = ["casegraph", *asked["start"]]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = _run(asked.get("fault", {}))
    finally:
        os._exit(code)


def _end_with_parent() -> None:
    """Have the system end this process when the warm one is ended, where it can."""
    import ctypes

    with suppress(AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def _stream(number: int, mode: str) -> Any:
    """A standard stream as the interpreter opens it: None where it is closed."""
    try:
        os.fstat(number)
    except OSError:
        return None
    errors = "strict" if number < 2 else "backslashreplace"
    return os.fdopen(number, mode, encoding="utf-8", errors=errors, buffering=1 if number == 2 else -1)


def _run(fault: dict[str, Any]) -> int:
    """Run the command as the interpreter would, down to what it says when the standard streams cannot be flushed."""
    from casegraph.__main__ import main as command

    leave = _prepared(fault)
    code = 0
    try:
        command()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        sys.setprofile(None)
    leave()
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None and not stream.closed:
                stream.flush()
        except OSError as error:
            os.write(2, f"Exception ignored in: {stream.name}\n{type(error).__name__}: {error}\n".encode())
            code = 120
    return code


def _prepared(fault: dict[str, Any]) -> Callable[[], None]:
    """Bring a fault about; what is to be done when the command has ended."""
    if "limit" in fault:
        resource.setrlimit(resource.RLIMIT_FSIZE, (fault["limit"], fault["limit"]))
    if "memory" in fault:
        resource.setrlimit(resource.RLIMIT_DATA, (fault["memory"], fault["memory"]))
    if fault.get("modes"):
        _heed_modes()
    if "vanish" in fault:
        _at("open", fault["vanish"], lambda: Path(fault["vanish"]).unlink(missing_ok=True))
    if "stop" in fault:
        event, part = fault["stop"]
        _at(event, part, lambda: os.kill(os.getpid(), signal.SIGSTOP))
    if "fail" in fault:
        event, part, number = fault["fail"]
        _at(event, part, lambda: _refuse(number), once=False)
    if "interrupt" in fault:
        _counting(fault["interrupt"])
    if "count" in fault:
        first: list[int] = []
        now = _counting(0)

        def written(event: str, arguments: tuple[Any, ...]) -> None:
            if not first and (event in _WRITES or (event == "open" and _writes(arguments))):
                first.append(now())

        sys.addaudithook(written)

        def told() -> None:
            Path(fault["count"]).write_text(json.dumps([now(), *first]), encoding="utf-8")

        return told
    return lambda: None


def _heed_modes() -> None:
    """Give up the capabilities by which root passes over modes: CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""
    import ctypes

    if os.geteuid():
        return
    system = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(0x20080522, 0)
    sets = (ctypes.c_uint32 * 6)()
    if system.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")
    sets[0] &= ~0b110
    if system.capset(head, sets):
        raise OSError(ctypes.get_errno(), "capset")


def _writes(arguments: tuple[Any, ...]) -> bool:
    """Whether an `open` is for writing a file: the standard streams of the child are opened before."""
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def _refuse(number: int) -> None:
    raise OSError(number, os.strerror(number))


def _at(event: str, part: str, then: Callable[[], None], *, once: bool = True) -> None:
    over = False

    def hook(name: str, arguments: tuple[Any, ...]) -> None:
        nonlocal over
        if name == event and not over and any(part in str(one) for one in arguments[:2]):
            over = once
            then()

    sys.addaudithook(hook)


def _counting(at: int) -> Callable[[], int]:
    """Count events, and send the process SIGINT at one of them; how many there were.

    What is raised in the callbacks by which importlib lets go of its locks Python itself ignores: the next event then.
    """
    count = 0

    def seen(frame: FrameType, _event: str, _argument: object) -> None:
        nonlocal count
        count += 1
        if count >= at > 0 and not frame.f_code.co_filename.startswith("<frozen importlib"):
            sys.setprofile(None)
            signal.raise_signal(signal.SIGINT)

    sys.setprofile(seen)
    return lambda: count


if __name__ == "__main__":
    main()
