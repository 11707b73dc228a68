"""The commands of outside terminologies: `casegraph terminology add|list|info|remove`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["terminology_app"]

terminology_app = typer.Typer(
    help="Outside terminologies of your own: SNOMED CT, NCIt, HPO, ATC ... Nothing of them leaves this machine.",
    no_args_is_help=True,
)
_FEW = 5
#: The formats, spelt out so that a help text loads no importer.
_FORMATS = "snomed-rf2, ncit, babelon, obo, owl, skos, atc, loinc, icd10, icdo3, orphanet, mesh, csv"


@terminology_app.command("add")
def add(
    place: Annotated[Path, typer.Argument(metavar="FILE_OR_FOLDER", help="The terminology: a file, folder or zip.")],
    form: Annotated[
        str | None, typer.Option("--as", help=f"Its format, where it is not recognised: {_FORMATS}.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="What to call it; after its file unless named.")] = None,
    licence: Annotated[str | None, typer.Option(help="A note of the licence under which you use it.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="What its concepts are, where it does not say: condition, treatment ...")
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="The language of labels that do not say theirs: fr, en ...")
    ] = None,
    encoding: Annotated[str, typer.Option(help="How its text files are encoded.")] = "utf-8",
    columns: Annotated[Path | None, typer.Option(help="For a table: the TOML file that describes it.")] = None,
    translations: Annotated[
        list[Path] | None, typer.Option(help="For an OBO ontology: Babelon tables that translate it.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of one of the same name.")] = False,
) -> None:
    """Compile a terminology once; casegraph build then opens it at once.

    Example: casegraph terminology add hp.obo --translations hp-fr.babelon.tsv

    \b
    A table of your own needs a TOML file of the same name beside it, which says which column is what:
        licence = "CC BY 4.0"
        kind = "condition"
        columns.code = "code"
        columns.label = { fr = "libelle" }
        columns.synonym = { fr = "synonymes" }   # several in one field: a|b
        columns.parent = "parent"
        columns.match = { umls = "cui" }         # codes of other terminologies
    """
    from casegraph.terminology.adding import add_terminology
    from casegraph.terminology.importers.options import Options

    options = Options(language, encoding, columns, tuple(translations or ()))
    note = add_terminology(place, form, options, name=name, licence=licence, kind=kind, replace=replace,
                           ask=_ask, told=_told)  # fmt: skip
    typer.echo(f"{note['name']}: {note['concepts']} concepts, {note['terms']} terms, {note['forms']} forms to look for")
    _tell_skipped(note)
    _report(note)


def _ask(question: str) -> str | None:
    """What a person answers; None where nobody is there to be asked."""
    return typer.prompt(question) if sys.stdin.isatty() else None


def _told(stage: str, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{stage}: {count} concepts ", end="", file=sys.stderr, flush=True)


def _tell_skipped(note: dict[str, object]) -> None:
    if note.get("skipped"):
        typer.echo(f"rows without a code, which were skipped: {note['skipped']}, the first at {note['first_skipped']}")


def _report(note: dict[str, object], most: int = _FEW) -> None:
    from casegraph.terminology.adding import links

    found = links(str(note["name"]))
    if not note["forms"]:
        typer.echo("none of its names is looked for in a French text; it gives codes and a hierarchy to what is linked")
    typer.echo(f"linked to the ontology: {len(found.concepts)} concepts; conflicts: {len(found.conflicts)}")
    for conflict in found.conflicts[:most]:
        typer.echo(f"  {conflict}")
    if len(found.conflicts) > most:
        typer.echo(f"  ... all of them: casegraph terminology info {note['name']} --conflicts")


@terminology_app.command("list")
def list_added() -> None:
    """List the terminologies that were added.

    Example: casegraph terminology list
    """
    from rich.console import Console
    from rich.table import Table

    from casegraph.terminology.added import added

    notes = added()
    if not notes:
        typer.echo("none was added yet; casegraph terminology add FILE_OR_FOLDER adds one")
        return
    table = Table()
    for heading in ("name", "version", "licence", "terms", "concepts", "languages", "size", "added"):
        table.add_column(heading, overflow="fold")
    for note in notes:
        table.add_row(
            note["name"],
            note["version"],
            note["licence"],
            str(note["terms"]),
            str(note["concepts"]),
            " ".join(note["languages"]),
            _size(note),
            note["added"],
        )
    Console().print(table)


def _size(note: dict[str, object]) -> str:
    sizes = note["sizes"]
    assert isinstance(sizes, dict)
    return f"{sum(sizes.values()) / 1e6:.1f} MB"


@terminology_app.command("info")
def info(
    name: Annotated[str, typer.Argument(help="The name of a terminology that was added.")],
    conflicts: Annotated[bool, typer.Option("--conflicts", help="List every conflict with the ontology.")] = False,
) -> None:
    """Say what is known of a terminology that was added.

    Example: casegraph terminology info hp
    """
    from casegraph.terminology.added import about

    note = about(name)
    for key in ("title", "version", "licence", "format", "source", "added", "concepts", "terms", "forms"):
        typer.echo(f"{key}: {note[key]}")
    for key in ("languages", "kinds", "dropped"):
        typer.echo(f"{key}: " + ", ".join(f"{what} {count}" for what, count in note[key].items()))
    if note["unknown_parents"]:
        typer.echo(f"parents that are not in it: {note['unknown_parents']}")
    _tell_skipped(note)
    typer.echo(f"size: {_size(note)}")
    _report(note, most=sys.maxsize if conflicts else _FEW)


@terminology_app.command("remove")
def remove_added(
    name: Annotated[str, typer.Argument(help="The name of a terminology that was added.")],
) -> None:
    """Forget a terminology; graphs that were built with it stay as they are.

    Example: casegraph terminology remove hp
    """
    from casegraph.terminology.added import remove

    remove(name)
    typer.echo(f"{name} is removed")
