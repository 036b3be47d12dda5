// SPDX-License-Identifier: Apache-2.0
#include "sim/models/verified.hpp"

#include <fmt/format.h>

#include <cmath>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/plan/plan.hpp"

namespace spinforge::models {
namespace {

constexpr const char* kAdvice = "record the run again with `spinforge-sim verify --record`";
constexpr std::int64_t kMaxCount = std::int64_t{1}
                                   << 53;        ///< a double still tells it from the next
constexpr std::int64_t kMaxImages = 0xffffffff;  ///< an image's number has 32 bits
double mean_of(Reader& in, const std::string& key) {
  Reader spread(in.object(key), in.where(key), kAdvice);
  return spread.real("mean", 0, static_cast<double>(kMaxCount));
}

VerifiedLayer read_layer(Reader in) {
  VerifiedLayer layer;
  layer.lanes = static_cast<int>(in.whole("lanes", 1, plan::kMaxLanes));
  layer.neuron_lanes = static_cast<int>(in.whole("neuron_lanes", 1, plan::kMaxLanes));
  if (!in.null("cycles")) layer.cycles = mean_of(in, "cycles");
  if (!in.null("lane_utilisation")) layer.utilisation = in.real("lane_utilisation", 0, 1);
  if (in.has("over_share") && !in.null("over_share")) layer.over = in.real("over_share", 0, 1);
  return layer;
}

[[noreturn]] void refuse_confusion(const Reader& in, const std::string& what) {
  throw Error(ErrorCode::kParse, in.where("confusion"), what + "; " + kAdvice);
}

void check_confusion(const Reader& in, const Verified& out) {
  std::int64_t images = 0;
  std::int64_t right = 0;
  for (std::size_t truth = 0; truth < out.confusion.size(); ++truth) {
    for (const std::int64_t count : out.confusion[truth]) images += count;
    right += out.confusion[truth][truth];
  }
  if (images != out.images) {
    refuse_confusion(
        in,
        fmt::format("not a count of the images; expected {} in all, got {}", out.images, images));
  }
  const double accuracy = static_cast<double>(right) / static_cast<double>(images);
  if (std::abs(accuracy - out.accuracy) > 1e-9) {
    refuse_confusion(in,
                     fmt::format("contradicts the accuracy; expected {} of the images on its "
                                 "diagonal, got {}",
                                 out.accuracy,
                                 accuracy));
  }
}

void read_confusion(Reader& in, Verified& out) {
  const Json& rows = in.array("confusion");
  for (const Json& row : rows) {
    if (!row.is_array() || row.size() != rows.size()) {
      refuse_confusion(
          in,
          fmt::format("no square; expected {} rows of as many counts, got another", rows.size()));
    }
    std::vector<std::int64_t>& counts = out.confusion.emplace_back();
    for (const Json& count : row) {
      const bool good = count.is_number_integer() && count >= 0 && count <= out.images;
      if (!good) {
        refuse_confusion(in,
                         fmt::format("not a count of images; expected 0..{}, got {}",
                                     out.images,
                                     text::brief(count.dump())));
      }
      counts.push_back(count.get<std::int64_t>());
    }
  }
  check_confusion(in, out);
}

}  // namespace

Verified read_verified(std::string_view text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader in(json, file, kAdvice);
  Verified out;
  out.network_hash = in.text("network_hash");
  out.images = in.whole("images", 1, kMaxImages);
  out.commits = in.whole("commits_compared", 1, kMaxCount);
  out.mismatches = in.whole("mismatches", 0, kMaxCount);
  out.accuracy = in.real("accuracy", 0, 1);
  if (in.has("order")) out.order = in.text("order");
  out.cycles_per_image = mean_of(in, "cycles_per_image");
  if (in.has("interval") && !in.null("interval")) out.interval = mean_of(in, "interval");
  out.timing_exact = in.boolean("timing_model_exact");
  const Json& layers = in.array("layers");
  for (std::size_t k = 0; k < layers.size(); ++k) {
    const std::string where = fmt::format("{} / layer {}", file, k + 1);
    out.layers.push_back(read_layer(Reader(layers[k], where, kAdvice)));
  }
  if (in.has("confusion")) read_confusion(in, out);
  return out;
}

}  // namespace spinforge::models
