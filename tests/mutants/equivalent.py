# SPDX-License-Identifier: Apache-2.0
"""Which mutants compute what the core computes: from any contents of registers and memories and with any
inputs, the same outputs and the same next contents. Asked of the whole core, with its parameters and
its wiring. Where they differ only in contents that the core never comes to, that is not seen."""

import re

from netlist import BITS, SELECT, Failed, yosys

STATE = ("$dff", "$memrd", "$memwr_v2", "$meminit_v2")
LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
SECONDS = 120


def _without_state(text):
    """RTLIL of a flat module with its registers and ports of memories taken out: what one reads becomes
    an output of the module, what it gives an input."""
    wires = 0

    def ports(found):
        nonlocal wires
        kind, body = found.group(1), found.group(2)
        if LOGIC.match(kind):
            return found.group(0)
        if kind not in STATE:
            raise Failed(f"cannot compare: expected logic, $dff and memories, got a cell {kind}; "
                         "teach tests/mutants/equivalent.py what it keeps")
        width = dict(re.findall(r"parameter \\(ABITS|WIDTH) (\d+)\n", body))
        new = ""
        for port, signal in re.findall(r"connect \\(\S+) (.*)\n", body):
            if kind == "$meminit_v2" or port == "CLK" or (kind == "$memrd" and port == "EN"):
                continue
            wires += 1
            wire = f"\\state{wires}_{port}"
            gives = (kind, port) in (("$dff", "Q"), ("$memrd", "DATA"))
            new += (f"  wire width {width['ABITS' if port == 'ADDR' else 'WIDTH']} "
                    f"{'input' if gives else 'output'} {10**6 + wires} {wire}\n")
            new += f"  connect {signal} {wire}\n" if gives else f"  connect {wire} {signal}\n"
        return new

    text = re.sub(r"(?m)^  memory .*\n", "", text)
    text = re.sub(r"(?m)^  cell (\S+) \S+\n((?:    .*\n)*)  end\n", ports, text)
    # What was an attribute of a cell may not stand before a connection.
    return re.sub(r"(?m)(?:^  attribute .*\n)+(?=  (?:connect|attribute) )|(?:^  attribute .*\n)+(?=end)",
                  "", text)


class Equivalence:
    """Of the mutants `chosen`, as (number, mutation), of a core whose netlist is `folder`/core.il."""

    def __init__(self, top, chosen, folder):
        self.top, self.folder = top, folder.resolve()
        flat = self.folder / "flat.il"
        yosys([f"read_rtlil {self.folder}/core.il"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten; opt_expr; opt_clean", "setattr -unset src */*", f"write_rtlil {flat}"],
              self.folder / "flat.log")
        flat.write_text(_without_state(flat.read_text()))

    def holds(self, number):
        """Whether mutant `number` is equivalent; None where the solver did not come to an end."""
        done = self.folder / f"sat{number}.txt"
        yosys([f"read_rtlil {self.folder}/flat.il",
               f"copy {self.top} gate",
               f"delete -input {self.top}/w:{SELECT} gate/w:{SELECT}",
               f"cd {self.top}; connect -set {SELECT} {BITS}'d0; cd ..",
               f"cd gate; connect -set {SELECT} {BITS}'d{number}; cd ..",
               "opt_expr; opt_clean",
               f"miter -equiv -make_assert {self.top} gate miter",
               # What both share is merged, and two equal bits compare as 1: what is left to the solver
               # is what the mutant reaches. $eqx would not fold.
               "hierarchy -top miter; flatten; opt_expr; opt_merge; opt_clean",
               "chtype -set $eq miter/t:$eqx; opt_expr; opt_clean",
               f"tee -q -o {done} sat -prove-asserts -timeout {SECONDS} miter"],
              self.folder / f"sat{number}.log")
        said = done.read_text()
        for file in self.folder.glob(f"sat{number}.*"):
            file.unlink()
        if "SAT proof finished - no model found: SUCCESS!" in said:
            return True
        return False if "SAT proof finished - model found: FAIL!" in said else None
