"""The published schemas are current, valid, and say what our reader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import jsonschema
import pytest
from pydantic import BaseModel, Field

from pathways.errors import FormatError
from pathways.formats.schemas import DOCUMENTS, Published, schema_of, schema_text, write_schemas
from pathways.model.base import Exact
from tests.support import REPO

FOLDER = REPO / "docs" / "schemas"


@pytest.mark.parametrize("stem", list(DOCUMENTS))
def test_committed_schemas_are_current(stem: str) -> None:
    committed = (FOLDER / f"{stem}.schema.json").read_text("utf-8")
    assert committed == schema_text(DOCUMENTS[stem]), "run: python -m pathways.formats.schemas"
    jsonschema.Draft202012Validator.check_schema(json.loads(committed))


def validator(stem: str) -> Any:
    return jsonschema.Draft202012Validator(schema_of(DOCUMENTS[stem]))


CATALOG: dict[str, Any] = {
    "schema": "pathways/catalog/1",
    "courses": [
        {
            "id": "c",
            "organization": "o",
            "code": "C",
            "title": "C",
            "credit": 4.5,
            "hours": "8/3",
            "valid": {"from": "2026-09-01", "last_day": "2027-08-31"},
            "prerequisite": {
                "at_least": 1,
                "of": [{"course": "d"}, {"credits": 3, "from": {"not": {"subject": ["X"]}}}],
            },
        }
    ],
}


def test_a_document_by_a_person_fits() -> None:
    validator("catalog").validate(CATALOG)
    validator("record").validate({"schema": "pathways/record/1", "learner": {"id": "a"}})


@pytest.mark.parametrize(
    "mistake",
    [
        {"schema": "pathways/catalog/2"},
        {"course": []},
        {"courses": {}},
        {"courses": [{"id": "c"}]},
        {"courses": [{**CATALOG["courses"][0], "titel": "x"}]},
        {"courses": [{**CATALOG["courses"][0], "prerequisite": {"coarse": "d"}}]},
        {"courses": [{**CATALOG["courses"][0], "credit": True}]},
        {"credit_systems": []},
    ],
    ids=str,
)
def test_a_mistake_does_not_fit(mistake: dict[str, Any]) -> None:
    assert list(validator("catalog").iter_errors({**CATALOG, **mistake}))


class Answer(BaseModel):
    """An answer that we write."""

    schema_: Literal["pathways/answer/1"] = Field(default="pathways/answer/1", alias="schema")
    credit: Exact


def test_other_documents_can_be_published(tmp_path: Path) -> None:
    registry = {"answer": Published("pathways/answer/1", Answer)}
    (path,) = write_schemas(tmp_path / "new", registry)
    schema = json.loads(path.read_text("utf-8"))
    assert path.name == "answer.schema.json"
    assert schema["$id"] == "pathways/answer/1.schema.json"
    assert schema["properties"]["schema"]["const"] == "pathways/answer/1"
    assert schema["required"] == ["schema", "credit"]
    jsonschema.Draft202012Validator(schema).validate({"schema": "pathways/answer/1", "credit": "4.5"})
    assert [item.name for item in write_schemas(tmp_path / "new", registry)] == ["answer.schema.json"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FormatError) as caught:
        write_schemas(tmp_path / "file")
    assert caught.value.code == "F010"
