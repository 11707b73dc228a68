"""What the system refuses a command on its way, as an error that says which file it was."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from casegraph.errors import CasegraphError, system_error

__all__ = ["Commands"]


class Commands(TyperGroup):
    """The commands; what the system refuses on the way becomes an error that says which file it was."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command, down to the last byte that it prints."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (BrokenPipeError, SystemExit) as error:
            # Whoever reads the output has read enough; rich leaves by itself then.
            if isinstance(error, SystemExit) and not isinstance(error.__context__, BrokenPipeError):
                raise
            raise typer.Exit(0) from None
        except OSError as error:
            raise system_error(error) from error
        except MemoryError as error:
            raise CasegraphError("there is not enough memory for this; give the input in smaller parts") from error
        return result
