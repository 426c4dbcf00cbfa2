"""One row of a list, made ready to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from huitoukan.documents.characters import narrow
from huitoukan.linking.names import Name, name_of
from huitoukan.linking.numbers import Number, number_of


@dataclass(frozen=True, slots=True)
class Person:
    """What a row says of a person; what it does not say is empty or None."""

    name: Name
    number: Number
    village: str
    birth: date | None
    """From the list's own column; the date inside a number stands in `number`."""

    @property
    def born(self) -> date | None:
        """The birth date of the column, else that inside a valid number."""
        return self.birth or self.number.birth


def person_of(name: str, number: str, village: str, birth: date | None = None) -> Person:
    """A person from the texts of a row; blank texts are what is not known."""
    return Person(name_of(name), number_of(number), narrow(village).upper(), birth)
