# SPDX-License-Identifier: Apache-2.0
"""Whether the formal proofs of tests/formal see a mutant. They have parameters of their own, so the cell
is looked for by its place in the source; a proof whose macro has no such cell is left out.

As a program (proofs.py WANTED LIST SCRIPT FOUND) it is the part in the middle of a run of Yosys: it reads
LIST, all mutations there, and writes into SCRIPT those that are the one in WANTED."""

import subprocess
import sys
from pathlib import Path

from cores import ROOT
from netlist import Mutation

SECONDS = 900


def is_same(there, wanted):
    same = ("mode", "port", "portbit", "ctrlbit")
    return (there.macro == wanted.macro and there.sources == wanted.sources
            and all(there.option(name) == wanted.option(name) for name in same))


def killed_by(wanted, folder):
    """The proof that fails with the mutation, or "" where none does, and what was tried."""
    folder = folder.resolve()
    folder.mkdir(exist_ok=True)
    (folder / "wanted.txt").write_text(wanted.text)
    (folder / "edit.ys").write_text(
        f"mutate -list 0 -o {folder}/list.txt\n"
        f"exec -q -expect-return 0 -- {sys.executable} {__file__} {folder}/wanted.txt {folder}/list.txt "
        f"{folder}/apply.ys {folder}/edited\n"
        f"script {folder}/apply.ys\n")
    tried = []
    for properties in _with(wanted.macro):
        name = properties.stem.removesuffix("_properties")
        try:
            done = subprocess.run([ROOT / "tests/formal/run.sh", "--work", folder, "--stop", "--edit",
                                   folder / "edit.ys", name], capture_output=True, text=True,
                                  timeout=SECONDS)
        except subprocess.TimeoutExpired:
            tried.append(f"{name}: no answer")
            continue
        if done.returncode == 1:
            return name, tried
        # 3: no parameter set has the cell.
        if done.returncode != 3:
            tried.append(name if done.returncode == 0 else f"{name}: no answer")
    return "", tried


def _with(macro):
    """Properties of which the macro is a source, its own ones first."""
    files = sorted((ROOT / "tests/formal").glob("*_properties.sv"))
    having = [file for file in files for line in file.read_text().splitlines()
              if line.startswith("// sources: ") and macro in line.split()]
    return sorted(having, key=lambda file: file.name != f"{macro}_properties.sv")


def main():
    wanted, listed, script, found = map(Path, sys.argv[1:])
    mutation = Mutation(wanted.read_text())
    same = [there for line in listed.read_text().splitlines()
            if is_same(there := Mutation(line), mutation)]
    script.write_text("\n".join(there.command() for there in same) + "\n")
    if same:
        found.touch()


if __name__ == "__main__":
    main()
