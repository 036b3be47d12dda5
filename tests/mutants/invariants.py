# SPDX-License-Identifier: Apache-2.0
"""What always holds of a core's registers from its first reset on, whatever its inputs. Candidates are what
held in every clock of the suite's runs; those that follow from all that are left, one clock later, stay:

  * a register is not above what it came to, or not above the next power of two less 1;
  * of two in one instance, each of a few bits or compared with 0, some pair of values does not come."""

import hashlib
import json
import re
from itertools import combinations

from netlist import Failed, write_sources, yosys

WIDEST = 16  # of registers that are looked at
NARROW = 3  # bits: whose values are told apart
MOST = 24  # of an instance that are paired
MODELS = 64  # of what a clock can undo, looked at at once
NAME = r"\\\S+ |[a-z_]\w*"  # as Verilog has it


class Register:
    def __init__(self, name, width):
        self.name, self.width = name, width
        self.key = name.strip().removeprefix("\\")
        self.instance = self.key.rpartition(".")[0]
        self.bits, self.value = (width, name) if width <= NARROW else (1, f"({name} == 0)")


def _pairs(registers):
    of_instance = {}
    for register in registers:
        of_instance.setdefault(register.instance, []).append(register)
    return [pair for those in of_instance.values() for pair in combinations(those[:MOST], 2)]


def _registers(text):
    """Of a flat module in Verilog."""
    found = [Register(name, int(high or 0) + 1)
             for high, name in re.findall(rf"(?m)^  reg (?:\[(\d+):0\] )?({NAME})(?: = .*)?;$", text)]
    return [register for register in found if register.width <= WIDEST]


def _watched(text, registers, clock, reset, seen):
    """`text` that writes into the file `seen`, as it ends, the most that each register was and the values
    that each pair had."""
    declared, each, said = "", "", ""
    for i, register in enumerate(registers):
        declared += f"  reg [{WIDEST - 1}:0] sf_most{i} = 0;\n"
        each += f"    if ({register.name} > sf_most{i}) sf_most{i} <= {register.name};\n"
        said += f'    $fdisplay(sf_seen, "most {i} %0d", sf_most{i});\n'
    for i, (a, b) in enumerate(_pairs(registers)):
        declared += f"  reg [{2**(a.bits + b.bits) - 1}:0] sf_pair{i} = 0;\n"
        each += f"    sf_pair{i}[{{{a.value}, {b.value}}}] <= 1'b1;\n"
        said += f'    $fdisplay(sf_seen, "pair {i} %0d", sf_pair{i});\n'
    end = text.rindex("endmodule")
    return (f"{text[:end]}{declared}  always @(posedge {clock}) if ({reset}) begin\n{each}  end\n"
            f'  integer sf_seen;\n  final begin\n    sf_seen = $fopen("{seen}", "a");\n{said}'
            f"    $fclose(sf_seen);\n  end\n{text[end:]}")


def _candidates(registers, said):
    """Expressions of what held, by what the runs `said`."""
    pairs = _pairs(registers)
    most, came = [0] * len(registers), [0] * len(pairs)
    for kind, index, value in re.findall(r"(?m)^(most|pair) (\d+) (\d+)$", said):
        if kind == "most":
            most[int(index)] = max(most[int(index)], int(value))
        else:
            came[int(index)] |= int(value)
    found = []
    for register, value in zip(registers, most):
        found += [f"{register.name} <= {bound}" for bound in sorted({value, 2**value.bit_length() - 1})
                  if bound < 2**register.width - 1]
    for (a, b), mask in zip(pairs, came):
        values = [value for value in range(2**(a.bits + b.bits)) if mask >> value & 1]
        alone = {value >> b.bits for value in values}, {value % 2**b.bits for value in values}
        found += [f"{{{a.value}, {b.value}}} != {first << b.bits | second}"
                  for first in sorted(alone[0]) for second in sorted(alone[1])
                  if first << b.bits | second not in values]
    return found


class Invariants:
    """Of the core that is `flat` (flat.Flat), whose netlist is `folder`/core.il: `proven` are
    expressions of `registers`, each with its cell; `file` is the module sf_invariants of them. `watch` runs
    the sources watched.f of `folder` in every way of the suite; without it nothing is looked for."""

    def __init__(self, flat, folder, watch):
        self.flat, self.folder = flat, folder.resolve()
        self.file = self.folder / "invariants.sv"
        netlist = self.folder / "core.il"
        yosys([f"read_rtlil {netlist}", "flatten; opt_clean", f"write_verilog -noattr {self.folder}/watched.v"],
              self.folder / "watched.log")
        registers = _registers((self.folder / "watched.v").read_text())
        self.registers = [(register, flat.of_signal[register.key]) for register in registers
                          if register.key in flat.of_signal]
        begun, known = self.folder / "invariants.json", hashlib.sha256(netlist.read_bytes()).hexdigest()
        kept = json.loads(begun.read_text()) if begun.exists() else {}
        if kept.get("core") == known:
            self.proven = kept["proven"]
        else:
            self._prove(self._seen(registers, watch) if watch else [])
            begun.write_text(json.dumps({"core": known, "proven": self.proven}, indent=1) + "\n")
        self.file.write_text(self._verilog())

    def _seen(self, registers, watch):
        """What held of them."""
        text, said = (self.folder / "watched.v").read_text(), self.folder / "seen.txt"
        said.unlink(missing_ok=True)
        write_sources(_watched(text, registers, self.flat.clock, self.flat.reset, said), self.flat.top,
                      self.folder, "watched")
        watch()
        return _candidates(registers, said.read_text())

    def _prove(self, candidates):
        known = {register.name for register, _ in self.registers}
        self.proven = [text for text in candidates if set(re.findall(NAME, text)) <= known]
        self._write_proof()
        keep = [True] * len(self.proven)
        while any(keep) and (holding := self._ask(keep)) is not True:
            keep = [kept and holds for kept, holds in zip(keep, holding)]
        self.proven = [text for text, kept in zip(self.proven, keep) if kept]

    def _verilog(self):
        """Module sf_invariants: `each` that is proven, `all` of them, and whether a reset is on."""
        ports = "".join(f"  input [{register.width - 1}:0] {register.name},\n" for register, _ in self.registers)
        each = "".join(f"  assign each[{i}] = {text};\n" for i, text in enumerate(self.proven))
        return (f"module sf_invariants(\n{ports}  input {self.flat.reset},\n"
                f"  output [{max(len(self.proven), 1) - 1}:0] each,\n  output all, in_reset);\n"
                f"{each or '  assign each = 1;'}\n  assign all = &each;\n"
                f"  assign in_reset = !{self.flat.reset};\nendmodule\n")

    def _write_proof(self):
        """proof.il: which of those where `keep` is 1 are `undone` by a clock in which all of them hold, or a
        reset is on; one at least."""
        ports = [(f"\\{name} ", width, way) for name, width, way in self.flat.ports]
        inputs = ",\n".join(f"  input [{width - 1}:0] {name}" for name, width, way in ports if way == "input")
        outputs = "".join(f"  wire [{width - 1}:0] {name};\n" for name, width, way in ports if way == "output")
        core, reset = ", ".join(f".{name}({name})" for name, _, _ in ports), self.flat.reset
        now, after = (", ".join(f".{register.name}(\\{self.flat.states[cell]}.{port} )"
                                for register, cell in self.registers) for port in "QD")
        bits = f"[{max(len(self.proven), 1) - 1}:0]"
        self.file.write_text(
            f"{self._verilog()}module proof(\n{inputs},\n  input {bits} keep);\n{outputs}"
            f"  wire {bits} now, after, undone;\n  wire in_reset;\n  assign undone = keep & ~after;\n"
            f"  {self.flat.top} core({core});\n"
            f"  sf_invariants at_now({now}, .{reset}({reset}), .each(now), .all(), .in_reset(in_reset));\n"
            f"  sf_invariants at_next({after}, .{reset}(1'b1), .each(after), .all(), .in_reset());\n"
            "  always @* begin\n    assume (in_reset || &(now | ~keep));\n    assume (|undone);\n"
            "  end\nendmodule\n")
        yosys([f"read_rtlil {self.flat.file}", f"read_verilog -sv -formal {self.file}",
               "hierarchy -top proof; proc; flatten; opt_expr; opt_merge; opt_clean",
               f"write_rtlil {self.folder}/proof.il"], self.folder / "invariants.log")

    def _ask(self, keep):
        """True, or of each whether it holds behind some clocks in which all that are kept do."""
        said = self.folder / "invariants.said"
        bits = "".join("01"[kept] for kept in reversed(keep))
        yosys([f"read_rtlil {self.folder}/proof.il",
               f"tee -q -o {said} sat -max {MODELS} -set-assumes -set keep {len(keep)}'b{bits} -show undone proof"],
              self.folder / "invariants.log")
        text = said.read_text()
        models = re.findall(r"(?m)^  \\undone .* ([01]+)\s*$", text)
        if not models and "no model found" in text:
            return True
        if not models:
            raise Failed(f"{said}: expected an answer of Yosys' sat, got none")
        return [all(model[-1 - i] == "0" for model in models) for i in range(len(keep))]
