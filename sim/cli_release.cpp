// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/usage/usage.hpp"
#include "sim/cli.hpp"
#include "sim/release/release.hpp"

namespace spinforge::sim {
namespace {

const usage::Help kHelp{
    .summary = "What a release run proved, as a page of figures.",
    .details =
        "Reads what the parts of the run left behind: JUnit files of ctest, one for each tier of\n"
        "the tests, results of regressions, and the records of the committed networks. What is\n"
        "not given is said not to have been run. Exit code 1 where it is no release: something\n"
        "failed or was not run, or a network has no record.",
    .examples = {
        {"spinforge-sim release weights/models --tests unit.xml --tests lockstep.xml", "print it"},
        {"spinforge-sim release weights/models --tests unit.xml --regress nightly --update "
         "tests/README.md",
         "write it between the markers"}}};

struct Arguments {
  std::string models, update;
  std::vector<std::string> tests, regressions;
};

void add_options(usage::Command& command, Arguments& to) {
  const auto several = [&](const char* name, std::vector<std::string>& values, const char* help) {
    command.add_option(name, values, help)->type_name("FILE")->one_value();
  };
  command.add_option("MODELS", to.models, "directory of networks")->required();
  several("--tests", to.tests, "of `ctest -L TIER --output-junit FILE`; may be repeated");
  several("--regress", to.regressions, "a result.json or its directory; may be repeated");
  command.add_option("--update", to.update, "file whose figures are written anew");
}

/// What `read` makes of each of `paths`, no two of the same name.
template <class T>
std::vector<T> read_all(const std::vector<std::string>& paths,
                        const char* option,
                        T (*read)(const std::string&),
                        std::string T::*name) {
  std::vector<T> out;
  for (const std::string& path : paths) {
    out.push_back(read(path));
    const std::string& last = out.back().*name;
    if (std::count_if(out.begin(), out.end(), [&](const T& one) { return one.*name == last; }) >
        1) {
      throw Error(ErrorCode::kUsage,
                  fmt::format("{} {}", option, path),
                  fmt::format("'{}' is given twice; give each once", last));
    }
  }
  return out;
}

int run(const Arguments& given) {
  const auto tiers = read_all(given.tests, "--tests", release::read_tier, &release::Tier::name);
  const auto regressions = read_all(
      given.regressions, "--regress", release::read_regression, &release::Regression::suite);
  const auto models = models::load_models(given.models);
  const std::string page = release::page(usage::version(), tiers, regressions, models);
  if (given.update.empty()) {
    fmt::print("{}", page);
  } else {
    files::write(given.update, release::with_page(files::read(given.update), page, given.update));
  }
  return release::lacking(tiers, regressions, models).empty() ? 0 : 1;
}

}  // namespace

void add_release_command(usage::Tool& tool) {
  tool.add_command("release", kHelp, add_options, run);
}

}  // namespace spinforge::sim
