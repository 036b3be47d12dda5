// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/failures.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "gen/base/descriptor.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/verify.hpp"
#include "sim/harness/waveview.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kSlot = "slot-";

/// Whether `text` may be the key of a shard; what else a file holds is no name of a directory.
bool is_key(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string waves_folder(const std::string& out) { return (fs::path(out) / "waves").string(); }

/// Of the shard with that key.
std::string wave_folder(const std::string& out, const std::string& key) {
  return waves_folder(out) + "/" + key.substr(0, 8);
}

std::string note_path(const std::string& out, const Shard& shard) {
  return waves_folder(out) + "/" + shard.key + ".json";
}

std::string module_of(const harness::Setup& setup, int layer) {
  const std::string& top = setup.design.top;
  return layer == 0 ? top : fmt::format("{} / layer {}", top, layer);
}

/// Whether `shard` is among the `most` that get a waveform: a slot is taken once and for all.
bool take_slot(const std::string& out, const Shard& shard, int most) {
  files::make_directory("--out", waves_folder(out));
  for (int slot = 1; slot <= most; ++slot) {
    const std::string path = fmt::format("{}/{}{}", waves_folder(out), kSlot, slot);
    files::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (file.open()) return files::write_to_disk(file, shard.key) == 0;
    if (files::read(path) == shard.key) return true;
  }
  return false;
}

/// Calls `visit` with the path of every slot that is taken, and the key of its shard.
template <class Visit>
void each_slot(const std::string& out, const Visit& visit) {
  std::error_code error;
  if (!fs::exists(waves_folder(out), error)) return;
  for (const auto& entry : fs::directory_iterator(waves_folder(out))) {
    const std::string path = entry.path().string(), name = entry.path().filename().string();
    const bool slot = name.starts_with(kSlot) &&
                      text::number<int>(std::string_view(name).substr(kSlot.size())).has_value();
    if (slot) visit(path, files::read(path));
  }
}

/// Removes what show_failure made in `folder`: what somebody saved there is theirs.
void remove_waves(const std::string& folder) {
  std::error_code ignored;
  std::vector<fs::path> ours;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const fs::path& path = entry.path();
    const bool view = path.extension() == harness::kViewEnding && entry.is_regular_file(ignored);
    if (text::matches("*-image*.fst", path.filename().string()) ||
        (view && harness::is_gtkw_of_ours(files::read(path))) || files::is_left_behind(path)) {
      ours.push_back(path);
    }
  }
  for (const fs::path& path : ours) fs::remove_all(path, ignored);
  fs::remove(folder, ignored);  // where it is empty
}

/// Whether a waveform of shard `key` was tried and could not be made.
bool is_in_vain(const std::string& out, const std::string& key) {
  try {
    const auto note = shown(out, {.run = 0, .first = 0, .count = 0, .key = key});
    return note && !note->trouble.empty();
  } catch (const Error&) {
    return true;  // a damaged note is none
  }
}

/// The run of `part` alone.
harness::VerifyOptions alone(const harness::Setup& setup, const harness::Part& part) {
  harness::VerifyOptions options = setup.options;
  options.first = part.chunk.first;
  options.images = part.chunk.count;
  options.traffic = part.traffic;
  options.jobs = 1;
  return options;
}

}  // namespace

std::optional<Failure> failure_of(const std::string& run,
                                  const harness::Setup& setup,
                                  const harness::Part& part,
                                  const harness::ChunkResult& result) {
  Failure out{.module = {}, .signal = {}, .run = run, .story = {}, .reproduce = {}};
  if (!result.first_mismatch.empty()) {
    const harness::Mismatch& m = result.first_mismatch.front();
    out.module = module_of(setup, m.layer);
    out.signal = m.field;
    out.step = m.step;
    out.image = m.image;
    const auto& labels = setup.set.images.labels;
    out.story = harness::story(m, m.image < labels.size() ? labels[m.image] : -1);
  } else if (!result.first_difference.empty()) {
    const harness::TimingDifference& d = result.first_difference.front();
    out.module = module_of(setup, d.layer);
    out.signal = d.what;
    out.image = d.image;
    out.story = harness::story(d);
  } else {
    return {};
  }
  out.reproduce = harness::reproduce_command(setup, part, out.image);
  return out;
}

std::string counted(std::uint64_t count, const std::string& thing) {
  return fmt::format("{} {}{}", text::thousands(count), thing, count == 1 ? "" : "s");
}

std::string Bucket::size_text() const {
  return counted(parts, "part") + " of " + counted(runs.size(), "run");
}

void Buckets::add(Failure failure) {
  const auto alike = [&](const Bucket& bucket) {
    const Failure& first = bucket.first;
    return first.module == failure.module && first.signal == failure.signal &&
           first.step == failure.step;
  };
  auto bucket = std::find_if(buckets_.begin(), buckets_.end(), alike);
  if (bucket == buckets_.end()) {
    bucket =
        buckets_.insert(buckets_.end(), {.first = failure, .parts = 0, .runs = {}, .commands = {}});
  }
  ++bucket->parts;
  if (bucket->runs.empty() || bucket->runs.back() != failure.run) {
    bucket->runs.push_back(failure.run);
    bucket->commands.push_back(failure.reproduce);
  }
}

void show_failure(const std::string& out,
                  const std::string& build_cache,
                  int most,
                  const std::string& run,
                  const harness::Setup& setup,
                  const Shard& shard,
                  const ShardResult& result) {
  const auto bad = std::find_if(
      result.results.begin(), result.results.end(), [](const harness::ChunkResult& part) {
        return !part.first_mismatch.empty();
      });
  std::error_code error;
  if (bad == result.results.end() || fs::exists(note_path(out, shard), error)) return;
  if (!take_slot(out, shard, most)) return;
  const auto index = static_cast<std::size_t>(bad - result.results.begin());
  harness::VerifyOptions options = alone(setup, setup.parts[shard.first + index]);
  options.build_cache = build_cache;
  options.out = wave_folder(out, shard.key);
  const harness::Summary again = harness::verify(options);
  Shown note;
  note.run = run;
  note.wave = again.wave;
  note.view = again.wave_view;
  if (again.mismatch && again.mismatch->wave_cycle >= 0) {
    note.time = harness::wave_time(*again.mismatch);
  }
  note.unit = again.wave_unit;
  note.reproduce = again.reproduce;
  note.trouble = again.mismatch ? again.wave_trouble : "run alone, it does not differ";
  write_note(out, shard, note);
}

void write_note(const std::string& out, const Shard& shard, const Shown& note) {
  const Json json = {{"run", text::utf8(note.run)},
                     {"wave", text::utf8(note.wave)},
                     {"view", text::utf8(note.view)},
                     {"time", note.time},
                     {"unit", note.unit},
                     {"reproduce", text::utf8(note.reproduce)},
                     {"trouble", text::utf8(note.trouble)}};
  files::write(note_path(out, shard), json.dump(1) + "\n");
}

std::optional<Shown> shown(const std::string& out, const Shard& shard) {
  const std::string path = note_path(out, shard);
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  const Json json = parse_json(files::read(path), path);
  Reader reader(json, path, "remove it");
  Shown note;
  note.run = reader.text("run");
  note.wave = reader.text("wave");
  note.view = reader.text("view");
  note.time = reader.whole("time", -1, std::int64_t{1} << 60);
  note.unit = reader.text("unit");
  note.reproduce = reader.text("reproduce");
  note.trouble = reader.text("trouble");
  reader.finish();
  return note;
}

void clean_waves(const std::string& out, const std::vector<Shard>& shards) {
  std::set<std::string> keys;
  for (const Shard& shard : shards) keys.insert(shard.key);
  each_slot(out, [&](const std::string& path, const std::string& key) {
    std::error_code ignored;
    if (!keys.contains(key)) {
      fs::remove(path, ignored);
    } else if (!is_in_vain(out, key)) {
      return;
    }
    if (!is_key(key)) return;  // of a process that was killed as it took it
    fs::remove(waves_folder(out) + "/" + key + ".json", ignored);
    remove_waves(wave_folder(out, key));
  });
}

std::vector<std::size_t> unshown(const std::string& out, const std::vector<Shard>& shards) {
  std::set<std::string> keys;
  each_slot(out, [&](const std::string&, const std::string& key) { keys.insert(key); });
  std::vector<std::size_t> found;
  std::error_code error;
  for (std::size_t i = 0; i < shards.size() && !keys.empty(); ++i) {
    if (keys.contains(shards[i].key) && !fs::exists(note_path(out, shards[i]), error)) {
      found.push_back(i);
    }
  }
  return found;
}

}  // namespace spinforge::regress
