"""The commands that look into the ontology: `casegraph concept find|show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from casegraph.errors import ParameterError

if TYPE_CHECKING:
    from casegraph.terminology.concepts import Concept

__all__ = ["concept_app"]

concept_app = typer.Typer(help="Look into the ontology.", no_args_is_help=True)


@concept_app.command("find")
def concept_find(
    words: Annotated[list[str], typer.Argument(help="Words of a label, a form or a code.")],
    kind: Annotated[
        str | None, typer.Option(help="Only concepts of this kind: condition, treatment, observable ...")
    ] = None,
    most: Annotated[int, typer.Option(help="How many to list.")] = 20,
) -> None:
    """Find concepts by words of their labels or by a code.

    Example: casegraph concept find thrombopénie
    """
    from casegraph.lookup import find_concepts
    from casegraph.queries.header import KINDS

    if kind is not None and kind not in KINDS:
        raise ParameterError(f"no concept is of the kind {kind!r}; there are {', '.join(KINDS)}")
    found = find_concepts(" ".join(words), kind)
    for concept in found[:most]:
        typer.echo(_line(concept))
    if len(found) > most:
        typer.echo(f"... and {len(found) - most} more; --most {len(found)} lists them")
    if not found:
        typer.echo("nothing is named so", err=True)
        raise typer.Exit(1)


def _line(concept: Concept) -> str:
    from casegraph.lookup import shown

    return f"{shown(concept)}  {concept.fr} · {concept.en}  ({concept.kind})  {' '.join(concept.codes)}".rstrip()


@concept_app.command("show")
def concept_show(
    name: Annotated[str, typer.Argument(help="A label, a local name, a code or an IRI.")],
) -> None:
    """Show a concept: labels, forms, codes, what is above and below it.

    Example: casegraph concept show ncit:C3408
    """
    from casegraph.lookup import concept_forms, resolve_concept, shown
    from casegraph.terminology.added import open_lexicon

    concept = resolve_concept(name)
    terminology = open_lexicon().terminology
    forms = concept_forms(concept.name)
    typer.echo(_line(concept))
    typer.echo(f"  {concept.iri}")
    for language in ("fr", "en"):
        words = [
            *filter(None, [forms.preferred.get(language)]),
            *forms.others.get(language, []),
            *forms.hidden.get(language, []),
        ]
        if words:
            typer.echo(f"  {language}: {', '.join(words)}")
    for source, term in open_lexicon().forms_of(concept.name):
        typer.echo(f"  {term.language} ({source}): {term.text}")
    if concept.unit:
        low, high = concept.low, concept.high
        bounds = (
            f", reference {'' if low is None else f'{low:g}'} to {'' if high is None else f'{high:g}'}"
            if low or high
            else ""
        )
        typer.echo(f"  unit: {concept.unit}{bounds}")
    for title, names in (
        ("above", concept.parents),
        ("below", sorted(c.name for c in terminology.concepts if concept.name in c.parents)),
        ("site", concept.sites),
        ("components", concept.components),
    ):
        if names:
            typer.echo(
                f"  {title}: "
                + ", ".join(f"{shown(terminology[n])} ({terminology[n].fr})" for n in names if n in terminology.by_name)
            )
