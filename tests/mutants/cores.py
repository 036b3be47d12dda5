# SPDX-License-Identifier: Apache-2.0
"""The cores of a suite of sim/regress, and the ways in which the suite runs each of them."""

import json
import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from netlist import Failed

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"networks", "emit", "data", "images", "part", "traffic", "seeds", "tops", "tags"}
OPTIONS = {"plain": [], "stream": ["--stream"], "stall": ["--stall"], "fields": ["--fields"],
           "broken": ["--broken-frames"], "reset": ["--resets"]}


def tool(name):
    """Where it is: in $SPINFORGE_BIN, on PATH, or in build/*/bin."""
    places = [Path(os.environ.get("SPINFORGE_BIN", "."), name), shutil.which(name) or "",
              *sorted(ROOT.glob(f"build/*/bin/{name}"))]
    for place in filter(None, places):
        if os.access(place, os.X_OK) and Path(place).is_file():
            return str(Path(place).resolve())
    raise Failed(f"{name} is not built; run ./quickstart, or say where it is in SPINFORGE_BIN")


@dataclass
class Core:
    """A network emitted in one way, and the module whose pins are driven."""
    network: Path
    emit: str
    top: str  # core or axi
    ways: dict = field(default_factory=dict)  # name of a way: options of spinforge-sim verify

    @property
    def name(self):
        return "-".join([self.network.name, self.top] + [
            word.strip("-") for word in self.emit.replace("--wrapper axi", "").split()])

    def emitted(self, folder):
        """Emits it into `folder`; returns the name of the module that is driven."""
        done = subprocess.run([tool("spinforge-gen"), "emit", self.network, "-o", folder, "--no-vectors",
                               *shlex.split(self.emit)], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{self.network} cannot be emitted: {done.stderr.strip()}")
        manifest = json.loads((folder / "manifest.json").read_text())
        return manifest["wrapper"]["top"] if self.top == "axi" else manifest["top"]


def of_suite(path, data):
    """The cores of the suite at `path`, in its order. `data`: places of further data sets by name."""
    try:
        suite = json.loads(path.read_text())
        runs = suite["runs"]
    except (OSError, ValueError, KeyError) as error:
        raise Failed(f"{path} is not a suite of sim/regress: {error!r}; correct it") from None
    own = path.resolve().is_relative_to(ROOT / "sim/regress/suites")
    base = ROOT / "weights/models" if own else path.resolve().parent
    places = {"fmnist-sample": ROOT / "weights/data/fmnist-sample",
              "fmnist": Path("/usr/share/datasets/fashion-mnist"),
              **{name: base / place for name, place in suite.get("data", {}).items()}, **data}
    cores = {}
    for run in runs:
        if "networks" not in run or set(run) - KEYS:
            raise Failed(f"{path}: expected runs of networks with keys of {', '.join(sorted(KEYS))}, got "
                         f"{', '.join(sorted(run))}; mutants need a suite without others")
        for network in run["networks"]:
            place = base / network if (base / network).is_dir() else ROOT / "weights/models" / network
            for emit in run.get("emit", [""]):
                for top in run.get("tops", ["core"]):
                    core = cores.setdefault((place, emit, top), Core(place, emit, top))
                    for name, options in _ways(run, places):
                        core.ways[name] = options
    return list(cores.values())


def _ways(run, places):
    for traffic in run.get("traffic", ["plain"]):
        for seed in run.get("seeds", [1]):
            for data in run.get("data", ["fmnist-sample"]):
                if data not in places:
                    raise Failed(f"no data set '{data}'; say where it is by --data {data}=DIR")
                if set(traffic.split()) - set(OPTIONS):
                    raise Failed(f"no traffic '{traffic}'; expected words of {', '.join(OPTIONS)}")
                words = [option for word in traffic.split() for option in OPTIONS[word]]
                options = [part for word in words
                           for part in ([word] if word == "--stream" else [word, str(seed)])]
                options += ["--reset-seed", str(seed), "--dataset", str(places[data])]
                name = f"{traffic}, {data}" + (f", seed {seed}" if seed != 1 else "")
                for key in ("images", "part"):
                    if key in run:
                        options += [f"--{key}", str(run[key])]
                yield name + (f", part {run['part']}" if "part" in run else ""), options
