// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/history.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/utf8.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr double kMostCycles = 1e15;
constexpr std::int64_t kMostCount = std::int64_t{1} << 53;

Former read_result(const std::string& given) {
  const std::string path = result_file(given);
  const Json json = parse_json(files::read(path), path);
  Reader result(json, path, kResultAdvice);
  Former out{
      .name = text::utf8(fs::absolute(path).lexically_normal().parent_path().filename().string()),
      .runs = {}};
  std::size_t number = 0;
  for (const Json& entry : result.array("runs")) {
    Reader run(entry, fmt::format("{} / runs[{}]", path, number++), kResultAdvice);
    const std::string name = run.text("run");
    if (run.has("broken") && run.boolean("broken")) {  // older results know no such runs
      out.runs[name] = {.word = "BROKEN"};
      continue;
    }
    Reader cycles(run.object("cycles_per_image"), run.where("cycles_per_image"), kResultAdvice);
    out.runs[name] = {.word = run.boolean("equal") ? "pass" : "FAIL",
                      .cycles = cycles.real("mean", 0, kMostCycles),
                      .images = static_cast<std::uint64_t>(run.whole("images", 0, kMostCount))};
  }
  return out;
}

}  // namespace

std::string result_file(const std::string& given) {
  std::error_code error;
  return fs::is_directory(given, error) ? (fs::path(given) / "result.json").string() : given;
}

std::vector<Former> read_history(const std::vector<std::string>& paths) {
  std::vector<Former> out;
  for (const std::string& path : paths) out.push_back(read_result(path));
  return out;
}

}  // namespace spinforge::regress
