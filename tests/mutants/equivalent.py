# SPDX-License-Identifier: Apache-2.0
"""Which mutants do what the core does, whatever its inputs: by induction over clocks, from any contents of
registers and memories, of the whole core with its parameters and its wiring.

  * With no other contents at the next clock and no other outputs, the mutant is the core.
  * Where at most FEW registers come to differ, they may, as long as nothing else ever does: CLOCKS clocks
    after any common contents nothing else differs, and if nothing else did for CLOCKS clocks, whatever
    those registers held, it does not at the next one. So it is with data that is held though nobody
    will read it.

What needs more than that, contents that the core never comes to for example, is not seen."""

import re

from netlist import BITS, SELECT, Failed, yosys

LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
WIDTHS = {"$dff": {"D": "WIDTH", "Q": "WIDTH"}, "$memrd": {"ADDR": "ABITS", "DATA": "WIDTH"},
          "$memwr_v2": {"ADDR": "ABITS", "DATA": "WIDTH", "EN": "WIDTH"}, "$meminit_v2": {}}
GIVES = {("$dff", "Q"), ("$memrd", "DATA")}
FEW = 4
CLOCKS = 2
SECONDS = 60


def _without_state(text):
    """RTLIL of a flat module with its registers and ports of memories taken out: what one reads becomes
    an output of the module, \\stateN.PORT, what it gives an input."""
    cells = 0

    def ports(found):
        nonlocal cells
        kind, body = found.group(1), found.group(2)
        if LOGIC.match(kind):
            return found.group(0)
        if kind not in WIDTHS:
            raise Failed(f"cannot compare: expected logic, $dff and memories, got a cell {kind}; "
                         "teach tests/mutants/equivalent.py what it keeps")
        parameters = dict(re.findall(r"parameter \\(ABITS|WIDTH) (\d+)\n", body))
        cells += 1
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
    return re.sub(r"(?m)^  cell (\S+) \S+\n((?:    .*\n)*)  end\n", ports, text)


class Equivalence:
    """Of the mutants `chosen`, as (number, mutation), of a core whose netlist is `folder`/core.il."""

    def __init__(self, top, chosen, folder):
        self.top, self.folder = top, folder.resolve()
        flat = self.folder / "flat.il"
        yosys([f"read_rtlil {self.folder}/core.il"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten; opt_expr; opt_clean", f"write_rtlil {flat}"], self.folder / "flat.log")
        text = _without_state(flat.read_text())
        flat.write_text(text)
        self.ports = [(name, int(width or 1), way) for width, way, name in re.findall(
            r"(?m)^  wire (?:width (\d+) )?(input|output) \d+ \\(\S+)$", text) if name != SELECT]
        self.registers = {name.removesuffix(".Q") for name, _, _ in self.ports if name.endswith(".Q")}

    def holds(self, number):
        """Whether mutant `number` is equivalent; None where the solver did not come to an end."""
        equal, touched = self._ask(number, 1, 0, set())
        registers = {name.removesuffix(".D") for name in touched}
        if equal is not False or len(registers) > FEW or not registers <= self.registers:
            return equal
        begins, _ = self._ask(number, CLOCKS, 0, registers, common=True)
        return begins and self._ask(number, CLOCKS + 1, CLOCKS, registers)[0]

    def _ask(self, number, clocks, assumed, free, common=False):
        """Whether core and mutant agree in the clocks behind those that are `assumed`, but for the
        registers that are `free`, which differ at the begin unless all is `common`; and where they
        still could differ after merging what both share."""
        files = {ending: self.folder / f"ask{number}.{ending}" for ending in
                 ("il", "left", "said", "log", "ys")}
        files["il"].write_text(self._miter(clocks, assumed, free, common))
        yosys([f"read_rtlil {self.folder}/flat.il",
               f"copy {self.top} gate",
               f"delete -input {self.top}/w:{SELECT} gate/w:{SELECT}",
               f"cd {self.top}; connect -set {SELECT} {BITS}'d0; cd ..",
               f"cd gate; connect -set {SELECT} {BITS}'d{number}; cd ..",
               "opt_expr; opt_clean",
               f"read_rtlil {files['il']}",
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

    def _miter(self, clocks, assumed, free, common):
        """RTLIL of core and mutant side by side, for so many clocks one behind the other."""
        wires, cells = [], []

        def wire(name, width, is_input=False):
            wires.append(f"  wire width {width} {f'input {len(wires) + 1} ' if is_input else ''}\\{name}\n")
            return f"\\{name}"

        for clock in range(clocks):
            bodies = {"gold": [], "gate": []}
            for name, width, way in self.ports:
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
                if way == "output" and register not in free:
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
        return "module \\miter\n" + "".join(wires + cells) + "end\n"
