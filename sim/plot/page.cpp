// SPDX-License-Identifier: Apache-2.0
#include "sim/plot/page.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/text.hpp"
#include "sim/plot/plot.hpp"

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

void write_page(const std::string& directory,
                const std::string& former,
                const std::string& page,
                const std::vector<Picture>& pictures) {
  const fs::path root(directory);
  std::vector<std::string> foreign;
  const auto look = [&](const std::string& name, bool shown) {
    std::error_code error;
    const fs::file_status there = fs::symlink_status(root / name, error);
    if (fs::is_symlink(there) || (fs::exists(there) && !shown)) foreign.push_back(name);
  };
  look(kPage, true);
  for (const Picture& picture : pictures) look(picture.name, shows(former, picture.name));
  if (!foreign.empty()) {
    throw Error(ErrorCode::kIo,
                directory,
                fmt::format("holds files which are to be written and which are links, or not shown "
                            "by its {}: {}; choose another directory, or remove them",
                            kPage,
                            text::joined(foreign, ", ")));
  }
  // The page first: who is killed in the middle leaves no picture that it does not show.
  std::vector<files::File> all{{(root / kPage).string(), page}};
  for (const Picture& picture : pictures) {
    all.push_back({(root / picture.name).string(), image(picture.figure(), ImageFormat::kSvg)});
  }
  for (const files::File& file : all) {
    files::make_directory("", fs::path(file.path).parent_path().string());
  }
  files::write_together(all);
}

}  // namespace spinforge::plot
