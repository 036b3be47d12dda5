// SPDX-License-Identifier: Apache-2.0
//
// The page as a whole: which images, which sections, what was run.
#include "sim/harness/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/dataset/dataset.hpp"
#include "sim/harness/page_parts.hpp"
#include "sim/harness/report.hpp"

namespace spinforge::harness {

namespace {

using page::Html;
using page::Tone;

constexpr std::size_t kImagesOfAKind = 3;

std::string verdict_of(const Summary& s) {
  const std::string counts = fmt::format("{} images, {} neuron updates compared, {} mismatches",
                                         text::thousands(s.images.size()),
                                         text::thousands(s.commits),
                                         text::thousands(s.mismatches));
  if (s.equal()) return "Core and golden model are equal: " + counts + ".";
  if (s.commits == 0) return "Nothing was compared: " + counts + ".";
  if (s.mismatches == 0) return "Values are equal, cycles differ: " + counts + ".";
  const std::string early = ended_early(s);
  return "Core and golden model differ: " + counts + (early.empty() ? "" : "; " + early) + ".";
}

/// What was never compared is not good for that.
Tone compared_tone(bool right, bool compared) {
  return !right ? Tone::kBad : compared ? Tone::kGood : Tone::kPlain;
}

Html tiles_of(const Summary& s) {
  const Spread cycles = image_cycles(s);
  const std::optional<double> right = accuracy(s);
  const bool exact = s.timing_check == TimingCheck::kExact;
  const std::string of_all =
      ended_early(s).empty() ? "" : " of " + text::thousands(s.wanted_images);
  std::vector<page::Tile> out{{"images", text::thousands(s.images.size()) + of_all},
                              {"updates compared", text::thousands(s.commits)},
                              {"mismatches",
                               text::thousands(s.mismatches),
                               compared_tone(s.mismatches == 0, s.commits > 0)},
                              {"accuracy of the core", right ? text::percent(*right) : "no labels"},
                              {"cycles an image, mean", fmt::format("{:.1f}", cycles.mean)},
                              {exact ? "cycles as predicted" : "not faster than predicted",
                               timing_answer(s),
                               compared_tone(s.timing_exact, !s.images.empty())}};
  if (!s.intervals.empty()) {
    std::int64_t sum = 0;
    for (const std::int64_t interval : s.intervals) sum += interval;
    const double mean = static_cast<double>(sum) / static_cast<double>(s.intervals.size());
    out.push_back({"streamed, one every", fmt::format("{:.1f} cycles", mean)});
  }
  return page::tiles(out);
}

Html difference_of(const Summary& s) {
  Html out;
  if (s.mismatch) {
    out += page::code_block(story(*s.mismatch, label_of(s, s.mismatch->image)));
    out += page::paragraph("The command that shows it again:") + page::code_block(s.reproduce);
  }
  if (s.difference) out += page::code_block(story(*s.difference));
  if (!s.wave.empty()) {
    std::string where = "Waveform: " + s.wave;
    if (s.mismatch && s.mismatch->wave_cycle >= 0) {
      where += fmt::format(", look at {} {}", wave_time(*s.mismatch), s.wave_unit);
    }
    out += page::paragraph(where);
  }
  if (!s.wave_trouble.empty()) out += page::paragraph("No waveform: " + s.wave_trouble);
  return out;
}

Html run_body(const Summary& s) {
  std::vector<std::pair<std::string, std::string>> facts{
      {"network", s.network},
      {"network_hash", s.network_hash},
      {"dataset", s.dataset},
      {"simulator", s.simulator},
      {"order", s.order},
      {"images", text::thousands(s.images.size())}};
  const Json run = run_json(s);
  for (const auto& [key, value] : run.items()) {
    if (value.is_null()) continue;
    facts.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
  }
  Html out = page::facts(facts);
  for (const std::string& note : s.notes) out += page::paragraph(note);
  if (!s.not_exercised.empty()) {
    out += page::paragraph("Of these the run says nothing: " + text::joined(s.not_exercised, ", ") +
                           ".");
  }
  return out;
}

std::string assemble(const Shown& shown) {
  const Summary& s = shown.summary;
  page::Page out{.title = s.network + ": " + configuration(s),
                 .verdict = verdict_of(s),
                 .good = s.equal(),
                 .lead = tiles_of(s),
                 .sections = {}};
  if (const Html difference = difference_of(s); !difference.code.empty()) {
    out.sections.push_back({"difference", "The first difference", difference});
  }
  out.sections.push_back({"accuracy", "Classes", accuracy_body(shown)});
  out.sections.push_back({"images", "Images one by one", images_body(shown)});
  out.sections.push_back({"cycles", "Cycles and lanes", cycles_body(shown)});
  out.sections.push_back({"plan", "Plan and resources", plan_body(shown)});
  out.sections.push_back({"run", "What was run", run_body(s)});
  return page::document(out);
}

}  // namespace

std::vector<std::uint32_t> shown_images(const Summary& summary) {
  std::vector<std::uint32_t> wrong, right, out;
  for (const ImageRecord& record : summary.images) {
    const int label = label_of(summary, record.image);
    std::vector<std::uint32_t>& kind = label >= 0 && label != record.predicted ? wrong : right;
    if (kind.size() < kImagesOfAKind) kind.push_back(record.image);
  }
  if (summary.mismatch) out.push_back(summary.mismatch->image);
  for (const std::vector<std::uint32_t>* kind : {&wrong, &right}) {
    for (const std::uint32_t image : *kind) {
      if (std::find(out.begin(), out.end(), image) == out.end()) out.push_back(image);
    }
  }
  return out;
}

std::string html_text(const Setup& setup, const Summary& summary) {
  if (setup.design.network_hash != summary.network_hash) {
    throw Error(ErrorCode::kRange,
                setup.options.directory,
                "holds another network than the one that was run; emit nothing into it meanwhile, "
                "and run again");
  }
  Shown shown{.setup = setup, .summary = summary, .classes = {}, .images = {}, .left_out = 0};
  shown.classes = dataset::class_names(summary.network, static_cast<std::size_t>(summary.classes));
  golden::Golden model(setup.design.network);
  for (const std::uint32_t image : shown_images(summary)) {
    const bool mismatch = summary.mismatch && summary.mismatch->image == image;
    const bool streamed = mismatch ? summary.mismatch_streamed : summary.traffic.stream;
    shown.images.push_back(image_of(shown, scene_of(setup, model, image, streamed)));
  }
  std::string out = assemble(shown);
  while (out.size() > kPageBytes && !shown.images.empty()) {
    shown.images.pop_back();
    ++shown.left_out;
    out = assemble(shown);
  }
  return out;
}

}  // namespace spinforge::harness
