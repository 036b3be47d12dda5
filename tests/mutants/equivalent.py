# SPDX-License-Identifier: Apache-2.0
"""Which mutants do what the core does, whatever its inputs: core and mutant side by side, begun with any
contents and a reset, both the same. That no pin, no write to a memory and no register ever differs is
asked of ABC's pdr, which proves it or has inputs that make one differ. A register that comes to differ may
from then on, as data may that is held though nobody will read it, as long as nothing else does.

  * A payload, a pin NAME of NAMEvalid, is compared while that is on.
  * A large memory gives the same to both from one address, whatever that is: what it can hold is not
    known. Small ones are registers.
  * A multiplier first does, too, for the same operands: products are hard to compare.
  * Invariants of the core (invariants.py) are assumed where there is no answer without them.
  * Where there is none, those that read what may differ are let differ, too."""

import re
from shutil import which

import child
from flat import Flat
from miter import Miter
from netlist import Failed

FEW = 40  # registers that may differ
LEVELS = 2  # rounds of questions: behind the first one, readers of what differs are let differ, too
# What ABC is asked, whether invariants help, and whether products are any.
QUICK = [("&put; pdr -T 1", False, True), ("&put; pdr -T 1", False, False)]
# The last merges registers that follow from each other, which decides what is held for many clocks.
PATIENT = [("&put; pdr -T 10", False, True), ("&put; pdr -T 10", True, True),
           ("&scorr -F 2; &put; orpos; ind -F 4 -C 100000; pdr -T 1", False, False)]
MOST = 60  # seconds


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
        not: a pin or what a memory takes, and in which clock after the reset. Not `patient`: within some
        seconds, without invariants and guesses."""
        free = []
        for _ in range(LEVELS if patient else 1):
            for questions in (QUICK, PATIENT) if patient else (QUICK,):
                if (answer := self._decided(number, free, questions)) is not None:
                    return answer
            guessed = self.miter.readers(free)
            if not 0 < len(guessed) <= FEW - len(free):
                break
            free += guessed
        return None, ""

    def _decided(self, number, free, questions):
        """As holds(), None where there is no answer, with registers `free` and more, which become known."""
        while len(free) <= FEW:
            for script, helped, any_product in questions:
                answer = self._ask(number, free, script, helped, any_product)
                if answer == ():
                    return True, ""
                if answer and answer[0] in self.miter.registers:
                    free.append(answer[0])
                    break
                if answer and not any_product:  # else the products may be none that are
                    return False, "{} in clock {}".format(*answer)
            else:
                return None
        return False, f"more than {FEW} registers"

    def _ask(self, number, free, script, helped, any_product):
        """() where nothing ever differs, what does and when, or None."""
        file = self.folder / f"ask{number}.aig"
        self.miter.write(file, number, free, helped, any_product)
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
