"""A user's own SPARQL: what is refused, and that a word inside a string, a comment or an IRI is no keyword."""

from __future__ import annotations

import pytest

from casegraph.errors import QueryError
from casegraph.store.embedded import Store
from casegraph.store.sparql import check_reads_only


@pytest.fixture(scope="module")
def store() -> Store:
    return Store.in_memory()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "INSERT would change"),
        ("PREFIX x: <http://x#>\n# first\ndelete where { ?s ?p ?o }", "DELETE would change"),
        ("BASE <http://x/> CLEAR ALL", "CLEAR would change"),
        ("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }", "another machine"),
        ("SELECT * { ?s ?p ?o . service silent ?e { ?s ?p ?o } }", "another machine"),
        # Words that a comment, a string or an IRI only seems to hold.
        ("PREFIX e: <http://e/> SELECT * { ?s ?p e:a\\# . SERVICE <http://e/> { ?s ?p ?o }\n }", "another machine"),
        ("PREFIX e: <http://e/> SELECT * { ?s ?p e:a\\'. SERVICE ?x { ?s ?p e:b\\' } }", "another machine"),
        ("SELECT * { BIND(1 AS ?a)FILTER(?a<3){?s?p?o}SERVICE?x{?s?p?o}FILTER(4>?a) }", "another machine"),
        ("SELECT * { BIND(1 AS ?a)FILTER(?a<3)SERVICE<http://e/>{?s?p?o} }", "another machine"),
        # The engine needs no space before or behind a keyword.
        ("SELECT * { ?s ?p 1SERVICE <http://e/> { ?s ?p ?o } }", "another machine"),
        ("SELECT * { ?s ?p trueservice<http://e/>{ ?s ?p ?o } }", "another machine"),
        ("PREFIX e: <http://e/> SELECT * { SERVICEe:x { ?s ?p ?o } }", "another machine"),
        ("PREFIX e: <http://e/> SELECT * { ?s ?p e:.SERVICE <http://e/> { ?s ?p ?o } }", "another machine"),
        ('SELECT * { ?s ?p "a\\u0022 . SERVICE <http://e/> {?s ?p ?o} #"\n }', "as their code points"),
        ("SELECT * { \\u0053ERVICE <http://e/> { ?s ?p ?o } }", "as their code points"),
        ("SELECT * { #\rSERVICE <http://e/> { ?s ?p ?o } }", "another machine"),
        ("SELECT ?s WHERE { ?s ?p", r"line 1, column 24, at the end$"),
        ("SELECT ?s\nWHERE ?s ?p ?o", r"line 2, column 7, before '\?s \?p \?o'$"),
        ("SELECT ?s WHERE { ?s foo:bar ?o }", "a prefix is not declared$"),
        ("", "line 1, column 1, at the end$"),
    ],
)
def test_refusals_are_one_line_with_the_place(store: Store, text: str, says: str) -> None:
    with pytest.raises(QueryError, match=says) as refused:
        store.query(text)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p ?service FILTER(CONTAINS(?service, "service <de> chirurgie")) }',
        "SELECT * { ?s ?p ?o } # SERVICE <x>",
        "# INSERT\nSELECT * { ?s <http://x#SERVICE> ?o }",
        "SELECT * { ?s ?p '''a \"SERVICE\" <x>''' }",
        'SELECT * { ?s ?p "a \\" SERVICE <x>" . ?s ?q ?with }',
        'SELECT * { ?s ?p ?o FILTER(?o < 3 && STR(?s) > "SERVICE <x>") }',
        'SELECT * { ?s ?p "\\u00E9t\\U000000e9 \\u20AC" }',
        "PREFIX delete: <http://x#> SELECT * { ?s delete:service ?o }",
    ],
)
def test_words_in_strings_comments_and_names_are_no_keywords(store: Store, text: str) -> None:
    check_reads_only(text)
    assert store.query(text) is not None


def test_the_prefixes_of_the_graphs_need_no_declaration(store: Store) -> None:
    assert bool(store.query("ASK { c:BoneMetastasis rdfs:subClassOf c:ClinicalFinding ; skos:prefLabel ?label }"))
