"""`where`: a row of `of` that satisfies the condition."""

from __future__ import annotations

from huitoukan.engine.question import Branch, Question, row_order


def branches(question: Question) -> tuple[Branch, ...]:
    """The rows of `of` themselves."""
    when = question.clauses["when"]
    return (Branch(where=(when,), order=row_order(question.rule.of)),)


def unclear(question: Question) -> str:  # noqa: ARG001 - the same question to every kind
    """A row is asked about itself: it needs no key."""
    return "FALSE"
