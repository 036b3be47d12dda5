# SPDX-License-Identifier: Apache-2.0
"""A core as logic alone, for proofs: flat, with its registers and the ports of its memories as pins."""

import re

from netlist import BEYOND, SELECT, Failed, yosys

MULTIPLIER = "\\sf_multiplier"  # Yosys leaves cells as they are that it does not know
LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
WIDTHS = {"$dff": {"D": "WIDTH", "Q": "WIDTH"}, MULTIPLIER: {"A": "A_WIDTH", "B": "B_WIDTH", "Y": "Y_WIDTH"},
          "$memrd_v2": {"ADDR": "ABITS", "DATA": "WIDTH"},
          "$memwr_v2": {"ADDR": "ABITS", "DATA": "WIDTH", "EN": "WIDTH"}, "$meminit": {}, "$meminit_v2": {}}
# Memories that become registers, or logic where nothing writes them.
SMALL = "t:$mem_v2 r:SIZE<=16 %i r:WIDTH<=64 %i", "t:$mem_v2 r:WR_PORTS=0 %i r:SIZE<=128 %i"
GIVES = {("$dff", "Q"), (MULTIPLIER, "Y"), ("$memrd_v2", "DATA")}


class Flat:
    """The core `top` of `folder`/core.il with these mutants, as (number, mutation), in `folder`/`name`.il.

    ports: all pins as (name, width in bits, "input" or "output"), but for SELECT; what is no logic is taken
    out, and has pins in its place: stateN.Q and .D of a register, stateN.ADDR, .DATA and .EN of a port of a
    memory, stateN.A, .B and .Y of a multiplier. What is undefined is an input, too, undefined_CELL.
    states: the stateN of each register's cell; of_signal: the cell of each register's signal; memories: the
    memory of each stateN that is of one; multipliers: of each stateN that is one, whether it is signed."""

    def __init__(self, top, chosen, folder, name):
        self.top = top
        self.file = file = folder.resolve() / f"{name}.il"
        # What is undefined may be anything: the core must not depend on it, a mutant may not have it for an
        # excuse.
        yosys([f"read_rtlil {folder.resolve()}/core.il", BEYOND,
               "setundef -undriven -anyseq"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten", f"chtype -set {MULTIPLIER} t:$mul", "opt_expr; opt_clean; memory_collect",
                 *(f"memory_map {small}" for small in SMALL), f"memory_unpack; opt_clean; write_rtlil {file}"],
              file.with_suffix(".log"))
        self.states, self.of_signal, self.memories, self.multipliers = {}, {}, {}, {}
        text = re.sub(r"(?m)^  memory .*\n|^ *attribute .*\n", "", file.read_text())
        text = re.sub(r"(?m)^  cell (\S+) (\S+)\n((?:    .*\n)*)  end\n", self._taken_out, text)
        file.write_text(text)
        self.ports = [(name, int(width or 1), way) for width, way, name in re.findall(
            r"(?m)^  wire (?:width (\d+) )?(input|output) \d+ (?:signed )?\\(\S+)$", text) if name != SELECT]
        names = [name for name, _, _ in self.ports]
        self.clock, self.reset = ("aclk", "aresetn") if "aclk" in names else ("clk_i", "rst_ni")

    def _taken_out(self, found):
        """Pins in the place of a cell that is no logic."""
        kind, cell, body = found.groups()
        if kind == "$anyseq":
            width, signal = (re.search(pattern, body).group(1) for pattern in (
                r"parameter \\WIDTH (\d+)\n", r"connect \\Y (.*)\n"))
            name = "\\undefined" + re.sub(r"\W+", "_", cell)  # the same with mutants and without
            return f"  wire width {width} input {10**8 + found.start()} {name}\n  connect {signal} {name}\n"
        if LOGIC.match(kind):
            return found.group(0)
        if kind not in WIDTHS:
            raise Failed(f"cannot compare: expected logic, $dff and memories, got a cell {kind}; "
                         "teach tests/mutants/flat.py what it keeps")
        parameters = dict(re.findall(r"parameter \\(\w+) (\d+)\n", body))
        number = len(self.states) + len(self.memories) + len(self.multipliers)
        state = f"state{number}"
        if kind == "$dff":
            self.states[cell] = state
            self.of_signal[re.search(r"connect \\Q \\?(.*)\n", body).group(1)] = cell
        elif kind == MULTIPLIER:
            self.multipliers[state] = parameters["A_SIGNED"] == "1"
        else:
            self.memories[state] = re.search(r'parameter \\MEMID "\\\\?(.*)"\n', body).group(1)
        new = ""
        for index, (port, width) in enumerate(WIDTHS[kind].items()):
            signal = re.search(rf"connect \\{port} (.*)\n", body).group(1)
            wire = f"\\{state}.{port}"
            gives = (kind, port) in GIVES
            new += (f"  wire width {parameters[width]} {'input' if gives else 'output'} "
                    f"{10**6 + 4 * number + index} {wire}\n")
            new += f"  connect {signal} {wire}\n" if gives else f"  connect {wire} {signal}\n"
        return new

    def names(self):
        """Of what was taken out, without the numbers that Yosys gives to new registers."""
        registers = [re.sub(r"^(\$memory.*)\$\d+$", r"\1", cell) for cell in self.states]
        return registers + list(self.memories.items()) + list(self.multipliers.items())
