# SPDX-License-Identifier: Apache-2.0
"""Whether a formal proof of tests/formal sees a mutant. Proofs have parameters of their own, so the cell is
looked for by its kind, its place in the source and its signal. A module may have several of these: a proof must see
each of them changed alone. Where its port is narrower there, its highest bits stand for those above, and the answer
says so; a proof that has no such cell is not asked.

As a program (proofs.py FOLDER WHICH) it is the part in the middle of a run of Yosys: of the design in FOLDER/there.il
it reads all mutations from FOLDER/list.txt, writes into FOLDER/apply.ys those that are the one in FOLDER/wanted.json,
at cell number WHICH of those that it may be, and into FOLDER/edited how many these are and a remark."""

import json
import sys
from collections import defaultdict
from pathlib import Path

import child
from cores import ROOT
from netlist import Mutation, signals

SECONDS = 60


def killed_by(wanted, signal, folder):
    """The proof that fails with the mutation, or "", and those that do not. `signal`: what netlist.signals says of its
    cell, if anything. Works in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "wanted.json").write_text(json.dumps([wanted.text, signal]))
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
    """The proof of `name` with the mutation of `folder`/wanted.json: 0 where it holds, 1 where it fails, 3 where it has
    no such cell."""
    (folder / "edit.ys").write_text(
        f"write_rtlil {folder}/there.il\n"
        f"mutate -list 0 -o {folder}/list.txt\n"
        f"exec -q -expect-return 0 -- {sys.executable} {__file__} {folder} {which}\n"
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


def _there(wanted, signal, listed, signals_there, which=0):
    """`wanted` in another design, whose mutations are `listed`, at cell number `which` of those in each module that it
    may be (the last one, where a module has fewer): commands, a remark, and how many cells these are at most."""
    modules = defaultdict(lambda: defaultdict(list))  # of each cell the inversions of its port
    for mutation in listed:
        if mutation.option("mode") == "inv" and mutation.like(wanted):
            modules[mutation.option("module")][mutation.option("cell")].append(mutation)
    several = 0
    commands, remark = [], ""
    for module, cells in modules.items():
        same = [those for cell, those in cells.items() if signal and signals_there.get((module, cell)) == signal]
        cells = same or list(cells.values())
        several = max(several, len(cells))
        command, remark = _changed(wanted, cells[min(which, len(cells) - 1)])
        commands.append(command)
    return commands, remark, several


def _changed(wanted, inversions):
    """`wanted` at the port that has these inversions: the command, and a remark where other bits stand for its own."""
    bits = {int(mutation.option("portbit")): mutation.text for mutation in inversions}
    mode, bit, control = wanted.option("mode"), int(wanted.option("portbit")), wanted.option("ctrlbit")
    highest = max(bits)
    place, option = min(bit, highest), ""
    stands_for = {place: bit}
    if control and highest == 0:  # one bit in the place of both: inverted while it is itself 1, or 0
        stands_for[0] = f"{bit} and {control}"
        mode = {"cnot1": "const0", "cnot0": "const1"}[mode]
    elif control:
        condition = min(int(control), highest)
        if condition == place:  # two bits above the port: its two highest stand for them
            condition += 1 if place == 0 else -1
        stands_for[condition] = int(control)
        option = f" -ctrlbit {condition}"
    command = bits[place].replace("-mode inv ", f"-mode {mode} ").replace(" -src ", f"{option} -src ", 1)
    others = [f", bit {here} in the place of {there}" for here, there in stands_for.items() if here != there]
    return command, "".join(others)


def main():
    folder, which = Path(sys.argv[1]), int(sys.argv[2])
    text, signal = json.loads((folder / "wanted.json").read_text())
    listed = map(Mutation, (folder / "list.txt").read_text().splitlines())
    commands, remark, cells = _there(Mutation(text), signal, listed, signals(folder / "there.il"), which)
    (folder / "apply.ys").write_text("\n".join(commands) + "\n")
    if commands:
        (folder / "edited").write_text(json.dumps({"cells": cells, "remark": remark}))


if __name__ == "__main__":
    main()
