"""HTTP as people type it: an address with accents is taken as its UTF-8 bytes, percent-encoded."""

from __future__ import annotations

import re
from urllib.parse import quote

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Http"]

_BEYOND_ASCII = re.compile(rb"[\x80-\xff]+")


class Http(H11Protocol):
    """`curl http://127.0.0.1:8765/questions/held-because?reason=thrombop\u00e9nie` sends the accent as it is.

    No address may hold it so, and h11 refuses it; a browser would have encoded it.
    """

    def data_received(self, data: bytes) -> None:
        """Encode the address where a request begins."""
        if self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]:
            line, end, rest = data.partition(b"\r\n")
            data = _BEYOND_ASCII.sub(lambda found: quote(found[0]).encode(), line) + end + rest
        super().data_received(data)
