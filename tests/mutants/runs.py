# SPDX-License-Identifier: Apache-2.0
"""Runs of one core with one of its mutants on, in lockstep with the golden model."""

import os
import time

import child
from cores import tool
from netlist import Failed

PATIENCE = 20  # times as long as the core itself takes, and SECONDS more
SECONDS = 20


class Runs:
    """Of the emitted directory `core` with the netlist of `folder`/`sources`, in each of `ways`."""

    def __init__(self, core, top, folder, models, ways, sources="netlist.f"):
        self.command = [tool("spinforge-sim"), "verify", core, "--top", top, "--filelist",
                        os.path.relpath(folder / sources, core), "--build-dir", models, "--jobs", "1",
                        "--no-wave", "--quiet"]
        self.ways = ways
        self.usual = {}

    def build(self):
        """Builds the model, and requires that the netlist without a mutant equals golden in every way."""
        self._run(0, next(iter(self.ways)), 3600)  # the build, whose time is no run's
        for way in self.ways:
            begin = time.monotonic()
            code, said = self._run(0, way, 3600)
            self.usual[way] = time.monotonic() - begin
            if code != 0:
                last = (said.strip().splitlines() or ["no message"])[-1]
                raise Failed(f"the core itself does not pass '{way}': expected exit code 0, got {code} "
                             f"({last}); mend that first")

    def caught(self, number, ways):
        """The first of `ways` that catches mutant `number`, and how; None where all pass."""
        for way in ways:
            code, _ = self._run(number, way, SECONDS + PATIENCE * self.usual[way])
            if code == 0:
                continue
            if code not in (1, None) and self._run(0, way, 3600)[0] != 0:
                raise Failed(f"'{way}' fails without a mutant, too, though it passed before; look for a "
                             "full disk or a changed core, and run again")
            how = {1: "differs", None: "does not end"}.get(code, f"ends with exit code {code}")
            return {"by": way, "how": how}
        return None

    def _run(self, number, way, seconds):
        """Exit code, None where it took longer, and what it said."""
        return child.run(self.command + self.ways[way], seconds, SF_MUTANT=str(number))
