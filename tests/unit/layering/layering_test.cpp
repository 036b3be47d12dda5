// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
namespace fs = std::filesystem;

namespace {

/// The architecture: what each folder may include besides itself. A folder not listed here may
/// include nothing, so a new one must take its place in this table.
const std::map<std::string, std::set<std::string>> kMayInclude{
    {"gen/base", {}},
    {"gen/network", {"gen/base"}},
    {"gen/chip", {"gen/base", "gen/network"}},
    {"gen/usage", {"gen/base", "gen/directory"}},
    {"gen/dataset", {"gen/base"}},
    {"gen/quantize", {"gen/base", "gen/network"}},
    {"gen/plan", {"gen/base", "gen/network"}},
    {"gen/plan/targets", {"gen/base", "gen/plan"}},
    {"gen/directory", {"gen/base", "gen/network", "gen/plan"}},
    {"gen/synth", {"gen/base", "gen/directory", "gen/plan"}},
    {"gen/sv", {"gen/base"}},
    {"gen/emit", {"gen/base", "gen/chip", "gen/directory", "gen/network", "gen/plan", "gen/sv"}},
    {"gen",
     {"gen/base", "gen/chip", "gen/usage", "gen/plan", "gen/emit", "gen/synth", "sim/expected"}},
    {"sim/plot", {"gen/base"}},
    {"sim/page", {"gen/base"}},
    {"sim/device", {"gen/base", "gen/network", "sim/plot"}},
    {"sim/golden", {"gen/base", "gen/network"}},
    {"sim/classify", {"gen/base", "gen/network", "gen/dataset", "sim/golden"}},
    {"sim/sweep",
     {"gen/base", "gen/chip", "gen/network", "sim/classify", "sim/device", "sim/plot"}},
    {"sim/expected", {"gen/base", "gen/directory", "gen/network", "gen/plan", "sim/golden"}},
    {"sim/chain", {"gen/base", "gen/network", "sim/classify", "sim/device", "sim/golden"}},
    {"sim/fit", {"gen/base", "sim/device", "sim/plot"}},
    {"sim/energy",
     {"gen/base",
      "gen/network",
      "gen/plan",
      "sim/classify",
      "sim/device",
      "sim/golden",
      "sim/harness"}},
    {"sim/models", {"gen/base", "gen/network", "gen/dataset", "gen/plan", "sim/plot"}},
    {"rtl/model", {}},
    {"rtl/model/places", {}},
    {"sim/harness",
     {"rtl/model",
      "rtl/model/places",
      "gen/base",
      "gen/directory",
      "gen/network",
      "gen/dataset",
      "gen/plan",
      "sim/classify",
      "sim/expected",
      "sim/golden",
      "sim/page",
      "sim/plot",
      "sim/sweep"}},
    {"sim/host", {"gen/base", "gen/network", "sim/classify"}},
    {"sim/coverage", {"gen/base"}},
    {"sim/upset",
     {"gen/base",
      "gen/plan",
      "sim/classify",
      "sim/expected",
      "sim/golden",
      "sim/harness",
      "sim/plot"}},
    {"sim/regress",
     {"gen/base",
      "gen/directory",
      "gen/network",
      "gen/dataset",
      "sim/classify",
      "sim/coverage",
      "sim/harness",
      "sim/page"}},
    {"sim/release", {"gen/base", "gen/network", "sim/models", "sim/regress"}},
    {"sim",
     {"gen/base",
      "gen/chip",
      "gen/usage",
      "gen/network",
      "gen/dataset",
      "sim/chain",
      "sim/classify",
      "sim/device",
      "sim/energy",
      "sim/fit",
      "sim/harness",
      "sim/host",
      "sim/models",
      "sim/plot",
      "sim/regress",
      "sim/release",
      "sim/sweep",
      "sim/upset"}},
    {"weights/train",
     {"gen/base",
      "gen/chip",
      "gen/network",
      "gen/dataset",
      "gen/quantize",
      "sim/classify",
      "sim/device",
      "sim/golden"}},
    {"weights",
     {"gen/base",
      "gen/chip",
      "gen/usage",
      "gen/network",
      "gen/dataset",
      "gen/quantize",
      "weights/train"}},
};

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

/// `text` without its raw string literals, R"x( ... )x".
std::string without_raw_strings(const std::string& text) {
  static const std::regex kOpening("R\"([A-Za-z_]{0,16})\\(");
  std::string out;
  auto at = text.begin();
  for (std::smatch open; std::regex_search(at, text.end(), open, kOpening);) {
    out.append(at, open[0].first);
    const std::string close = ")" + open[1].str() + "\"";
    const auto end = std::search(open[0].second, text.end(), close.begin(), close.end());
    if (end == text.end()) return out;
    at = end + static_cast<std::ptrdiff_t>(close.size());
  }
  return out.append(at, text.end());
}

/// Targets of the `#include` lines that open with `quote`, those in raw strings (emitted text) left
/// out.
std::vector<std::string> includes(const std::string& source, char quote) {
  const std::string text = without_raw_strings(source);
  const auto line = std::string("(?:^|\n)[ \t]*#[ \t]*include[ \t]*") + quote + "([^\">\n]+)";
  std::vector<std::string> found;
  for (const std::smatch& match : test::matches(text, line)) found.push_back(match[1]);
  return found;
}

bool allowed(const std::string& from, const std::string& target) {
  const std::string to = folder_of(target);
  const auto row = kMayInclude.find(from);
  return row != kMayInclude.end() && (to == from || row->second.contains(to));
}

/// Paths from the root, in order.
std::vector<std::string> sources(const std::vector<std::string>& tops = {"gen", "sim", "weights"}) {
  const fs::path root(test::source("."));
  std::vector<std::string> found;
  for (const std::string& top : tops) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string kind = entry.path().extension().string();
      if (kind == ".hpp" || kind == ".cpp" || kind == ".h") {
        found.push_back(fs::relative(entry.path(), root).string());
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("no source includes a folder above its own") {
  std::size_t checked = 0;
  for (const std::string& path : sources()) {
    for (const std::string& target : includes(files::read(test::source(path)), '"')) {
      INFO(path << " includes \"" << target << "\"");
      CHECK(allowed(folder_of(path), target));
      CHECK(fs::exists(test::source(target)));
      ++checked;
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("no library of gen names a target but in gen/plan/targets") {
  const std::regex name("\\b(xc7|ecp5|ice40)");
  for (const std::string& path : sources({"gen"})) {
    const std::string folder = folder_of(path);
    if (folder == "gen" || !path.ends_with(".cpp")) continue;  // the tool's help gives examples
    INFO(path);
    CHECK(std::regex_search(files::read(test::source(path)), name) ==
          (folder == "gen/plan/targets"));
  }
}

TEST_CASE("the headers of Torch stay in the sources of weights/train") {
  std::size_t checked = 0;
  for (const std::string& path : sources()) {
    for (const std::string& target : includes(files::read(test::source(path)), '<')) {
      ++checked;
      if (!target.starts_with("torch/") && !target.starts_with("ATen/")) continue;
      INFO(path << " includes <" << target << ">");
      CHECK(folder_of(path) == "weights/train");
      CHECK(path.ends_with(".cpp"));
    }
  }
  CHECK(checked > 20);
}

TEST_CASE("the include table has no cycle and names each row once") {
  for (const auto& [folder, below] : kMayInclude) {
    for (const std::string& other : below) {
      INFO(folder << " and " << other);
      REQUIRE(kMayInclude.contains(other));
      CHECK_FALSE(kMayInclude.at(other).contains(folder));
    }
  }
}

TEST_CASE("the layering check sees an include that goes up, and not one in emitted text") {
  CHECK_FALSE(allowed("gen/network", "gen/plan/plan.hpp"));
  CHECK_FALSE(allowed("sim/golden", "gen/plan/plan.hpp"));
  CHECK_FALSE(allowed("gen/emit", "sim/golden/golden.hpp"));
  CHECK_FALSE(allowed("gen/emit", "sim/expected/vectors.hpp"));
  CHECK(allowed("gen", "sim/expected/vectors.hpp"));
  CHECK_FALSE(allowed("elsewhere", "gen/base/text.hpp"));
  CHECK(allowed("gen/plan", "gen/network/network.hpp"));
  CHECK(includes("#include \"a.hpp\"\n  #  include \"b.hpp\"\n", '"') ==
        std::vector<std::string>{"a.hpp", "b.hpp"});
  CHECK(includes("f(R\"x(\n#include \"a.hpp\"\n)\" )x\");\n#include \"b.hpp\"\n", '"') ==
        std::vector<std::string>{"b.hpp"});
}

TEST_CASE("a library that is compiled as one source has each constant of its files once") {
  // Functions and types that collide are left to the compiler, and so is weights/train, of which
  // only a part is compiled so.
  std::map<std::string, std::string> seen;  // "gen/plan kBanks" and its file
  for (const std::string& path : sources({"gen", "sim"})) {
    const std::string folder = folder_of(path);
    if (!path.ends_with(".cpp") || folder.find('/') == std::string::npos) continue;
    const std::string text = without_raw_strings(files::read(test::source(path)));
    for (const auto& match : test::matches(text, "(?:^|\n)constexpr [^\n=({]*\\b(k[A-Z]\\w*)")) {
      const auto [first, is_new] = seen.emplace(folder + " " + match[1].str(), path);
      INFO(path << " and " << first->second << ": " << match[1]);
      CHECK((is_new || first->second == path));
    }
  }
  CHECK(seen.size() > 50);
}

TEST_CASE("a test's name is one that CTest hands on and that no other test has") {
  const std::string name("TEST_CASE\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
  std::set<std::string> names;
  for (const std::string& path : sources({"tests"})) {
    const std::string text = files::read(test::source(path));
    for (const std::smatch& match : test::matches(text, name)) {
      const std::string found = match[1];
      INFO(path << ": " << found);
      CHECK(names.insert(found).second);
      CHECK_FALSE(found.starts_with('-'));  // Catch takes it for an option
      CHECK(found.find(';') == std::string::npos);
      CHECK(std::count(found.begin(), found.end(), '[') ==
            std::count(found.begin(), found.end(), ']'));
    }
  }
  CHECK(names.size() > 400);
}

TEST_CASE(
    "JSON comes in through the one reader that bounds its depth and refuses keys given twice") {
  const std::regex parsing("json *(::|>::) *(parse|accept|sax_parse|from_cbor|from_msgpack)\\b",
                           std::regex::icase);
  std::vector<std::string> doors;
  for (const std::string& path : sources()) {
    if (std::regex_search(files::read(test::source(path)), parsing)) doors.push_back(path);
  }
  CHECK(doors == std::vector<std::string>{"gen/base/json.cpp"});
}

TEST_CASE("every fuzz target is built, told of, and has a seed, and no seed is without a target") {
  const std::string folder = test::source("tests/fuzz");
  const std::string built = files::read(folder + "/CMakeLists.txt");
  const std::string told = files::read(folder + "/README.md");
  std::set<std::string> targets, seeded;
  for (const fs::path& path : fs::directory_iterator(folder)) {
    if (path.extension() == ".cpp") targets.insert(path.stem());
  }
  for (const fs::path& path : fs::directory_iterator(folder + "/corpus")) {
    if (!fs::is_empty(path)) seeded.insert(path.filename());
  }
  CHECK(targets == seeded);
  CHECK(targets.size() > 10);
  for (const std::string& target : targets) {
    INFO(target);
    CHECK(built.find("spinforge_fuzz(" + target + " ") != std::string::npos);
    CHECK(std::regex_search(told, std::regex("\n\\|[^|]*\\b" + target + "\\b")));
  }
}
