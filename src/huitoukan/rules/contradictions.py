"""Conditions that can never hold: `x < 0 and x > 100`, or a blank compared as if it were a text.

Decided only where it is plain: comparisons of one expression with constants, joined by and. What
is found is wrong; what is not found may still be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

Constant = str | int | float | bool

_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.LT: exp.GT, exp.GT: exp.LT, exp.LTE: exp.GTE, exp.GTE: exp.LTE, exp.EQ: exp.EQ,
}  # fmt: skip


@dataclass
class _Term:
    """What the conjuncts say about one expression."""

    blank: bool = False
    filled: bool = False
    above: list[tuple[Constant, bool]] = field(default_factory=list)  # (limit, limit included)
    below: list[tuple[Constant, bool]] = field(default_factory=list)
    among: list[frozenset[Constant]] = field(default_factory=list)

    def impossible(self) -> bool:
        """Whether no value fits all of it."""
        if self.blank and (self.filled or self.above or self.below or self.among):
            return True
        if self.among:
            fitting = frozenset.intersection(*self.among)
            return not any(self._fits(value) for value in fitting)
        return any(
            _same_kind(low, high) and (low > high or (low == high and not (closed and shut)))  # type: ignore[operator]
            for low, closed in self.above
            for high, shut in self.below
        )

    def _fits(self, value: Constant) -> bool:
        return all(
            not _same_kind(value, low) or value > low or (value == low and closed)  # type: ignore[operator]
            for low, closed in self.above
        ) and all(
            not _same_kind(value, high) or value < high or (value == high and shut)  # type: ignore[operator]
            for high, shut in self.below
        )


def never_holding(tree: exp.Expr, values: Mapping[str, object]) -> list[exp.Expr]:
    """The parts of a condition that no row can satisfy; `values` are the rule's parameters."""
    found: list[exp.Expr] = []
    _is_dead(tree, (), values, found)
    return found


def blanks_as_text(tree: exp.Expr) -> list[exp.Expr]:
    """Comparisons of a column with '' or null: a blank cell is null, and null equals nothing."""
    found: list[exp.Expr] = []
    for node in tree.find_all(exp.EQ, exp.NEQ, exp.In):
        sides = [node.this, *(node.expressions or [node.args.get("expression")])]
        empty = any(isinstance(one, exp.Null) or _is_empty_text(one) for one in sides)
        if empty and any(isinstance(one, exp.Column) for one in sides):
            found.append(node)
    return found


def _is_empty_text(node: object) -> bool:
    return isinstance(node, exp.Literal) and bool(node.is_string) and node.this == ""


def _is_dead(
    node: exp.Expr,
    around: tuple[exp.Expr, ...],
    values: Mapping[str, object],
    found: list[exp.Expr],
) -> bool:
    """Whether the node cannot hold beside what must hold around it; notes what is to blame."""
    conjuncts = list(_parts(node, exp.And))
    facts = (*around, *(one for one in conjuncts if not isinstance(one, exp.Or)))
    if _contradict(facts, values):
        found.append(node)
        return True
    for one in conjuncts:
        if isinstance(one, exp.Or):  # all branches are asked: each dead one is to blame by itself
            dead = [_is_dead(branch, facts, values, found) for branch in _parts(one, exp.Or)]
            if all(dead):
                return True
    return False


def _parts(node: exp.Expr, joint: type[exp.Expr]) -> Iterator[exp.Expr]:
    node = node.unnest()
    if isinstance(node, joint):
        yield from _parts(node.args["this"], joint)
        yield from _parts(node.args["expression"], joint)
    else:
        yield node


def _contradict(facts: Sequence[exp.Expr], values: Mapping[str, object]) -> bool:
    terms: dict[str, _Term] = {}
    for fact in facts:
        _learn(fact, terms, values)
    return any(term.impossible() for term in terms.values())


def _learn(fact: exp.Expr, terms: dict[str, _Term], values: Mapping[str, object]) -> None:
    def term(node: exp.Expr) -> _Term:
        return terms.setdefault(node.unnest().sql(), _Term())

    if isinstance(fact, exp.Not) and isinstance(fact.this.unnest(), exp.Is):
        if isinstance(fact.this.unnest().expression, exp.Null):
            term(fact.this.unnest().this).filled = True
    elif isinstance(fact, exp.Is):
        if isinstance(fact.expression, exp.Null):
            term(fact.this).blank = True
        elif isinstance(fact.expression, exp.Boolean):
            term(fact.this).among.append(frozenset({bool(fact.expression.this)}))
    elif isinstance(fact, exp.Between):
        low, high = (_constant(fact.args[name], values) for name in ("low", "high"))
        if low is not None:
            term(fact.this).above.append((low, True))
        if high is not None:
            term(fact.this).below.append((high, True))
    elif isinstance(fact, exp.In) and fact.expressions:
        constants = [_constant(one, values) for one in fact.expressions]
        if None not in constants:
            term(fact.this).among.append(frozenset(_known(constants)))
    elif type(fact) in _MIRRORED:
        _learn_comparison(fact, term(fact.this), term(fact.args["expression"]), values)


def _learn_comparison(
    fact: exp.Expr, left: _Term, right: _Term, values: Mapping[str, object]
) -> None:
    kind = type(fact)
    constant = _constant(fact.args["expression"], values)
    one = left
    if constant is None:
        constant, kind, one = _constant(fact.this, values), _MIRRORED[kind], right
    if constant is None:
        return
    if kind is exp.EQ:
        one.among.append(frozenset({constant}))
    elif kind in (exp.GT, exp.GTE):
        one.above.append((constant, kind is exp.GTE))
    else:
        one.below.append((constant, kind is exp.LTE))


def _constant(node: exp.Expr, values: Mapping[str, object]) -> Constant | None:
    node = node.unnest()
    if isinstance(node, exp.Neg):
        inside = _constant(node.this, values)
        return -inside if isinstance(inside, int | float) else None
    if isinstance(node, exp.Boolean):
        return bool(node.this)
    if isinstance(node, exp.Literal):
        return str(node.this) if node.is_string else float(node.this)
    if isinstance(node, exp.Placeholder):
        value = values.get(str(node.this))
        return value if isinstance(value, str | int | float) else None
    return None


def _known(constants: Iterable[Constant | None]) -> Iterator[Constant]:
    return (one for one in constants if one is not None)


def _same_kind(one: Constant, other: Constant) -> bool:
    return isinstance(one, str) == isinstance(other, str)
