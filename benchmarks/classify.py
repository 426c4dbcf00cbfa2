"""`python -m benchmarks.classify [LABELLED.csv]`: how often the suggested types are right.

A third of the wordings of each type is held out, whole groups of near duplicates at a time, and
suggested for by what is learnt from the rest; once for each seed. Without a file these are the
catalogue's own wordings; with one, its examples: alone, and with each set of wordings. The clean
set was written from the catalogue alone; who wrote the first had seen a labelled list.
AUC: how well `common_p` parts common texts from individual ones, of which a third is held out too.
Gap: between mean chance and share of right first suggestions. Without a file, some kinds of the
clean set also play the labels of a county (`of_some_kinds`): on these the weights were chosen.
Last come the seconds of the whole command.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from huitoukan.classify import encoder
from huitoukan.classify.encoder import Meanings
from huitoukan.classify.examples import INDIVIDUAL, Example, read_examples
from huitoukan.classify.groups import wording_groups
from huitoukan.classify.kinds import Kind, kinds_of
from huitoukan.classify.masking import masked
from huitoukan.classify.space import likeness_of_words, space_of
from huitoukan.classify.suggest import Suggester, learn, learn_from_catalogue
from huitoukan.rules.load import load_pack
from huitoukan.rules.pack import Pack

SEEDS = range(10)
HELD_OUT = 1 / 3
GOALS = (0.80, 0.95, 0.90)
N_TEXTS = 10_000
NEAR = (0.15, 0.25, 0.35)
CLEAN = "只按问题目录"  # stands in the basis of wordings written from the catalogue alone
SINGLE = "single_matters"
N_LABELS, N_UNKNOWN, N_SINGLE, N_ASKED = 14, 3, 20, 8


@dataclass(frozen=True)
class Outcome:
    """One seed: shares of texts, AUC, and the gap of the chances."""

    top1: float
    top3: float
    auc: float
    gap: float

    def line(self) -> str:
        """As a line of the table."""
        return f"{self.top1:.3f}  {self.top3:.3f}  {self.auc:.3f}  {self.gap:+.3f}"


def held_out(examples: Sequence[Example], seed: int) -> list[bool]:
    """Which examples are held out: a third of the groups of each label, at least one."""
    read = [masked(one.text) for one in examples]
    labels = sorted({one.label for one in examples})
    places = [labels.index(one.label) for one in examples]
    rows = space_of(read, None).rows(read)
    groups = wording_groups(likeness_of_words(rows, rows), places)
    of_label: defaultdict[str, set[int]] = defaultdict(set)
    for one, group in zip(examples, groups, strict=True):
        of_label[one.label].add(group)
    random = np.random.default_rng(seed)
    out: set[int] = set()
    for label in labels:
        ours = sorted(of_label[label])
        out |= set(random.choice(ours, max(1, round(HELD_OUT * len(ours))), replace=False).tolist())
    return [group in out for group in groups]


def judge(suggester: Suggester, asked: Sequence[Example]) -> Outcome:
    """How good the suggestions for these are."""
    answers = list(suggester.suggest([one.text for one in asked]))
    pairs = [(one.label, answer) for one, answer in zip(asked, answers, strict=True)]
    common = [(label, answer) for label, answer in pairs if label != INDIVIDUAL]
    yes = np.array([answer.common_p for _, answer in common])
    no = np.array([answer.common_p for label, answer in pairs if label == INDIVIDUAL])
    top1 = np.mean([answer.top[0].type == label for label, answer in common])
    top3 = np.mean([label in {one.type for one in answer.top} for label, answer in common])
    right = np.mean([answer.top[0].type == label for label, answer in pairs])
    sure = np.mean([answer.top[0].p for answer in answers])
    above = (yes[:, None] > no).mean() + (yes[:, None] == no).mean() / 2 if len(no) else np.nan
    return Outcome(float(top1), float(top3), float(above), float(sure - right))


def of_file(examples: list[Example], kinds: list[Kind], meanings: Meanings | None) -> list[Outcome]:
    """One outcome a seed, learning from the rest of the examples."""
    found = []
    for seed in SEEDS:
        out = held_out(examples, seed)
        rest = [one for one, is_out in zip(examples, out, strict=True) if not is_out]
        asked = [one for one, is_out in zip(examples, out, strict=True) if is_out]
        found.append(judge(learn(rest, kinds, meanings), asked))
    return found


def of_catalogue(
    kinds: list[Kind], meanings: Meanings | None, seeds: Iterable[int] = SEEDS
) -> list[Outcome]:
    """One outcome a seed, learning from the rest of the catalogue's wordings."""
    own = [(kind, text) for kind in kinds for text in kind.texts]
    labelled = [Example(text, kind.names[0] if kind.names else INDIVIDUAL) for kind, text in own]
    found = []
    for seed in seeds:
        out = held_out(labelled, seed)
        asked = [one for one, is_out in zip(labelled, out, strict=True) if is_out]
        left: defaultdict[str, list[str]] = defaultdict(list)
        for (kind, text), is_out in zip(own, out, strict=True):
            if not is_out:
                left[kind.id].append(text)
        rest = [Kind(kind.id, kind.names, tuple(left[kind.id])) for kind in kinds]
        found.append(judge(learn_from_catalogue(rest, meanings), asked))
    return found


def by_nearness(
    kinds: list[Kind], meanings: Meanings | None, seeds: Iterable[int] = range(3)
) -> list[tuple[float, int]]:
    """Share right and number of held-out wordings, by the cosine of their nearest one's words."""
    typed = [kind for kind in kinds if kind.names]
    own = [Example(text, kind.id) for kind in typed for text in kind.texts]
    type_of = {kind.id: kind.names[0] for kind in typed}
    right: list[bool] = []
    nearest: list[float] = []
    for seed in seeds:
        out = held_out(own, seed)
        asked = [one for one, is_out in zip(own, out, strict=True) if is_out]
        kept = {one for one, is_out in zip(own, out, strict=True) if not is_out}
        rest = [
            Kind(kind.id, kind.names, tuple(t for t in kind.texts if Example(t, kind.id) in kept))
            for kind in typed
        ]
        texts = [masked(one.text) for one in kept]
        space = space_of(texts, None)
        rows = space.rows([masked(one.text) for one in asked])
        nearest += likeness_of_words(rows, space.rows(texts)).max(axis=1).tolist()
        told = learn_from_catalogue(rest, meanings).suggest([one.text for one in asked])
        right += [a.top[0].type == type_of[one.label] for one, a in zip(asked, told, strict=True)]
    at = np.digitize(nearest, NEAR)
    return [
        (float(np.mean(np.array(right)[at == place])), int((at == place).sum()))
        for place in range(len(NEAR) + 1)
    ]


def of_some_kinds(
    kinds: list[Kind], meanings: Meanings | None, seeds: Iterable[int] = SEEDS
) -> list[Outcome]:
    """As if a county had labelled a few texts: kinds play labels that no name tells.

    One half of the wordings is the catalogue; of the other, some kinds give three to eight
    examples each and up to eight texts that are asked for. A few of these kinds are not in the
    catalogue at all, as a county's own labels may be.
    """
    found = []
    for seed in seeds:
        random = np.random.default_rng(seed)
        halves: dict[str, list[str]] = {}
        catalogue: dict[str, Kind] = {}
        for kind in kinds:
            mixed = [kind.texts[at] for at in random.permutation(len(kind.texts))]
            half = len(mixed) // 2
            halves[kind.id] = mixed[:half]
            catalogue[kind.id] = Kind(kind.id, (), tuple(mixed[half:]))
        labels = sorted(set(halves) - {SINGLE})
        taught = [Example(text, INDIVIDUAL) for text in halves[SINGLE][:N_SINGLE]]
        asked = [Example(text, INDIVIDUAL) for text in halves[SINGLE][N_SINGLE:]]
        for order, place in enumerate(random.choice(len(labels), N_LABELS, replace=False)):
            label, n = labels[place], int(random.integers(3, 9))
            if order < N_UNKNOWN:
                del catalogue[label]
            taught += [Example(text, label) for text in halves[label][:n]]
            asked += [Example(text, label) for text in halves[label][n : n + N_ASKED]]
        found.append(judge(learn(taught, list(catalogue.values()), meanings), asked))
    return found


def show(title: str, outcomes: Sequence[Outcome]) -> None:
    """Prints one line a seed and the mean."""
    print(title)
    for seed, one in enumerate(outcomes):
        print(f"  seed {seed}   {one.line()}")
    columns = [(one.top1, one.top3, one.auc, one.gap) for one in outcomes]
    print(f"  mean     {Outcome(*np.mean(columns, axis=0)).line()}")


def seconds(texts: Sequence[str], *words: str) -> float:
    """Of the whole command on the clock, start included."""
    with tempfile.TemporaryFile() as file:
        file.write("".join(f"{text}\n" for text in texts).encode())
        file.seek(0)
        began = time.perf_counter()
        command = [sys.executable, "-m", "huitoukan", "problems", "classify", *words]
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - began


def sets_of(pack: Pack) -> dict[str, list[Kind]]:
    """The kinds by the set of wordings."""
    clean = {stem: one for stem, one in pack.wordings.items() if CLEAN in one.basis}
    first = {stem: one for stem, one in pack.wordings.items() if stem not in clean}
    sets = {"first wordings": first, "clean wordings": clean, "all wordings": pack.wordings}
    return {name: kinds_of(replace(pack, wordings=ours)) for name, ours in sets.items()}


def main() -> int:
    """Prints the tables."""
    sets = sets_of(load_pack("national-2026"))
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    examples = read_examples(file) if file else []
    print("           top-1  top-3  AUC    gap   (goals {} {} {})".format(*GOALS))
    for name, meanings in (("words", None), ("words and meanings", encoder.load())):
        if name != "words" and meanings is None:
            print("the sentence encoder is not installed")
            continue
        if examples:
            show(f"{name}, the examples alone", of_file(examples, [], meanings))
        for which, kinds in sets.items():
            if examples:
                title = f"{name}, the examples and {which}"
                show(title, of_file(examples, kinds, meanings))
            else:
                show(f"{name}, {which}", of_catalogue(kinds, meanings))
        if not examples:
            title = f"{name}, some kinds of the clean wordings as labels"
            show(title, of_some_kinds(sets["clean wordings"], meanings))
            nearness = by_nearness(sets["all wordings"], meanings)
            parts = "  ".join(f"{share:.3f} of {n:,}" for share, n in nearness)
            print(f"{name}, all wordings, by nearness (cut at {NEAR}): {parts}")
    kinds = sets["all wordings"]
    with_file = ("--examples", str(file)) if file else ()
    own = [text for kind in kinds for text in kind.texts]
    many = [f"{own[at % len(own)]}，{own[(at * 7 + 3) % len(own)]}" for at in range(N_TEXTS)]
    for words in (("--words-only", *with_file), with_file):
        name = "words" if "--words-only" in words else "as installed"
        start, all_of_them = seconds(own[:1], *words), seconds(many, *words)
        print(f"{name:14}start {start:.2f} s, {N_TEXTS:,} texts {all_of_them:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
