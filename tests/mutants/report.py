# SPDX-License-Identifier: Apache-2.0
"""The ledger as numbers for machines and as a page for people.

reasons.json says of survivors, one by one, why nothing need see them. One without a reason is missed."""

import json
from collections import Counter, defaultdict
from pathlib import Path

from netlist import Mutation

OUTCOMES = {"caught": "caught", "equivalent": "equivalent", "elsewhere": "killed by a proof",
            "explained": "survive for a reason", "missed": "missed", "unproven": "not given to the proofs"}
# What reasons.json knows a survivor by: no number and no line, which change with the RTL around it.
PLACE = "core", "macro", "code", "cell", "change"
REASONS = {tuple(reason[key] for key in PLACE): reason["reason"]
           for reason in json.loads((Path(__file__).parent / "reasons.json").read_text())}


def code_of(out, entry):
    """The line of the emitted core that a mutant is at, "" where it is of none."""
    file, _, number = entry["line"].partition(":")
    lines = next((out / entry["core"] / "core").rglob(file)).read_text().splitlines()
    return lines[int(number) - 1].strip() if int(number) else ""


def place_of(out, entry):
    """PLACE of an entry of the ledger of `out`."""
    return entry["core"], entry["macro"], code_of(out, entry), Mutation(entry["mutation"]).kind, entry["change"]


def _table(heads, rows):
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def write(out, ledger, possible):
    """Writes summary.json and report.md into `out`; returns the verdict as a sentence, and whether all
    are caught, equivalent, killed or explained. `possible`: how many mutants each core has."""
    entries, codes = ledger.entries(), {}
    for entry in entries:
        if entry["outcome"] == "unkilled":  # no proof kills it, and with --no-proofs nothing more is asked
            entry["outcome"] = "missed"
        if entry["outcome"] in ("missed", "unproven"):
            codes[entry["core"], entry["mutant"]] = code_of(out, entry)
            if reason := REASONS.get(place_of(out, entry)):
                entry |= {"outcome": "explained", "reason": reason}
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
    for head, outcome, last in (("Missed", "missed", "proofs that hold"),
                                ("Not given to the proofs", "unproven", "-"),
                                ("For a reason", "explained", "reason")):
        if those := [entry for entry in entries if entry["outcome"] == outcome]:
            parts += [f"## {head}\n", _table(
                ["core", "mutant", "line", "code", "change", "first differs", last],
                [[entry["core"], entry["mutant"], entry["line"],
                  f"`{codes.get((entry['core'], entry['mutant']), '')}`".replace("|", "\\|"), entry["change"],
                  entry.get("differs", "no answer"), entry.get("reason") or ", ".join(entry.get("tried", [])) or "-"]
                 for entry in those])]
    (out / "report.md").write_text("\n".join(parts))
    return verdict, not (set(totals) - {"caught", "equivalent", "elsewhere", "explained"})
