#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests of the parts (mutants_test.py Parts) and of the whole on a small core (mutants_test.py Whole)."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from collections import Counter
from pathlib import Path
from unittest import mock

import child
import netlist
import proofs
import report
from cores import ROOT, SUITES, Core, of_suite, suite_of
from equivalent import Equivalence
from flat import Flat
from invariants import Invariants
from ledger import Ledger
from netlist import Failed, Mutation
from runs import Runs

HERE = Path(__file__).resolve().parent
SMALL = "fmnist-fc196-dw"
EMIT = "--lanes 8 --order step"


def mutation(macro, line, mode="inv", port="A", bit=0, control=""):
    return Mutation(f"mutate -mode {mode} -module $paramod$0a\\{macro} -cell $and$rtl/{macro}.sv:{line}$7 "
                    f"-port {port} -portbit {bit}{control} -src rtl/{macro}.sv:{line}.3-{line}.9")


class InFolder(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)


class Parts(InFolder):
    def test_a_mutation_tells_where_it_is_and_what_it_does(self):
        cnot = mutation("sf_rom", 12, "cnot0", "D", 3, " -ctrlbit 5")
        self.assertEqual((cnot.macro, cnot.line), ("sf_rom", "sf_rom.sv:12"))
        self.assertEqual(cnot.what, "D[3] inverted while [5] is 0")
        self.assertIn(" -ctrl sf_mutant 16 7 -module ", cnot.command(7))

    def test_a_sample_is_spread_over_macros_and_lines_and_is_always_the_same(self):
        many = [mutation("sf_rom", line, bit=bit) for line in (1, 2) for bit in range(100)]
        few = [mutation("sf_ram", 5, bit=bit) for bit in range(3)]
        chosen = netlist.sample(many + few, 10, seed=1)
        self.assertEqual(Counter(m.macro for m in chosen), {"sf_rom": 7, "sf_ram": 3})
        lines = Counter(m.line for m in chosen if m.macro == "sf_rom")
        self.assertEqual(sorted(lines.values()), [3, 4])
        self.assertEqual(chosen, netlist.sample((many + few)[::-1], 10, seed=1))
        self.assertNotEqual(chosen, netlist.sample(many + few, 10, seed=2))

    def test_the_driven_module_alone_asks_for_the_number_and_memories_are_files(self):
        wire = "  wire [15:0] sf_mutant;\n"
        other = f"\nmodule other(a);\n{wire}endmodule\n"
        memory = "  initial begin\n    \\m [0] = 8'h1f;\n    \\m [2] = 8'd10;\n  end\n"
        text = netlist._with_select(f"{other}\nmodule sf_axi(b);\n{wire}{memory}endmodule\n{other}", "sf_axi")
        self.assertEqual((text.count(wire), text.count("$c32")), (2, 1))
        netlist.write_sources(text, "sf_axi", self.folder, "all")
        written = (self.folder / "all.v").read_text()
        self.assertEqual((self.folder / "all.f").read_text(), f"{self.folder}/all.v\n")
        self.assertIn('\nmodule sf_axi #(parameter MemDir = "") (b);\n  reg [15:0] sf_mutant;\n', written)
        file = next(self.folder.glob("*.mem"))
        self.assertIn(f'  initial $readmemh("{file}", \\m );\n', written)
        self.assertEqual(file.read_text(), "@0 1f\n@2 a\n")

    def test_the_driven_module_is_the_core_or_its_wrapper(self):
        for top in ("core", "axi"):
            core = Core(ROOT / "weights/models" / SMALL, "--lanes 8 --wrapper axi", top)
            self.assertEqual(core.emitted(self.folder / top), f"sf_{top}")

    def test_every_kind_of_port_takes_its_mutation(self):
        top = Core(ROOT / "weights/models" / SMALL, EMIT, "core").emitted(self.folder / "core")
        one_of = {}
        for m in netlist.mutations(self.folder / "core", top, self.folder):
            one_of["".join(m.option("cell").split("$")[1:2]), m.option("port"), m.option("mode")] = m
        self.assertIn(("memrd", "ADDR", "inv"), one_of)
        netlist.write(top, list(one_of.values()), self.folder)  # Yosys ends with an error otherwise

    def test_equivalent_is_what_no_pin_can_tell_from_the_first_reset_on(self):
        (self.folder / "toy.v").write_text("""
            module toy(input clk_i, rst_ni, go_i, input [4:0] at_i, output high_o, held_o,
                       output reg got_valid_o, output reg [3:0] got_o, output [3:0] odd_o, output one_o,
                       output signed [15:0] square_o, output below_o);
              localparam One = 1'b1;
              reg [2:0] count;
              reg held;
              reg [3:0] store[31:0], odd[0:1];
              reg signed [7:0] side;
              wire signed [15:0] square = side * side;
              initial begin odd[0] = 1; odd[1] = 7; end
              always @(posedge clk_i)
                if (!rst_ni) begin count <= 0; held <= 0; got_valid_o <= 0; end
                else begin
                  if (go_i) count <= (count == 5) ? 0 : count + 1;
                  held <= held && go_i;
                  got_valid_o <= go_i;
                end
              always @(posedge clk_i) begin
                if (go_i) got_o <= store[at_i] & {4{count < 5}};
                if (!go_i) store[~at_i] <= {1'b0, count};
                if (go_i) side <= {at_i, count};
              end
              assign high_o = count > 6, held_o = held, odd_o = odd[at_i[0]];
              assign one_o = One[held];
              assign square_o = got_valid_o ? square : 0, below_o = square[15] || count > 6;
            endmodule""")
        netlist.yosys([f"read_verilog {self.folder}/toy.v", "hierarchy -top toy; proc; opt_clean",
                       f"write_rtlil {self.folder}/core.il", f"mutate -list 0 -o {self.folder}/all.txt"],
                      self.folder / "toy.log")
        there = [Mutation(line) for line in (self.folder / "all.txt").read_text().splitlines()]

        def the(of, port, mode):
            return next(m for m in there if of in self._cell(m) and m.option("port") == port
                        and m.option("portbit") == "0" and m.option("mode") == mode)

        def watch():  # "held <= 3" and "count <= 2" are not so, whatever was seen
            (self.folder / "seen.txt").write_text("most 0 5\nmost 1 0\nmost 0 2\n")

        invariants = Invariants(Flat("toy", [], self.folder, "gold"), self.folder, watch)
        self.assertEqual(sorted(invariants.proven), ["count <= 5", "held <= 0"])
        chosen = [
            (the("cell $gt ", "Y", "const0"), (True, "")),
            (the("cell $gt ", "Y", "inv"), (False, "high_o in clock 1")),
            (the("$0\\held", "S", "const0"), (True, "")),  # always reset
            (the("$0\\held", "S", "const1"), (False, "held_o in clock 1")),  # never: it begins with anything
            (the("$0\\got_o", "S", "const1"), (True, "")),  # loaded while nobody reads it, too
            (the("$0\\got_o", "S", "const0"), (False, "got_o in clock 2")),  # never loaded
            (the("$memrd$\\store", "ADDR", "inv"), (False, "got_o in clock 2")),
            (the("$memrd$\\odd", "DATA", "const1"), (True, "")),  # its rows are odd
            (the("$memrd$\\odd", "ADDR", "inv"), (False, "odd_o in clock 1")),
            (the("_DATA[3:0]", "S", "const0"), (True, "")),  # data while nothing is written
            (the("_DATA[3:0]", "S", "const1"), (False, "what is written to store in clock 1")),  # anything
            (the("cell $shiftx ", "B", "inv"), (False, "one_o in clock 1")),  # beyond its only bit
            (the("$0\\side", "S", "const1"), (True, "")),
            (the("cell $mul ", "A", "inv"), (False, "square_o in clock 2")),
            (the("cell $logic_or ", "A", "const0"), (True, ""))]  # no square is below 0
        equivalence = Equivalence(list(enumerate((m for m, _ in chosen), 1)), invariants)
        self.assertEqual([equivalence.holds(number) for number, _ in enumerate(chosen, 1)],
                         [expected for _, expected in chosen])

    def _cell(self, m):
        """Of a mutation of core.il, in RTLIL."""
        text = (self.folder / "core.il").read_text()
        end = text.index("  end\n", text.index(f" {m.option('cell')}\n"))
        return text[text.rindex("\n  cell ", 0, end):end]

    def test_a_narrower_port_of_a_proof_has_its_highest_bit_changed(self):
        there = [mutation("sf_rom", 12, bit=bit) for bit in (0, 1)] + [mutation("sf_rom", 13, bit=5)]
        commands, remark, _ = proofs._there(mutation("sf_rom", 12, "const1", bit=5), "", there, {})
        self.assertEqual(commands, [mutation("sf_rom", 12, "const1", bit=1).text])
        self.assertEqual(remark, ", bit 1 in the place of 5")
        self.assertEqual(proofs._there(mutation("sf_rom", 99), "", there, {}), ([], "", 0))
        # The place of a wire at the port may be told of one only.
        wired = Mutation(there[0].text.replace(" -src ", " -wire w -wirebit 0 -src rtl/sf_rom.sv:3.1-3.2 -src ", 1))
        self.assertEqual(proofs._there(wired, "", there, {})[0], [there[0].text])
        self.assertEqual(proofs._there(there[0], "", [wired], {})[0], [wired.text])
        # Two bits beyond the port are its two highest: one that is changed by itself is another mutation.
        two = mutation("sf_rom", 12, "cnot1", bit=5, control=" -ctrlbit 7")
        commands, remark, _ = proofs._there(two, "", there, {})
        self.assertEqual([Mutation(text).what for text in commands], ["A[1] inverted while [0] is 1"] * len(commands))
        self.assertTrue(commands)
        self.assertEqual(remark, ", bit 1 in the place of 5, bit 0 in the place of 7")
        # One bit in the place of both: inverted while it is itself 1.
        self.assertEqual(proofs._there(two, "", there[:1], {}), (
            [mutation("sf_rom", 12, "const0", bit=0).text], ", bit 0 in the place of 5 and 7", 1))

    def test_of_several_cells_at_one_place_a_proof_has_one_changed(self):
        first = mutation("sf_rom", 12)
        second, other = (Mutation(first.text.replace(*change)) for change in (("$7 ", "$8 "), ("$0a", "$0b")))
        there = [first, second, other]  # the last one in a module with other parameters
        for which, expected in ((0, [first, other]), (1, [second, other])):
            commands, _, several = proofs._there(first, "", there, {}, which)
            self.assertEqual((commands, several), ([m.text for m in expected], 2))
        # What tells them apart is the signal, where it is there, and their kind.
        signals = {(m.option("module"), m.option("cell")): wire for m, wire in zip(there, ("\\a", "\\b", "\\b"))}
        self.assertEqual(proofs._there(first, "\\b", there, signals)[::2], ([second.text, other.text], 1))
        self.assertEqual(proofs._there(first, "\\c", there, signals)[2], 2)
        minus = Mutation(first.text.replace("$and$", "$sub$"))
        self.assertEqual(proofs._there(first, "", [minus, first], {})[::2], ([first.text], 1))

    def test_what_one_always_ff_has_at_one_place_is_told_apart_by_its_signal(self):
        (self.folder / "a.sv").write_text(
            "module a(input clk_i, rst_ni, x, output logic y, z);\nalways_ff @(posedge clk_i)\n"
            "if (!rst_ni) y <= 0; else begin if (x) y <= z; z <= x; end\nendmodule\n")
        netlist.yosys(["read_verilog -sv a.sv", "proc", "opt_clean", f"write_rtlil {self.folder}/a.il",
                       f"mutate -list 0 -o {self.folder}/list.txt"], self.folder / "log", cwd=self.folder)
        signals = netlist.signals(self.folder / "a.il")
        listed = map(Mutation, (self.folder / "list.txt").read_text().splitlines())
        found = {(m.option("cell").split("$")[1], m.option("port"), signals[m.option("module"), m.option("cell")])
                 for m in listed if m.option("port") in ("S", "Q")}
        self.assertEqual(found, {("procmux", "S", "\\y"), ("procmux", "S", "\\z"),
                                 ("procdff", "Q", "\\y"), ("procdff", "Q", "\\z")})

    def test_a_proof_that_does_not_see_each_of_several_cells_sees_none(self):
        for codes, expected in (([1, 1], ("formal sf_axi_regs, x", [])), ([1, 0], ("", ["sf_axi_regs"])),
                                ([1, 2], ("", ["sf_axi_regs: no answer"])), ([3], ("", []))):
            def run(name, folder, which):
                (folder / "edited").write_text('{"cells": 2, "remark": ", x"}')
                return codes[which]

            with mock.patch.object(proofs, "_run", run), mock.patch.object(proofs, "_with", lambda _: ["sf_axi_regs"]):
                self.assertEqual(proofs.killed_by(mutation("sf_axi_regs", 1), "", self.folder), expected)

    def test_the_ledger_drops_a_torn_line_and_refuses_other_mutants_and_terms(self):
        ledger = Ledger(self.folder, {"seed": 1})
        for number, outcome in ((1, "survived"), (2, "caught"), (1, "missed")):
            ledger.enter("a", number, mutation("sf_rom", number), {"outcome": outcome})
        with (self.folder / "ledger.jsonl").open("a") as file:
            file.write('{"core": "a", "mut')
        with self.assertRaisesRegex(Failed, "another campaign is at it"):
            Ledger(self.folder, {"seed": 1})
        del ledger
        again = Ledger(self.folder, {"seed": 1})
        again.require_of(["a", "b"])
        with self.assertRaisesRegex(Failed, "a is no core of this campaign; expected one of b, c"):
            again.require_of(["b", "c"])
        self.assertEqual([entry["outcome"] for entry in again.entries()], ["missed", "caught"])
        self.assertEqual([again.of("a", number).get("outcome") for number in (1, 2, 3)],
                         ["missed", "caught", None])
        (self.folder / "a").mkdir()
        (self.folder / "a/rtl.sha256").write_text("1f")
        same = [mutation("sf_rom", 1), mutation("sf_rom", 2)]
        again.require_same("a", "1f", same)
        with self.assertRaisesRegex(Failed, "is of other RTL: a was 1f, got 2f"):
            again.require_same("a", "2f", same)
        for chosen in same[::-1], same[:1]:
            with self.assertRaisesRegex(Failed, "mutant [12] of a is none of this campaign"):
                again.require_same("a", "1f", chosen)
        del again
        with self.assertRaisesRegex(Failed, "was begun with"):
            Ledger(self.folder, {"seed": 2})

    def test_the_ledger_names_a_whole_line_that_says_nothing_of_a_mutant(self):
        Ledger(self.folder, {"seed": 1}).enter("a", 1, mutation("sf_rom", 1), {"outcome": "caught"})
        whole = (self.folder / "ledger.jsonl").read_text()
        for damaged in ('{"core": "a", "mut', '{"core": "a"}', '{"core": "a", "mutant": 1, "outcome": "caught"}', "7", "\xff", whole.strip().replace("caught", "banana"),
                        whole.strip().replace('"mutant": 1', '"mutant": "1"')):
            (self.folder / "ledger.jsonl").write_text(whole + damaged + "\n", encoding="latin-1")
            with self.assertRaisesRegex(Failed, "ledger.jsonl, line 2: expected .*; remove the line"):
                Ledger(self.folder, {"seed": 1})

    def test_the_ledger_begins_in_a_new_or_empty_directory_alone(self):
        Ledger(self.folder / "new/out", {"seed": 1}).enter("a", 1, mutation("sf_rom", 1), {"outcome": "caught"})
        (self.folder / "new/out/other").touch()  # an earlier campaign's holds more
        self.assertEqual(len(Ledger(self.folder / "new/out", {"seed": 1}).entries()), 1)
        (self.folder / "empty").mkdir()
        (self.folder / "empty/terms.json").touch()  # the disk was full
        Ledger(self.folder / "empty", {"seed": 1})
        other = self.folder / "other"
        other.mkdir()
        (other / "thesis.tex").touch()
        with self.assertRaisesRegex(Failed, "other: holds something else; expected an empty or new directory"):
            Ledger(other, {"seed": 1})
        self.assertEqual([file.name for file in other.iterdir()], ["thesis.tex"])
        (self.folder / "loop").symlink_to("loop")
        for place in ("other/thesis.tex", "other/thesis.tex/out", "loop"):
            with self.assertRaisesRegex(Failed, f"{place}: cannot be made or written: .*give another"):
                Ledger(self.folder / place, {"seed": 1})

    def test_a_survivor_is_missed_unless_a_reason_names_it(self):
        ledger = Ledger(self.folder, {"seed": 1})
        core = self.folder / "a"
        (core / "core/rtl").mkdir(parents=True)
        (core / "core/rtl/sf_rom.sv").write_text("\n  assign a = b | c;\n")
        (core / "core/sf_core.sv").write_text("sf_rom u_rom (\n")  # emitted, not copied
        for number, bit in ((1, 3), (2, 4)):
            ledger.enter("a", number, mutation("sf_rom", 2, bit=bit), {"outcome": "missed"})
        ledger.enter("a", 3, mutation("sf_core", 1), {"outcome": "unkilled"})  # it was ended before more was asked
        known = {("a", "sf_rom", "assign a = b | c;", "and", "A[3] inverted"): "b is 0"}
        with mock.patch.object(report, "REASONS", known):
            verdict, passed = report.write(self.folder, ledger, {"a": 7})
        self.assertIn("1 survive for a reason, 2 missed", verdict)
        self.assertFalse(passed)
        page = (self.folder / "report.md").read_text()
        self.assertIn(r"| a | 2 | sf_rom.sv:2 | `assign a = b \| c;` | A[4] inverted | no answer | - |", page)
        self.assertIn("| a | 3 | sf_core.sv:1 | `sf_rom u_rom (` |", page)
        self.assertIn(r"| a | 1 | sf_rom.sv:2 | `assign a = b \| c;` | A[3] inverted | no answer | b is 0 |", page)

    def test_each_reason_is_of_one_mutant_of_a_core_of_the_suite(self):
        reasons = json.loads((HERE / "reasons.json").read_text())
        self.assertEqual(len(report.REASONS), len(reasons))
        cores = {core.name for core in of_suite(HERE / "cores.json", {})}
        for reason in reasons:
            self.assertEqual(set(reason), {*report.PLACE, "reason"})
            self.assertIn(reason["core"], cores)

    def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(self):
        mark = self.folder / "mark"
        self.assertEqual(child.run(["sh", "-c", f"(sleep 3; touch {mark}) & wait"], 0.2), (None, ""))
        self.assertEqual(child.run(["sh", "-c", "echo $SF_MUTANT; exit 3"], 60, SF_MUTANT="7"), (3, "7\n"))
        time.sleep(3)
        self.assertFalse(mark.exists())

    def test_ways_and_cores_are_those_of_the_suite(self):
        cores = of_suite(ROOT / "sim/regress/suites/smoke.json", {})
        self.assertTrue(all(core.network.is_dir() and core.ways for core in cores))
        axi = [core for core in cores if core.top == "axi"]
        self.assertEqual(len(axi), 1)
        self.assertIn("--broken-frames", axi[0].ways["broken, fmnist-sample"])
        self.assertTrue(any("--part" in options for core in cores for options in core.ways.values()))
        self.assertEqual({core.name.split("-")[1] for core in of_suite(HERE / "cores.json", {})},
                         {"fc196", "maps", "fc"})
        with self.assertRaisesRegex(Failed, "is not a suite"):
            of_suite(self.folder / "none.json", {})
        for run, sentence in (({}, "expected runs of networks"),
                              ({"networks": ["a"], "first": 1}, "got first, networks"),
                              ({"networks": ["a"], "traffic": ["fast"]}, "no traffic 'fast'"),
                              ({"networks": ["a"], "data": ["b"]}, "no data set 'b'")):
            suite = self.folder / "suite.json"
            suite.write_text(json.dumps({"runs": [run]}))
            with self.assertRaisesRegex(Failed, sentence):
                of_suite(suite, {})

    def test_what_is_no_suite_is_refused_with_a_sentence(self):
        suite = self.folder / "suite.json"
        for text, sentence in (
                ("[]", r"suite.json: expected an object, got \[\]; correct it"),
                ("null", "suite.json: expected an object, got null; correct it"),
                ("{", "is not a suite"), ("[" * 100000, "is not a suite"), ("{}", "is not a suite .*'runs'"),
                ('{"runs": [], "runs": []}', "is not a suite .*key runs is given twice"),
                ('{"runs": {}}', "runs: expected a list, got {}"), ('{"runs": [1]}', "runs: expected an object, got 1"),
                ('{"runs": [], "data": []}', "data: expected an object, got "),
                ('{"runs": [], "data": {"a": 1}}', "data: expected a text, got 1"),
                ('{"runs": []}', "suite.json: has no runs; expected at least one, got none; add one"),
                ('{"runs": [{"networks": []}]}', "has no runs"),
                ('{"runs": [{"networks": ["a"], "seeds": []}]}', "has no runs"),
                ('{"runs": [{"networks": "a"}]}', 'run 1 / networks: expected a list, got "a"'),
                ('{"runs": [{"networks": ["a"], "emit": [1]}]}', "run 1 / emit: expected a text, got 1"),
                ('{"runs": [{"networks": ["a"], "seeds": [true]}]}', "run 1 / seeds: expected a whole number, got tr"),
                ('{"runs": [{"networks": ["a"], "images": "3"}]}', 'run 1 / images: expected a whole number, got "3"')):
            suite.write_text(text)
            with self.subTest(text[:60]), self.assertRaisesRegex(Failed, sentence):
                of_suite(suite, {})
        suite.write_bytes(b"\xff")
        for place in (suite, self.folder):
            with self.assertRaisesRegex(Failed, "is not a suite"):
                of_suite(place, {})
        for emit, top in (("--lanes 8", "axi"), ("--lanes 8 --wrapper axi", "other")):
            with self.assertRaisesRegex(Failed, f"expected tops of core, or axi with --wrapper axi, got {top}"):
                Core(ROOT / "weights/models" / SMALL, emit, top).emitted(self.folder / top)

    def test_a_suite_is_the_name_of_one_that_comes_with_the_tool_or_a_file(self):
        self.assertEqual(suite_of("smoke"), SUITES / "smoke.json")
        self.assertEqual(suite_of(str(HERE / "cores.json")), HERE / "cores.json")
        with self.assertRaisesRegex(Failed, "expected a file or one of nightly, smoke, .*, got none.json; give"):
            suite_of("none.json")

    def test_the_command_refuses_before_out_is_made(self):
        out, suite = self.folder / "out", self.folder / "suite.json"
        suite.write_text('{"runs": []}')
        for given, sentence in (
                (("smoke", "--mutants", "0"), "--mutants: expected a whole number of at least 1, got '0'"),
                (("smoke", "--mutants", "-5"), "--mutants: expected a whole number of at least 1, got '-5'"),
                (("smoke", "--jobs", "-3"), "--jobs: expected a whole number of at least 1, got '-3'"),
                (("smoke", "--jobs", "x"), "--jobs: expected a whole number of at least 1, got 'x'"),
                (("smoke", "--data", "x"), "--data: expected NAME=DIR, mnist=/data/mnist for example, got 'x'"),
                (("none",), "SUITE: is neither a file nor a suite"), ((suite,), "has no runs")):
            with self.subTest(given):
                done = subprocess.run([HERE / "mutants", given[0], out, *given[1:]], capture_output=True, text=True)
                self.assertEqual(done.returncode, 2)
                self.assertIn(sentence, done.stderr)
                self.assertFalse(out.exists())


class Whole(InFolder):
    def test_one_mutant_is_caught_and_one_is_equivalent_and_a_proof_sees_one(self):
        core = Core(ROOT / "weights/models" / SMALL, EMIT, "core")
        top = core.emitted(self.folder / "core")
        there = netlist.mutations(self.folder / "core", top, self.folder)

        def the(macro, line, **options):
            code = (ROOT / f"rtl/macros/{macro}.sv").read_text().splitlines()
            number = next(i for i, text in enumerate(code, 1) if line in text)
            return next(m for m in there if m.line == f"{macro}.sv:{number}"
                        and all(m.option(name) == value for name, value in options.items()))

        block = the("sf_blocks", "assign last_o ", mode="inv", port="Y")
        # Nobody reads the row of a check in a core without one.
        unread = next(m for m in there if m.option("port") == "check_row_i" and m.option("mode") == "inv")
        # What a memory gave is held while nobody reads it.
        held = the("sf_ram", "if (re_i)", mode="const1", port="A")
        # One whose register, which the properties name, it makes needless.
        passed = next(m for m in there if m.macro == "sf_drain" and m.kind == "logic_not"
                      and m.option("port") == "Y" and m.option("mode") == "const1")
        chosen = [block, unread, held]
        netlist.write(top, chosen, self.folder)
        ways = {"plain": ["--images", "2", "--dataset", str(ROOT / "weights/data/patterns")]}
        runs = Runs(self.folder / "core", top, self.folder, self.folder / "models", ways)
        runs.build()
        self.assertEqual(runs.caught(1, ways)["by"], "plain")
        self.assertEqual([runs.caught(2, ways), runs.caught(3, ways)], [None, None])
        watched = Runs(self.folder / "core", top, self.folder, self.folder / "models", ways, "watched.f")
        invariants = Invariants(Flat(top, [], self.folder, "gold"), self.folder, watched.build)
        self.assertIn("\\u_layer1.genblk1.gen_direct.u_replay.step_q  <= 25", invariants.proven)
        equivalence = Equivalence(list(enumerate(chosen, 1)), invariants)
        self.assertFalse(equivalence.holds(1)[0])  # or has no answer: it shows after a whole layer
        self.assertEqual([equivalence.holds(number)[0] for number in (2, 3)], [True, True])
        self.assertEqual(proofs.killed_by(block, "", self.folder / "proof"), ("formal sf_blocks", []))
        self.assertEqual(proofs.killed_by(passed, "", self.folder / "proof"), ("formal sf_drain", []))

    def test_what_was_ended_goes_on_to_the_same_result(self):
        suite = self.folder / "small.json"
        suite.write_text(json.dumps({"schema_version": 1, "runs": [
            {"networks": [SMALL], "emit": [EMIT], "images": 4, "traffic": ["plain", "fields stream stall"]}]}))
        out = self.folder / "out"

        def campaign(*more):
            done = subprocess.run([HERE / "mutants", suite, out, "--mutants", "24", "--no-proofs", *more],
                                  capture_output=True, text=True)
            return done.returncode, done.stderr

        code, said = campaign()
        self.assertIn(code, (0, 1), said)
        self.assertIn("24 of 24 mutants are run", said)
        whole = (out / "summary.json").read_bytes()
        summary = json.loads(whole)
        self.assertEqual(summary["mutants"], 24)
        self.assertGreater(summary["caught"], 12)
        lines = (out / "ledger.jsonl").read_text().splitlines(keepends=True)
        (out / "ledger.jsonl").write_text("".join(lines[:10]) + lines[10][:30])
        code, said = campaign()
        self.assertIn("14 of 24 mutants are run", said)
        self.assertEqual((out / "summary.json").read_bytes(), whole)
        self.assertEqual(campaign("--seed", "2")[0], 2)

        # What a run catches is not called equivalent.
        known = {entry["mutant"]: entry for entry in map(json.loads, lines)}
        caught = [(number, Mutation(entry["mutation"])) for number, entry in known.items()
                  if entry["outcome"] == "caught"]
        folder = next(out.glob(f"{SMALL}-*"))
        invariants = Invariants(Flat("sf_core", [], folder, "gold"), folder, None)
        equivalence = Equivalence(caught, invariants)
        self.assertNotIn(True, [equivalence.holds(number, patient=False)[0] for number, _ in caught])


if __name__ == "__main__":
    for needed in ("yosys", "yosys-abc", "yosys-smtbmc", "verilator", "z3"):
        if not shutil.which(needed):
            print(f"SKIPPED: {needed} is not installed")
            sys.exit(77)
    unittest.main()
