"""Whatever the text: only the error family raises, offsets are exact, graphs are valid, time grows with length."""
