// SPDX-License-Identifier: Apache-2.0
// Figures that stand in a page and are kept in a file, or are quick to find anew, are held here.
// (Those of whole tables have tests of their own: the tables of README.md, gen/plan, gen/network.)
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "tests/support.hpp"
#include "tests/support/recorded_runs.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using nlohmann::json;

namespace {

std::string page(const std::string& path) { return files::read(test::source(path)); }

json model(const std::string& name, const std::string& file) {
  return json::parse(page("weights/models/" + name + "/" + file));
}

/// The cells of a page's table rows that begin with `start`, without blanks and emphasis.
std::vector<std::vector<std::string>> rows(const std::string& text, const std::string& start) {
  std::vector<std::vector<std::string>> found;
  for (std::string line : test::lines_of(text)) {
    if (!line.starts_with(start)) continue;
    std::erase(line, '*');
    std::vector<std::string> cells;
    std::istringstream in(line.substr(1));
    for (std::string cell; std::getline(in, cell, '|');) {
      const std::size_t begin = cell.find_first_not_of(' ');
      const std::size_t end = cell.find_last_not_of(' ');
      cells.push_back(begin == cell.npos ? "" : cell.substr(begin, end + 1 - begin));
    }
    found.push_back(cells);
  }
  return found;
}

double number(std::string cell) {
  std::erase(cell, ',');
  return std::stod(cell);
}

std::string percent(const json& share) {
  return fmt::format("{:.2f} %", 100 * share.get<double>());
}

}  // namespace

TEST_CASE("README.md: what ./quickstart ends with is what was recorded of that network") {
  const std::string text = page("README.md");
  const json record = model("fmnist-fc-dw", "verified.json");
  const json& cycles = record.at("cycles_per_image");
  const std::string updates = text::thousands(record.at("commits_compared").get<long long>());
  CHECK_THAT(text, Contains(updates + " updates of a\n784-1000-10 core compared, 0 mismatches"));
  CHECK_THAT(
      text,
      Contains(fmt::format("fmnist-fc-dw: {} images of /usr/share/datasets/fashion-mnist, {} "
                           "neuron updates compared, {} mismatches\n",
                           record.at("images").get<int>(),
                           updates,
                           record.at("mismatches").get<int>())));
  CHECK_THAT(text,
             Contains(fmt::format("accuracy of the core {}, {:.1f} cycles an image ({}..{}), one "
                                  "every {:.1f} when streamed\n",
                                  percent(record.at("accuracy")),
                                  cycles.at("mean").get<double>(),
                                  cycles.at("min").get<int>(),
                                  cycles.at("max").get<int>(),
                                  record.at("interval").at("mean").get<double>())));
  CHECK(record.at("timing_model_exact") == true);
}

TEST_CASE("README.md: our rows beside published cores are recorded runs at 100 MHz") {
  const std::vector<test::RecordedRun> runs = test::recorded_runs();
  const auto run = std::find_if(runs.begin(), runs.end(), [](const test::RecordedRun& one) {
    return one.name() == "xc7 mnist-fc-dw time 64";
  });
  REQUIRE(run != runs.end());
  const std::string text = page("README.md");
  const auto ours = rows(text, "| **this one**, `--lanes 64` |");
  REQUIRE(ours.size() == 1);
  const json record = model("mnist-fc-dw", "verified.json");
  REQUIRE(record.at("order") == "time");
  CHECK(number(ours[0][2]) == std::round(record.at("cycles_per_image").at("mean").get<double>()));
  CHECK(number(ours[0][3]) == std::round(record.at("interval").at("mean").get<double>()));
  CHECK(number(ours[0][4]) == static_cast<double>(run->counted.lut));
  CHECK_THAT(
      ours[0][8],
      Contains(fmt::format("also {:g} RAMB36, {} DSP", run->counted.bram, run->counted.dsp)));
  std::smatch bound;
  REQUIRE(std::regex_search(text, bound, std::regex(R"(weights come in (\d+) cycles)")));
  // Every row is computed from its cycles and its LUTs; cycles are rounded, so is the rate.
  std::size_t computed = 0;
  for (const char* const name : {"| **this one**", "| the same", "| Spiker+ |", "| QUANTISENC |"}) {
    for (const auto& row : rows(text, name)) {
      if (row.size() != 9) continue;
      const double cycles = number(row[2]);
      INFO(row[0] << " " << row[1]);
      CHECK(std::abs(number(row[5]) - 1e8 / cycles) <= 0.5 + 1e8 / cycles * 0.5 / cycles);
      if (row[7] != "-") {
        CHECK(std::abs(number(row[7]) - cycles / number(bound[1].str())) <= 1.0);
      }
      if (row[4] == "-") continue;
      CHECK(std::abs(number(row[6]) - 1000 * number(row[5]) / number(row[4])) <= 1.0);
      ++computed;
    }
  }
  CHECK(computed >= 4);
}

TEST_CASE("weights/README.md: accuracies are those that training wrote beside the networks") {
  std::size_t checked = 0;
  for (const auto& row : rows(page("weights/README.md"), "| `models/")) {
    const std::string name = row[0].substr(8, row[0].size() - 9);
    INFO(name);
    const json network = model(name, "network.json");
    const json& results = network.at("provenance").at("results");
    CHECK(row[1] == percent(results.at("validation").at("accuracy_integer")));
    CHECK(row[2] == percent(results.at("test").at("accuracy_integer")));
    CHECK(row[3] == percent(results.at("test").at("accuracy_real")));
    ++checked;
  }
  CHECK(checked >= 17);
}

TEST_CASE("rtl/targets/ice40/README.md: accuracies of the boards' networks are the recorded ones") {
  for (const std::string name : {"mnist-fc196-dw", "fmnist-fc196-dw"}) {
    INFO(name);
    const auto found = rows(page("rtl/targets/ice40/README.md"), "| `" + name + "` |");
    REQUIRE(found.size() == 1);
    CHECK(found[0][1] == percent(model(name, "verified.json").at("accuracy")));
  }
}

TEST_CASE("gen/plan/README.md: every part that it lists is known, and every known one listed") {
  const std::string text = page("gen/plan/README.md");
  std::size_t listed = 0;
  for (const plan::Target& target : plan::targets()) {
    for (const plan::Part& part : target.parts) {
      CHECK_THAT(text, Contains(std::string(part.name)));
      ++listed;
    }
  }
  CHECK(listed >= 17);
  CHECK_THAT(text,
             Contains(fmt::format("{:g} % of the LUTs of an xc7 or ecp5 part",
                                  100 * plan::find_target("xc7").usable.luts)) &&
                 Contains(fmt::format("{:g} % of its block RAMs and DSP blocks",
                                      100 * plan::find_target("ecp5").usable.blocks)) &&
                 Contains(fmt::format("that is {:g} % of the logic cells",
                                      100 * plan::find_target("ice40hx8k").usable.luts)));
}

TEST_CASE("flags of one machine, and warnings as errors, are in the presets alone") {
  const json presets = json::parse(page("CMakePresets.json"));
  const json& base = presets.at("configurePresets").at(0).at("cacheVariables");
  CHECK(base.at("CMAKE_COMPILE_WARNING_AS_ERROR") == "ON");
  CHECK(base.at("CMAKE_CXX_FLAGS") == "-march=native");
  std::size_t checked = 0;
  CHECK_THAT(page("CMakeLists.txt"), !Contains("-march=") && !Contains("-Werror"));
  for (const char* const folder : {"cmake", "gen", "sim", "weights", "tests"}) {
    const std::filesystem::path root = test::source(folder);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string path = entry.path().string();
      if (!path.ends_with("CMakeLists.txt") && !path.ends_with(".cmake")) continue;
      INFO(path);
      const std::string text = files::read(path);
      CHECK_THAT(text, !Contains("-march=") && !Contains("-Werror"));
      ++checked;
    }
  }
  CHECK(checked > 40);
}

TEST_CASE("no command lets Icarus make an output of a device, whose mode it changes") {
  const std::regex output("iverilog[^\n]* -o ?/dev/");
  for (const char* const top : {"gen", "rtl", "sim", "tests"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(test::source(top))) {
      if (!entry.is_regular_file() || entry.path().extension() == ".svg") continue;
      CAPTURE(entry.path().string());
      CHECK_FALSE(std::regex_search(files::read(entry.path().string()), output));
    }
  }
}
