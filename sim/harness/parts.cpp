// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/classify/classify.hpp"
#include "sim/harness/axi_model.hpp"
#include "sim/harness/model.hpp"

namespace spinforge::harness {

namespace {

constexpr std::uint32_t kResetPart = 2;  // where resets are the point
constexpr int kNever = 1 << 30;          // cycles
// Of the images, the first run once more, streamed: one in so many, within these.
constexpr std::uint32_t kStreamedShare = 20;
constexpr std::uint32_t kLeastStreamed = 16;
constexpr std::uint32_t kMostStreamed = 500;

std::unique_ptr<Dut> load_dut(const Setup& setup, const std::string& library) {
  const Design& design = setup.design;
  const std::uint32_t seed = setup.options.reset_seed;
  if (design.is_wrapper) return std::make_unique<AxiModel>(library, design, seed);
  return std::make_unique<CoreModel>(library, design.directory, seed);
}

/// Images from one reset to the next, at most.
std::uint32_t part_of(const VerifyOptions& options) {
  return options.traffic.resets ? kResetPart : options.part;
}

std::vector<Part> cut(const VerifyOptions& options, std::uint32_t count) {
  std::vector<Part> parts;
  const std::uint32_t size = part_of(options);
  const auto append = [&](std::uint32_t images, const Traffic& traffic, bool counted) {
    for (std::uint32_t done = 0; done < images; done += size) {
      const Chunk chunk{options.first + done, std::min(size, images - done)};
      parts.push_back({chunk, traffic, counted});
    }
  };
  const Traffic& traffic = options.traffic;
  append(count, traffic, true);
  if (!traffic.stream && !traffic.stall && !traffic.broken && !traffic.resets) {
    append(std::clamp(count / kStreamedShare, std::min(count, kLeastStreamed), kMostStreamed),
           {.stream = true, .stall = {}},
           false);
  }
  return parts;
}

/// Field code of every layer as `options` fix it; empty where they do not. *Errors*: kUsage for a
/// layer or code that is not there.
std::vector<int> fixed_field_codes(const VerifyOptions& options, const network::Network& network) {
  if (options.field_codes.empty() || options.fields || options.schedule) return {};
  const int layers = static_cast<int>(network.layers.size());
  std::vector<int> codes;
  for (const network::Layer& layer : network.layers) codes.push_back(layer.field_code);
  for (const FieldCode& wanted : options.field_codes) {
    const auto refuse = [&](const char* what, int low, int high, int got) {
      if (got >= low && got <= high) return;
      throw Error(
          ErrorCode::kUsage,
          "--field-code",
          fmt::format("no such {}; expected {}..{}, got {}; choose another", what, low, high, got));
    };
    if (wanted.layer) refuse("layer", 1, layers, *wanted.layer);
    for (int k = wanted.layer.value_or(1); k <= wanted.layer.value_or(layers); ++k) {
      const network::Layer& layer = network.layers[static_cast<std::size_t>(k - 1)];
      const auto sets = network.neuron_of(layer).fields.size();
      refuse("field code", 0, static_cast<int>(sets) - 1, wanted.code);
      codes[static_cast<std::size_t>(k - 1)] = wanted.code;
    }
  }
  return codes;
}

/// Adds an image of a stream. The first one of a part has no interval, but the next one's counts
/// from its result.
void add_streamed(Summary& summary, const ImageRecord& record) {
  if (record.interval > 0) summary.intervals.push_back(record.interval);
  if (record.timing_check == TimingCheck::kBound) summary.intervals_predicted = false;
  if (!record.timing_exact) summary.intervals_exact = false;
}

/// Labels of the images that count, in order.
std::vector<std::uint8_t> labels_of(const std::vector<Part>& parts, const classify::TestSet& set) {
  std::vector<std::uint8_t> out;
  if (set.images.labels.empty()) return out;
  for (const Part& part : parts) {
    for (std::uint32_t i = 0; part.counted && i < part.chunk.count; ++i) {
      out.push_back(set.images.labels[part.chunk.first + i]);
    }
  }
  return out;
}

/// What a run of `options` says nothing about, and the option that would.
std::vector<std::string> not_exercised(const VerifyOptions& options,
                                       const Design& design,
                                       std::size_t images) {
  const Traffic& traffic = options.traffic;
  const bool selects = options.fields || options.schedule || !options.field_codes.empty();
  const bool masks = options.fields || options.schedule;
  std::vector<std::string> out;
  if (!design.is_wrapper && !design.wrapper.empty()) {
    out.push_back(wrapper_not_exercised(design));
  }
  if (design.is_wrapper)
    out.insert(out.end(),
               {"CONTROL.RESET",
                "packets of many images",
                "the upper bits of counters that so few images do not reach"});
  if (auto more = more_not_exercised(part_of(options), images)) out.push_back(*std::move(more));
  if (!traffic.broken) out.emplace_back("broken frames (--broken-frames)");
  if (!traffic.resets) out.emplace_back("resets within images (--resets)");
  if (!traffic.stall) out.emplace_back("stalls (--stall)");
  if (!traffic.stream && (traffic.stall || traffic.broken || traffic.resets)) {
    out.emplace_back("images in flight together, large image numbers (--stream)");
  }
  if (!selects) out.emplace_back("the configuration port (--fields)");
  if (selects && !masks) out.emplace_back("mask pages (--fields)");
  if (design.thresholds) out.emplace_back("writes of thresholds");
  return out;
}

}  // namespace

Setup prepare(const VerifyOptions& options) {
  classify::Sets once;
  return prepare(options, once);
}

Setup prepare(const VerifyOptions& options, classify::Sets& sets) {
  Setup setup{.options = options,
              .design = load_design(options.directory, options.filelist, options.top),
              .set = {},
              .parts = {},
              .codes = {}};
  setup.set = classify::select_images(options, setup.design.network, options.labels, sets);
  setup.parts = cut(options, setup.set.count);
  setup.codes = fixed_field_codes(options, setup.design.network);
  return setup;
}

Schedule schedule_of(const Setup& setup) {
  const VerifyOptions& options = setup.options;
  const Design& design = setup.design;
  if (options.schedule) return options.schedule;
  if (options.fields) {
    // With pauses on the bus nothing says when a write is through.
    const int cycles = !design.is_wrapper ? 1 : options.traffic.stall ? kNever : kAxiWriteCycles;
    return random_control(design.network, design.plan, *options.fields, cycles);
  }
  if (!setup.codes.empty()) return fixed_codes(setup.codes);
  return {};
}

Bench::Bench(const Setup& setup, const std::string& library)
    : setup_(setup), schedule_(schedule_of(setup)), dut_(load_dut(setup, library)) {}

ChunkResult Bench::run(const Part& part, const Lockstep::OnImage& on_image, const Wave* wave) {
  Lockstep lockstep(*dut_, setup_.design.network, setup_.design.plan, part.traffic, schedule_);
  lockstep.count_rules(setup_.options.count_rules);
  return lockstep.run(setup_.set.images, part.chunk, on_image, wave);
}

std::uint32_t images_up_to(const Part& part, std::uint32_t image) {
  return part.traffic.resets ? part.chunk.count : image - part.chunk.first + 1;
}

Summary describe(const Setup& setup, const Build& build) {
  const VerifyOptions& options = setup.options;
  const Design& design = setup.design;
  const classify::TestSet& set = setup.set;
  Summary summary;
  summary.top = design.top;
  summary.not_exercised = not_exercised(options, design, set.count);
  summary.network = design.network.name;
  summary.network_hash = design.network_hash;
  summary.dataset = set.directory;
  summary.notes = set.notes;
  summary.simulator = build.simulator;
  summary.order = plan::name_of(design.plan.order);
  for (const plan::LayerPlan& layer : design.plan.layers) {
    summary.lanes.push_back(layer.lanes);
    summary.neuron_lanes.push_back(layer.neuron_lanes);
  }
  for (const network::Layer& layer : design.network.layers) {
    const network::Neuron& neuron = design.network.neuron_of(layer);
    const bool wall = neuron.kind == network::NeuronKind::kWall;
    summary.windows.emplace_back(!wall ? "" : neuron.closed ? "closed" : "open");
  }
  summary.classes = design.network.layers.back().outputs;
  summary.build_s = build.seconds;
  summary.rtl_hash = build.rtl_hash;
  summary.first = options.first;
  summary.part = part_of(options);
  summary.reset_seed = options.reset_seed;
  summary.filelist = options.filelist;
  summary.jobs = static_cast<int>(classify::workers(static_cast<unsigned>(options.jobs)));
  summary.traffic = options.traffic;
  summary.fields = options.fields;
  summary.field_codes = setup.codes;
  summary.wanted_images = set.count;
  summary.labels = labels_of(setup.parts, set);
  return summary;
}

void add(Summary& summary, const Part& part, ChunkResult result) {
  if (!summary.mismatch && !result.first_mismatch.empty()) {
    summary.mismatch = std::move(result.first_mismatch.front());
    summary.mismatch_streamed = part.traffic.stream;
  }
  for (ImageRecord& record : result.images) {
    if (part.traffic.stream) add_streamed(summary, record);
    summary.timing_exact = summary.timing_exact && record.timing_exact;
    if (!part.counted) continue;
    if (record.timing_check == TimingCheck::kBound) summary.timing_check = TimingCheck::kBound;
    summary.images.push_back(std::move(record));
  }
  summary.mismatches += result.mismatches;
  if (part.counted) summary.commits += result.commits;
  if (part.counted) summary.rules += result.rules;
  if (!summary.difference && !result.first_difference.empty()) {
    summary.difference = result.first_difference.front();
  }
}

std::string reproduce_command(const Setup& setup, const Part& part, std::uint32_t image) {
  const VerifyOptions& options = setup.options;
  std::string command =
      fmt::format("spinforge-sim verify {} --dataset {} --first {} --images {} --jobs 1",
                  text::shell_word(options.directory),
                  text::shell_word(setup.set.directory),
                  part.chunk.first,
                  images_up_to(part, image));
  if (!options.top.empty()) command += " --top " + options.top;
  if (options.filelist != VerifyOptions().filelist) {
    command += " --filelist " + text::shell_word(options.filelist);
  }
  if (options.part != VerifyOptions().part && !part.traffic.resets) {
    command += fmt::format(" --part {}", options.part);
  }
  if (part.traffic.stall) command += fmt::format(" --stall {}", *part.traffic.stall);
  if (part.traffic.stream) command += " --stream";
  if (part.traffic.broken) command += fmt::format(" --broken-frames {}", *part.traffic.broken);
  if (part.traffic.resets) command += fmt::format(" --resets {}", *part.traffic.resets);
  if (options.fields) command += fmt::format(" --fields {}", *options.fields);
  for (const FieldCode& f : options.field_codes) {
    const std::string layer = f.layer ? fmt::format("{}:", *f.layer) : "";
    command += fmt::format(" --field-code {}{}", layer, f.code);
  }
  if (options.reset_seed != 1) command += fmt::format(" --reset-seed {}", options.reset_seed);
  if (!options.build_cache.empty()) {
    command += " --build-dir " + text::shell_word(options.build_cache);
  }
  return command;
}

std::string wrapper_not_exercised(const Design& design) {
  return fmt::format("the wrapper (--top {})", design.wrapper);
}

std::optional<std::string> more_not_exercised(std::uint32_t part, std::size_t images) {
  if (images <= part) return {};
  return fmt::format("more than {} images from one reset to the next (--part)", part);
}

void NotExercised::add(const Summary& run) {
  std::vector<std::string> list = run.not_exercised;
  if (const auto more = more_not_exercised(run.part, run.wanted_images)) std::erase(list, *more);
  if (part_ == 0) {
    list_ = std::move(list);
  } else {
    std::erase_if(list_, [&](const std::string& what) {
      return std::find(list.begin(), list.end(), what) == list.end();
    });
  }
  const auto in_a_row = [](std::uint32_t part, std::size_t images) {
    return std::min<std::size_t>(part, images);
  };
  if (part_ != 0 && in_a_row(run.part, run.wanted_images) <= in_a_row(part_, images_)) return;
  part_ = run.part;
  images_ = run.wanted_images;
}

}  // namespace spinforge::harness
