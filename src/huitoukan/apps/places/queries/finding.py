"""`VillageFinder`: the village that a row of the registry means, by code or by names, on a day.

Built once for an import; no query for a row. What was renamed or recoded is found under its old
words; what was merged leads to its successor; what was split leads to one of its successors only
when group or household number tell which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.utils.translation import pgettext_lazy

from huitoukan.apps.places.models import Area, AreaSpell
from huitoukan.apps.places.queries.history import borders, change_word, endings
from huitoukan.domain.areas import Level, contains, place_name, stated_code
from huitoukan.domain.borders import Borders, ChangeKind, Standing
from huitoukan.domain.refusals import Refused


@dataclass(frozen=True)
class Found:
    """A village, or why there is none; `mapped_from` is what the row called it, if mapped."""

    area: Area | None = None
    refusal: Refused | None = None
    mapped_from: str = ""


@dataclass(frozen=True)
class _Spelled:
    """A village as it was once called: its township's name, its own name and code, and whether
    that was so on the day of the list."""

    area: Area
    township: str
    name: str
    code: str
    is_of_the_day: bool


@dataclass
class VillageFinder:
    """Villages of one area by what they were ever called; `on` is the day that the list is of."""

    inside: Area
    on: date
    _by_code: dict[str, list[_Spelled]] = field(default_factory=dict)
    _by_names: dict[tuple[str, str], list[_Spelled]] = field(default_factory=dict)
    _areas: dict[int, Area] = field(default_factory=dict)
    _names: dict[int, set[str]] = field(default_factory=dict)
    _elsewhere: frozenset[str] = frozenset()
    _borders: Borders = field(default_factory=lambda: Borders(()))
    _ended: dict[int, tuple[date, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, inside: Area, on: date) -> VillageFinder:
        """The finder for a campaign's area and the day of its list; seven queries."""
        finder = cls(inside, on)
        townships: dict[int, list[AreaSpell]] = {}
        above = AreaSpell.objects.filter(area__level=Level.TOWNSHIP)
        for spell in above:
            townships.setdefault(spell.area_id, []).append(spell)
        spells = AreaSpell.objects.filter(area__level=Level.VILLAGE)
        elsewhere = set()
        for spell in spells.select_related("area__parent"):
            if not contains(inside.depth_path, spell.area.depth_path):
                elsewhere.add(spell.code)
                continue
            finder._areas[spell.area_id] = spell.area
            finder._learn(spell, townships.get(spell.parent_id or 0, []))
        finder._elsewhere = frozenset(elsewhere)
        finder._borders = borders()
        gone = endings(finder._areas.values())
        finder._ended = {pk: (ending.on, ending.word) for pk, ending in gone.items()}
        return finder

    def _learn(self, spell: AreaSpell, above: Iterable[AreaSpell]) -> None:
        names = {(each.name, _is_in_force(each, self.on)) for each in above if _meet(spell, each)}
        self._names.setdefault(spell.area_id, set()).add(place_name(spell.name))
        for township, is_fresh in names or {("", True)}:
            spelled = _Spelled(
                spell.area, township, spell.name, spell.code,
                is_fresh and _is_in_force(spell, self.on),
            )  # fmt: skip
            self._by_code.setdefault(spell.code, []).append(spelled)
            key = (place_name(township), place_name(spell.name))
            self._by_names.setdefault(key, []).append(spelled)

    def find(
        self,
        township: str,
        village: str,
        code: str = "",
        *,
        township_code: str = "",
        group: str = "",
        household_no: str = "",
    ) -> Found:
        """The village of a row.

        A code decides; names given beside it must agree. Without one the names decide, narrowed by
        `township_code`. Refusals: REGION_CODE, REGION_UNKNOWN, REGION_OUT_OF_SCOPE,
        REGION_MISMATCH, REGION_AMBIGUOUS, REGION_RETIRED.
        """
        try:
            spelled = (
                self._by_its_code(code, village)
                if code
                else self._by_its_names(township, village, township_code)
            )
            return self._present(spelled, group, household_no)
        except Refused as refused:
            return Found(refusal=refused)

    def holds(self, area: int) -> bool:
        """Whether a village, in force or not, is one of the finder's area: a household that still
        stands in a merged one is no other county's."""
        return area in self._areas

    def _by_its_code(self, code: str, village: str) -> _Spelled:
        short = stated_code(code, Level.VILLAGE)
        known = self._by_code.get(short)
        if not known:
            if short in self._elsewhere:
                raise Refused("REGION_OUT_OF_SCOPE", village=village or short)
            raise Refused("REGION_UNKNOWN", township="", village=f"{village}{short}")
        of_the_day = [spelled for spelled in known if spelled.is_of_the_day]
        # A code that went from one village to another means the one that had it on that day.
        chosen = (of_the_day or known)[-1]
        if village and place_name(village) not in self._names[chosen.area.pk]:
            raise Refused("REGION_MISMATCH", code=short, named=chosen.area.name, village=village)
        return chosen

    def _by_its_names(self, township: str, village: str, township_code: str) -> _Spelled:
        known = self._by_names.get((place_name(township), place_name(village)), [])
        if township_code:
            above = stated_code(township_code, Level.TOWNSHIP)
            known = [spelled for spelled in known if spelled.code.startswith(above)]
        of_the_day = [spelled for spelled in known if spelled.is_of_the_day]
        chosen = {spelled.area.pk: spelled for spelled in of_the_day or known}
        if not chosen:
            raise Refused("REGION_UNKNOWN", township=township, village=village)
        if len(chosen) > 1:
            raise Refused(
                "REGION_AMBIGUOUS",
                township=township,
                village=village,
                candidates=tuple(sorted(f"{s.name}（{s.code}）" for s in chosen.values())),
            )
        return next(iter(chosen.values()))

    def _present(self, spelled: _Spelled, group: str, household_no: str) -> Found:
        """The area itself while it is there, else its one successor."""
        area = spelled.area
        called = f"{spelled.name}（{spelled.code}）"
        if area.last_day is None:
            is_old = not spelled.is_of_the_day or (spelled.name, spelled.code) != (
                area.name,
                area.code,
            )
            return Found(area, mapped_from=called if is_old else "")
        standing = Standing(area.pk, datetime.max.replace(tzinfo=UTC), group, household_no)
        now = self._borders.place_on(standing, date.max)
        if now is not None and now in self._areas:
            return Found(self._areas[now], mapped_from=called)
        after = [self._areas[pk] for pk in self._borders.successors(area.pk, date.max)
                 if pk in self._areas]  # fmt: skip
        on, word = self._ended.get(area.pk, (area.last_day, change_word(ChangeKind.ABOLISHED)))
        raise Refused(
            "REGION_RETIRED",
            village=spelled.name,
            on=on,
            what=word,
            successors=tuple(f"{a.name}（{a.code}）" for a in after)
            or pgettext_lazy("refusal", "没有后继区划"),
        )


def _is_in_force(spell: AreaSpell, on: date) -> bool:
    begun = spell.first_day is None or spell.first_day <= on
    return begun and (spell.last_day is None or on <= spell.last_day)


def _meet(one: AreaSpell, other: AreaSpell) -> bool:
    """Whether the two spells share a day."""
    return (one.first_day or date.min) <= (other.last_day or date.max) and (
        other.first_day or date.min
    ) <= (one.last_day or date.max)
