# SPDX-License-Identifier: Apache-2.0
"""An emitted core as Yosys sees it: every mutation that it knows, and a netlist that holds many."""

import hashlib
import re
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

SELECT = "sf_mutant"  # the wire that says which mutant is on; 0: none
BITS = 16
# A bit beyond a vector is undefined; Verilator takes another one of the vector. With 0 a mutant that reads there shows.
BEYOND = "chtype -set $shift t:$shiftx"
CLOCKS = {"CLK", "clk_i", "aclk"}


class Failed(Exception):
    """One sentence for the user."""


def yosys(script, log, cwd="."):
    """Runs a script, which stays beside its log."""
    log = Path(log).resolve()
    path = log.with_suffix(".ys")
    path.write_text("\n".join(script) + "\n")
    try:
        done = subprocess.run(["yosys", "-q", "-l", log, path], cwd=cwd, capture_output=True, text=True)
    except FileNotFoundError:
        raise Failed("yosys is not on PATH; `apt install yosys` provides it") from None
    if done.returncode != 0:
        said = (done.stderr + done.stdout).strip().splitlines() or ["no message"]
        raise Failed(f"yosys did not finish {path}: {said[-1]}; read {log}")


@dataclass(frozen=True, slots=True)
class Mutation:
    """A line of `mutate -list`: a bit at a cell's port is inverted, constant, or changed by another bit."""
    text: str

    def option(self, name):
        """Its value, "" without; of -src the last one, which is the cell's."""
        _, there, behind = self.text.rpartition(f" -{name} ")
        return behind.split(" ", 1)[0] if there else ""

    @property
    def macro(self):
        """sf_rom of "$paramod$HASH\\sf_rom" and of "$paramod\\sf_rom\\Width=..."."""
        name = self.option("module")
        return name.split("\\")[1] if name.startswith("$paramod") else name

    @property
    def kind(self):
        """Of the cell, "and" of $and$FILE:LINE$NUMBER; an instance's name."""
        name = self.option("cell")
        return name.split("$")[1] if name.startswith("$") else name

    @property
    def line(self):
        """FILE:LINE of the cell."""
        named = re.search(r"([^/]+\.sv:\d+)\$\d+$", self.option("cell").split("/")[-1])
        return named.group(1) if named else self.option("src").split("/")[-1].split(".", 2)[0] + ".sv:" + (
            self.option("src").split(":")[-1].split(".")[0])

    def like(self, other):
        """Whether it is at the same port of the same cell, by its kind and their places in the source, of which
        several cells may have the same. That of a wire there may be told of one only."""
        mine, others = (re.findall(r"([^/\s|]+:\d[\d.-]*)", m.text) for m in (self, other))
        return (self.macro == other.macro and self.kind == other.kind and self.option("port") == other.option("port")
                and mine[-1] == others[-1] and (set(mine) <= set(others) or set(mine) >= set(others)))

    @property
    def what(self):
        """The change in words."""
        at = f"{self.option('port')}[{self.option('portbit')}]"
        return {"inv": f"{at} inverted", "const0": f"{at} = 0", "const1": f"{at} = 1"}.get(
            self.option("mode"), f"{at} inverted while [{self.option('ctrlbit')}] is "
            f"{self.option('mode')[-1]}")

    def command(self, select=None):
        """Yosys' command that makes the change: for good, or where SELECT is `select`."""
        if select is None:
            return self.text
        return self.text.replace(" -module ", f" -ctrl {SELECT} {BITS} {select} -module ", 1)


def mutations(core, top, folder):
    """All mutations of the emitted directory `core`, which goes into `folder`/core.il. Left out are
    clocks and the enable of a read without one, which are no logic, and what memories begin with,
    which is data."""
    sources = [line for line in (core / "filelist.f").read_text().splitlines()
               if line and not line.startswith("//")]
    folder = folder.resolve()
    yosys([f"read_verilog -sv {source}" for source in sources] + [
        f"hierarchy -check -top {top}",
        "proc; opt_clean",
        f"write_rtlil {folder}/core.il",
        f"mutate -list 0 -o {folder}/all.txt"], folder / "list.log", cwd=core)
    with (folder / "all.txt").open() as lines:
        found = [m for m in map(Mutation, map(str.rstrip, lines))
                 if m.option("port") not in CLOCKS and "$meminit$" not in m.option("cell")
                 and not ("$memrd$" in m.option("cell") and m.option("port") == "EN")]
    (folder / "all.txt").unlink()
    return found


def sample(candidates, count, seed):
    """`count` of them: of every macro equally many, as far as it has them, and of a macro's lines, too.
    Which ones is a function of `seed` and the candidates alone."""
    of_macro, of_line = defaultdict(list), defaultdict(int)
    drawn = sorted(candidates, key=lambda m: hashlib.sha256(f"{seed} {m.text}".encode()).digest())
    for place, mutation in enumerate(drawn):
        of_macro[mutation.macro].append((of_line[mutation.line], place, mutation))
        of_line[mutation.line] += 1
    ranked = [(rank, macro, mutation) for macro, those in of_macro.items()
              for rank, (_, _, mutation) in enumerate(sorted(those, key=lambda m: m[:2]))]
    return [mutation for _, _, mutation in sorted(ranked, key=lambda m: m[:2])[:count]]


def signals(design):
    """Of each register in a file of RTLIL and each choice before it, as (module, cell), the signal that it is the
    register of. That tells apart what one always_ff has at one place."""
    makes, takes, names = {}, {}, {}  # a cell's wire; the cell that takes a wire, its name; all by module
    module = cell = ""
    with design.open() as lines:
        for words in map(str.split, lines):
            if words[:1] == ["module"]:
                module = words[1].removeprefix("\\")
            elif words[:1] == ["cell"]:
                cell = words[2]
            elif words[:1] == ["end"]:
                cell = ""
            elif words[:1] == ["connect"] and len(words) == 3:
                port, wire = words[1:]
                if not cell and port.startswith("$0\\"):
                    names.setdefault((module, wire), port)
                elif cell.startswith("$proc") and port in ("\\A", "\\B", "\\D"):
                    takes[module, wire] = cell
                    if port == "\\D" and wire.startswith("$0\\"):  # of the register; its own wire may be called after a port
                        makes[module, cell] = wire
                elif cell.startswith("$proc") and port in ("\\Y", "\\Q"):
                    makes.setdefault((module, cell), wire)
    found = {}
    for (module, cell), wire in makes.items():
        while wire.startswith("$proc") and (module, wire) not in names and (module, wire) in takes:
            wire = makes[module, takes[module, wire]]
        found[module, cell] = re.sub(r"\[\d+:\d+\]$", "", names.get((module, wire), wire).removeprefix("$0"))
    return found


def _with_images(text, folder):
    """`text` with each memory read from a file: thousands of assignments take a compiler minutes."""
    def image(found):
        words = re.findall(r"\[(\d+)\] = \d+'([hd])([0-9a-f]+);", found.group(0))
        name = folder / f"memory{found.start()}.mem"
        name.write_text("".join(f"@{int(at):x} {int(word, 16 if base == 'h' else 10):x}\n"
                                for at, base, word in words))
        return f'  initial $readmemh("{name}", {found.group(1)});\n'

    return re.sub(r"  initial begin\n(?:    (\S+ ?)\[\d+\] = \d+'[hd][0-9a-f]+;\n)+  end\n", image, text)


def _with_select(text, top):
    """`text` whose module `top` asks its environment for a number as it starts (Verilator copies $c into
    its C++)."""
    begin = text.index(f"\nmodule {top}(")
    wire = f"  wire [{BITS - 1}:0] {SELECT};\n"
    number = '(std::getenv(\\"SF_MUTANT\\") ? std::atoi(std::getenv(\\"SF_MUTANT\\")) : 0)'
    return text[:begin] + text[begin:].replace(
        wire, f'  reg [{BITS - 1}:0] {SELECT};\n  initial {SELECT} = $c32("{number}");\n', 1)


def write_sources(text, top, folder, name):
    """`text` as `folder`/`name`.v and its list of sources, `name`.f. The module `top` takes the place of
    the memories like the module it was: its bench or wrapper gives it."""
    text = text.replace(f"\nmodule {top}(", f'\nmodule {top} #(parameter MemDir = "") (', 1)
    (folder / f"{name}.v").write_text(_with_images(text, folder))
    (folder / f"{name}.f").write_text(f"{folder}/{name}.v\n")


def write(top, chosen, folder):
    """The core with all of `chosen`, number 1 and up, as Verilog and its list of sources."""
    folder = folder.resolve()
    yosys([f"read_rtlil {folder}/core.il", BEYOND]
          + [mutation.command(number) for number, mutation in enumerate(chosen, 1)]
          # A wire whose bits come from several cells would be a loop to Verilator, which then loses writes.
          + [f"delete -input {top}/w:{SELECT}", "splitnets -driver", f"write_verilog -noattr {folder}/netlist.v"],
          folder / "netlist.log")
    write_sources(_with_select((folder / "netlist.v").read_text(), top), top, folder, "netlist")
