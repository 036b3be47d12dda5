# SPDX-License-Identifier: Apache-2.0
"""The cores of a suite of sim/regress, and the ways in which the suite runs each of them."""

import json
import os
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from netlist import Failed

ROOT = Path(__file__).resolve().parents[2]
SUITES = ROOT / "sim/regress/suites"
# Keys of a run and what they hold. Whether that makes sense, `spinforge-sim regress` and `verify` judge.
KEYS = {"networks": [str], "emit": [str], "data": [str], "images": int, "part": int, "traffic": [str],
        "seeds": [int], "tops": [str], "tags": [str]}
KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}
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
                               *self.emit.split()], capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{self.network} cannot be emitted: {done.stderr.strip()}")
        manifest = json.loads((folder / "manifest.json").read_text())
        tops = {"core": manifest["top"], "axi": manifest.get("wrapper", {}).get("top")}
        if not tops.get(self.top):
            raise Failed(f"{self.network} {self.emit}: expected tops of core, or axi with --wrapper axi, got "
                         f"{self.top}; correct the suite")
        return tops[self.top]


def suite_of(given):
    """Where the suite is that `given` means: the name of one that comes with the tool, or else a file."""
    own = {path.stem: path for path in sorted(SUITES.glob("*.json"))}
    if given not in own and not Path(given).exists():
        raise Failed(f"SUITE: is neither a file nor a suite that comes with the tool; expected a file or one of "
                     f"{', '.join(own)}, got {given}; give another")
    return own.get(given, Path(given))


def _object(pairs):
    """Of JSON. The tools refuse a key that is there twice, of which Python takes the last."""
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            raise ValueError(f"key {key} is given twice in one object")
    return dict(pairs)


def _require(value, kind, where):
    """`value`, if it is of this type, or [of such]."""
    if isinstance(kind, list):
        for item in _require(value, list, where):
            _require(item, kind[0], where)
    elif type(value) is not kind:  # to isinstance, true is a number
        raise Failed(f"{where}: expected {KINDS[kind]}, got {json.dumps(value)[:60]}; correct it")
    return value


def of_suite(path, data):
    """The cores of the suite at `path`, in its order. `data`: places of further data sets by name."""
    try:
        suite = _require(json.loads(path.read_text(), object_pairs_hook=_object), dict, path)
        runs = _require(suite["runs"], [dict], f"{path} / runs")
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise Failed(f"{path} is not a suite of sim/regress: {error!r}; correct it") from None
    further = _require(suite.get("data", {}), dict, f"{path} / data")
    _require(list(further.values()), [str], f"{path} / data")
    own = path.resolve().is_relative_to(SUITES)
    base = ROOT / "weights/models" if own else path.resolve().parent
    places = {"fmnist-sample": ROOT / "weights/data/fmnist-sample",
              "fmnist": Path("/usr/share/datasets/fashion-mnist"),
              **{name: base / place for name, place in further.items()}, **data}
    cores = {}
    for number, run in enumerate(runs, 1):
        if "networks" not in run or set(run) - set(KEYS):
            raise Failed(f"{path}: expected runs of networks with keys of {', '.join(sorted(KEYS))}, got "
                         f"{', '.join(sorted(run))}; mutants need a suite without others")
        for key, value in run.items():
            _require(value, KEYS[key], f"{path} / run {number} / {key}")
        for network in run["networks"]:
            place = base / network if (base / network).is_dir() else ROOT / "weights/models" / network
            for emit in run.get("emit", [""]):
                for top in run.get("tops", ["core"]):
                    for name, options in _ways(run, places):
                        core = cores.setdefault((place, emit, top), Core(place, emit, top))
                        core.ways[name] = options
    if not cores:
        raise Failed(f"{path}: has no runs; expected at least one, got none; add one")
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
