"""The tables of the shared folder as outside terminologies: what adding each takes, and what four of them do to scores.

    python tests/benchmarks/tables.py [--shared ../shared] [--scores]

Each table is added by its importer or a description of its columns: CPU seconds to compile, size on the disk, rows
skipped. A table of English names only has no forms; it is refused where no code of it is known to the ontology either.
With `--scores` the scorer of the shared folder reads e3c-fr-train without any and with HPO, CIM-10, Orphanet and MeSH
added: relaxed F1, and right CUI.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from casegraph.errors import TerminologyError
from casegraph.pipeline import read_stated
from casegraph.records import to_json
from casegraph.terminology.added import open_lexicon
from casegraph.terminology.adding import add_terminology, links
from casegraph.text.document import document_from_text
from tests.benchmarks.scores import rows

#: How each table is described; one without a description is recognised.
TABLES = {
    "cim10_fr": "",
    "icdo3_en": "",
    "atc_en_fr": "",
    "atc_drugs_fr_romedi": 'prefix = "atc"\n[columns]\ncode = "atc"\nlabel = { fr = "noms_fr" }\nparent = "prefix"',
    "hpo_fr": 'prefix = "hpo"\nkind = "condition"\n[columns]\ncode = "hp_id"\n'
    'label = { fr = "label_fr", en = "label_en" }\nsynonym = { fr = "synonyms_fr" }',
    "orphanet_fr": 'prefix = "orpha"\nkind = "condition"\n[columns]\ncode = "orpha"\n'
    'label = { fr = "nom_fr" }\nsynonym = { fr = "synonymes_fr" }\n'
    'match = { icd10 = "icd10", umls = "umls_cui", mesh = "mesh", omim = "omim" }',
    "mesh_fr_en": 'prefix = "mesh"\n[columns]\ncode = "mesh_id"\n'
    'label = { fr = "terms_fr_or_other", en = "label_en" }\n'
    'synonym = { en = "synonyms_en" }\ntree = "tree_numbers"',
    "cim11_fr_en": 'prefix = "icd11"\nkind = "condition"\nno_code = ["other", "unspecified"]\n[columns]\n'
    'code = ["code", "entity"]\nkey = "entity"\nlabel = { fr = "label_fr", en = "label_en" }\nparent = "parent"',
    "adicap_fr": 'prefix = "adicap"\n'
    'kind = { column = "dictionnaire", values = { D1 = "procedure", D2 = "procedure", D3 = "site", D4 = "condition", '
    'D5 = "condition", D6 = "condition", D7 = "condition" } }\n'
    '[columns]\ncode = "code"\nwithin = "dictionnaire"\nlabel = { fr = "label" }',
    "ccam_fr": 'prefix = "ccam"\nkind = "procedure"\n[columns]\ncode = "code"\nlabel = { fr = "libelle" }',
    "ccam_chapters_fr": 'prefix = "ccam"\nkind = "procedure"\nno_code = ["000000"]\n[columns]\ncode = "code"\n'
    'label = { fr = "libelle" }\nparent = "parent"',
    "bdpm_specialites_fr": 'prefix = "cis"\nkind = "treatment"\nrepeated = true\n[columns]\ncode = "cis"\n'
    'label = { fr = "denomination" }\nmatch = { atc = "atc" }',
    "romedi_terms_fr": 'prefix = "romedi"\nkind = "treatment"\nrepeated = true\n[columns]\ncode = "uri"\n'
    'label = { fr = "terme" }',
    "ans_jdv_fr": 'prefix = "ans"\nkind = "condition"\nrepeated = true\n[columns]\ncode = "code"\nwithin = "system"\n'
    'label = { fr = "label_fr" }',
    "nabm_fr_loinc": 'prefix = "nabm"\nkind = "observable"\nrepeated = true\n[columns]\ncode = "nabm"\n'
    'label = { fr = "libelle_fr" }',
    "loinc_common_lab": 'prefix = "loinc"\nkind = "observable"\n[columns]\ncode = "loinc"\n'
    'label = { fr = "label_fr_ans", en = "long_common_name" }\nsynonym = { en = "short_name" }',
    "ncit_subset": 'prefix = "ncit"\n'
    'kind = { column = "tags", values = { "TRIPS:PHARMACOLOGIC-SUBSTANCE" = "treatment" } }\n[columns]\n'
    'code = "code"\nlabel = { en = "label" }\nsynonym = { en = "synonyms" }\n'
    'match = { umls = "umls_cui", sct = "snomedct" }',
    "snomed_gps_2020-09": 'prefix = "sct"\nkind = "condition"\n[columns]\ncode = "sctid"\nlabel = { en = "term" }',
    "onto_xrefs": 'prefix = "onto"\nkind = "condition"\n[columns]\ncode = "id"\nlabel = { en = "label" }\n'
    'match = { umls = "umls_cui", ncit = "ncit" }',
}
SCORED = ("hpo_fr", "cim10_fr", "orphanet_fr", "mesh_fr_en")


def add(shared: Path, name: str, folder: Path) -> str:
    """Add one table; a line on what that took."""
    place = shared / "terminology" / f"{name}.tsv.gz"
    if TABLES[name]:
        toml = folder / f"{name}.toml"
        toml.write_text(f'file = "{place}"\nlicence = "see SOURCES.md"\n{TABLES[name]}\n', encoding="utf-8")
        place = toml
    begin = time.process_time()
    try:
        note = add_terminology(place, name=name, licence="see SOURCES.md")
    except TerminologyError as error:
        return f"{name:20s} refused: {error}"
    seconds, found = time.process_time() - begin, links(name)
    size = sum(note["sizes"].values()) / 1e6
    return (
        f"{name:20s} {note['format']:6s} {note['terms']:7d} {note['concepts']:8d} {note['forms']:7d} {seconds:6.1f} s "
        f"{size:6.1f} MB {len(found.concepts):6d} {len(found.conflicts):9d} {note['skipped']:7d} "
        f"{note['first_skipped']}"
    )


def statements(row: dict[str, Any], names: list[str]) -> list[dict[str, Any]]:
    """The records of a document, read with some terminologies."""
    return [to_json(r) for r in read_stated(document_from_text(row["text"], row["id"]), open_lexicon(names)).records]


def scored(shared: Path, names: list[str]) -> str:
    """The scorer's lines on e3c-fr-train, read with some terminologies."""
    corpus = shared / "corpora/e3c-fr-train.jsonl.gz"
    with ProcessPoolExecutor(2) as pool, tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        for records in pool.map(partial(statements, names=names), rows(corpus), chunksize=8):
            out.writelines(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
        out.flush()
        scorer = [sys.executable, str(shared / "score/score.py"), "e3c", str(corpus), out.name]
        return subprocess.run(scorer, capture_output=True, text=True, check=True).stdout


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2].parent / "shared")
    parser.add_argument("--scores", action="store_true", help="score e3c-fr-train without and with four of them")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        os.environ["CASEGRAPH_DATA"] = name
        print(f"{'':20s} {'format':6s} {'terms':>7s} concepts {'forms':>7s} compiled     size linked conflicts skipped")
        for table in SCORED if arguments.scores else TABLES:
            print(add(arguments.shared, table, Path(name)), flush=True)
        if arguments.scores:
            for what, names in (("without any", ["none"]), ("with four", list(SCORED))):
                print(f"e3c-fr-train {what}:")
                printed = scored(arguments.shared, names).splitlines()
                print("\n".join(line for line in printed if line.startswith("entities")))


if __name__ == "__main__":
    main()
