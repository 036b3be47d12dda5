// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>

#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "sim/classify/images.hpp"
#include "sim/harness/axi_model.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/cache.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/lockstep.hpp"
#include "sim/harness/model.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/waveview.hpp"
#include "sim/harness/workers.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t kChunk = 16;      // images from one reset to the next
constexpr std::uint32_t kResetChunk = 2;  // where resets are the point
constexpr int kNever = 1 << 30;           // cycles
// Of the images, the first run once more, streamed: one in so many, at least a chunk, at most so
// many.
constexpr std::uint32_t kStreamedShare = 20;
constexpr std::uint32_t kMostStreamed = 500;

/// Everything the worker processes share by being forked.
struct Task {
  const Design& design;
  const classify::TestSet& set;
  std::string library;
  std::uint32_t reset_seed;
  Schedule schedule;
  bool count_rules = false;
};

std::unique_ptr<Dut> load_dut(const Task& task) {
  if (task.design.is_wrapper) {
    return std::make_unique<AxiModel>(task.library, task.design, task.reset_seed);
  }
  return std::make_unique<CoreModel>(task.library, task.design.directory, task.reset_seed);
}

/// A worker's own core.
class Bench {
 public:
  explicit Bench(const Task& task) : task_(task), dut_(load_dut(task)) {}

  ChunkResult run(const Chunk& chunk,
                  const Traffic& traffic,
                  const OnImage& on_image,
                  const Wave* wave) {
    Lockstep lockstep(*dut_, task_.design.network, task_.design.plan, traffic, task_.schedule);
    lockstep.count_rules(task_.count_rules);
    return lockstep.run(task_.set.images, chunk, on_image, wave);
  }

 private:
  const Task& task_;
  std::unique_ptr<Dut> dut_;
};

/// One piece of the run. The core is reset before each, and pieces are cut by the number of images
/// alone, so that what comes before an image is the same however many processes there are.
struct Part {
  Chunk chunk;
  Traffic traffic;
  bool counted = true;  ///< false: the extra images that measure the interval
};

std::vector<Part> cut(const VerifyOptions& options, std::uint32_t count) {
  std::vector<Part> parts;
  const auto append = [&](std::uint32_t images, const Traffic& traffic, bool counted) {
    const std::uint32_t size = traffic.resets ? kResetChunk : kChunk;
    for (std::uint32_t done = 0; done < images; done += size) {
      const Chunk chunk{options.first + done, std::min(size, images - done)};
      parts.push_back({chunk, traffic, counted});
    }
  };
  const Traffic& traffic = options.traffic;
  append(count, traffic, true);
  if (!traffic.stream && !traffic.stall && !traffic.broken && !traffic.resets) {
    append(std::clamp(count / kStreamedShare, std::min(count, kChunk), kMostStreamed),
           {.stream = true, .stall = {}},
           false);
  }
  return parts;
}

/// Images of `part` that show `image` again. Where a reset falls into the part the core must be as
/// full as it was.
std::uint32_t images_up_to(const Part& part, std::uint32_t image) {
  return part.traffic.resets ? part.chunk.count : image - part.chunk.first + 1;
}

std::string reproduce_command(const VerifyOptions& options,
                              const classify::TestSet& set,
                              const Part& part,
                              std::uint32_t image) {
  std::string command =
      fmt::format("spinforge-sim verify {} --dataset {} --first {} --images {} --jobs 1",
                  text::shell_word(options.directory),
                  text::shell_word(set.directory),
                  part.chunk.first,
                  images_up_to(part, image));
  if (!options.top.empty()) command += " --top " + options.top;
  if (options.filelist != VerifyOptions().filelist) {
    command += " --filelist " + text::shell_word(options.filelist);
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
  return command;
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

Schedule schedule_of(const VerifyOptions& options,
                     const Design& design,
                     const std::vector<int>& codes) {
  if (options.schedule) return options.schedule;
  if (options.fields) {
    // With pauses on the bus nothing says when a write is through.
    const int cycles = !design.is_wrapper ? 1 : options.traffic.stall ? kNever : kAxiWriteCycles;
    return random_control(design.network, design.plan, *options.fields, cycles);
  }
  if (!codes.empty()) return fixed_codes(codes);
  return {};
}

/// Adds an image of a stream. The first one of a part has no interval, but the next one's counts
/// from its result.
void add_streamed(Summary& summary, const ImageRecord& record) {
  if (record.interval > 0) summary.intervals.push_back(record.interval);
  if (record.timing_check == TimingCheck::kBound) summary.intervals_predicted = false;
  if (!record.timing_exact) summary.intervals_exact = false;
}

/// Adds one part's outcome to the summary.
void add(Summary& summary, const Part& part, ChunkResult result) {
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

/// Runs a part again up to the image of `wave`, with waveforms of it. Returns its mismatch.
std::vector<Mismatch> write_wave(Task task,
                                 const std::string& library,
                                 const Part& part,
                                 const Wave& wave) {
  task.library = library;
  const auto start = [&]() -> Piece {
    auto bench = std::make_shared<Bench>(task);
    return [&, bench](std::size_t, const OnImage& on_image) {
      const Chunk chunk{part.chunk.first, images_up_to(part, wave.image)};
      return bench->run(chunk, part.traffic, on_image, &wave);
    };
  };
  const std::vector<ChunkResult> results = run_workers(1, 1, start, {});
  return results.empty() ? std::vector<Mismatch>{} : results.front().first_mismatch;
}

/// The run itself. Returns the part with the first mismatch, or the first part.
Part run_parts(const Task& task, const std::vector<Part>& parts, bool quiet, Summary& summary) {
  std::uint64_t total = 0;
  std::uint64_t extra = 0;
  for (const Part& part : parts) {
    total += part.chunk.count;
    if (!part.counted) extra += part.chunk.count;
  }
  const std::string unit =
      extra == 0 ? "images" : fmt::format("images ({} of them once more, streamed)", extra);
  Progress progress("lockstep", unit, total, quiet);
  const auto start = [&]() -> Piece {
    auto bench = std::make_shared<Bench>(task);
    return [&, bench](std::size_t index, const OnImage& on_image) {
      return bench->run(parts[index].chunk, parts[index].traffic, on_image, nullptr);
    };
  };
  const auto show = [&](std::uint64_t images, std::uint64_t mismatches) {
    progress.update(images, mismatches == 0 ? "" : fmt::format("{} mismatches", mismatches));
  };
  std::vector<ChunkResult> results = run_workers(parts.size(), summary.jobs, start, show);
  Part guilty = parts.front();
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!summary.mismatch && !results[i].first_mismatch.empty()) {
      summary.mismatch = results[i].first_mismatch.front();
      guilty = parts[i];
    }
    add(summary, parts[i], std::move(results[i]));
  }
  return guilty;
}

/// Where the waveform goes: the current directory is nobody's to fill.
std::string wave_path(const VerifyOptions& options, const Summary& summary, std::uint32_t image) {
  if (!options.wave.empty()) return options.wave;
  const std::string name = fmt::format("{}-image{}.fst", summary.network, image);
  if (!options.out.empty()) return (fs::path(options.out) / name).string();
  const std::string cache = cache_path(options.build_cache);
  open_cache(cache);
  const fs::path folder = fs::path(cache) / "waves";
  files::make_directory("--build-dir", folder.string());
  return (folder / fmt::format("{:.8}-{}", summary.rtl_hash, name)).string();
}

/// What GTKWave shows first, beside the waveform. One that somebody saved is left alone.
void write_view(Summary& summary, const std::vector<Port>& ports) {
  const std::string path = fs::path(summary.wave).replace_extension(kViewEnding).string();
  if (fs::exists(path) && !is_gtkw_of_ours(files::read(path))) return;
  WaveView view{.wave = fs::absolute(summary.wave).string(), .ports = ports};
  if (summary.mismatch) {
    const Mismatch& m = *summary.mismatch;
    if (m.wave_cycle >= 0) view.time = wave_time(m);
    view.layer = m.layer;
    view.neuron = m.neuron;
    if (!m.update.empty()) view.lane = m.update.front().lane;
  }
  files::write(path, gtkw_text(view));
  summary.wave_view = path;
}

/// The library that writes waveforms tells no trouble. `path`: as the user knows it.
void require_whole(const std::string& made, const std::string& path) {
  const std::string folder = fs::path(made).parent_path().string();
  if (const int error = files::write_trouble(folder); error != 0) files::fail(path, "write", error);
  if (!fs::exists(made)) {
    throw Error(ErrorCode::kTool, path, "was not written: the second run did not come to it");
  }
  if (is_whole_wave(made)) return;
  throw Error(ErrorCode::kIo, path, "cannot write: it broke off; free some space, and run again");
}

/// The waveform that was asked for, or that of the mismatch. A mismatch is told even where its
/// waveform cannot be had.
void add_wave(Summary& summary, const VerifyOptions& options, const Task& task, const Part& part) {
  const bool on_mismatch = summary.mismatch && options.wave_on_mismatch;
  if (options.wave.empty() && !on_mismatch) return;
  const std::uint32_t image = summary.mismatch ? summary.mismatch->image : part.chunk.first;
  try {
    const std::string path = wave_path(options, summary, image);
    files::require_writable_file("--wave", path);
    const Build build = build_model(
        task.design, {.cache = options.build_cache, .trace = Trace::kFst, .quiet = options.quiet});
    summary.build_s += build.seconds;
    // A directory, as the library writes other files beside it, too.
    files::Partial partial(files::resolved(path));
    if (const int error = partial.make_directory(); error != 0) files::fail(path, "write", error);
    const std::string made = partial.path() + "/wave.fst";
    const auto again = write_wave(task, build.library, part, {image, made});
    if (summary.mismatch && !again.empty()) {
      summary.mismatch->wave_cycle = again.front().wave_cycle;
    }
    require_whole(made, path);
    if (const int error = partial.put(made); error != 0) files::fail(path, "write", error);
    summary.wave = path;
    summary.wave_unit = time_unit(path);
    write_view(summary, build.ports);
  } catch (const Error& error) {
    if (!summary.mismatch) throw;
    summary.wave_trouble = error.what();
  }
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
std::vector<std::string> not_exercised(const VerifyOptions& options, const Design& design) {
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
                "CONTROL.CHECK",
                "packets of many images",
                "the upper bits of counters that so few images do not reach"});
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

Summary describe(const VerifyOptions& options,
                 const Design& design,
                 const classify::TestSet& set,
                 const Build& build) {
  Summary summary;
  summary.top = design.top;
  summary.not_exercised = not_exercised(options, design);
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
  summary.reset_seed = options.reset_seed;
  summary.filelist = options.filelist;
  const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  summary.jobs = options.jobs > 0 ? options.jobs : cores;
  summary.traffic = options.traffic;
  summary.fields = options.fields;
  return summary;
}

}  // namespace

std::string wrapper_not_exercised(const Design& design) {
  return fmt::format("the wrapper (--top {})", design.wrapper);
}

Summary verify(const VerifyOptions& options) {
  if (!options.wave.empty()) files::require_writable_file("--wave", options.wave);
  if (!options.out.empty()) files::make_directory("--out", options.out);
  const Design design = load_design(options.directory, options.filelist, options.top);
  const classify::TestSet set = classify::select_images(options, design.network, options.labels);
  const std::vector<Part> parts = cut(options, set.count);
  const std::vector<int> codes = fixed_field_codes(options, design.network);
  const Build build =
      options.library.empty()
          ? build_model(design, {.cache = options.build_cache, .quiet = options.quiet})
          : Build{.library = options.library, .seconds = 0, .simulator = options.library};
  Summary summary = describe(options, design, set, build);
  summary.field_codes = codes;
  summary.wanted_images = set.count;
  summary.labels = labels_of(parts, set);
  const Task task{design,
                  set,
                  build.library,
                  options.reset_seed,
                  schedule_of(options, design, codes),
                  options.count_rules};
  const auto begin = std::chrono::steady_clock::now();
  const Part part = run_parts(task, parts, options.quiet, summary);
  summary.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (summary.mismatch) {
    summary.reproduce = reproduce_command(options, set, part, summary.mismatch->image);
  }
  add_wave(summary, options, task, part);
  return summary;
}

}  // namespace spinforge::harness
