# SPDX-License-Identifier: Apache-2.0
"""Which mutants do what the core does, whatever its inputs: core and mutant side by side, begun with any
contents and a reset, both the same. That no pin, no write to a memory and no register ever differs is
asked of ABC's pdr, which proves it or has inputs that make one differ. A register that comes to differ may
from then on, as data may that is held though nobody will read it, as long as nothing else does.

  * A payload, a pin NAME of NAMEvalid, is compared while that is on.
  * A large memory gives the same to both from one address, whatever that is: what it can hold is not
    known. Small ones are registers.
  * Invariants of the core (invariants.py) are assumed where there is no answer without them."""

import re
from shutil import which

import child
from flat import Flat
from netlist import BITS, SELECT, Failed, yosys

FEW = 40  # registers that may differ
# What ABC is asked, and whether invariants help: the quickest first, then what merges registers that follow
# from each other, which decides what is held for many clocks.
ASKED = [("&put; pdr -T 1", False), ("&put; pdr -T 5", True),
         ("&scorr -F 2; &put; orpos; ind -F 4 -C 100000; pdr -T 1", False)]
MOST = 60  # seconds


def _range(width):
    return f"[{width - 1}:0]"


def _valid_of(name, outputs):
    """The output that says whether the output `name` counts, None where it always does."""
    stems = {valid: re.sub(r"valid(_o)?$", "", valid) for valid in outputs if re.search(r"valid(_o)?$", valid)}
    return next((valid for valid, stem in stems.items() if name != valid and name.startswith(stem)), None)


class Miter:
    """Core and mutants as one circuit in AIGER: which mutant is on, what may differ and whether invariants
    help are what some of its latches begin with, so a question costs no synthesis."""

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
        count = int(self._head.split()[3])
        *self._latches, self._rest = rest.split(b"\n", count)
        there = re.findall(r"(?m)^latch (\d+) (\d+) (select|free|helped)$", (folder / "miter.map").read_text())
        self._place = {(name, int(bit)): int(index) for index, bit, name in there}

    def write(self, path, number, free, helped):
        """AIGER of mutant `number`, whose registers `free` may differ."""
        ones = [("select", bit) for bit in range(BITS) if number >> bit & 1]
        ones += [("free", self.registers.index(register)) for register in free]
        ones += [("helped", 0)] * helped
        latches = list(self._latches)
        for one in ones:
            if one in self._place:  # else nothing depends on it
                latches[self._place[one]] += b" 1"
        path.write_bytes(b"\n".join([self._head, *latches, self._rest]))

    def _verilog(self):
        """Sets `differs`, the names of what the bits of its output say."""
        clock, reset = self._gold.clock, self._gold.reset
        inputs, body = ["input clk, input rst"], [
            "reg started = 0; always @(posedge clk) started <= 1;",
            "wire rst_now = started && rst;"]  # the first clock is in reset
        for name, width in ("select", BITS), ("free", len(self.registers)), ("helped", 1):
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


class Equivalence:
    """Of the mutants `chosen`, as (number, mutation), of the core whose `invariants` are proven."""

    def __init__(self, chosen, invariants):
        if not which("yosys-abc"):
            raise Failed("yosys-abc is not on PATH; `apt install yosys` provides it")
        self.folder = invariants.folder
        self.miter = Miter(invariants.flat, Flat(invariants.flat.top, chosen, self.folder, "flat"),
                           invariants, self.folder)

    def holds(self, number, patient=True):
        """Whether mutant `number` is equivalent, None where ABC has no answer; and what differs where it is
        not: a pin or what a memory takes, and in which clock after the reset. Not `patient`: within a second
        or two, and without invariants."""
        free = []
        while len(free) <= FEW:
            answer = next((answer for script, helped in (ASKED if patient else ASKED[:1])
                           if (answer := self._ask(number, free, script, helped)) is not None), None)
            if answer is None or answer == ():
                return (None if answer is None else True), ""
            name, clock = answer
            if name not in self.miter.registers:
                return False, f"{name} in clock {clock}"
            free.append(name)
        return False, f"more than {FEW} registers"

    def _ask(self, number, free, script, helped):
        """() where nothing ever differs, what does and when, or None."""
        file = self.folder / f"ask{number}.aig"
        self.miter.write(file, number, free, helped)
        code, said = child.run(["yosys-abc", "-c", f"&read {file}; &scl; {script}; print_status"], MOST)
        file.unlink()
        if "Property proved" in said or "Networks are equivalent" in said:
            return ()
        if code is None or "UNDECIDED" in said or "orpos" in script:  # behind which no place is told
            return None
        found = re.search(r"Output (\d+) of miter .* was asserted in frame (\d+)", said)
        if not found:
            raise Failed(f"expected an answer of yosys-abc about mutant {number}, got "
                         f"{(said.strip().splitlines() or ['nothing'])[-1]}")
        return self.miter.differs[int(found.group(1))], int(found.group(2))
