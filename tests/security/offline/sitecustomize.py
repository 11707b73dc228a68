"""Python imports this as it starts, where the tests put its folder on the path: no process of theirs asks outside.

`pytest-socket` does the same for the process of the tests itself.
"""

from __future__ import annotations

import socket
from typing import Any

_HERE = ("127.", "localhost", "::1")


def _guarded(connect: Any) -> Any:
    def only_here(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_HERE):
            raise PermissionError(f"the tests reach no other machine, not {address[0]}")
        return connect(self, address)

    return only_here


socket.socket.connect = _guarded(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = _guarded(socket.socket.connect_ex)  # type: ignore[method-assign]
