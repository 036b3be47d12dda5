// SPDX-License-Identifier: Apache-2.0
#include "weights/train/arch.hpp"

#include <fmt/format.h>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"

namespace spinforge::train {
namespace {

constexpr int kKernel = 5;
constexpr int kPool = 2;
constexpr int kClasses = 10;

void set_convolutions(Recipe& recipe,
                      network::Shape map,
                      int padding,
                      const std::vector<int>& channels) {
  for (const int count : channels) {
    const network::Conv conv{.input = map,
                             .channels = count,
                             .kernel = kKernel,
                             .stride = 1,
                             .padding = padding,
                             .pool = network::Pool::kMax,
                             .pool_size = kPool};
    map = conv.output();
    if (count < 1 || map.height < 1 || map.width < 1) {
      throw Error(ErrorCode::kRange,
                  "--channels",
                  fmt::format("layer {} has no neurons; expected at least one channel and a map of "
                              "at least 1x1, got {} of {}x{}; use fewer layers",
                              recipe.widths.size(),
                              count,
                              map.height,
                              map.width));
    }
    recipe.convs.push_back(conv);
    recipe.widths.push_back(map.size());
  }
}

}  // namespace

const std::vector<std::string>& architecture_names() {
  static const std::vector<std::string> kNames{"fc", "csnn", "csnn5"};
  return kNames;
}

void set_architecture(Recipe& recipe,
                      std::string_view name,
                      int height,
                      int width,
                      const std::vector<int>& hidden,
                      const std::vector<int>& channels) {
  recipe.widths = {height * width};
  recipe.convs.clear();
  if (name == "fc") {
    recipe.widths.insert(recipe.widths.end(), hidden.begin(), hidden.end());
  } else if (name == "csnn" || name == "csnn5") {
    set_convolutions(recipe, {height, width, 1}, name == "csnn" ? 2 : 5, channels);
  } else {
    throw Error(ErrorCode::kUsage,
                "--arch",
                fmt::format("unknown; expected one of {}, got \"{}\"; choose another",
                            fmt::join(architecture_names(), ", "),
                            text::brief(name)));
  }
  recipe.widths.push_back(kClasses);
}

}  // namespace spinforge::train
