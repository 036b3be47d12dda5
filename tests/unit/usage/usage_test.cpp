// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;
using Words = std::vector<std::string>;

namespace {

process::Exit run(Words words) {
  words[0] = std::string(SPINFORGE_BIN) + "/" + words[0];
  return process::run(words, "/", {}, "build it");
}

/// The same with standard error left out of `output`.
process::Exit run_quietly(const Words& words) {
  Words shell{
      "sh", "-c", "exec \"$0\" \"$@\" 2>/dev/null", std::string(SPINFORGE_BIN) + "/" + words[0]};
  shell.insert(shell.end(), words.begin() + 1, words.end());
  return process::run(shell, "/", {}, "build it");
}

Words split(const std::string& text, char at) {
  Words out;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, at);) {
    if (!item.empty()) out.push_back(item);
  }
  return out;
}

Words tools() { return split(SPINFORGE_TOOLS, ','); }

/// The lines below `heading` up to the next empty one.
Words section(const std::string& help, const std::string& heading) {
  const std::size_t begin = help.find("\n" + heading + ":\n");
  if (begin == std::string::npos) return {};
  const std::size_t lines = help.find('\n', begin + 1) + 1;
  return split(help.substr(lines, help.find("\n\n", lines) - lines), '\n');
}

/// Every tool and every subcommand, as the words that call it.
std::vector<Words> commands() {
  std::vector<Words> out;
  for (const std::string& tool : tools()) {
    out.push_back({tool});
    for (const std::string& line : section(run({tool, "--help"}).output, "Subcommands")) {
      out.push_back({tool, split(line, ' ').front()});
    }
  }
  return out;
}

std::string help_of(Words command) {
  command.emplace_back("--help");
  const process::Exit exit = run(command);
  CHECK(exit.status == 0);
  return exit.output;
}

}  // namespace

TEST_CASE("every tool tells its version, and the project's is no other") {
  for (const std::string& tool : tools()) {
    const process::Exit exit = run({tool, "--version"});
    CHECK(exit.status == 0);
    const std::regex line(tool + " ([0-9.]+)( \\(revision [0-9a-f]+(-dirty)?\\))?\n");
    std::smatch found;
    INFO(exit.output);
    REQUIRE(std::regex_match(exit.output, found, line));
    CHECK(found[1] == SPINFORGE_VERSION);
  }
}

TEST_CASE("a tool's help lists its subcommands with one line each") {
  for (const std::string& tool : tools()) {
    const Words lines = section(help_of({tool}), "Subcommands");
    CHECK(lines.size() >= 2);
    for (const std::string& line : lines) {
      INFO(line);
      CHECK(std::regex_match(line, std::regex("  [a-z-]+ +[A-Z].*\\.")));
      CHECK(line.size() <= 100);
    }
  }
}

TEST_CASE("every tool and subcommand has examples in its help, and the tools understand each") {
  // An example is parsed, not run: with an option that no tool has, that is all there is to say.
  const std::string unknown = "--no-such-option";
  std::size_t parsed = 0;
  for (const Words& command : commands()) {
    const Words examples = section(help_of(command), "Examples");
    INFO(fmt::format("{} {}", command.front(), command.back()));
    REQUIRE_FALSE(examples.empty());
    CHECK(std::any_of(examples.begin(), examples.end(), [&](const std::string& line) {
      return line.find(command.size() > 1 ? command[0] + " " + command[1] : command[0]) !=
             std::string::npos;
    }));
    for (const std::string& line : examples) {
      if (!line.starts_with("  spinforge-")) continue;
      Words words = split(line.substr(2, line.find("   ", 2) - 2), ' ');
      INFO(line);
      if (words.back() == "--help") continue;  // it is in `commands` itself
      words.push_back(unknown);
      const process::Exit exit = run(words);
      CHECK(exit.status == static_cast<int>(ErrorCode::kUsage));
      CHECK_THAT(exit.output, StartsWith("The following argument was not expected: " + unknown));
      ++parsed;
    }
  }
  CHECK(parsed > 30);
}

TEST_CASE("the option --json is FILE or - wherever it is, and so are the other results in text") {
  std::size_t found = 0;
  for (const Words& command : commands()) {
    const Words lines = split(help_of(command), '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
      std::smatch option;
      const std::regex result("^  (--(json|csv|junit|record))\\b(.*)");
      if (!std::regex_search(lines[i], option, result)) continue;
      INFO(fmt::format("{} {}: {}", command.front(), command.back(), lines[i]));
      CHECK_THAT(option[3].str(), StartsWith(" FILE|-"));
      // The text stands on the next line where the names take all of this one.
      CHECK_THAT(lines[i] + (i + 1 < lines.size() ? lines[i + 1] : ""),
                 Contains("; - for standard output"));
      ++found;
    }
  }
  CHECK(found >= 10);
}

TEST_CASE(
    "the option --json - prints the JSON alone, --json FILE the same into the file beside the "
    "text") {
  const test::TempDir dir;
  const std::vector<Words> each{
      {"spinforge-gen", "plan", test::source("tests/data/three-neurons")},
      {"spinforge-gen", "plan", test::source("tests/data/three-neurons"), "--target", "xc7"},
      {"spinforge-sim", "device", "dw", "pulse-train"}};
  for (Words words : each) {
    INFO(fmt::format("{} {}", words[0], words[1]));
    const process::Exit text = run_quietly(words);
    CHECK(text.status == 0);
    words.insert(words.end(), {"--json", "-"});
    const process::Exit json = run_quietly(words);
    CHECK(json.status == 0);
    CHECK(nlohmann::json::parse(json.output).is_object());
    words.back() = dir / "result.json";
    const process::Exit both = run_quietly(words);
    CHECK(both.status == 0);
    CHECK(both.output == text.output);
    CHECK(files::read(dir / "result.json") == json.output);
  }
  CHECK(dir.entries() == 1);
}

TEST_CASE("two results for standard output, and a file without a folder, are refused at once") {
  const auto refused = [](const Words& words, ErrorCode code, const std::string& said) {
    test::check_exit(run(words), code, said);
  };
  refused({"spinforge-sim", "verify", "/absent", "--json", "-", "--junit", "-"},
          ErrorCode::kUsage,
          "spinforge-sim: --junit: standard output is taken by --json; expected ");
  const test::TempDir dir;
  files::write(dir / "a", "");
  std::filesystem::create_symlink("a", dir / "link");
  refused({"spinforge-sim", "verify", "/absent", "--json", dir / "a", "--junit", dir / "link"},
          ErrorCode::kUsage,
          "/a is taken by --json; expected one result there, got two");
  refused(
      {"spinforge-gen", "plan", test::source("tests/data/three-neurons"), "--json", "/absent/a"},
      ErrorCode::kIo,
      "spinforge-gen: --json /absent/a: cannot be written");
  refused({"spinforge-sim", "device", "list", "--json", "-"},
          ErrorCode::kUsage,
          "spinforge-sim: --json: 'device list' measures nothing");
}

TEST_CASE("no result is written over a file of a network, whether it is read or not") {
  const test::TempDir dir;
  const std::string network = dir / "network";
  std::filesystem::copy(test::source("tests/data/three-neurons"), network);
  const std::string before = files::read(network + "/network.json");
  const std::vector<Words> each{
      {"spinforge-sim", "device", "dw", "pulse-train", "--json"},
      {"spinforge-sim", "device", "dw", "pulse-train", "--csv"},
      {"spinforge-gen", "plan", test::source("tests/data/three-neurons"), "--json"}};
  for (const char* const file : {"network.json", "verified.json"}) {
    for (Words words : each) {
      words.push_back(network + "/" + file);
      test::check_exit(run(words), ErrorCode::kUsage, "is a file of the network " + network);
    }
  }
  CHECK(files::read(network + "/network.json") == before);
  CHECK_FALSE(std::filesystem::exists(network + "/verified.json"));
  Words beside = each.front();
  beside.push_back(network + "/pulses.json");
  CHECK(run(beside).status == 0);
}

TEST_CASE("a release takes each tier and each suite once") {
  const test::TempDir dir;
  files::write(dir / "unit.xml",
               "<testsuite tests=\"1\" failures=\"0\" skipped=\"0\" timestamp=\"now\">"
               "<testcase name=\"a\"/></testsuite>");
  files::write(dir / "result.json",
               R"({"suite":"smoke","equal":true,"runs_total":1,"runs_failed":0,"images":1,
                   "commits_compared":1,"mismatches":0})");
  const std::string unit = dir / "unit.xml", smoke = dir / "result.json";
  const auto twice = [&](const std::string& option, const std::string& file) {
    return run({"spinforge-sim", "release", dir.path(), option, file, option, file}).output;
  };
  CHECK_THAT(twice("--tests", unit), Contains("unit.xml: 'unit' is given twice"));
  CHECK_THAT(twice("--regress", smoke), Contains("result.json: 'smoke' is given twice"));
}

TEST_CASE("an empty element of a list is refused, not left out") {
  for (const char* const list : {"0,,1", ",0", "0,"}) {
    const process::Exit ended = run({"spinforge-sim", "sweep", "noise", "net", "--levels", list});
    CHECK(ended.status == 2);
    CHECK_THAT(
        ended.output,
        Contains(fmt::format("--levels: expected values with one , between them, got '{}'", list)));
    CHECK(
        run({"spinforge-sim", "sweep", "noise", "net", fmt::format("--levels={}", list)}).output ==
        ended.output);
  }
}

TEST_CASE("what a command of devices does not take is refused, not ignored") {
  const auto refused = [](const Words& words, const std::string& said) {
    test::check_exit(run(words), ErrorCode::kUsage, said);
  };
  refused({"spinforge-sim", "device", "list", "dw"},
          "PROTOCOL: 'device list' takes none, got 'dw'");
  refused({"spinforge-sim", "device", "schema", "--set", "a=1"},
          "--set: 'device schema' measures nothing");
  refused({"spinforge-sim", "device", "devices", "--device-set", "alpha=1"},
          "--device-set: 'device devices' measures nothing");
  refused({"spinforge-sim", "device", "registers", "dw-s", "--set", "alpha=1"},
          "--set: 'device registers' has none; expected --device-set");
  for (const char* const option : {"--set", "--device-set"}) {
    refused({"spinforge-sim", "device", "dw-s", "dc", option, "alpha=1", option, "alpha=2"},
            fmt::format("{}: alpha is given twice", option));
  }
}
