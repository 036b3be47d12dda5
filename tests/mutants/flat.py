# SPDX-License-Identifier: Apache-2.0
"""A core as logic alone, for proofs: flat, with its registers and the ports of its memories as pins."""

import re

from netlist import SELECT, Failed, yosys

LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
WIDTHS = {"$dff": {"D": "WIDTH", "Q": "WIDTH"}, "$memrd_v2": {"ADDR": "ABITS", "DATA": "WIDTH"},
          "$memwr_v2": {"ADDR": "ABITS", "DATA": "WIDTH", "EN": "WIDTH"}, "$meminit": {}, "$meminit_v2": {}}
# Memories that become registers, or logic where nothing writes them.
SMALL = "t:$mem_v2 r:SIZE<=16 %i r:WIDTH<=64 %i", "t:$mem_v2 r:WR_PORTS=0 %i r:SIZE<=128 %i"
GIVES = {("$dff", "Q"), ("$memrd_v2", "DATA")}


def _without_state(text):
    """RTLIL of a flat module with its registers and ports of memories taken out: what one reads becomes
    an output of the module, \\stateN.PORT, what it gives an input. Returned with the stateN of each
    register's cell, the cell of each register's signal, and the memory of each other stateN. What is
    undefined is an input, too, undefined_CELL."""
    cells, states, of_signal, memories = 0, {}, {}, {}

    def ports(found):
        nonlocal cells
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
        parameters = dict(re.findall(r"parameter \\(ABITS|WIDTH) (\d+)\n", body))
        cells += 1
        if kind == "$dff":
            states[cell] = f"state{cells}"
            of_signal[re.search(r"connect \\Q \\?(.*)\n", body).group(1)] = cell
        else:
            memories[f"state{cells}"] = re.search(r'parameter \\MEMID "\\\\?(.*)"\n', body).group(1)
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
    return re.sub(r"(?m)^  cell (\S+) (\S+)\n((?:    .*\n)*)  end\n", ports, text), states, of_signal, memories


class Flat:
    """The core `top` of `folder`/core.il with these mutants, as (number, mutation), in `folder`/`name`.il.

    ports: all pins as (name, width in bits, "input" or "output"), but for SELECT; those of its state are
    stateN.Q and .D of a register, stateN.ADDR, .DATA and .EN of a port of a memory."""

    def __init__(self, top, chosen, folder, name):
        self.top = top
        self.file = file = folder.resolve() / f"{name}.il"
        # What is undefined may be anything: the core must not depend on it, a mutant may not have it for an
        # excuse. A bit beyond a vector is 0, as Verilator has it.
        yosys([f"read_rtlil {folder.resolve()}/core.il", "chtype -set $shift t:$shiftx",
               "setundef -undriven -anyseq"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten; opt_expr; opt_clean; memory_collect", *(f"memory_map {small}" for small in SMALL),
                 f"memory_unpack; opt_clean; write_rtlil {file}"], file.with_suffix(".log"))
        text, self.states, self.of_signal, self.memories = _without_state(file.read_text())
        file.write_text(text)
        self.ports = [(name, int(width or 1), way) for width, way, name in re.findall(
            r"(?m)^  wire (?:width (\d+) )?(input|output) \d+ \\(\S+)$", text) if name != SELECT]
        names = [name for name, _, _ in self.ports]
        self.clock, self.reset = ("aclk", "aresetn") if "aclk" in names else ("clk_i", "rst_ni")

    def names(self):
        """Of its registers and memories, in the order of their stateN, without the numbers that Yosys gives to
        new ones."""
        return [re.sub(r"^(\$memory.*)\$\d+$", r"\1", cell) for cell in self.states] + list(self.memories.values())
