// SPDX-License-Identifier: Apache-2.0
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/directory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/network/sha256.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::check_exit;

namespace {

process::Exit run_tool(const std::string& arguments) {
  return test::shell(SPINFORGE_GEN " " + arguments);
}

/// Starts emit, ends it by `signal` after `delay` and waits for it. Returns its process number.
pid_t interrupted_emit(const std::string& network,
                       const std::string& output,
                       int signal,
                       std::chrono::microseconds delay) {
  std::vector<std::string> words{SPINFORGE_GEN, "emit", network, "-o", output};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  // Not fork: the test runner's own signal handlers must not live on in the child.
  pid_t child = 0;
  REQUIRE(::posix_spawn(&child, SPINFORGE_GEN, nullptr, nullptr, arguments.data(), environ) == 0);
  std::this_thread::sleep_for(delay);
  ::kill(child, signal);
  ::waitpid(child, nullptr, 0);
  return child;
}

class Workshop {
 public:
  Workshop() { network::save(test::random_network(5), network()); }
  [[nodiscard]] std::string network() const { return folder / "network"; }
  [[nodiscard]] std::string out() const { return folder / "out"; }
  /// Emits the network into `out`.
  process::Exit emit(const std::string& options = "") const {
    return run_tool("emit " + network() + " -o " + out() + options);
  }
  /// Plans it, as JSON too.
  process::Exit plan(const std::string& options) const {
    return run_tool("plan " + network() + options + " --json " + (folder / "plan.json"));
  }
  [[nodiscard]] nlohmann::json planned() const {
    return nlohmann::json::parse(files::read(folder / "plan.json"));
  }
  test::TempDir folder;
};

}  // namespace

TEST_CASE("spinforge-gen: emit says what it made and where") {
  const Workshop work;
  CHECK_THAT(check_exit(work.emit(" --lanes 4"), 0, "random-5: "), Contains(work.out()));
  CHECK(std::filesystem::exists(work.out() + "/sf_core.sv"));
}

TEST_CASE("spinforge-gen: emit adds golden vectors, the same each time, or leaves them out") {
  const Workshop work;
  const auto emit = [&](const std::string& name, const std::string& options) {
    const std::string out = work.folder / name;
    check_exit(run_tool("emit " + work.network() + " -o " + out + " --lanes 4 " + options), 0);
    return out;
  };
  const std::string one = emit("one", ""), two = emit("two", ""),
                    none = emit("none", "--no-vectors");
  const network::Network network = network::load(work.network());
  std::vector<std::string> names{"pixels", "results"};
  for (std::size_t k = 1; k <= network.layers.size(); ++k)
    names.push_back("layer" + std::to_string(k));
  for (const std::string& name : names) {
    const std::string path = "/bench/vectors/" + name + ".hex";
    CAPTURE(path);
    CHECK_FALSE(files::read(one + path).empty());
    CHECK(files::read(one + path) == files::read(two + path));
    CHECK_FALSE(std::filesystem::exists(none + path));
  }
  CHECK(files::read(one + "/manifest.json") == files::read(two + "/manifest.json"));
  CHECK_THAT(files::read(one + "/manifest.json"), !Contains("--no-vectors"));
  CHECK_THAT(files::read(none + "/manifest.json"), Contains("--no-vectors"));
}

TEST_CASE(
    "spinforge-gen: emit says whose vectors it throws away, and takes what killed ones left") {
  const Workshop work;
  CHECK_THAT(check_exit(work.emit(), 0), !Contains("is gone"));
  CHECK_THAT(check_exit(work.emit(), 0), !Contains("is gone"));
  directory::add(work.out(), {{"bench/vectors/pixels.hex", "mine"}}, true);
  files::write(work.out() + "/bench/vectors/layer1.hex.partial-999999999", "half");
  CHECK_THAT(check_exit(work.emit(), 0), Contains("what was added to " + work.out() + " is gone"));
  CHECK_THAT(check_exit(work.emit(), 0), !Contains("is gone"));
}

TEST_CASE("spinforge-gen: emit --name renames what is emitted, and the command says so") {
  const Workshop work;
  const std::string out = work.out();
  REQUIRE(work.emit(" --name left").status == 0);
  CHECK(std::filesystem::exists(out + "/left_core.sv"));
  CHECK_FALSE(std::filesystem::exists(out + "/sf_core.sv"));
  CHECK_THAT(files::read(out + "/manifest.json"),
             Contains(" --name left\"") && Contains("\"top\": \"left_core\""));
}

TEST_CASE("spinforge-gen: plan shows a row a layer and writes the same as JSON") {
  const Workshop work;
  CHECK_THAT(check_exit(work.plan(" --lanes 4"), 0, "neuron lanes"), Contains("cycles an image"));
  const auto json = work.planned();
  CHECK(json.at("network") == "random-5");
  for (const auto& layer : json.at("layers")) {
    CHECK(layer.at("lanes") <= 4);
    CHECK(layer.at("cycles").at("min") <= layer.at("cycles").at("max"));
  }
  CHECK(json.at("cycles_per_image").at("min") <= json.at("cycles_per_image").at("max"));
}

TEST_CASE("spinforge-gen: lanes are one number, or one for each layer") {
  const Workshop work;
  const auto plan = [&](const std::string& lanes) {
    return work.plan(" --neuron-lanes 1 --lanes " + lanes);
  };
  REQUIRE(plan("3").status == 0);
  const std::size_t layers = work.planned().at("layers").size();
  std::string each = "2";
  for (std::size_t k = 1; k < layers; ++k) each += ",1";
  if (layers == 1) each += ",";
  REQUIRE(plan(each).status == 0);
  const auto json = work.planned();
  for (std::size_t k = 0; k < layers; ++k) {
    CHECK(json.at("layers")[k].at("lanes") == (k == 0 ? 2 : 1));
  }
  std::string many = "2";
  for (std::size_t k = 0; k <= layers; ++k) many += ",1";
  check_exit(plan(many), 2, "wrong number of values");
  CHECK_THAT(plan("4,auto").output, Contains("auto stands alone"));
}

TEST_CASE("spinforge-gen: bad input is one sentence and a code of its own") {
  const Workshop work;
  struct Case {
    std::string arguments;
    int code;
    std::string sentence;
  };
  const std::string network = work.network(), nowhere = work.folder / "nowhere";
  const std::string emit = "emit " + network + " -o " + work.out(),
                    plan = "plan " + network + " --target xc7";
  const Case cases[] = {
      {emit + " --lanes 0", 2, "--lanes: "},
      {emit + " --lanes 257", 2, "expected 1..256 or auto"},
      {emit + " --lanes many", 2, "got \"many\""},
      {emit + " --lanes 4x", 2, "got \"4x\""},
      {emit + " --neuron-lanes 0", 2, "--neuron-lanes: "},
      {emit + " --target asic", 2, "--target: "},
      {emit + " --name Left", 2, "--name: "},
      {emit + " --name module", 2, "got \"module\""},
      {plan + " --goal area --cycles 0", 2, "--cycles: expected a number above 0, got '0'"},
      {plan + " --goal area --cycles -5", 2, "--cycles: expected"},
      {plan + " --fmax 0", 2, "--fmax: expected a number of 0.001..1000000, got '0'"},
      {plan + " --fmax 1e300", 2, "--fmax: expected a number of 0.001..1000000, got '1e300'"},
      {plan + " --fmax nan", 2, "--fmax: expected a number, got 'nan'"},
      {"emit " + nowhere + " -o " + work.out(), 3, "nowhere/network.json"},
      {"emit " + network + " -o /proc/out", 3, "/proc/out"},
      {"plan " + nowhere, 3, "nowhere/network.json"},
      {"emit " + network, 2, "--output is required"},
      {"plam --help", 2, "plam: no such command; expected one of "},
      {"", 2, "subcommand is required"}};
  for (const Case& bad : cases) {
    CAPTURE(bad.arguments);
    check_exit(run_tool(bad.arguments), bad.code, bad.sentence);
  }
  CHECK(work.folder.entries() == 1);
}

TEST_CASE("spinforge-gen: no result takes the place of what is read, nor of another") {
  const Workshop work;
  REQUIRE(work.emit().status == 0);
  // By names that --plot takes, too.
  const std::string link = work.folder / "link.svg", fresh = work.folder / "fresh.svg";
  std::filesystem::create_symlink(work.network() + "/network.json", link);
  const std::string network = files::read(link),
                    manifest = files::read(work.out() + "/manifest.json");
  const std::string plan = "plan " + work.network() + " --target xc7",
                    synth = "synth " + work.out() + " --target xc7";
  const auto refused = [](const std::string& line, const std::string& why) {
    CAPTURE(line);
    check_exit(run_tool(line), 2, why);
  };
  for (const std::string option : {" --json ", " --plot "}) {
    refused(plan + option + link, "is read; choose another file");
  }
  refused(plan + " --json " + fresh + " --plot " + fresh, "expected one result there, got two");
  refused(synth + " --json " + work.out() + "/manifest.json", "which is read; choose another file");
  CHECK(files::read(link) == network);
  CHECK(files::read(work.out() + "/manifest.json") == manifest);
  CHECK_FALSE(std::filesystem::exists(fresh));
}

TEST_CASE("spinforge-gen: an emission that runs out of space leaves nothing behind") {
  const Workshop work;
  // The shell's limit on file sizes (in blocks of 512 or 1,024 bytes) makes a write fail midway.
  check_exit(test::shell("trap '' XFSZ; ulimit -f 4; " SPINFORGE_GEN " emit " + work.network() +
                         " -o " + work.out()),
             3,
             "cannot write");
  CHECK(work.folder.entries() == 1);
}

TEST_CASE("spinforge-gen: an interrupted emission leaves nothing behind or is whole") {
  const Workshop work;
  for (int i = 0; i < 24; ++i) {
    const std::string output = work.out();
    interrupted_emit(
        work.network(), output, i % 2 == 0 ? SIGINT : SIGTERM, std::chrono::microseconds(500 * i));
    CAPTURE(i);
    const bool made = std::filesystem::exists(output);
    CHECK(work.folder.entries() == (made ? 2 : 1));
    if (made) CHECK(std::filesystem::exists(output + "/sim/model_abi.h"));
    std::filesystem::remove_all(output);
  }
}

TEST_CASE("spinforge-gen: whatever ends an emission over a former one, one of the two is whole") {
  const Workshop work;
  const std::string output = work.out();
  REQUIRE(work.emit().status == 0);
  const std::string manifest = files::read(output + "/manifest.json");
  const auto listed = nlohmann::json::parse(manifest).at("files");
  for (int i = 0; i < 48; ++i) {
    const int signal =
        std::array{SIGINT, SIGKILL, SIGTERM, SIGKILL}[static_cast<std::size_t>(i) % 4];
    const pid_t process =
        interrupted_emit(work.network(), output, signal, std::chrono::microseconds(400 * i));
    CAPTURE(i, signal);
    REQUIRE(files::read(output + "/manifest.json") == manifest);
    for (const auto& [path, hash] : listed.items()) {
      REQUIRE(network::sha256(files::read(output + "/" + path)) == hash);
    }
    const std::string partial = output + ".partial-" + std::to_string(process);
    for (const char* const ending : {"", ".gone"}) {
      CHECK((signal == SIGKILL || !std::filesystem::exists(partial + ending)));
    }
  }
  REQUIRE(work.emit().status == 0);
  CHECK(work.folder.entries() == 2);  // what the killed ones left is gone
}

TEST_CASE("spinforge-gen: output that cannot be printed is an error, and no file gets it") {
  const Workshop work;
  const std::string plan = "plan " + work.network();
  for (const std::string& command : {plan, std::string("--help"), std::string("emit --help")}) {
    CAPTURE(command);
    for (const char* const nowhere : {" > /dev/full", " >&-"}) {
      check_exit(run_tool(command + nowhere), 3, "standard output: cannot be written");
    }
  }
  check_exit(run_tool(plan + " --json " + (work.folder / "plan.json") + " >&-"), 3);
  CHECK(work.planned().is_object());
}

TEST_CASE("spinforge-gen: odd places are told from bad ones") {
  const Workshop work;
  const std::string odd = work.folder / "\xff 'x' \xc3";
  check_exit(run_tool("emit " + work.network() + " -o \"" + odd + "\""), 0);
  check_exit(run_tool("plan \"" + odd + "/network\" --json \"" + odd + "/plan.json\""), 0);
  CHECK(nlohmann::json::accept(files::read(odd + "/plan.json")));
  check_exit(run_tool("emit " + work.network() + " -o ''"), 2, "-o: is empty");
  std::filesystem::remove(work.network() + "/tensors.safetensors");
  REQUIRE(::mkfifo((work.network() + "/tensors.safetensors").c_str(), 0600) == 0);
  check_exit(run_tool("plan " + work.network()),
             3,
             "tensors.safetensors: cannot read: expected a file, got a pipe");
}

TEST_CASE("spinforge-gen: help is no error") {
  for (const char* const arguments : {"--help", "emit --help", "plan --help"}) {
    check_exit(run_tool(arguments), 0);
  }
}
