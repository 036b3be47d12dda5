# SPDX-License-Identifier: Apache-2.0
"""Whether a formal proof of tests/formal sees a mutant. Proofs have parameters of their own, so the cell is
looked for by its place in the source. A module may have several at one place: a proof must see each of them
changed alone. Where its port is narrower there, its highest bits stand for those above, and the answer says so; a
proof that has no such cell is not asked.

As a program (proofs.py WANTED LIST SCRIPT EDITED WHICH) it is the part in the middle of a run of Yosys: it reads
LIST, all mutations there, writes into SCRIPT those that are the one in WANTED, at cell number WHICH of that place,
and into EDITED how many these are and a remark."""

import json
import sys
from collections import defaultdict
from pathlib import Path

import child
from cores import ROOT
from netlist import Mutation

SECONDS = 60


def killed_by(wanted, folder):
    """The proof that fails with the mutation, or "", and those that do not. Works in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "wanted.txt").write_text(wanted.text)
    tried = []
    for name in _with(wanted.macro):
        killer, which, several = "", 0, 1
        while which < several:  # which all parameter sets together tell as they are tried
            edited = folder / "edited"
            edited.unlink(missing_ok=True)
            code = _run(name, folder, which)
            if code != 1:
                break
            told = json.loads(edited.read_text())
            several = max(several, told["cells"])
            killer = killer or f"formal {name}{told['remark']}"
            which += 1
        else:
            return killer, tried
        if code != 3:  # 3: no parameter set has the cell
            tried.append(name if code == 0 else f"{name}: no answer")
    return "", tried


def _run(name, folder, which):
    """The proof of `name` with the mutation of `folder`/wanted.txt: 0 where it holds, 1 where it fails, 3 where it has
    no such cell."""
    (folder / "edit.ys").write_text(
        f"mutate -list 0 -o {folder}/list.txt\n"
        f"exec -q -expect-return 0 -- {sys.executable} {__file__} {folder}/wanted.txt {folder}/list.txt "
        f"{folder}/apply.ys {folder}/edited {which}\n"
        f"script {folder}/apply.ys\n")
    return child.run([ROOT / "tests/formal/run.sh", "--work", folder, "--stop", "--edit", folder / "edit.ys", name],
                     SECONDS)[0]


def _with(macro):
    """Modules whose proofs have the macro among their sources, itself first."""
    having = [file.stem.removesuffix("_properties")
              for file in sorted((ROOT / "tests/formal").glob("*_properties.sv"))
              for line in file.read_text().splitlines()
              if line.startswith("// sources: ") and macro in line.split()]
    return sorted(having, key=lambda name: name != macro)


def _there(wanted, listed, which=0):
    """`wanted` in another design, whose mutations are `listed`, at cell number `which` of those at its place in each
    module (the last one, where a module has fewer): commands, a remark, and how many cells a module has at most."""
    like = [mutation for mutation in listed if mutation.option("mode") == "inv" and mutation.like(wanted)]
    # Registers of one always_ff are at one place; where one is told by its name, the others are not meant.
    meant = {m.option("cell") for m in like if m.option("wire") == wanted.option("wire") != ""}
    modules = defaultdict(lambda: defaultdict(dict))  # the inversions of each cell's port, by bit
    for mutation in like:
        if not meant or mutation.option("cell") in meant:
            modules[mutation.option("module")][mutation.option("cell")][
                int(mutation.option("portbit"))] = mutation.text
    several = max(map(len, modules.values()), default=0)
    commands, remark = [], ""
    bit, control = int(wanted.option("portbit")), wanted.option("ctrlbit")
    for cells in modules.values():
        bits = list(cells.values())[min(which, len(cells) - 1)]
        highest = max(bits)
        place = min(bit, highest)
        stands_for = {place: bit}
        mode, option = wanted.option("mode"), ""
        if control and highest == 0:  # one bit in the place of both: inverted while it is itself 1, or 0
            stands_for[0] = f"{bit} and {control}"
            mode = {"cnot1": "const0", "cnot0": "const1"}[mode]
        elif control:
            condition = min(int(control), highest)
            if condition == place:  # two bits above the port: its two highest stand for them
                condition += 1 if place == 0 else -1
            stands_for[condition] = int(control)
            option = f" -ctrlbit {condition}"
        text = bits[place].replace("-mode inv ", f"-mode {mode} ").replace(" -src ", f"{option} -src ", 1)
        others = [f"bit {here} in the place of {there}" for here, there in stands_for.items() if here != there]
        remark = "".join(f", {other}" for other in others)
        commands.append(text)
    return commands, remark, several


def main():
    wanted, listed, script, edited = map(Path, sys.argv[1:5])
    commands, remark, cells = _there(Mutation(wanted.read_text()), map(Mutation, listed.read_text().splitlines()),
                                     int(sys.argv[5]))
    script.write_text("\n".join(commands) + "\n")
    if commands:
        edited.write_text(json.dumps({"cells": cells, "remark": remark}))


if __name__ == "__main__":
    main()
