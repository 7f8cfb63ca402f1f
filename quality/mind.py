"""How well logs in the format of MIND are ranked: ours, and what others make of the same features.

``python -m quality.mind [DIR] [--train DIR] [--short] [--peers]``

Without a folder it is our own invented log (``quality.invented_log``, seed 0), which has floors; ``--short`` takes the
beginning of it. Prints a JSON line for each ranker and setting, and one of our figures; 1 where a floor is broken.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from mynews.ranking.mind.contest import Outcome
from mynews.services.evaluation.logs import BEHAVIORS, NEWS, evaluate_mind
from mynews.services.evaluation.peers import peers
from mynews.understanding.encoder import Encoder
from quality.floors import broken_floors, digest_of
from quality.invented_log import write

IMPRESSIONS, SHORT = 6_000, 2_000


def main() -> int:
    """Prints the lines; 1 where a floor is broken."""
    parser = ArgumentParser(description="Measure rankers on a log in the format of MIND.")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--train", type=Path)
    parser.add_argument("--short", action="store_true", help="the beginning of our own log")
    parser.add_argument("--peers", action="store_true", help="LightGBM too")
    options = parser.parse_args()
    with TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        if options.folder is None:
            write(folder, impressions=SHORT if options.short else IMPRESSIONS)
        report = evaluate_mind(
            folder, lambda: Encoder.load(1), train=options.train, peers=peers() if options.peers else {}
        )
        digest = digest_of([folder / BEHAVIORS, folder / NEWS])
    for outcome in report.outcomes:
        print(json.dumps(line_of(outcome)))
    figures = figures_of(report.outcomes)
    print(json.dumps({name: round(figure, 4) for name, figure in figures.items()}))
    broken = broken_floors("mind short" if options.short else "mind", digest, figures)
    print(*broken, sep="\n", end="\n" if broken else "", file=sys.stderr)
    return 1 if broken else 0


def line_of(outcome: Outcome) -> dict[str, object]:
    """What is printed of one ranker in one setting."""
    found = {"auc": outcome.auc, "mrr": outcome.mrr, "ndcg5": outcome.ndcg5, "ndcg10": outcome.ndcg10}
    figures = {name: [round(each.value, 4), round(each.low, 4), round(each.high, 4)] for name, each in found.items()}
    return {
        "ranker": outcome.ranker, "setting": outcome.setting, "impressions": outcome.impressions, **figures,
    }  # fmt: skip


def figures_of(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """AUC and nDCG@10 of ours by setting, and how far its AUC is ahead of each other ranker's best."""
    own = {each.setting: each for each in outcomes if each.ranker == "ours"}
    figures = {f"{setting} auc": each.auc.value for setting, each in own.items()}
    figures |= {f"{setting} ndcg10": each.ndcg10.value for setting, each in own.items()}
    for other in sorted({each.ranker for each in outcomes} - {"ours"}):
        best = max(each.auc.value for each in outcomes if each.ranker == other)
        figures[f"ahead of {other}"] = own["both"].auc.value - best
    return figures


if __name__ == "__main__":
    sys.exit(main())
