// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"

namespace spinforge::harness {

namespace {

Spread spread(const std::vector<std::int64_t>& values) {
  if (values.empty()) return {};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const auto sum = std::accumulate(values.begin(), values.end(), std::int64_t{0});
  return {*low, *high, static_cast<double>(sum) / static_cast<double>(values.size())};
}

Json to_json(const Spread& s) { return {{"min", s.min}, {"mean", s.mean}, {"max", s.max}}; }

/// Busy cycles and lower bounds of one layer, over all images.
struct LayerSums {
  std::vector<std::int64_t> busy, bound;
  [[nodiscard]] double utilisation() const {
    const auto sum = [](const auto& v) { return std::accumulate(v.begin(), v.end(), 0.0); };
    const double cycles = sum(busy);
    return cycles > 0 ? sum(bound) / cycles : 0;
  }
};

LayerSums layer_sums(const Summary& summary, std::size_t layer) {
  LayerSums sums;
  for (const ImageRecord& image : summary.images) {
    sums.busy.push_back(image.layers[layer].cycles());
    sums.bound.push_back(image.layers[layer].bound);
  }
  return sums;
}

/// Mean of a count of each layer.
std::vector<double> per_image(const Summary& summary,
                              std::vector<std::uint64_t> ImageRecord::*counts) {
  std::vector<double> out(summary.lanes.size(), 0.0);
  if (summary.images.empty()) return out;
  for (const ImageRecord& image : summary.images) {
    const std::vector<std::uint64_t>& of = image.*counts;
    for (std::size_t k = 0; k < of.size(); ++k) out[k] += static_cast<double>(of[k]);
  }
  for (double& mean : out) mean /= static_cast<double>(summary.images.size());
  return out;
}

/// Share of the firings that came above TH_HI, suppressed ones counted; -1 where nothing fired or
/// the neuron has no TH_HI.
double over_share(const Summary& summary, std::size_t layer) {
  const std::string& window = summary.windows[layer];
  const double over = over_per_image(summary)[layer];
  const double firings = spikes_per_image(summary)[layer] + (window == "closed" ? over : 0);
  return window.empty() || firings == 0 ? -1 : over / firings;
}

std::string over_text(const Summary& summary, std::size_t layer) {
  const double share = over_share(summary, layer);
  if (share < 0) return "-";
  const bool closed = summary.windows[layer] == "closed";
  return fmt::format("{:.1f} %{}", 100 * share, closed ? " (suppressed)" : "");
}

Json layers_json(const Summary& summary) {
  Json layers = Json::array();
  // Images in flight together share a layer's busy cycles, so they are counted only apart.
  const bool counted = !summary.traffic.stream;
  const std::vector<double> spikes = spikes_per_image(summary);
  const std::vector<double> over = over_per_image(summary);
  for (std::size_t k = 0; k < summary.lanes.size(); ++k) {
    const LayerSums sums = layer_sums(summary, k);
    const std::string& window = summary.windows[k];
    const double share = over_share(summary, k);
    layers.push_back({{"layer", k + 1},
                      {"lanes", summary.lanes[k]},
                      {"neuron_lanes", summary.neuron_lanes[k]},
                      {"cycles", counted ? to_json(spread(sums.busy)) : Json()},
                      {"bound", to_json(spread(sums.bound))},
                      {"spikes", spikes[k]},
                      {"window", window.empty() ? Json() : Json(window)},
                      {"over", window.empty() ? Json() : Json(over[k])},
                      {"over_share", share < 0 ? Json() : Json(share)},
                      {"lane_utilisation", counted ? Json(sums.utilisation()) : Json()}});
  }
  return layers;
}

Json to_json(const Update::Values& values) {
  return {{"d", values.d},
          {"v", values.v},
          {"spike", values.spike},
          {"armed", values.armed},
          {"over", values.over}};
}

Json update_json(const Mismatch& mismatch) {
  if (mismatch.update.empty()) return nullptr;
  const Update& update = mismatch.update.front();
  return {{"lane", update.lane},
          {"v_before", update.before},
          {"th", update.threshold},
          {"golden", to_json(update.golden)},
          {"core", to_json(update.core)}};
}

Json mismatch_json(const Summary& summary) {
  if (!summary.mismatch) return nullptr;
  const Mismatch& m = *summary.mismatch;
  const int label = label_of(summary, m.image);
  return {{"image", m.image},
          {"number", m.number},
          {"layer", m.layer},
          {"step", m.step},
          {"neuron", m.neuron},
          {"field", m.field},
          {"expected", m.expected},
          {"got", m.got},
          {"cycle", m.cycle},
          {"update", update_json(m)},
          {"label", label < 0 ? Json() : Json(label)},
          {"golden_class", m.golden_class < 0 ? Json() : Json(m.golden_class)},
          {"commits", m.commits},
          {"reproduce", text::utf8(summary.reproduce)},
          {"wave", text::utf8(summary.wave)},
          {"wave_view", text::utf8(summary.wave_view)},
          {"wave_time", m.wave_cycle < 0 ? Json() : Json(wave_time(m))},
          {"wave_unit", summary.wave_unit}};
}

/// Whether there is anything to say about the intervals but what they are.
bool intervals_told(const Summary& summary) {
  return !summary.intervals.empty() && summary.intervals_predicted;
}

Json difference_json(const Summary& summary) {
  if (!summary.difference) return nullptr;
  const TimingDifference& d = *summary.difference;
  return {{"image", d.image},
          {"layer", d.layer},
          {"what", d.what},
          {"expected", d.expected},
          {"got", d.got}};
}

double images_per_second(const Summary& summary) {
  return summary.wall_s > 0 ? static_cast<double>(summary.images.size()) / summary.wall_s : 0;
}

/// What was asked of the cycle counts.
std::string check_word(const Summary& summary) {
  return summary.timing_check == TimingCheck::kExact ? "exact" : "not faster";
}

/// Whether every cycle count is as predicted; null where that was not asked.
Json timing_json(const Summary& summary) {
  const std::string word = timing_word(summary);
  return word == "exact" ? Json(true) : word == "differs" ? Json(false) : Json();
}

/// "" or what is wrong with the timing.
std::string timing_trouble(const Summary& summary) {
  return summary.difference ? story(*summary.difference) : "";
}

std::string number(double value) { return fmt::format("{:.1f}", value); }

/// What was done to the field of its layers.
std::string control_text(const Summary& summary) {
  if (summary.fields) {
    return fmt::format("field codes and masks drawn from seed {}\n", *summary.fields);
  }
  if (summary.field_codes.empty()) return "";
  return fmt::format("field codes of the layers: {}\n", fmt::join(summary.field_codes, " "));
}

/// The waveform, and where in it to look.
std::string wave_text(const Summary& summary) {
  if (summary.wave.empty()) return "";
  std::string out = "waveform: " + summary.wave + "\n";
  if (summary.mismatch && summary.mismatch->wave_cycle >= 0) {
    out += fmt::format("look at {} {} in it\n", wave_time(*summary.mismatch), summary.wave_unit);
  }
  if (!summary.wave_view.empty()) {
    out += "gtkwave " + text::shell_word(summary.wave_view) + " shows the place\n";
  }
  return out;
}

}  // namespace

std::optional<double> accuracy(const Summary& summary) {
  if (summary.images.empty() || summary.labels.empty()) return {};
  std::size_t right = 0;
  for (const ImageRecord& image : summary.images) {
    if (image.predicted == label_of(summary, image.image)) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(summary.images.size());
}

std::vector<std::vector<std::int64_t>> confusion(const Summary& summary) {
  if (summary.labels.empty()) return {};
  const auto classes = static_cast<std::size_t>(summary.classes);
  std::vector<std::vector<std::int64_t>> counts(classes, std::vector<std::int64_t>(classes));
  for (const ImageRecord& image : summary.images) {
    const auto predicted = static_cast<std::size_t>(image.predicted);
    const auto label = static_cast<std::size_t>(label_of(summary, image.image));
    expects(label < classes, "labels are classes");
    if (predicted < classes) ++counts[label][predicted];
  }
  return counts;
}

std::vector<int> predictions(const Summary& summary) {
  std::vector<int> out;
  for (const ImageRecord& image : summary.images) out.push_back(image.predicted);
  return out;
}

int label_of(const Summary& summary, std::uint32_t image) {
  const std::size_t index = image - std::size_t{summary.first};
  if (image < summary.first || index >= summary.labels.size()) return -1;
  return summary.labels[index];
}

std::string ended_early(const Summary& summary) {
  if (!summary.mismatch || summary.images.size() >= summary.wanted_images) return "";
  return fmt::format("ended with the part of the first mismatch: {} of {} images were run",
                     text::thousands(static_cast<long long>(summary.images.size())),
                     text::thousands(static_cast<long long>(summary.wanted_images)));
}

std::int64_t wave_time(const Mismatch& mismatch) { return 2 * mismatch.wave_cycle; }

Spread image_cycles(const Summary& summary) {
  std::vector<std::int64_t> values;
  for (const ImageRecord& image : summary.images) values.push_back(image.cycles);
  return spread(values);
}

std::string timing_word(const Summary& summary) {
  const std::string answer = timing_answer(summary);
  return answer == "yes" ? check_word(summary) : answer == "no" ? "differs" : answer;
}

std::string timing_answer(const Summary& summary) {
  if (!summary.timing_exact) return "no";
  return summary.images.empty() ? "-" : "yes";
}

std::vector<double> spikes_per_image(const Summary& summary) {
  return per_image(summary, &ImageRecord::spikes);
}

std::vector<double> over_per_image(const Summary& summary) {
  return per_image(summary, &ImageRecord::over);
}

Json run_json(const Summary& summary) {
  return {{"top", summary.top},
          {"first_image", summary.first},
          {"wanted_images", summary.wanted_images},
          {"part", summary.part},
          {"stall_seed", summary.traffic.stall ? Json(*summary.traffic.stall) : Json()},
          {"stream", summary.traffic.stream},
          {"broken_frames_seed", summary.traffic.broken ? Json(*summary.traffic.broken) : Json()},
          {"resets_seed", summary.traffic.resets ? Json(*summary.traffic.resets) : Json()},
          {"reset_seed", summary.reset_seed},
          {"field_codes", summary.field_codes.empty() ? Json() : Json(summary.field_codes)},
          {"fields_seed", summary.fields ? Json(*summary.fields) : Json()},
          {"filelist", text::utf8(summary.filelist)},
          {"rtl_hash", summary.rtl_hash}};
}

namespace {

Json result_json(const Summary& summary) {
  const std::optional<double> right = accuracy(summary);
  Json out = {{"network", summary.network},
              {"network_hash", summary.network_hash},
              {"dataset", text::utf8(summary.dataset)},
              {"simulator", summary.simulator},
              {"images", summary.images.size()},
              {"commits_compared", summary.commits},
              {"mismatches", summary.mismatches},
              {"accuracy", right ? Json(*right) : Json()},
              {"confusion", right ? Json(confusion(summary)) : Json()},
              {"cycles_per_image", to_json(image_cycles(summary))},
              {"timing_model_exact", timing_json(summary)},
              {"timing_check", summary.images.empty() ? Json() : Json(check_word(summary))},
              {"interval", summary.intervals.empty() ? Json() : to_json(spread(summary.intervals))},
              {"interval_exact", intervals_told(summary) ? Json(summary.intervals_exact) : Json()},
              {"layers", layers_json(summary)},
              {"order", summary.order},
              {"lanes", summary.lanes},
              {"neuron_lanes", summary.neuron_lanes},
              {"jobs", summary.jobs},
              {"build_s", summary.build_s},
              {"wall_s", summary.wall_s},
              {"images_per_s", images_per_second(summary)},
              {"equal", summary.equal()},
              {"not_exercised", summary.not_exercised},
              {"first_mismatch", mismatch_json(summary)},
              {"first_timing_difference", difference_json(summary)},
              {"predictions", predictions(summary)}};
  out.update(run_json(summary));
  return out;
}

}  // namespace

std::string json_text(const Summary& summary) { return result_json(summary).dump(2) + "\n"; }

Json portable_json(const Summary& summary) {
  Json out = result_json(summary);
  for (const char* key : {"dataset", "jobs", "build_s", "wall_s", "images_per_s"}) out.erase(key);
  if (Json& first = out["first_mismatch"]; first.is_object()) {
    for (const char* key : {"reproduce", "wave", "wave_view", "wave_time", "wave_unit"}) {
      first.erase(key);
    }
  }
  return out;
}

std::string record_text(const Summary& summary) {
  if (!summary.equal()) {
    throw Error(ErrorCode::kUsage,
                "--record",
                "core and golden model differ; expected an equal run, got none; mend that first");
  }
  if (!accuracy(summary)) {
    throw Error(ErrorCode::kUsage,
                "--record",
                "no accuracy to keep; expected labels for the images, got none; add their file");
  }
  if (const std::string word = timing_word(summary); word != "exact") {
    throw Error(
        ErrorCode::kUsage,
        "--record",
        fmt::format("its cycles are not those of the core alone; expected timing exact, got "
                    "{}; run without stalls and the like",
                    word));
  }
  Json record = portable_json(summary);
  const Json run = run_json(summary);
  for (const auto& [key, value] : run.items()) record.erase(key);
  for (const char* key :
       {"equal", "not_exercised", "first_mismatch", "first_timing_difference", "predictions"}) {
    record.erase(key);
  }
  return record.dump(1) + "\n";
}

std::string human_text(const Summary& summary) {
  const Spread cycles = image_cycles(summary);
  const std::optional<double> right = accuracy(summary);
  std::vector<std::vector<std::string>> layers{{"layer",
                                                "lanes",
                                                "neuron lanes",
                                                "busy cycles (mean)",
                                                "bound (mean)",
                                                "utilisation",
                                                "over TH_HI"}};
  for (std::size_t k = 0; k < summary.lanes.size() && !summary.traffic.stream; ++k) {
    const LayerSums sums = layer_sums(summary, k);
    layers.push_back({fmt::format("{}", k + 1),
                      fmt::format("{}", summary.lanes[k]),
                      fmt::format("{}", summary.neuron_lanes[k]),
                      number(spread(sums.busy).mean),
                      number(spread(sums.bound).mean),
                      fmt::format("{:.1f} %", 100 * sums.utilisation()),
                      over_text(summary, k)});
  }
  const std::string early = ended_early(summary);
  std::string out = fmt::format(
      "{}: {} images of {}, {} neuron updates compared, {} mismatches\n"
      "{}{}, {:.1f} cycles an image ({}..{})",
      summary.network,
      summary.images.size(),
      summary.dataset,
      text::thousands(static_cast<long long>(summary.commits)),
      text::thousands(static_cast<long long>(summary.mismatches)),
      early.empty() ? "" : early + "\n",
      right                    ? "accuracy of the core " + text::percent(*right)
      : summary.labels.empty() ? "no labels"
                               : "no image finished",
      cycles.mean,
      cycles.min,
      cycles.max);
  if (!summary.intervals.empty()) {
    out += fmt::format(", one every {:.1f} when streamed", spread(summary.intervals).mean);
  }
  out += fmt::format("\n{}: {}\n",
                     summary.timing_check == TimingCheck::kExact
                         ? "timing model exact"
                         : "never faster than the timing model",
                     timing_answer(summary));
  out += control_text(summary);
  if (layers.size() > 1) out += "\n" + text::table(layers) + "\n";
  out += fmt::format("{:.1f} s ({:.0f} images/s, {} processes), model built in {:.1f} s, {}\n",
                     summary.wall_s,
                     images_per_second(summary),
                     summary.jobs,
                     summary.build_s,
                     summary.simulator);
  if (!summary.not_exercised.empty()) {
    out += fmt::format("not exercised: {}\n", fmt::join(summary.not_exercised, ", "));
  }
  if (summary.commits == 0) out += "nothing was compared\n";
  if (summary.mismatch) {
    out += "\n" + story(*summary.mismatch, label_of(summary, summary.mismatch->image)) +
           "reproduce: " + summary.reproduce + "\n";
  }
  if (summary.difference) out += "\n" + timing_trouble(summary);
  out += wave_text(summary);
  if (!summary.wave_trouble.empty()) out += "no waveform: " + summary.wave_trouble + "\n";
  return out;
}

}  // namespace spinforge::harness
