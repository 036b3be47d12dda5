# SPDX-License-Identifier: Apache-2.0
"""The ledger as numbers for machines and as a page for people."""

import json
from collections import Counter, defaultdict

OUTCOMES = {"caught": "caught", "equivalent": "equivalent", "elsewhere": "killed by a proof",
            "missed": "missed", "unproven": "not given to the proofs"}


def _table(heads, rows):
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def write(out, ledger, possible):
    """Writes summary.json and report.md into `out`; returns the verdict as a sentence, and whether all
    are caught, equivalent or killed. `possible`: how many mutants each core has."""
    entries = ledger.entries()
    totals = Counter(entry["outcome"] for entry in entries)
    by = {key: defaultdict(Counter) for key in ("core", "macro")}
    for entry in entries:
        for key, counts in by.items():
            counts[entry[key]][entry["outcome"]] += 1
    ways = Counter(entry["by"] for entry in entries if "by" in entry)
    (out / "summary.json").write_text(json.dumps({
        "mutants": len(entries), "possible": possible,
        **{outcome: totals[outcome] for outcome in OUTCOMES},
        "by_core": by["core"], "by_macro": by["macro"], "caught_by": ways}, indent=1, sort_keys=True) + "\n")

    verdict = f"{len(entries)} of {sum(possible.values())} possible mutants: " + ", ".join(
        f"{totals[outcome]} {words}" for outcome, words in OUTCOMES.items()) + "."
    parts = ["# Mutants\n", verdict + "\n"]
    for key, counts in by.items():
        parts.append(_table([key, "mutants", *OUTCOMES], [
            [name, sum(count.values()), *(count[outcome] for outcome in OUTCOMES)]
            for name, count in sorted(counts.items())]))
    parts.append(_table(["caught first by", "mutants"], ways.most_common()))
    missed = [entry for entry in entries if entry["outcome"] in ("missed", "unproven")]
    if missed:
        parts += ["## Missed\n", _table(
            ["core", "mutant", "line", "cell", "change", "first differs", "proofs that hold"],
            [[entry["core"], entry["mutant"], entry["line"], f"`{entry['cell']}`", entry["change"],
              entry.get("differs", "no answer"), ", ".join(entry.get("tried", [])) or "-"]
             for entry in missed])]
    (out / "report.md").write_text("\n".join(parts))
    return verdict, not missed
