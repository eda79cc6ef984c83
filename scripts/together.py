#!/usr/bin/env python3
"""How right models on different bodies are together, from the answers of their cross-validations.

  backbeat-train my_music.csv --cross-validate 5 --seeds 1,2,3 --body A --csv a.csv
  backbeat-train my_music.csv --cross-validate 5 --seeds 1,2,3 --body B --csv b.csv
  scripts/together.py a.csv b.csv

Each clip's probabilities are the mean of those in the files, seed by seed, as `backbeat-predict --model
--model` takes it. Prints accuracy and log loss of each seed and of their mean, over the clips that count.
"""
import csv
import math
import sys
from collections import defaultdict

OTHERS = "path label fold artist track scored seed answer confidence".split()


def read(path):
    """{(seed, clip): (label, {class: probability})} of the rows that count."""
    answers = {}
    try:
        file = open(path, newline="", encoding="utf-8")
    except OSError as error:
        sys.exit(f"{path}: can not be read: {error.strerror}")
    with file:
        reader = csv.DictReader(file)
        if not set(OTHERS) <= set(reader.fieldnames or []):
            sys.exit(f"{path}: found columns {reader.fieldnames}, expected those of backbeat-train --csv")
        for row in reader:
            if row["scored"] in ("1", "true"):
                key = row["seed"], (row["path"], row["label"], row["track"])
                answers[key] = row["label"], {name: float(row[name]) for name in row if name not in OTHERS}
    return answers


def mean(distributions):
    return {name: sum(d[name] for d in distributions) / len(distributions) for name in distributions[0]}


def figures(answers):
    """Accuracy in percent and log loss of [(label, distribution)]."""
    right = sum(max(p, key=p.get) == label for label, p in answers)
    loss = -sum(math.log(max(p[label], 1e-15)) for label, p in answers)
    return f"accuracy {100 * right / len(answers):.1f} of {len(answers)}, log loss {loss / len(answers):.3f}"


def main():
    if len(sys.argv) < 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    files = [read(path) for path in sys.argv[1:]]
    for path, answers in zip(sys.argv[1:], files):
        if answers.keys() != files[0].keys():
            sys.exit(f"{path}: found other clips or seeds than in {sys.argv[1]}, expected the same")
    by_seed, by_clip = defaultdict(list), defaultdict(list)
    for key, (label, _) in files[0].items():
        together = mean([answers[key][1] for answers in files])
        by_seed[key[0]].append((label, together))
        by_clip[key[1]].append((label, together))
    for seed, answers in by_seed.items():
        print(f"seed {seed}: {figures(answers)}")
    print("all seeds:", figures([(rows[0][0], mean([p for _, p in rows])) for rows in by_clip.values()]))


if __name__ == "__main__":
    main()
