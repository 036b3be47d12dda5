// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "sim/golden/golden.hpp"
#include "tests/support/tools.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using process::Exit;
using test::check_exit;

namespace {

/// Runs the tool as a user would.
Exit tool(const std::string& line) { return test::shell(SPINFORGE_SIM " " + line); }

/// An emitted directory, its network and its images, as words of a command line.
struct Command : test::Emitted {
  [[nodiscard]] std::string network() const { return core() + "/network"; }
  [[nodiscard]] std::string dataset() const { return " --dataset " + data() + " "; }
  [[nodiscard]] std::string golden() const { return "golden " + network() + dataset(); }
  [[nodiscard]] std::string verify() const { return "verify " + core() + dataset(); }
};

}  // namespace

TEST_CASE("the tool explains itself, with examples") {
  CHECK_THAT(check_exit(tool("--help"), 0, "golden"), Catch::Contains("verify"));
  check_exit(tool("verify --help"), 0, "spinforge-sim verify core --images 200");
  CHECK_THAT(tool("golden --help").output, Catch::Contains("spinforge-sim golden weights/"));
}

TEST_CASE("golden prints accuracy and rate, and the same as JSON") {
  const Command emitted;
  CHECK_THAT(check_exit(tool(emitted.golden() + "--quiet"), 0, "small: 40 images"),
             Catch::Contains("accuracy") && Catch::Contains("images/s"));
  const auto out =
      nlohmann::json::parse(check_exit(tool(emitted.golden() + "--quiet --json -"), 0));
  CHECK(out["images"] == 40);
  CHECK(out["predictions"].size() == 40);
  CHECK(out["layers"].size() == 2);
}

TEST_CASE("golden runs the images that were asked for and gives counts and commits") {
  const Command emitted;
  const test::TempDir dir;
  const std::string three = emitted.golden() + "--first 7 --images 3 --quiet --commits ";
  const std::string said =
      check_exit(tool(three + (dir / "c.csv") + " --json " + (dir / "r.json")), 0);
  golden::Golden model(emitted.net);
  const auto out = nlohmann::json::parse(files::read(dir / "r.json"));
  CHECK(out["first"] == 7);
  CHECK(out["images"] == 3);
  CHECK(out["commits"] == 3 * test::kCommitsAnImage);
  std::string expected = "image,layer,step,neuron,v,d,spike,armed,over,field_code\n";
  for (std::uint32_t i = 7; i < 10; ++i) {
    const golden::Trace& trace = model.run(emitted.images.image(i), i);
    CHECK(out["predictions"][i - 7] == trace.predicted);
    CHECK(out["counts"][i - 7] == nlohmann::json(trace.counts));
    const std::string counts = fmt::format("{}", fmt::join(trace.counts, " "));
    CHECK_THAT(said, Catch::Contains(counts + "\n"));
    for (std::size_t k = 0; k < 2; ++k) {
      const golden::LayerTrace& layer = trace.layers[k];
      const std::size_t neurons = k == 0 ? 23 : 11;
      for (std::size_t cell = 0; cell < layer.drive.size(); ++cell) {
        const int flags = layer.flags[cell];
        expected += fmt::format("{},{},{},{},{},{},{},{},{},0\n",
                                i,
                                k + 1,
                                cell / neurons + 1,
                                cell % neurons,
                                layer.potential[cell],
                                layer.drive[cell],
                                flags & 1,
                                flags >> 1 & 1,
                                flags >> 2 & 1);
      }
    }
  }
  CHECK(files::read(dir / "c.csv") == expected);
  CHECK(dir.entries() == 2);  // nothing half-written
  CHECK(tool(three + "-").output == expected);
  // A link is written through, and what is open already is written as it is.
  files::write(dir / "real.csv", "old");
  std::filesystem::create_symlink(dir / "real.csv", dir / "link.csv");
  REQUIRE(tool(three + (dir / "link.csv")).status == 0);
  CHECK(std::filesystem::is_symlink(dir / "link.csv"));
  CHECK(files::read(dir / "real.csv") == expected);
  check_exit(tool(three + "/dev/stdout"), 0, expected);
}

TEST_CASE("golden takes a data set without labels, and what needs them says so") {
  const Command emitted;
  std::filesystem::remove(emitted.labels());
  CHECK_THAT(check_exit(tool(emitted.golden() + "--quiet"), 0, "no accuracy is given"),
             Catch::Contains("no labels"));
  for (const std::string& needs : {"sweep fields " + emitted.network() + emitted.dataset(),
                                   "sweep-rtl " + emitted.core() + emitted.dataset(),
                                   emitted.verify() + "--record r.json"}) {
    const Exit refused = tool(needs);
    CHECK(refused.status != 0);
    CHECK_THAT(refused.output, Catch::Contains("t10k-labels-idx1-ubyte"));
  }
}

TEST_CASE("an option of another sweep is refused, and what a list names twice") {
  const Command emitted;
  const std::string rest = " " + emitted.network() + emitted.dataset() + "--quiet ";
  const auto refused = [&](const std::string& line, const std::string& why) {
    CHECK_THAT(check_exit(tool(line), ErrorCode::kUsage, why),
               Catch::StartsWith("spinforge-sim: --"));
  };
  for (const std::string option : {"--levels 1",
                                   "--form add",
                                   "--sigma 1",
                                   "--quantities th",
                                   "--chips 3",
                                   "--sound-outputs"}) {
    refused("sweep fields" + rest + option, "is of another sweep");
  }
  for (const std::string option : {"--quantities th", "--chips 3", "--sound-outputs"}) {
    refused("sweep noise" + rest + option, "expected sweep spread, got sweep noise; leave it out");
  }
  for (const std::string option : {"--form add", "--sigma 1", "--seeds 3"}) {
    refused("sweep spread" + rest + option, "is of another sweep");
  }
  refused("sweep fields" + rest + "--levels 1", "expected sweep noise or spread, got sweep fields");
  refused("sweep noise" + rest + "--levels 0.5,1,0.50", "--levels: names 0.5 twice");
  refused("sweep noise" + rest + "--form add,add --sigma 1", "--form: names add twice");
  refused("sweep spread" + rest + "--quantities th,gain,th", "--quantities: names th twice");
  check_exit(tool("sweep fields " + emitted.network() + rest), ErrorCode::kUsage, "NETWORK: names");
}

TEST_CASE("nonsense in a number is one sentence with the range") {
  const Command emitted;
  const std::string core = " " + emitted.core(), network = " " + emitted.network();
  const std::vector<std::pair<std::string, std::string>> options{
      {"golden" + network, "--images --first"},
      {"verify" + core, "--images --first --image --jobs --part --stall --fields --reset-seed"},
      {"vectors" + core, "--images --first"},
      {"energy" + core, "--images --first"},
      {"sweep fields" + network, "--images --threads --sigma --levels"},
      {"sweep-rtl" + core, "--images --jobs"},
      {"serial /dev/null" + network, "--images --baud --timeout"}};
  for (const auto& [command, names] : options) {
    std::istringstream words(names);
    for (std::string name; words >> name;) {
      for (const std::string value :
           {"-5", "99999999999999999999", "abc", "0x10", "1e999", "nan"}) {
        const std::string option = name + "=" + value;
        const Exit exit = tool(command + " " + option);
        INFO(command << " " << option << ": " << exit.output);
        const bool real = name == "--sigma" || name == "--levels";
        if (real && value == "99999999999999999999") continue;
        CHECK(exit.status == 2);
        CHECK_THAT(exit.output, Catch::StartsWith(name + ": expected "));
        CHECK_THAT(exit.output, Catch::Contains("got '" + value + "'"));
        CHECK(exit.output.find('\n') < 160);
      }
    }
  }
  CHECK_THAT(tool(emitted.golden() + "--images 010 --quiet").output,
             Catch::Contains("small: 10 images"));
}

TEST_CASE("each kind of trouble has its exit code and one line") {
  const Command emitted;
  const auto fails = [](const Exit& exit, ErrorCode expected) {
    check_exit(exit, expected);
    CHECK_THAT(exit.output, Catch::StartsWith("spinforge-sim: "));
    CHECK(std::count(exit.output.begin(), exit.output.end(), '\n') == 1);
  };
  fails(tool("golden /nowhere" + emitted.dataset()), ErrorCode::kIo);
  fails(tool("golden " + emitted.network() + " --dataset /nowhere"), ErrorCode::kIo);
  fails(tool("golden " + emitted.network()), ErrorCode::kUsage);
  fails(tool(emitted.golden() + "--images 41"), ErrorCode::kUsage);
  fails(tool(emitted.golden() + "--json /nowhere/a.json"), ErrorCode::kIo);
  fails(tool("verify /nowhere"), ErrorCode::kIo);
  fails(tool(emitted.verify() + "--junit /nowhere/a.xml"), ErrorCode::kIo);
  fails(test::shell("PATH=/nowhere " SPINFORGE_SIM " " + emitted.verify()), ErrorCode::kTool);
  for (const char* choice : {"1", "3:0", "2:", "x", "-1"}) {
    fails(tool(emitted.verify() + "--field-code=" + choice), ErrorCode::kUsage);
  }
}

TEST_CASE("a result never takes the place of what is read, nor a waveform that of a device") {
  const Command emitted;
  const std::string core = emitted.core(), network = emitted.network();
  const auto refused = [&](const std::string& line, const std::string& why) {
    check_exit(tool(line), ErrorCode::kUsage, why);
  };
  const std::string manifest = files::read(core + "/manifest.json");
  for (const std::string option : {"--json ", "--junit ", "--record ", "--wave "}) {
    refused(emitted.verify() + option + core + "/manifest.json", "which is read");
  }
  refused(emitted.golden() + "--json " + network + "/network.json", "which is read");
  CHECK(files::read(core + "/manifest.json") == manifest);
  // Nor anything else of an emitted directory, by whatever name, nor the images.
  files::write(core + "/mine.sv", "module mine; endmodule");
  for (const std::string& path : {core + "/mine.sv", emitted.labels()}) {
    for (const std::string& command : {emitted.verify(), emitted.golden()}) {
      refused(command + "--json " + path, "is read");
    }
    std::filesystem::create_symlink(path, emitted.dir / "link");
    refused(emitted.verify() + "--wave " + (emitted.dir / "link"), "is read");
    std::filesystem::remove(emitted.dir / "link");
  }
  // Nor what a list of sources names, or a link in the directory leads to.
  files::write(emitted.dir / "outside.sv", "");
  files::write(emitted.dir / "linked.h", "");
  files::write(emitted.dir / "mine.f", "../outside.sv");
  std::filesystem::create_symlink("../linked.h", core + "/linked.h");
  for (const std::string name : {"outside.sv", "linked.h", "mine.f"}) {
    refused(emitted.verify() + "--filelist ../mine.f --json " + (emitted.dir / name), "is read");
  }
  const test::TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  refused(emitted.verify() + "--wave " + (dir / "pipe"), "is no file");
  refused(emitted.verify() + "--wave /dev/null", "is no file");
  CHECK(std::filesystem::is_fifo(dir / "pipe"));
  // A memory image that is a pipe is told, not waited for.
  std::filesystem::create_directories(core + "/mem");
  REQUIRE(::mkfifo((core + "/mem/layer1_weights.mem").c_str(), 0600) == 0);
  check_exit(tool(emitted.verify()),
             ErrorCode::kIo,
             "layer1_weights.mem: cannot read: expected a file, got a pipe");
}

TEST_CASE("two results never share a place, by whatever names") {
  const Command emitted;
  const test::TempDir dir;
  files::write(dir / "a", "");
  std::filesystem::create_hard_link(dir / "a", dir / "b");
  const auto refused = [&](const std::string& line) {
    check_exit(tool(line), ErrorCode::kUsage, "expected one result there, got two");
  };
  refused(emitted.verify() + "--wave " + (dir / "w") + " --json " + (dir / "w"));
  refused(emitted.verify() + "--wave " + (dir / "w.fst") + " --json " + (dir / "w.gtkw"));
  refused(emitted.golden() + "--commits " + (dir / "a") + " --json " + (dir / "b"));
  refused(emitted.golden() + "--commits - --json /dev/stdout");
  refused("sweep fields " + emitted.network() + emitted.dataset() + "--json " + (dir / "a.svg") +
          " --plot " + (dir / "a.svg"));
  refused("device dw pulse-train --csv " + (dir / "a.svg") + " --plot " + (dir / "a.svg"));
  check_exit(tool(emitted.golden() + "--quiet --commits /dev/null --json /dev/null"), 0);
  check_exit(tool(emitted.golden() + "--json " + (dir / "no/")), ErrorCode::kIo, "a directory");
}

TEST_CASE("every result of every command keeps off what is read, and off every other result") {
  const Command emitted;
  const test::TempDir dir;
  const std::string core = emitted.core(), network = emitted.network(), data = emitted.dataset();
  // By names that --plot takes, too.
  const std::string reads[] = {core + "/mine.svg", emitted.dir / "labels.svg"};
  files::write(reads[0], "mine");
  std::filesystem::create_symlink(emitted.labels(), reads[1]);
  const std::string labels = files::read(emitted.labels());
  struct Kind {
    std::string command;
    std::vector<std::string> outputs, folders;
    bool reads = true;
  };
  const Kind kinds[] = {
      {emitted.golden(), {"--json", "--commits"}, {}},
      {emitted.verify(), {"--json", "--junit", "--record", "--wave"}, {"--out", "--build-dir"}},
      {"sweep fields " + network + data, {"--csv", "--json", "--plot"}, {}},
      {"sweep-rtl " + core + data, {"--json", "--plot"}, {"--build-dir"}},
      {"energy " + core + data, {"--json"}, {"--build-dir"}},
      {"serial /dev/null " + network + data, {"--json"}, {}},
      {"device dw pulse-train ", {"--csv", "--json", "--plot"}, {}, false}};
  const auto refused = [&](const std::string& line, const std::string& why) {
    CAPTURE(line);
    check_exit(tool(line), ErrorCode::kUsage, why);
  };
  const auto with = [](const std::string& option, const std::string& path) {
    return " " + option + " " + path;
  };
  for (const Kind& kind : kinds) {
    for (const std::string& output : kind.outputs) {
      for (const std::string& read : reads) {
        if (kind.reads) refused(kind.command + with(output, read), "read; choose another file");
      }
      for (const std::string& other : kind.outputs) {
        if (other == output) continue;
        refused(kind.command + with(output, dir / "a.svg") + with(other, dir / "a.svg"),
                "expected one result there, got two");
      }
    }
    for (const std::string& folder : kind.folders) {
      for (const std::string& place : {core, core + "/new"}) {
        refused(kind.command + with(folder, place), "read; choose another directory");
      }
    }
  }
  for (const std::string output : {"--json", "--junit", "--record"}) {
    for (const std::string name : {"/a.fst", "/a.gtkw"}) {
      refused(emitted.verify() + with("--out", dir.path()) + with(output, dir.path() + name),
              "is where --out may put a file; choose another file");
    }
  }
  CHECK(files::read(reads[0]) == "mine");
  CHECK(files::read(emitted.labels()) == labels);
  CHECK_FALSE(std::filesystem::exists(core + "/new"));
  CHECK(dir.entries() == 0);
  // Beside each other they may stand.
  check_exit(test::shell("PATH=/nowhere " SPINFORGE_SIM " " + emitted.verify() +
                         with("--out", dir.path()) + with("--json", dir / "r.json") +
                         with("--build-dir", dir.path())),
             ErrorCode::kTool);
}

TEST_CASE("output that cannot be printed is an error, as text and as JSON") {
  const Command emitted;
  for (const char* const rest :
       {" > /dev/full", " >&-", " --json - > /dev/full", " --json - >&-"}) {
    CAPTURE(rest);
    check_exit(tool(emitted.golden() + "--quiet" + rest),
               ErrorCode::kIo,
               "standard output: cannot be written");
  }
}

TEST_CASE("a path that is no UTF-8 is one like any other, and stands in JSON byte by byte") {
  const Command emitted;
  const std::string odd = emitted.dir / "\xff\xfe";
  std::filesystem::rename(emitted.data(), odd);
  const std::string golden = "golden " + emitted.network() + " --quiet --dataset " + odd;
  check_exit(tool(golden), 0, odd);
  CHECK(nlohmann::json::parse(tool(golden + " --json -").output)["dataset"] ==
        emitted.dir / "\\xff\\xfe");
}

TEST_CASE("a wrong command line exits with 2") {
  for (const char* const line : {"",
                                 "verify",
                                 "verify x --images 0",
                                 "verify x --jobs 0",
                                 "verify x --part 0",
                                 "verify x --sandbox --build-dir y",
                                 "verify x --part 20 --resets 1",
                                 "verify x --part 20 --record r.json",
                                 "verify x --image 1 --images 2",
                                 "verify x --simulator other",
                                 "verify x --nonsense",
                                 "verify x --fields 1 --field-code 0",
                                 "verify x --fields 1 --record r.json"}) {
    check_exit(tool(line), 2);
  }
}

TEST_CASE("a build directory that cannot be written is told, though Verilator says nothing of it") {
  const Command emitted;
  const test::TempDir tools;
  const auto with_verilator = [&](const std::string& script) {
    files::write(tools / "verilator", "#!/bin/sh\n" + script);
    std::filesystem::permissions(tools / "verilator", std::filesystem::perms::owner_all);
    return "trap '' XFSZ; PATH=" + tools.path() + ":$PATH; ";
  };
  const std::string verify = SPINFORGE_SIM " " + emitted.verify() + "--quiet --build-dir ";
  const std::string cache = emitted.dir / "cache";
  const auto fails = [&](const std::string& before, const std::string& sentence) {
    const std::string said =
        check_exit(test::shell(before + verify + cache), ErrorCode::kIo, sentence);
    CHECK_THAT(said, Catch::StartsWith("spinforge-sim: " + cache + "/"));
    CHECK(std::count(said.begin(), said.end(), '\n') == 1);
    for (const auto& entry : std::filesystem::directory_iterator(cache)) {
      CHECK(entry.path().extension() == ".lock");
    }
  };
  // The shell's limit on the size of files stands for a full disk.
  fails(with_verilator("exit 0\n") + "ulimit -f 1; ", ": cannot write: File too large; ");
  fails(with_verilator("exit 0\n"), "/Vsf_core.mk: was not written to its end by Verilator; ");
  // What a tool said, though it has left some room: it removes what it began.
  fails(with_verilator("[ $# = 1 ] || { echo 'x: No space left on device'; exit 1; }\n"),
        ": cannot write: No space left on device; free some space");
}

TEST_CASE("verify refuses a page of several runs, and one from a sandbox") {
  const Command emitted;
  for (const char* const other : {"--all", "--sandbox"}) {
    check_exit(tool(emitted.verify() + "--html a.html " + other), ErrorCode::kUsage, other);
  }
}

TEST_CASE("without bwrap one sentence says what --sandbox needs") {
  const Command emitted;
  const test::TempDir empty;
  const Exit exit =
      test::shell("PATH=" + empty.path() + " " SPINFORGE_SIM " " + emitted.verify() + "--sandbox");
  check_exit(exit, ErrorCode::kTool);
  CHECK(exit.output ==
        "spinforge-sim: bwrap: is not on PATH; `apt install bubblewrap` provides it, or leave "
        "--sandbox out\n");
}
