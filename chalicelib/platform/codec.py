"""One way from a model to its item and back: by the fields of the dataclass."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from chalicelib.platform.dynamo import Item

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Model = TypeVar("Model", bound="DataclassInstance")
Convert = Callable[[Any], Any]


class Codec(Generic[Model]):
    """The items of one model, a dataclass.

    An attribute has its field's name unless `names` gives another; `write` and `read` turn values that are no plain ones.
    None is left out of an item; what an item lacks is its field's default; what it has besides is not read.
    """

    def __init__(
        self,
        model: type[Model],
        *,
        names: Mapping[str, str] | None = None,
        write: Mapping[str, Convert] | None = None,
        read: Mapping[str, Convert] | None = None,
    ) -> None:
        self._model = model
        self._names = {field.name: (names or {}).get(field.name, field.name) for field in fields(model)}
        self._write, self._read = write or {}, read or {}

    def to_item(self, model: Model) -> Item:
        values = {name: getattr(model, name) for name in self._names}
        written = {name: self._write[name](value) if name in self._write else value for name, value in values.items()}
        return {self._names[name]: value for name, value in written.items() if value is not None}

    def to_model(self, item: Item) -> Model:
        """Raises TypeError when the item lacks what the model must have."""
        values = {name: item[attribute] for name, attribute in self._names.items() if attribute in item}
        return self._model(**{name: self._read[name](value) if name in self._read else value for name, value in values.items()})

    def found(self, item: Item | None) -> Model | None:
        """The model of an item that was looked for, None where there is none."""
        return None if item is None else self.to_model(item)
