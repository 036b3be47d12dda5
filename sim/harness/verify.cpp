// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/verify.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>

#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/staged.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/cache.hpp"
#include "sim/harness/kept.hpp"
#include "sim/harness/parts.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/waveview.hpp"
#include "sim/harness/workers.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Runs a part again up to the image of `wave`, with waveforms of it. Returns its mismatch.
std::vector<Mismatch> write_wave(const Setup& setup,
                                 const std::string& library,
                                 const Part& part,
                                 const Wave& wave) {
  Part begin = part;
  begin.chunk.count = images_up_to(part, wave.image);
  const auto start = [&]() -> Piece {
    auto bench = std::make_shared<Bench>(setup, library);
    return [&, bench](std::size_t, const OnImage& on_image) {
      return bench->run(begin, on_image, &wave);
    };
  };
  const std::vector<ChunkResult> results = run_workers(1, 1, start, {});
  return results.empty() ? std::vector<Mismatch>{} : results.front().first_mismatch;
}

/// The run itself: every part that `kept` does not have. Returns the part with the first mismatch,
/// or the first part.
Part run_parts(const Setup& setup, const std::string& library, Kept* kept, Summary& summary) {
  const std::vector<Part>& parts = setup.parts;
  std::map<std::size_t, ChunkResult> results;
  if (kept != nullptr) results = kept->take_former();
  std::vector<std::size_t> left;
  std::uint64_t total = 0, extra = 0, before = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    total += parts[i].chunk.count;
    if (!parts[i].counted) extra += parts[i].chunk.count;
    if (results.contains(i)) before += parts[i].chunk.count;
    if (!results.contains(i)) left.push_back(i);
  }
  if (before > 0) {
    summary.notes.push_back(fmt::format("{} of {} images were run before", before, total));
  }
  const std::string unit =
      extra == 0 ? "images" : fmt::format("images ({} of them once more, streamed)", extra);
  Progress progress("lockstep", unit, total, setup.options.quiet);
  const auto start = [&]() -> Piece {
    auto bench = std::make_shared<Bench>(setup, library);
    return [&, bench](std::size_t index, const OnImage& on_image) {
      return bench->run(parts[left[index]], on_image);
    };
  };
  const auto show = [&](std::uint64_t images, std::uint64_t mismatches) {
    progress.update(before + images,
                    mismatches == 0 ? "" : fmt::format("{} mismatches", mismatches));
  };
  const auto keep = [&](std::size_t index, const ChunkResult& result) {
    if (kept != nullptr) kept->keep(left[index], result);
  };
  std::vector<ChunkResult> run = run_workers(left.size(), summary.jobs, start, show, keep);
  for (std::size_t i = 0; i < run.size(); ++i) results.emplace(left[i], std::move(run[i]));
  Part guilty = parts.front();
  for (std::size_t i = 0; i < parts.size() && results.contains(i); ++i) {
    if (!summary.mismatch && !results[i].first_mismatch.empty()) guilty = parts[i];
    add(summary, parts[i], std::move(results[i]));
    if (summary.mismatches > 0) break;  // what was run before may lie behind it
  }
  if (kept != nullptr) kept->end();
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

BuildOptions build_options(const VerifyOptions& options, Trace trace) {
  return {.cache = options.build_cache,
          .trace = trace,
          .quick = options.quick_model,
          .quiet = options.quiet};
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
void add_wave(Summary& summary, const Setup& setup, const Part& part) {
  const VerifyOptions& options = setup.options;
  const bool on_mismatch = summary.mismatch && options.wave_on_mismatch;
  if (options.wave.empty() && !on_mismatch) return;
  const std::uint32_t image = summary.mismatch ? summary.mismatch->image : part.chunk.first;
  try {
    const std::string path = wave_path(options, summary, image);
    files::require_writable_file("--wave", path);
    const Build build = build_model(setup.design, build_options(options, Trace::kFst));
    summary.build_s += build.seconds;
    // A directory, as the library writes other files beside it, too.
    files::Partial partial(files::resolved(path));
    if (const int error = partial.make_directory(); error != 0) files::fail(path, "write", error);
    const std::string made = partial.path() + "/wave.fst";
    const auto again = write_wave(setup, build.library, part, {image, made});
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

}  // namespace

Summary verify(const VerifyOptions& options) {
  if (!options.wave.empty()) files::require_writable_file("--wave", options.wave);
  if (!options.out.empty()) files::make_directory("--out", options.out);
  const Setup setup = prepare(options);
  const Build build =
      options.library.empty()
          ? build_model(setup.design, build_options(options, Trace::kNone))
          : Build{.library = options.library, .seconds = 0, .simulator = options.library};
  Summary summary = describe(setup, build);
  const auto begin = std::chrono::steady_clock::now();
  std::optional<Kept> kept;
  if (options.library.empty()) kept.emplace(setup, build, options.resume);
  const Part part = run_parts(setup, build.library, kept ? &*kept : nullptr, summary);
  summary.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (summary.mismatch) {
    summary.reproduce = reproduce_command(setup, part, summary.mismatch->image);
  }
  add_wave(summary, setup, part);
  return summary;
}

}  // namespace spinforge::harness
