"""The lines of a graph under way: a subject, its properties, one N-Triples or N-Quads line each."""

from __future__ import annotations

from casegraph.graph.options import GraphOptions
from casegraph.graph.terms import iri, percent

__all__ = ["A", "Lines", "case_iri"]

A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def case_iri(case_id: str, options: GraphOptions) -> str:
    """The IRI of a case, which is also the name of its graph: the stem and the percent-encoded id."""
    return options.base_iri + percent(case_id)


class Lines:
    """Collects lines for one case.

    `named` says whether each line ends with the name of the case's graph (N-Quads) or not (N-Triples).
    """

    def __init__(self, case_id: str, options: GraphOptions, *, named: bool) -> None:
        address = iri(case_iri(case_id, options))[1:-1]
        self.case = f"<{address}>"
        self._stem = f"<{address}#"
        #: What every line ends with.
        self.end = f" <{address}> .\n" if named else " .\n"
        self._nodes: dict[str, str] = {}
        self._written: set[str] = set()
        self._lines: list[str] = []
        #: The node of the report.
        self.report = self.node("text")

    def node(self, name: str) -> str:
        """The IRI of a node of the case, from its local name."""
        known = self._nodes.get(name)
        if known is None:
            known = self._nodes[name] = f"{self._stem}{percent(name)}>"
        return known

    @staticmethod
    def part(node: str, suffix: str) -> str:
        """The IRI of a node that belongs to another one; the suffix is of letters, digits and hyphens."""
        return f"{node[:-1]}-{suffix}>"

    def add(self, subject: str, *pairs: tuple[str, str]) -> None:
        """One line for each predicate and object."""
        if pairs:
            between = f"{self.end}{subject} "
            said = between.join([f"{predicate} {obj}" for predicate, obj in pairs])
            self._lines.append(f"{subject} {said}{self.end}")

    def write(self, text: str) -> None:
        """Lines that are already text, each with `end`."""
        self._lines.append(text)

    def first_time(self, subject: str) -> bool:
        """Whether a node that several statements share is still to be written."""
        if subject in self._written:
            return False
        self._written.add(subject)
        return True

    def text(self) -> str:
        """Everything so far."""
        return "".join(self._lines)

    def take(self) -> str:
        """Everything since the last time, which is forgotten."""
        text = "".join(self._lines)
        self._lines.clear()
        return text
