"""What all of Respeecher's values share: absent and null are the same, unknown keys are kept, lists come in pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

T = TypeVar("T")


class Value(BaseModel):
    """A JSON object. A key that is null is as good as absent: its field has the default."""

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        return {name: one for name, one in given.items() if one is not None} if isinstance(given, dict) else given


def _number(given: object) -> object:
    return given if isinstance(given, int | float | str) else 0.0


def _moment(given: object) -> object:
    """Times are shown, never decided by: one that cannot be read is as good as absent."""
    try:
        return datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        return None


Number = Annotated[float, BeforeValidator(_number)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]


class Pagination(Value):
    """Where a page stands: `count` is of the whole list."""

    count: int = 0
    limit: int = 0
    offset: int = 0


class Page(Value, Generic[T]):
    """One page of a list, which must be there: an error must not be read as a page with nothing on it.

    A bare list, which some endpoints are said to answer, is its only page.
    """

    list: tuple[T, ...]
    pagination: Pagination | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_bare(cls, given: object) -> object:
        return {"list": given} if isinstance(given, list) else given


class Named(Value):
    """Something that has a name: a tier, a tag."""

    name: str = ""


class Deleted(Value):
    """What was deleted. Comes as an object with an id, as a list of them, or as a list of bare ids."""

    ids: tuple[str, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _ids(cls, given: object) -> dict[str, Any]:
        rows = given if isinstance(given, list) else [given]
        ids = [row.get("id", row.get("recording_id")) if isinstance(row, dict) else row for row in rows]
        return {"ids": [one for one in ids if isinstance(one, str)]}


class Done(Value):
    """An answer that says no more than that it was done."""

    detail: str = "OK"


class Samples(Value):
    """Samples to hear, by what they are samples of: addresses, in whatever shape the API gives them."""

    samples: dict[str, Any] = Field(default_factory=dict)
