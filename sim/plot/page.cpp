// SPDX-License-Identifier: Apache-2.0
#include "sim/plot/page.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "gen/base/error.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/text.hpp"

namespace spinforge::plot {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPage = "README.md";

}  // namespace

std::string page_of(const std::string& directory) {
  const fs::path path = fs::path(directory) / kPage;
  std::error_code error;
  return fs::exists(path, error) ? files::read(path.string()) : "";
}

bool shows(const std::string& page, const std::string& name) {
  return page.find("](" + name + ")") != std::string::npos;
}

void require_own(const std::string& directory,
                 const std::string& former,
                 const std::vector<std::string>& names) {
  std::vector<std::string> foreign;
  for (const std::string& name : names) {
    std::error_code error;
    const bool there = fs::exists(fs::symlink_status(fs::path(directory) / name, error));
    if (there && !shows(former, name)) foreign.push_back(name);
  }
  if (foreign.empty()) return;
  throw Error(ErrorCode::kIo,
              directory,
              fmt::format("holds files which are to be written and which its {} does not show: {}; "
                          "choose another directory, or remove them",
                          kPage,
                          text::joined(foreign, ", ")));
}

void write_page(const std::string& directory,
                const std::string& page,
                const std::vector<files::Text>& pictures) {
  const fs::path root(directory);
  files::make_directory("", root.string());
  // The page first: who is killed in the middle leaves no picture that it does not show.
  std::vector<files::Text> all{{(root / kPage).string(), page}};
  for (const files::Text& picture : pictures) {
    const fs::path path = root / picture.path;
    files::make_directory("", path.parent_path().string());
    all.push_back({path.string(), picture.content});
  }
  files::write_together(all);
}

}  // namespace spinforge::plot
