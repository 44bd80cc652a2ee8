"""Writing and reading give the same catalogue and the same record, whatever they hold."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pathways.catalog.collection import SECTIONS, collect
from pathways.formats.native import dump_record, load_catalog, load_record, write_catalog, write_record
from pathways.formats.schemas import DOCUMENTS as PUBLISHED
from pathways.formats.schemas import schema_of
from pathways.model.record import LearnerRecord
from tests.support import central
from tests.unit.formats.documents import DOCUMENTS, NOUNS, RECORDS, nouns_of

FORMATS = st.sampled_from(["yaml", "jsonl"])
CATALOG_SCHEMA = jsonschema.Draft202012Validator(schema_of(PUBLISHED["catalog"]))
RECORD_SCHEMA = jsonschema.Draft202012Validator(schema_of(PUBLISHED["record"]))


@central(one_in=4)
@given(DOCUMENTS, FORMATS)
def test_a_catalogue_comes_back_as_it_was(document: dict[str, Any], fmt: Literal["yaml", "jsonl"]) -> None:
    catalog = collect(nouns_of(document))
    things = [thing for name in SECTIONS for thing in catalog.section(name).values()]
    with tempfile.TemporaryDirectory() as folder:
        out = write_catalog(things, Path(folder) / "catalog", fmt=fmt)
        if not things:
            return
        loaded = load_catalog(out)
        assert not [item for item in loaded.findings if item.code.startswith(("F", "K001", "K002"))]
        assert loaded.catalog == catalog
        assert loaded.catalog.digest == catalog.digest
        again = write_catalog(reversed(things), Path(folder) / "again", fmt=fmt)
        assert {path.name: path.read_bytes() for path in out.iterdir()} == {
            path.name: path.read_bytes() for path in again.iterdir()
        }


@pytest.mark.parametrize("section", list(NOUNS))
def test_every_noun_fits_the_published_schema(section: str) -> None:
    assert list(NOUNS) == list(SECTIONS)

    @given(NOUNS[section])
    def check(document: dict[str, Any]) -> None:
        (noun,) = nouns_of({section: [document]})
        written = noun.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        assert SECTIONS[section].model_validate(written) == noun
        CATALOG_SCHEMA.validate({section: [written]})
        CATALOG_SCHEMA.validate({section: [document]})

    check()


@given(DOCUMENTS)
def test_a_document_written_by_people_means_the_same_in_every_format(document: dict[str, Any]) -> None:
    expected = collect(reversed(nouns_of(document)))
    texts = {
        # the emitter of the YAML library folds NEL (U+0085) into a space unless letters beyond ASCII are escaped
        "c.yaml": yaml.safe_dump(document),
        "c.json": json.dumps(document, indent=1),
        "c.jsonl": "".join(json.dumps({name: noun}) + "\r\n" for name, nouns in document.items() for noun in nouns),
    }
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            path = Path(folder) / name
            path.write_text(text, "utf-8", newline="")
            assert load_catalog(path).catalog == expected


@given(RECORDS)
def test_a_record_comes_back_as_it_was(document: dict[str, Any]) -> None:
    record = LearnerRecord.model_validate(document)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("r.yaml", "r.json"):
            path = write_record(record, Path(folder) / name)
            assert load_record(path) == record
    RECORD_SCHEMA.validate(yaml.safe_load(dump_record(record)))
    RECORD_SCHEMA.validate(json.loads(dump_record(record, fmt="json")))
