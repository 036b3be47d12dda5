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
  for (const Picture& picture : pictures) {
    std::error_code error;
    const bool there = fs::exists(fs::symlink_status(root / picture.name, error));
    if (there && !shows(former, picture.name)) foreign.push_back(picture.name);
  }
  if (!foreign.empty()) {
    throw Error(ErrorCode::kIo,
                directory,
                fmt::format("holds files which are to be written and which its {} does not show: "
                            "{}; choose another directory, or remove them",
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
