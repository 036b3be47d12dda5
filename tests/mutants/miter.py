# SPDX-License-Identifier: Apache-2.0
"""Core and mutants side by side as one circuit, for questions of ABC: begun with any contents and a reset, both
the same, what differs?"""

import re
from functools import cached_property

from netlist import BITS, SELECT, Failed, yosys


def _range(width):
    return f"[{width - 1}:0]"


def _valid_of(name, outputs):
    """The output that says whether the output `name` counts, None where it always does."""
    stems = {valid: re.sub(r"valid(_o)?$", "", valid) for valid in outputs if re.search(r"valid(_o)?$", valid)}
    return next((valid for valid, stem in stems.items() if name != valid and name.startswith(stem)), None)


def _numbers(encoded):
    """Of AIGER: seven bits a byte, the lowest first, the eighth says that more come."""
    number = shift = 0
    for byte in encoded:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield number
            number = shift = 0


class Miter:
    """In AIGER: which mutant is on, what may differ, whether invariants help and whether products are any are
    what some of its latches begin with, so a question costs no synthesis."""

    def __init__(self, gold, gate, invariants, folder):
        if gold.ports != gate.ports or gold.names() != gate.names():
            raise Failed(f"{gate.file}: expected the state of {gold.file}, got another; a mutation has "
                         "taken a register away")
        self._gold, self._invariants = gold, invariants
        self.registers = [name.removesuffix(".Q") for name, _, _ in gold.ports if name.endswith(".Q")]
        folder = folder.resolve()
        (folder / "miter.v").write_text(self._verilog())
        undefined = "setundef -undriven -zero"
        yosys([f"read_rtlil {gate.file}", f"rename {gate.top} gate", f"read_rtlil {gold.file}",
               f"read_verilog -sv {invariants.file} {folder}/miter.v",
               "hierarchy -top miter; proc; flatten; opt_expr; opt_merge; opt_clean; dffunmap",
               f"{undefined}; techmap; {undefined}; opt_expr; opt_merge; opt_clean; {undefined}; aigmap",
               f"opt_merge; opt_clean; dffunmap; {undefined}",
               f"write_aiger -zinit -vmap {folder}/miter.map {folder}/miter.aig"], folder / "miter.log")
        self._head, rest = (folder / "miter.aig").read_bytes().split(b"\n", 1)
        _, self._inputs, latches, self._outputs, self._ands = map(int, self._head.split()[1:])
        *self._latches, self._rest = rest.split(b"\n", latches)
        there = re.findall(r"(?m)^latch (\d+) (\d+) (\w+)$", (folder / "miter.map").read_text())
        self._place = {(name, int(bit)): int(index) for index, bit, name in there}

    def write(self, path, number, free, helped, any_product):
        """AIGER of mutant `number`, whose registers `free` may differ. `helped`: invariants are assumed;
        `any_product`: a multiplier gives anything, to both the same where the operands are."""
        ones = [("select", bit) for bit in range(BITS) if number >> bit & 1]
        ones += [("free", self.registers.index(register)) for register in free]
        ones += [("helped", 0)] * helped + [("any_product", 0)] * any_product
        latches = list(self._latches)
        for one in ones:
            if one in self._place:  # else nothing depends on it
                latches[self._place[one]] += b" 1"
        path.write_bytes(b"\n".join([self._head, *latches, self._rest]))

    def readers(self, registers):
        """Registers that within a clock may hold something of these `registers`, but for what are words of a
        memory."""
        words = {state for cell, state in self._gold.states.items() if cell.startswith("$memory")}
        found = {reader for register in registers for reader in self._readers[register]}
        return sorted(found - words - set(registers), key=self.registers.index)

    @cached_property
    def _readers(self):
        """Of each register."""
        own = {register: 1 << place for place, register in enumerate(self.registers)}
        *outputs, gates = self._rest.split(b"\n", self._outputs)
        reached = [0] * (1 + self._inputs + len(self._latches))  # by a literal's variable: of registers, as bits
        for (name, _), index in self._place.items():
            reached[1 + self._inputs + index] = own.get(name.removeprefix("gate_"), 0)
        deltas = _numbers(gates)
        for _ in range(self._ands):
            left = 2 * len(reached) - next(deltas)
            reached.append(reached[left >> 1] | reached[left - next(deltas) >> 1])
        readers = {register: [] for register in self.registers}
        for name, output in zip(self.differs, outputs):
            if name in readers:
                for register in self.registers:
                    if reached[int(output) >> 1] & own[register]:
                        readers[register].append(name)
        return readers

    def _verilog(self):
        """Sets `differs`, the names of what the bits of its output say."""
        clock, reset = self._gold.clock, self._gold.reset
        inputs, body = ["input clk, input rst"], [
            "reg started = 0; always @(posedge clk) started <= 1;",
            "wire rst_now = started && rst;"]  # the first clock is in reset
        for name, width in ("select", BITS), ("free", len(self.registers)), ("helped", 1), ("any_product", 1):
            body.append(f"reg {_range(width)} {name} = 0; always @(posedge clk) {name} <= {name};")
        pins = {side: [f".{clock}(clk)", f".{reset}(rst_now)"] for side in ("gold", "gate")}
        pins["gate"].append(f".{SELECT}(select)")
        outputs = [name for name, _, way in self._gold.ports if way == "output"]
        self.differs, differ = [], []

        def either(name, width):
            """A wire of each side at the pin `name`."""
            for side, those in pins.items():
                body.append(f"wire {_range(width)} \\{side}.{name} ;")
                those.append(f".\\{name} (\\{side}.{name} )")

        def compared(name, condition):
            self.differs.append(name)
            differ.append(condition)

        for name, width, way in self._gold.ports:
            state, _, port = name.rpartition(".")
            if name in (clock, reset):
                continue
            if not state and way == "input":
                inputs.append(f"input {_range(width)} {name}")
                for those in pins.values():
                    those.append(f".{name}({name})")
                continue
            either(name, width)
            gold, gate = f"\\gold.{name} ", f"\\gate.{name} "
            if not state:
                valid = _valid_of(name, outputs)
                counts = f" && \\gold.{valid} " if valid else ""
                compared(name, f"started && {gold} != {gate}{counts}")
            elif port == "Q":
                place = self.registers.index(state)
                inputs.append(f"input {_range(width)} {state}_begin")
                body += [f"reg {_range(width)} gold_{state} = 0, gate_{state} = 0;",
                         f"always @(posedge clk) gold_{state} <= \\gold.{state}.D ;",
                         f"always @(posedge clk) gate_{state} <= \\gate.{state}.D ;",
                         f"assign {gold} = started ? gold_{state} : {state}_begin;",
                         f"assign {gate} = started && free[{place}] ? gate_{state} : {gold};"]
                compared(state, f"!free[{place}] && \\gold.{state}.D != \\gate.{state}.D ")
            elif port == "Y":
                inputs += [f"input {_range(width)} {state}_any", f"input {_range(width)} {state}_other"]
                same = " && ".join(f"\\gold.{state}.{of} == \\gate.{state}.{of} " for of in "AB")
                as_is = "$signed" * self._gold.multipliers[state]
                for side, any_product in ("gold", f"{state}_any"), ("gate", f"{same} ? {state}_any : {state}_other"):
                    a, b = (f"{as_is}(\\{side}.{state}.{of} )" for of in "AB")
                    body += [f"wire {_range(width)} {side}_{state} = {a} * {b};",
                             f"assign \\{side}.{name} = any_product ? ({any_product}) : {side}_{state};"]
            elif way == "input":  # what a memory gives
                inputs += [f"input {_range(width)} {state}_data", f"input {_range(width)} {state}_other"]
                body += [f"assign {gold} = {state}_data;",
                         f"assign {gate} = \\gold.{state}.ADDR == \\gate.{state}.ADDR ? {state}_data : {state}_other;"]
            elif port == "EN":
                compared(f"what is written to {self._gold.memories[state]}",
                         f"started && ({gold} != {gate} || |{gold} && \\gold.{state}.ADDR != \\gate.{state}.ADDR "
                         f"|| ((\\gold.{state}.DATA ^ \\gate.{state}.DATA ) & {gold}) != 0)")
        known = ", ".join(f".{register.name}(\\gold.{self._gold.states[cell]}.Q )"
                          for register, cell in self._invariants.registers)
        body += [f"gate gate({', '.join(pins['gate'])});", f"{self._gold.top} gold({', '.join(pins['gold'])});",
                 f"wire all; sf_invariants invariants({known}{', ' * bool(known)}.{reset}(rst_now), .each(), .all(all), "
                 ".in_reset());",
                 "reg held = 1; wire holds = held && (all || !started || !helped);",
                 "always @(posedge clk) held <= holds;"]
        body += [f"assign differs[{i}] = holds && {condition};" for i, condition in enumerate(differ)]
        return (f"module miter({', '.join(inputs)},\n  output {_range(len(differ))} differs);\n  "
                + "\n  ".join(body) + "\nendmodule\n")
