# SPDX-License-Identifier: Apache-2.0
"""A core as logic alone, for proofs: flat, with its registers and the ports of its memories as pins."""

import re

from netlist import SELECT, Failed, yosys

LOGIC = re.compile(r"\$(?!.*(dff|dlatch|mem|sr$|paramod))")
WIDTHS = {"$dff": {"D": "WIDTH", "Q": "WIDTH"}, "$memrd": {"ADDR": "ABITS", "DATA": "WIDTH"},
          "$memwr_v2": {"ADDR": "ABITS", "DATA": "WIDTH", "EN": "WIDTH"}, "$meminit_v2": {}}
MEMORY = r'parameter \\MEMID "\\\\?(.*)"\n'
SMALL = 2**13  # bits of a memory whose contents are looked at
GIVES = {("$dff", "Q"), ("$memrd", "DATA")}


def _without_state(text):
    """RTLIL of a flat module with its registers and ports of memories taken out: what one reads becomes
    an output of the module, \\stateN.PORT, what it gives an input. Returned with the stateN of each
    register's cell, the cell of each register's signal, and the memory of each other stateN."""
    cells, states, of_signal, memories = 0, {}, {}, {}

    def ports(found):
        nonlocal cells
        kind, cell, body = found.groups()
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
            memories[f"state{cells}"] = re.search(MEMORY, body).group(1)
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


def _number(constant):
    """A constant of RTLIL, as bits, or decimal."""
    width, _, bits = constant.rpartition("'")
    return int(bits, 2 if width else 10)


def _contents(text):
    """What the memories of a flat module hold that nothing writes and that are small, by their names: rows
    and their words, as numbers."""
    held, written = {}, set()
    for kind, body in re.findall(r"(?m)^  cell \$(meminit|memwr)_v2 \S+\n((?:    .*\n)*)  end\n", text):
        name, width, at, data = (re.search(pattern, body).group(1) for pattern in (
            MEMORY, r"parameter \\WIDTH (\d+)\n", r"connect \\ADDR (.*)\n", r"connect \\DATA (.*)\n"))
        if kind == "memwr" or len(data) > SMALL or "x" in data:
            written.add(name)
            continue
        words, whole = int(re.search(r"parameter \\WORDS (\d+)\n", body).group(1)), _number(data)
        for word in range(words):
            held.setdefault(name, {})[_number(at) + word] = whole >> word * int(width) & 2**int(width) - 1
    return {name: rows for name, rows in held.items() if name not in written}


class Flat:
    """The core `top` of `folder`/core.il with these mutants, as (number, mutation), in `folder`/`name`.il.

    ports: all pins as (name, width in bits, "input" or "output"), but for SELECT; those of its state are
    stateN.Q and .D of a register, stateN.ADDR, .DATA and .EN of a port of a memory."""

    def __init__(self, top, chosen, folder, name):
        self.top = top
        self.file = file = folder.resolve() / f"{name}.il"
        yosys([f"read_rtlil {folder.resolve()}/core.il"]
              + [mutation.command(number) for number, mutation in chosen]
              + ["flatten; opt_expr; opt_clean", f"write_rtlil {file}"], file.with_suffix(".log"))
        self._held = _contents(file.read_text())
        text, self.states, self.of_signal, self.memories = _without_state(file.read_text())
        file.write_text(text)
        self.ports = [(name, int(width or 1), way) for width, way, name in re.findall(
            r"(?m)^  wire (?:width (\d+) )?(input|output) \d+ \\(\S+)$", text) if name != SELECT]
        names = [name for name, _, _ in self.ports]
        self.clock, self.reset = ("aclk", "aresetn") if "aclk" in names else ("clk_i", "rst_ni")

    def contents(self, state):
        """Rows and words of the memory of `state`; none where they are not known."""
        return self._held.get(self.memories[state], {})
