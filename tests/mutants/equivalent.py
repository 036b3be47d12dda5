# SPDX-License-Identifier: Apache-2.0
"""Which mutants do what the core does, whatever its inputs: by induction over clocks, from any contents of
registers and memories that the core can come to as far as that is proven (invariants.py), of the whole core
with its parameters and its wiring, from its first reset on. Before it contents are anything: there a mutant
must come to the same wherever a reset leaves a constant.

  * With no other contents at the next clock and no other outputs, the mutant is the core.
  * Where at most FEW registers come to differ, they may, as long as nothing else ever does: CLOCKS clocks
    after any common contents nothing else differs, and if nothing else did for CLOCKS clocks, whatever
    those registers held, it does not at the next one. So it is with data that is held though nobody
    will read it.

What needs more than that is not seen."""

import re

from netlist import BITS, SELECT, Failed, yosys

LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
WIDTHS = {"$dff": {"D": "WIDTH", "Q": "WIDTH"}, "$memrd": {"ADDR": "ABITS", "DATA": "WIDTH"},
          "$memwr_v2": {"ADDR": "ABITS", "DATA": "WIDTH", "EN": "WIDTH"}, "$meminit_v2": {}}
GIVES = {("$dff", "Q"), ("$memrd", "DATA")}
FEW = 40
CLOCKS = 2
SECONDS = 60


def _without_state(text):
    """RTLIL of a flat module with its registers and ports of memories taken out: what one reads becomes
    an output of the module, \\stateN.PORT, what it gives an input. Returned with the stateN of each
    register's cell, and the cell of each register's signal."""
    cells, states, of_signal = 0, {}, {}

    def ports(found):
        nonlocal cells
        kind, cell, body = found.groups()
        if LOGIC.match(kind):
            return found.group(0)
        if kind not in WIDTHS:
            raise Failed(f"cannot compare: expected logic, $dff and memories, got a cell {kind}; "
                         "teach tests/mutants/equivalent.py what it keeps")
        parameters = dict(re.findall(r"parameter \\(ABITS|WIDTH) (\d+)\n", body))
        cells += 1
        if kind == "$dff":
            states[cell] = f"state{cells}"
            of_signal[re.search(r"connect \\Q \\?(.*)\n", body).group(1)] = cell
        new = ""
        for index, (port, width) in enumerate(WIDTHS[kind].items()):
            signal = re.search(rf"connect \\{port} (.*)\n", body).group(1)
            wire = f"\\state{cells}.{port}"
            gives = (kind, port) in GIVES
            new += (f"  wire width {parameters[width]} {'input' if gives else 'output'} "
                    f"{10**6 + 4 * cells + index} {wire}\n")
            new += f"  connect {signal} {wire}\n" if gives else f"  connect {wire} {signal}\n"
        return new

    text = re.sub(r"(?m)^  memory .*\n|^ *attribute .*\n", "", text)
    return re.sub(r"(?m)^  cell (\S+) (\S+)\n((?:    .*\n)*)  end\n", ports, text), states, of_signal


class Flat:
    """A core with these mutants, as (number, mutation), whose netlist is `folder`/core.il: flat and without
    its state, which goes into `folder`/`name`.il."""

    def __init__(self, top, chosen, folder, name):
        self.top, self.folder = top, folder.resolve()
        self.file = file = self.folder / f"{name}.il"
        yosys([f"read_rtlil {self.folder}/core.il"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten; opt_expr; opt_clean", f"write_rtlil {file}"], self.folder / f"{name}.log")
        text, self.states, self.of_signal = _without_state(file.read_text())
        file.write_text(text)
        self.ports = [(name, int(width or 1), way) for width, way, name in re.findall(
            r"(?m)^  wire (?:width (\d+) )?(input|output) \d+ \\(\S+)$", text) if name != SELECT]
        names = [name for name, _, _ in self.ports]
        self.clock, self.reset = ("aclk", "aresetn") if "aclk" in names else ("clk_i", "rst_ni")

    def constant_in_reset(self):
        """Cells of the registers that take a constant then."""
        file = self.file.with_suffix(".reset.il")
        yosys([f"read_rtlil {self.file}", f"cd {self.top}", f"delete -input w:{self.reset}",
               f"connect -set {self.reset} 1'0", "cd ..", "opt_expr -full; opt_clean", f"write_rtlil {file}"],
              file.with_suffix(".log"))
        taken = set(re.findall(r"(?m)^  connect \\(state\d+)\.D \d+'[01]+$", file.read_text()))
        return {cell for cell, state in self.states.items() if state in taken}


class Equivalence:
    """Of the mutants `chosen`, as (number, mutation), of the core whose `invariants` are proven."""

    def __init__(self, chosen, invariants):
        self.top, self.folder, self.invariants = invariants.flat.top, invariants.flat.folder, invariants
        self.flat = Flat(self.top, chosen, self.folder, "flat")
        self.resets = {f"{self.flat.states[cell]}.D"
                       for cell in invariants.flat.constant_in_reset()}
        self.registers = {name.removesuffix(".Q") for name, _, _ in self.flat.ports if name.endswith(".Q")}

    def holds(self, number):
        """Whether mutant `number` is equivalent; None where the solver did not come to an end."""
        equal, touched = self._ask(number, self._miter(1, 0, set()))
        registers = {name.removesuffix(".D") for name in touched}
        if equal is False and len(registers) <= FEW and registers <= self.registers:
            equal = (self._ask(number, self._miter(CLOCKS, 0, registers, common=True))[0]
                     and self._ask(number, self._miter(CLOCKS + 1, CLOCKS, registers))[0])
        return equal and self._ask(number, self._miter(1, 0, set(), first_reset=True))[0]

    def _ask(self, number, miter):
        """Whether core and mutant agree as the miter says, and where they still could differ after
        merging what both share."""
        files = {ending: self.folder / f"ask{number}.{ending}" for ending in
                 ("il", "left", "said", "log", "ys")}
        files["il"].write_text(miter)
        yosys([f"read_rtlil {self.folder}/flat.il",
               f"copy {self.top} gate",
               f"delete -input {self.top}/w:{SELECT} gate/w:{SELECT}",
               f"cd {self.top}; connect -set {SELECT} {BITS}'d0; cd ..",
               f"cd gate; connect -set {SELECT} {BITS}'d{number}; cd ..",
               "opt_expr; opt_clean",
               f"read_rtlil {files['il']}", f"read_verilog -sv {self.invariants.file}",
               "hierarchy -top miter; flatten; opt_expr; opt_merge; opt_clean; opt_expr; opt_clean",
               f"tee -q -o {files['left']} select -list miter/c:same*",
               f"tee -q -o {files['said']} sat -prove-asserts -set-assumes -timeout {SECONDS} miter"],
              files["log"])
        said = files["said"].read_text()
        touched = set(re.findall(r"same\d+_(\S+)", files["left"].read_text()))
        for file in files.values():
            file.unlink()
        if "no model found: SUCCESS!" in said:
            return True, touched
        return (False if "model found: FAIL!" in said else None), touched

    def _miter(self, clocks, assumed, free, common=False, first_reset=False):
        """RTLIL of core and mutant side by side, for so many clocks one behind the other: they agree
        in those behind the ones that are `assumed`, but for the registers that are `free`, which
        differ at the begin unless all is `common`. Or for the clock of the `first_reset`."""
        wires, cells = [], []

        def wire(name, width, is_input=False):
            wires.append(f"  wire width {width} {f'input {len(wires) + 1} ' if is_input else ''}\\{name}\n")
            return f"\\{name}"

        for clock in range(clocks):
            bodies = {"gold": [], "gate": []}
            for name, width, way in self.flat.ports:
                register, is_q = name.rpartition(".")[0], name.endswith(".Q")
                if way == "output":
                    both = [wire(f"{side}{clock}_{name}", width) for side in bodies]
                elif is_q and clock > 0:
                    both = [f"\\{side}{clock - 1}_{register}.D" for side in bodies]
                else:
                    both = [wire(f"in{clock}_{name}", width, True)] * 2
                    if is_q and register in free and not common:
                        both[1] = wire(f"other_{name}", width, True)
                for body, signal in zip(bodies.values(), both):
                    body.append(f"    connect \\{name} {signal}\n")
                if way == "output" and register not in free and (not first_reset or name in self.resets):
                    same = wire(f"is_same{clock}_{name}", 1)
                    cells.append(
                        f"  cell $eq \\same{clock}_{name}\n    parameter \\A_SIGNED 0\n"
                        f"    parameter \\B_SIGNED 0\n    parameter \\A_WIDTH {width}\n"
                        f"    parameter \\B_WIDTH {width}\n    parameter \\Y_WIDTH 1\n"
                        f"    connect \\A {both[0]}\n    connect \\B {both[1]}\n"
                        f"    connect \\Y {same}\n  end\n"
                        f"  cell ${'assume' if clock < assumed else 'assert'} \\holds{clock}_{name}\n"
                        f"    connect \\A {same}\n    connect \\EN 1'1\n  end\n")
            for side, module in (("gold", self.top), ("gate", "gate")):
                cells.append(f"  cell \\{module} \\{side}{clock}\n{''.join(bodies[side])}  end\n")
        holds, reset = wire("holds", 1), self.flat.reset
        cells.append(
            "  cell \\sf_invariants \\invariants\n"
            + "".join(f"    connect \\{register.key} \\in0_{self.flat.states[cell]}.Q\n"
                      for register, cell in self.invariants.registers)
            + f"    connect \\{reset} \\in0_{reset}\n"
            f"    connect \\{'in_reset' if first_reset else 'all'} {holds}\n  end\n"
            f"  cell $assume \\begins\n    connect \\A {holds}\n    connect \\EN 1'1\n  end\n")
        return "module \\miter\n" + "".join(wires + cells) + "end\n"
