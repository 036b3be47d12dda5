# SPDX-License-Identifier: Apache-2.0
"""What is known of each mutant, a line of JSON each time that something becomes known. A later line is
what counts; one that a killed run left unfinished does not."""

import fcntl
import json
import threading

from netlist import Failed

# What may be known of a mutant: the stage at which it is, or what became of it.
STAGES = "survived", "unequal", "unproven", "unkilled"
ENDS = "caught", "equivalent", "elsewhere", "missed"
KEYS = {"core", "mutant", "macro", "line", "cell", "change", "outcome", "mutation"}


class Ledger:
    """Of the directory `out`, which was begun with `terms`, or is made and begun now."""

    def __init__(self, out, terms):
        self._path, self._held = out / "ledger.jsonl", None
        self._known, self._lock = {}, threading.Lock()
        try:
            out.mkdir(parents=True, exist_ok=True)
            if not (out / "terms.json").exists() and any(file.name != "lock" for file in out.iterdir()):
                raise Failed(f"{out}: holds something else; expected an empty or new directory, or one of an earlier "
                             "campaign; give another")
            self._held = self._hold(out / "lock")
            self._begin(out, out / "terms.json", json.dumps(terms) + "\n")
        except OSError as error:
            raise Failed(f"{out}: cannot be made or written: {error.strerror}; expected a directory, or a place "
                         "for a new one; give another") from None
        whole = b""
        if self._path.exists():
            text = self._path.read_bytes()
            whole = text[:text.rfind(b"\n") + 1]
        for number, line in enumerate(whole.splitlines(), 1):
            try:
                entry = json.loads(line)
                if (not KEYS <= set(entry) or entry["outcome"] not in STAGES + ENDS
                        or type(entry["mutant"]) is not int):
                    raise ValueError
                self._known[entry["core"], entry["mutant"]] = entry
            except (ValueError, TypeError, KeyError):
                raise Failed(f"{self._path}, line {number}: expected what is known of a mutant, got something else; "
                             "remove the line, and its mutant is asked again") from None
        if self._path.exists() and whole != text:  # a line that a killed run left unfinished
            with self._path.open("r+b") as file:
                file.truncate(len(whole))

    def __del__(self):
        if self._held:
            self._held.close()

    @staticmethod
    def _hold(path):
        """Keeps other campaigns out, as long as the file that it returns is open."""
        file = path.open("a")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise Failed(f"{path.parent}: another campaign is at it; expected it for this one alone; wait for the "
                         "other, or give another directory") from None
        return file

    @staticmethod
    def _begin(out, begun, terms):
        before = begun.read_text(errors="replace") if begun.exists() else ""
        if before not in ("", terms):  # empty where the disk was full as it was begun
            raise Failed(f"{out} was begun with {before.strip()}; expected the same, got {terms.strip()}; give "
                         "these, or another directory")
        begun.write_text(terms)

    def of(self, core, number):
        """What is known last, nothing at first."""
        return self._known.get((core, number), {})

    def entries(self):
        return [dict(self._known[key]) for key in sorted(self._known)]

    def require_same(self, core, rtl, chosen):
        """That what is known is of these mutants of this RTL, of which `rtl` is the hash."""
        begun, known = self._path.parent / core / "rtl.sha256", [number for of, number in self._known if of == core]
        if known and begun.read_text() != rtl:
            raise Failed(f"{self._path} is of other RTL: {core} was {begun.read_text()}, got {rtl}; "
                         "take another directory")
        for number in known:
            if not 1 <= number <= len(chosen) or self.of(core, number)["mutation"] != chosen[number - 1].text:
                raise Failed(f"{self._path}: mutant {number} of {core} is none of this campaign; expected 1 to "
                             f"{len(chosen)} as they were chosen; remove its lines")
        begun.write_text(rtl)

    def require_of(self, cores):
        """That what is known is of these cores."""
        for core, _ in self._known:
            if core not in cores:
                raise Failed(f"{self._path}: {core} is no core of this campaign; expected one of "
                             f"{', '.join(cores)}; remove its lines")

    def enter(self, core, number, mutation, outcome):
        entry = {"core": core, "mutant": number, "macro": mutation.macro, "line": mutation.line,
                 "cell": mutation.option("cell"), "change": mutation.what, **outcome,
                 "mutation": mutation.text}
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            self._known[core, number] = entry
