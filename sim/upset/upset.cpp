// SPDX-License-Identifier: Apache-2.0
#include "sim/upset/upset.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "sim/classify/classify.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/workers.hpp"

namespace spinforge::upset {

namespace {

/// Images from one fresh model to the next: what a flip leaves in memories that no reset clears
/// must not depend on the number of processes.
constexpr std::uint32_t kChunk = 16;

/// Images of one row that a model runs.
struct Chunk {
  std::size_t row = 0;
  std::uint32_t first = 0, count = 0;
};

/// One without flips, then by kind.
std::vector<Row> rows_of(const Options& options) {
  std::vector<Row> rows{Row{}};
  std::vector<Kind> kinds = options.kinds;
  if (kinds.empty()) kinds.assign(std::begin(kKinds), std::end(kKinds));
  for (const Kind kind : kinds) {
    for (const std::uint32_t flips : options.flips) rows.push_back({.kind = kind, .flips = flips});
  }
  return rows;
}

std::vector<Chunk> cut(std::size_t rows, std::uint32_t first, std::uint32_t count) {
  std::vector<Chunk> chunks;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::uint32_t done = 0; done < count; done += kChunk) {
      chunks.push_back({row, first + done, std::min(kChunk, count - done)});
    }
  }
  return chunks;
}

/// What a child tells of a chunk: the bits of the row's kind, as a number, then the trials.
std::string to_bytes(std::uint64_t bits, const std::vector<Trial>& trials) {
  std::string bytes(reinterpret_cast<const char*>(&bits), sizeof bits);
  return bytes.append(reinterpret_cast<const char*>(trials.data()), trials.size() * sizeof(Trial));
}

/// `count` of them. *Errors*: kTool where the bytes are of another number.
std::vector<Trial> trials_from(const std::string& bytes, std::uint32_t count, std::uint64_t& bits) {
  static_assert(std::is_trivially_copyable_v<Trial>);
  if (bytes.size() != sizeof bits + count * sizeof(Trial)) {
    throw Error(ErrorCode::kTool,
                "spinforge-sim",
                fmt::format("a worker told {} bytes of {} images; run again", bytes.size(), count));
  }
  std::memcpy(&bits, bytes.data(), sizeof bits);
  std::vector<Trial> trials(count);
  std::memcpy(trials.data(), bytes.data() + sizeof bits, trials.size() * sizeof(Trial));
  return trials;
}

void add(Row& row, const Trial& trial, std::uint8_t label) {
  const Effect effect = effect_of(trial);
  ++row.images;
  ++row.effects[static_cast<std::size_t>(effect)];
  ++row.signs[static_cast<std::size_t>(trial.sign)];
  row.correct += trial.predicted == label;
  row.repeated += (effect == Effect::kDetected ? trial.sound : trial.predicted) == label;
}

/// A chunk on a model of its own.
std::string run_chunk(const harness::Design& design,
                      const std::string& library,
                      const classify::TestSet& set,
                      std::uint32_t seed,
                      const Row& row,
                      const Chunk& chunk,
                      const harness::Tell& tell) {
  Rig rig(design, library);
  const Bits bits(rig.places().all(), row.kind);
  std::vector<Trial> trials;
  for (std::uint32_t image = chunk.first; image < chunk.first + chunk.count; ++image) {
    const auto pixels = set.images.image(image);
    const Rig::Expected expected = rig.expect(pixels, image);
    const std::vector<Flip> flips = bits.draw(seed, image, row.flips, expected.cycles);
    trials.push_back(rig.run(pixels, image, expected, flips));
    tell(1);
  }
  return to_bytes(row.flips == 0 ? 0 : bits.count(), trials);
}

}  // namespace

double Row::share(Effect effect) const {
  return static_cast<double>(effects[static_cast<std::size_t>(effect)]) /
         static_cast<double>(images);
}

double Row::accuracy() const { return static_cast<double>(correct) / static_cast<double>(images); }

double Row::accuracy_repeated() const {
  return static_cast<double>(repeated) / static_cast<double>(images);
}

double binomial_error(double p, std::uint64_t n) {
  return std::sqrt(p * (1.0 - p) / static_cast<double>(n));
}

bool Result::sound() const { return !rows.empty() && rows.front().share(Effect::kMasked) == 1.0; }

Result run(const Options& options) {
  const harness::Design design = harness::load_design(options.directory);
  const classify::TestSet set =
      classify::select_images(options, design.network, dataset::Labels::kNeeded);
  const harness::Build build = harness::build_model(
      design,
      {.cache = options.build_cache, .trace = harness::Trace::kPlaces, .quiet = options.quiet});
  Result result{.network = design.network.name,
                .network_hash = design.network_hash,
                .dataset = set.directory,
                .simulator = build.simulator,
                .rtl_hash = build.rtl_hash,
                .notes = set.notes,
                .first = set.first,
                .seed = options.seed,
                .images = set.count,
                .rows = rows_of(options)};
  const std::vector<Row> rows = result.rows;
  const std::vector<Chunk> chunks = cut(rows.size(), set.first, set.count);
  const auto start = [&]() -> harness::Work {
    return [&](std::size_t index, const harness::Tell& tell) {
      const Chunk& chunk = chunks[index];
      return run_chunk(design, build.library, set, options.seed, rows[chunk.row], chunk, tell);
    };
  };
  Progress progress("upset", "images", rows.size() * set.count, options.quiet);
  std::uint64_t done = 0;
  const auto count = [&](std::uint64_t images) { progress.update(done += images); };
  const auto keep = [&](std::size_t index, const std::string& bytes) {
    const Chunk& chunk = chunks[index];
    Row& row = result.rows[chunk.row];
    std::uint32_t image = chunk.first;
    for (const Trial& trial : trials_from(bytes, chunk.count, row.bits)) {
      add(row, trial, set.images.labels[image++]);
    }
    return true;
  };
  const auto jobs = static_cast<int>(classify::workers(static_cast<unsigned>(options.jobs)));
  harness::share_work(chunks.size(), jobs, start, count, keep);
  return result;
}

}  // namespace spinforge::upset
