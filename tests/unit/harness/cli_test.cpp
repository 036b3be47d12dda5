// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "sim/golden/golden.hpp"
#include "gen/base/process.hpp"
#include "tests/unit/harness/rig.hpp"

using namespace spinforge;
using process::Exit;
using test::Emitted;

namespace {

/// Runs the tool as a user would.
process::Exit tool(std::vector<std::string> arguments, const std::vector<std::string>& environment = {}) {
  arguments.insert(arguments.begin(), SPINFORGE_SIM);
  return process::run(arguments, "/", environment, "build it");
}

int code(ErrorCode error) { return static_cast<int>(error); }

}  // namespace

TEST_CASE("the tool explains itself, with examples") {
  const process::Exit all = tool({"--help"});
  CHECK(all.status == 0);
  CHECK_THAT(all.output, Catch::Contains("golden") && Catch::Contains("verify"));
  const process::Exit verify = tool({"verify", "--help"});
  CHECK(verify.status == 0);
  CHECK_THAT(verify.output, Catch::Contains("spinforge-sim verify core --images 200"));
  CHECK_THAT(tool({"golden", "--help"}).output, Catch::Contains("spinforge-sim golden weights/"));
}

TEST_CASE("golden prints accuracy and rate, and the same as JSON") {
  const Emitted emitted;
  const std::string network = emitted.core() + "/network";
  const process::Exit text = tool({"golden", network, "--dataset", emitted.data(), "--quiet"});
  CHECK(text.status == 0);
  CHECK_THAT(text.output,
             Catch::Contains("small: 40 images") && Catch::Contains("accuracy") &&
                 Catch::Contains("images/s"));
  const process::Exit json =
      tool({"golden", network, "--dataset", emitted.data(), "--quiet", "--json", "-"});
  CHECK(json.status == 0);
  const auto out = nlohmann::json::parse(json.output);
  CHECK(out["images"] == 40);
  CHECK(out["predictions"].size() == 40);
  CHECK(out["layers"].size() == 2);
}

TEST_CASE("golden runs the images that were asked for and gives counts and commits") {
  const Emitted emitted;
  const test::TempDir dir;
  const std::string network = emitted.core() + "/network";
  const process::Exit run = tool({"golden",
                         network,
                         "--dataset",
                         emitted.data(),
                         "--first",
                         "7",
                         "--images",
                         "3",
                         "--quiet",
                         "--commits",
                         dir / "c.csv",
                         "--json",
                         dir / "r.json"});
  CHECK(run.status == 0);
  golden::Golden model(emitted.net);
  const auto out = nlohmann::json::parse(files::read(dir / "r.json"));
  CHECK(out["first"] == 7);
  CHECK(out["images"] == 3);
  CHECK(out["commits"] == 3 * 6 * (23 + 11));
  std::string expected = "image,layer,step,neuron,v,d,spike,armed,over,field_code\n";
  for (std::uint32_t i = 7; i < 10; ++i) {
    const golden::Trace& trace = model.run(emitted.images.image(i), i);
    CHECK(out["predictions"][i - 7] == trace.predicted);
    CHECK(out["counts"][i - 7] == nlohmann::json(trace.counts));
    const std::string counts = fmt::format("{}", fmt::join(trace.counts, " "));
    CHECK_THAT(run.output, Catch::Contains(counts + "\n"));
    for (std::size_t k = 0; k < 2; ++k) {
      const golden::LayerTrace& layer = trace.layers[k];
      const std::size_t neurons = k == 0 ? 23 : 11;
      for (std::size_t cell = 0; cell < layer.drive.size(); ++cell) {
        expected += fmt::format("{},{},{},{},{},{},{},{},{},{}\n",
                                i,
                                k + 1,
                                cell / neurons + 1,
                                cell % neurons,
                                layer.potential[cell],
                                layer.drive[cell],
                                layer.flags[cell] & 1,
                                layer.flags[cell] >> 1 & 1,
                                layer.flags[cell] >> 2 & 1,
                                0);
      }
    }
  }
  CHECK(files::read(dir / "c.csv") == expected);
  CHECK(dir.entries() == 2);  // nothing half-written
  const process::Exit piped = tool({"golden",
                           network,
                           "--dataset",
                           emitted.data(),
                           "--first",
                           "7",
                           "--images",
                           "3",
                           "--quiet",
                           "--commits",
                           "-"});
  CHECK(piped.output == expected);
  // A link is written through, and what is open already is written as it is.
  files::write(dir / "real.csv", "old");
  std::filesystem::create_symlink(dir / "real.csv", dir / "link.csv");
  const auto commits_to = [&](const std::string& path) {
    const process::Exit exit = tool({"golden",
                            network,
                            "--dataset",
                            emitted.data(),
                            "--first",
                            "7",
                            "--images",
                            "3",
                            "--quiet",
                            "--commits",
                            path});
    REQUIRE(exit.status == 0);
    return exit.output;
  };
  commits_to(dir / "link.csv");
  CHECK(std::filesystem::is_symlink(dir / "link.csv"));
  CHECK(files::read(dir / "real.csv") == expected);
  CHECK_THAT(commits_to("/dev/stdout"), Catch::Contains(expected));
}

TEST_CASE("golden takes a data set without labels, and what needs them says so") {
  const Emitted emitted;
  std::filesystem::remove(emitted.data() + "/t10k-labels-idx1-ubyte");
  const std::string network = emitted.core() + "/network";
  const process::Exit golden = tool({"golden", network, "--dataset", emitted.data(), "--quiet"});
  CHECK(golden.status == 0);
  CHECK_THAT(golden.output,
             Catch::Contains("no accuracy is given") && Catch::Contains("no labels"));
  for (const std::vector<std::string>& needs :
       {std::vector<std::string>{"sweep", "fields", network, "--dataset", emitted.data()},
        std::vector<std::string>{"sweep-rtl", emitted.core(), "--dataset", emitted.data()},
        std::vector<std::string>{
            "verify", emitted.core(), "--dataset", emitted.data(), "--record", "r.json"}}) {
    const process::Exit refused = tool(needs);
    CHECK(refused.status != 0);
    CHECK_THAT(refused.output, Catch::Contains("t10k-labels-idx1-ubyte"));
  }
}

TEST_CASE("nonsense in a number is one sentence with the range") {
  const Emitted emitted;
  const std::string network = emitted.core() + "/network";
  using Command = std::vector<std::string>;
  const Command golden{"golden", network};
  const Command verify{"verify", emitted.core()};
  const Command vectors{"vectors", emitted.core()};
  const Command energy{"energy", emitted.core()};
  const Command sweep{"sweep", "fields", network};
  const Command sweep_rtl{"sweep-rtl", emitted.core()};
  const Command serial{"serial", "/dev/null", network};
  const std::vector<std::pair<Command, std::vector<std::string>>> options{
      {golden, {"--images", "--first"}},
      {verify, {"--images", "--first", "--image", "--jobs", "--stall", "--fields", "--reset-seed"}},
      {vectors, {"--images", "--first"}},
      {energy, {"--images", "--first"}},
      {sweep, {"--images", "--threads", "--sigma", "--levels"}},
      {sweep_rtl, {"--images", "--jobs"}},
      {serial, {"--images", "--baud", "--timeout"}}};
  for (const auto& [command, names] : options) {
    for (const std::string& name : names) {
      for (const std::string value :
           {"-5", "99999999999999999999", "abc", "0x10", "1e999", "nan"}) {
        Command line = command;
        line.push_back(name + "=" + value);
        const process::Exit exit = tool(line);
        INFO(command[0] << " " << name << "=" << value << ": " << exit.output);
        const bool real = name == "--sigma" || name == "--levels";
        if (real && value == "99999999999999999999") continue;
        CHECK(exit.status == 2);
        CHECK_THAT(exit.output, Catch::StartsWith(name + ": expected "));
        CHECK_THAT(exit.output, Catch::Contains("got '" + value + "'"));
        CHECK(exit.output.find('\n') < 160);
      }
    }
  }
  const process::Exit decimal =
      tool({"golden", network, "--dataset", emitted.data(), "--images", "010", "--quiet"});
  CHECK_THAT(decimal.output, Catch::Contains("small: 10 images"));
}

TEST_CASE("each kind of trouble has its exit code and one line") {
  const Emitted emitted;
  const std::string network = emitted.core() + "/network";
  const auto fails = [](const process::Exit& exit, ErrorCode expected) {
    CHECK(exit.status == code(expected));
    CHECK_THAT(exit.output, Catch::StartsWith("spinforge-sim: "));
    CHECK(std::count(exit.output.begin(), exit.output.end(), '\n') == 1);
  };
  fails(tool({"golden", "/nowhere", "--dataset", emitted.data()}), ErrorCode::kIo);
  fails(tool({"golden", network, "--dataset", "/nowhere"}), ErrorCode::kIo);
  fails(tool({"golden", network}), ErrorCode::kUsage);
  fails(tool({"golden", network, "--dataset", emitted.data(), "--images", "41"}),
        ErrorCode::kUsage);
  fails(tool({"golden", network, "--dataset", emitted.data(), "--json", "/nowhere/a.json"}),
        ErrorCode::kIo);
  fails(tool({"verify", "/nowhere"}), ErrorCode::kIo);
  fails(tool({"verify", emitted.core(), "--dataset", emitted.data(), "--junit", "/nowhere/a.xml"}),
        ErrorCode::kIo);
  fails(tool({"verify", emitted.core(), "--dataset", emitted.data()}, {"PATH=/nowhere"}),
        ErrorCode::kTool);
  for (const char* choice : {"1", "3:0", "2:", "x", "-1"}) {
    const std::string given = std::string("--field-code=") + choice;
    fails(tool({"verify", emitted.core(), "--dataset", emitted.data(), given}), ErrorCode::kUsage);
  }
}

TEST_CASE("a result never takes the place of what is read, nor a waveform that of a device") {
  const Emitted emitted;
  const std::string core = emitted.core(), network = core + "/network";
  const auto refused = [&](const std::vector<std::string>& line, const std::string& why) {
    const process::Exit exit = tool(line);
    INFO(exit.output);
    CHECK(exit.status == code(ErrorCode::kUsage));
    CHECK_THAT(exit.output, Catch::Contains(why));
  };
  const std::string manifest = files::read(core + "/manifest.json");
  for (const char* const option : {"--json", "--junit", "--record", "--wave"}) {
    refused({"verify", core, "--dataset", emitted.data(), option, core + "/manifest.json"},
            "which is read");
  }
  refused({"golden", network, "--dataset", emitted.data(), "--json", network + "/network.json"},
          "which is read");
  CHECK(files::read(core + "/manifest.json") == manifest);
  const test::TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  refused({"verify", core, "--dataset", emitted.data(), "--wave", dir / "pipe"}, "is no file");
  refused({"verify", core, "--dataset", emitted.data(), "--wave", "/dev/null"}, "is no file");
  CHECK(std::filesystem::is_fifo(dir / "pipe"));
  // A memory image that is a pipe is told, not waited for.
  std::filesystem::create_directories(core + "/mem");
  const std::string image = core + "/mem/layer1_weights.mem";
  REQUIRE(::mkfifo(image.c_str(), 0600) == 0);
  const process::Exit waits = tool({"verify", core, "--dataset", emitted.data()});
  CHECK(waits.status == code(ErrorCode::kIo));
  CHECK_THAT(waits.output,
             Catch::Contains("layer1_weights.mem: cannot read: expected a file, got a pipe"));
}

TEST_CASE("output that cannot be printed is an error, as text and as JSON") {
  const Emitted emitted;
  const std::string golden = std::string(SPINFORGE_SIM) + " golden " + emitted.core() +
                             "/network --quiet --dataset " + emitted.data();
  for (const char* const rest :
       {" > /dev/full", " >&-", " --json - > /dev/full", " --json - >&-"}) {
    CAPTURE(rest);
    const process::Exit exit = process::run({"sh", "-c", golden + rest}, "/", {}, "build it");
    CHECK(exit.status == code(ErrorCode::kIo));
    CHECK_THAT(exit.output, Catch::Contains("standard output: cannot be written"));
  }
}

TEST_CASE("a path that is no UTF-8 is one like any other, and stands in JSON byte by byte") {
  const Emitted emitted;
  const std::string odd = emitted.dir / "\xff\xfe";
  std::filesystem::rename(emitted.data(), odd);
  const process::Exit exit = tool({"golden", emitted.core() + "/network", "--dataset", odd, "--quiet"});
  CHECK(exit.status == 0);
  CHECK_THAT(exit.output, Catch::Contains(odd));
  const process::Exit json =
      tool({"golden", emitted.core() + "/network", "--dataset", odd, "--quiet", "--json", "-"});
  CHECK(nlohmann::json::parse(json.output)["dataset"] == emitted.dir / "\\xff\\xfe");
}

TEST_CASE("a wrong command line exits with 2") {
  CHECK(tool({}).status == 2);
  CHECK(tool({"verify"}).status == 2);
  CHECK(tool({"verify", "x", "--images", "0"}).status == 2);
  CHECK(tool({"verify", "x", "--jobs", "0"}).status == 2);
  CHECK(tool({"verify", "x", "--image", "1", "--images", "2"}).status == 2);
  CHECK(tool({"verify", "x", "--simulator", "other"}).status == 2);
  CHECK(tool({"verify", "x", "--nonsense"}).status == 2);
  CHECK(tool({"verify", "x", "--fields", "1", "--field-code", "0"}).status == 2);
  CHECK(tool({"verify", "x", "--fields", "1", "--record", "r.json"}).status == 2);
}

TEST_CASE("without bwrap one sentence says what --sandbox needs") {
  const Emitted emitted;
  const test::TempDir empty;
  const process::Exit exit = tool({"verify", emitted.core(), "--dataset", emitted.data(), "--sandbox"},
                         {"PATH=" + empty.path()});
  CHECK(exit.status == code(ErrorCode::kTool));
  CHECK(exit.output ==
        "spinforge-sim: bwrap: is not on PATH; `apt install bubblewrap` provides it, or leave "
        "--sandbox out\n");
}
