"""Makes cluster-scores.json: scores of random partitions, straight from the definitions, in exact fractions.

    python3 test/link/cluster-scores.py > test/link/cluster-scores.json

-1 is a row without a person: it is together with no other, so a cluster by itself for B-cubed.
"""
import json
import random
from fractions import Fraction as F
from itertools import combinations


def clusters(ids):
    sets = {}
    for row, one in enumerate(ids):
        sets.setdefault(one if one >= 0 else ("alone", row), set()).add(row)
    return {row: members for members in sets.values() for row in members}, list(map(frozenset, sets.values()))


def scores(made, real):
    made_of, made_sets = clusters(made)
    real_of, real_sets = clusters(real)
    rows = range(len(real))
    together = {pair for pair in combinations(rows, 2) if pair[1] in made_of[pair[0]]}
    belong = {pair for pair in combinations(rows, 2) if pair[1] in real_of[pair[0]]}
    both = len(together & belong)
    precision = {r: F(len(made_of[r] & real_of[r]), len(made_of[r])) for r in rows}
    recall = {r: F(len(made_of[r] & real_of[r]), len(real_of[r])) for r in rows}
    mean = lambda values, of: sum(values[r] for r in of) / F(len(of))
    linked = [c for c in made_sets if any(made[r] >= 0 for r in c)]
    whole = len(set(linked) & set(real_sets))
    share = lambda a, b: a / F(b) if b else None
    f1 = lambda p, r: None if p is None or r is None or p + r == 0 else 2 * p * r / (p + r)
    result = {
        "pairs": (share(F(both), len(together)), share(F(both), len(belong))),
        "bcubed": (mean(precision, rows), mean(recall, rows)),
        "bcubed-people": tuple(sum(mean(v, c) for c in real_sets) / F(len(real_sets)) for v in (precision, recall)),
        "people": (share(F(whole), len(linked)), share(F(whole), len(real_sets))),
    }
    number = lambda x: None if x is None else float(x)
    return {name: [number(p), number(r), number(f1(p, r))] for name, (p, r) in result.items()}


chance = random.Random(7)
cases = [
    # The example in the documentation of er_evaluation 2 (Binette): F 0.4, 0.7083 by record and 0.6999 by cluster.
    {"made": [1, 1, 2, 3, 2, 4, 4, 4], "real": [1, 1, 1, 2, 2, 3, 3, 4]},
    {"made": [1, 1, 2, 3, 2, 4, 4, 5], "real": [1, 1, 1, 2, 2, 3, 3, 4]},
]
for rows, people in [(1, 1), (6, 2), (12, 3), (30, 5), (60, 20), (80, 9)]:
    real = [chance.randrange(people) for _ in range(rows)]
    made = [one if chance.random() < 0.7 else chance.randrange(-1, people) for one in real]
    cases.append({"made": made, "real": real})
for case in cases:
    case["scores"] = scores(case["made"], case["real"])
print(json.dumps(cases))
