#!/usr/bin/env python3
"""How right models on different bodies are together, from the answers of their cross-validations.

  backbeat-train my_music.csv --cross-validate 5 --seeds 1,2,3 --body A --csv a.csv
  backbeat-train my_music.csv --cross-validate 5 --seeds 1,2,3 --body B --csv b.csv
  scripts/together.py a.csv b.csv

--leave-out source does as well as --cross-validate. Each clip's probabilities are the mean of those in the
files, seed by seed, as `backbeat-predict --model --model` takes it. Prints accuracy and log loss of each
seed and of their mean, over the clips that count; where sources were left out, the mean over the sources.
"""
import csv
import math
import sys
from collections import defaultdict

NEEDED = "path label seed answer confidence".split()
OTHERS = NEEDED + "fold artist track scored source answered".split()


def read(path):
    """{(seed, source, clip): (label, {class: probability})} of the rows that count."""
    try:
        file = open(path, newline="", encoding="utf-8")
    except OSError as error:
        sys.exit(f"{path}: can not be read: {error.strerror}")
    answers = {}
    with file:
        reader = csv.DictReader(file)
        if not set(NEEDED) <= set(reader.fieldnames or []):
            sys.exit(f"{path}: found columns {reader.fieldnames}, expected those of backbeat-train --csv")
        for row in reader:
            if row.get("scored", "true") in ("1", "true"):
                key = row["seed"], row.get("source", ""), (row["path"], row["label"], row.get("track", ""))
                # A class that no model of this row knows has none.
                answers[key] = row["label"], {name: float(row[name] or 0) for name in row if name not in OTHERS}
    return answers


def mean(distributions):
    return {name: sum(d[name] for d in distributions) / len(distributions) for name in distributions[0]}


def figures(answers):
    """Accuracy in percent and log loss of {source: [(label, distribution)]}, each source weighing alike."""
    right = [sum(max(p, key=p.get) == label for label, p in rows) / len(rows) for rows in answers.values()]
    loss = [-sum(math.log(max(p[label], 1e-15)) for label, p in rows) / len(rows) for rows in answers.values()]
    n = sum(len(rows) for rows in answers.values())
    return f"accuracy {100 * sum(right) / len(right):.1f} of {n}, log loss {sum(loss) / len(loss):.3f}"


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    files = [read(path) for path in sys.argv[1:]]
    for path, answers in zip(sys.argv[1:], files):
        if answers.keys() != files[0].keys():
            sys.exit(f"{path}: found other clips or seeds than in {sys.argv[1]}, expected the same")
    of_seed = defaultdict(lambda: defaultdict(list))
    of_clip = defaultdict(list)
    for key, (label, _) in files[0].items():
        seed, source, clip = key
        together = mean([answers[key][1] for answers in files])
        of_seed[seed][source].append((label, together))
        of_clip[source, clip].append((label, together))
    of_all = defaultdict(list)
    for (source, _), rows in of_clip.items():
        of_all[source].append((rows[0][0], mean([p for _, p in rows])))
    for seed, answers in of_seed.items():
        print(f"seed {seed}: {figures(answers)}")
    print(f"all seeds: {figures(of_all)}")


if __name__ == "__main__":
    main()
