# SPDX-License-Identifier: Apache-2.0
"""What is known of each mutant, a line of JSON each time that something becomes known. A later line is
what counts; one that a killed run left unfinished does not."""

import json
import threading

from netlist import Failed


class Ledger:
    """Of the directory `out`, which was begun with `terms`, or is made and begun now."""

    def __init__(self, out, terms):
        self._path = out / "ledger.jsonl"
        self._known, self._lock = {}, threading.Lock()
        try:
            out.mkdir(parents=True, exist_ok=True)
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
                self._known[entry["core"], entry["mutant"]] = entry
            except (ValueError, TypeError, KeyError):
                raise Failed(f"{self._path}, line {number}: expected what is known of a mutant, got something else; "
                             "remove the line, and its mutant is asked again") from None
        self._path.write_bytes(whole)

    @staticmethod
    def _begin(out, begun, terms):
        if not begun.exists() and any(out.iterdir()):
            raise Failed(f"{out}: holds something else; expected an empty or new directory, or one of an earlier "
                         "campaign; give another")
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
        begun = self._path.parent / core / "rtl.sha256"
        if any(of == core for of, _ in self._known) and (
                begun.read_text() != rtl
                or any(self.of(core, number).get("mutation", mutation.text) != mutation.text
                       for number, mutation in enumerate(chosen, 1))):
            raise Failed(f"{self._path} is of other RTL: {core} was {begun.read_text()}, got {rtl}; "
                         "take another directory")
        begun.write_text(rtl)

    def enter(self, core, number, mutation, outcome):
        entry = {"core": core, "mutant": number, "macro": mutation.macro, "line": mutation.line,
                 "cell": mutation.option("cell"), "change": mutation.what, **outcome,
                 "mutation": mutation.text}
        with self._lock, self._path.open("a") as file:
            file.write(json.dumps(entry) + "\n")
            self._known[core, number] = entry
