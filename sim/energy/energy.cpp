// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/classify/images.hpp"
#include "sim/device/device.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/lockstep.hpp"
#include "sim/harness/model.hpp"

namespace spinforge::energy {
namespace {

using harness::ChunkResult;
using harness::ImageRecord;

/// A pipe with somebody at its other end who counts: a dump of a second of simulation can have
/// gigabytes, and nobody needs to keep them.
class CountingPipe {
 public:
  explicit CountingPipe(ToggleCounter& counter) {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) {
      throw Error(ErrorCode::kIo,
                  "pipe",
                  fmt::format("cannot be made: {}; close other programs", std::strerror(errno)));
    }
    reader_ = std::thread([this, &counter] { read_all(counter); });
  }
  ~CountingPipe() { close(); }
  CountingPipe(const CountingPipe&) = delete;
  CountingPipe& operator=(const CountingPipe&) = delete;

  /// A file name that writes into the pipe.
  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", ends_[1]); }

  /// Waits until everything has been counted, and passes on what was wrong with it.
  void finish() {
    close();
    if (trouble_) std::rethrow_exception(trouble_);
  }

 private:
  void close() {
    if (!reader_.joinable()) return;
    ::close(ends_[1]);
    reader_.join();
    ::close(ends_[0]);
  }

  void read_all(ToggleCounter& counter) {
    std::vector<char> bytes(1 << 16);
    for (;;) {
      const ssize_t got = ::read(ends_[0], bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return;
      if (trouble_) continue;  // the writer must not wait for us
      try {
        counter.feed({bytes.data(), static_cast<std::size_t>(got)});
      } catch (...) {
        trouble_ = std::current_exception();
      }
    }
  }

  std::array<int, 2> ends_{};
  std::exception_ptr trouble_;
  std::thread reader_;
};

ImageRecord run_image(harness::Lockstep& lockstep,
                      const classify::TestSet& set,
                      std::uint32_t image,
                      ToggleCounter& counter) {
  counter.restart();
  CountingPipe pipe(counter);
  const harness::Wave wave{image, pipe.path()};
  const ChunkResult result = lockstep.run(set.images, {image, 1}, {}, &wave);
  pipe.finish();
  if (result.mismatches == 0 && result.images.size() == 1) return result.images.front();
  throw Error(ErrorCode::kRange,
              fmt::format("image {}", image),
              "the core differs from the golden model, expected no mismatch; run `spinforge-sim "
              "verify` on it");
}

void add(Report& report, const ImageRecord& record) {
  const double share = 1.0 / report.images;
  report.cycles += share * static_cast<double>(record.cycles);
  for (std::size_t k = 0; k < report.layers.size(); ++k) {
    report.layers[k].spikes += share * static_cast<double>(record.spikes[k]);
  }
}

double per_image(const Report& report, std::int64_t count) {
  return static_cast<double>(count) / report.images;
}

/// Changes of a bit a clock cycle, mean over the part's bits.
double rate(const Report& report, const Part& part) {
  const double all = static_cast<double>(part.bits) * report.cycles;
  return all > 0 ? per_image(report, part.toggles) / all : 0;
}

Part sum_of(const std::vector<Part>& parts) {
  Part sum{.name = "all"};
  for (const Part& part : parts) {
    sum.bits += part.bits;
    sum.toggles += part.toggles;
  }
  return sum;
}

std::string device_table(const Report& report) {
  std::vector<std::vector<std::string>> rows{{"layer", "neuron", "spikes", "devices, nJ"}};
  for (std::size_t k = 0; k < report.layers.size(); ++k) {
    const LayerEnergy& layer = report.layers[k];
    const auto& joule = layer.device_joule;
    rows.push_back({std::to_string(k + 1),
                    layer.model,
                    fmt::format("{:.1f}", layer.spikes),
                    joule ? fmt::format("{:.2f}", *joule * 1e9) : "not stated"});
  }
  return text::table(rows);
}

std::string activity_table(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"part", "bits of nets", "toggles", "toggles a bit and cycle"}};
  std::vector<Part> parts = report.parts;
  parts.push_back(sum_of(parts));
  for (const Part& part : parts) {
    const auto toggles = static_cast<long long>(per_image(report, part.toggles) + 0.5);
    rows.push_back({part.name.empty() ? "top module" : part.name,
                    text::thousands(part.bits),
                    text::thousands(toggles),
                    fmt::format("{:.4f}", rate(report, part))});
  }
  return text::table(rows);
}

/// J: what the paper states for the domain-wall neuron.
double stated_spike_energy() { return device::named("dw-s").number("spike_energy"); }

}  // namespace

Report measure(const Options& options) {
  const harness::Design design = harness::load_design(options.directory);
  const classify::TestSet set =
      classify::select_images(options, design.network, dataset::Labels::kUnused);
  const harness::Build build = harness::build_model(
      design,
      {.cache = options.build_cache, .trace = harness::Trace::kVcd, .quiet = options.quiet});
  Report report;
  report.network = design.network.name;
  report.network_hash = design.network_hash;
  report.dataset = set.directory;
  report.notes = set.notes;
  report.simulator = build.simulator;
  report.images = set.count;
  for (const network::Layer& layer : design.network.layers) {
    report.layers.emplace_back().model = design.network.neuron_of(layer).model;
  }
  ToggleCounter counter(design.top);
  Progress progress("energy", "images", set.count, options.quiet);
  harness::CoreModel model(build.library, design.directory, 1);
  harness::Lockstep lockstep(model, design.network, design.plan, {});
  for (std::uint32_t i = 0; i < set.count; ++i) {
    add(report, run_image(lockstep, set, set.first + i, counter));
    progress.update(i + 1);
  }
  for (LayerEnergy& layer : report.layers) {
    if (layer.model == "dw") layer.device_joule = layer.spikes * stated_spike_energy();
  }
  report.parts = counter.parts();
  return report;
}

std::string human_text(const Report& report) {
  return fmt::format(
      "{}: {} images of {}, equal to the golden model, {:.1f} cycles an image\n\n"
      "Devices that the neurons stand for, an image ({:.1f} pJ a spike of a domain-wall neuron, as "
      "the\npaper states; it states none for the others):\n\n{}\n"
      "The digital core that computes them, an image. Toggles are changes of one bit of a net, "
      "without\nthe clock and the insides of memories. They are no energy until a process gives "
      "each net its\ncapacitance, and are not to be added to the joules above:\n\n{}",
      report.network,
      report.images,
      report.dataset,
      report.cycles,
      stated_spike_energy() * 1e12,
      device_table(report),
      activity_table(report));
}

std::string json_text(const Report& report) {
  using Json = nlohmann::ordered_json;
  Json layers = Json::array();
  for (const LayerEnergy& layer : report.layers) {
    layers.push_back({{"neuron", layer.model},
                      {"spikes", layer.spikes},
                      {"device_j", layer.device_joule ? Json(*layer.device_joule) : Json()}});
  }
  Json parts = Json::array();
  for (const Part& part : report.parts) {
    parts.push_back({{"part", part.name},
                     {"bits", part.bits},
                     {"toggles", per_image(report, part.toggles)},
                     {"toggles_per_bit_and_cycle", rate(report, part)}});
  }
  const Json all = {{"network", report.network},
                    {"network_hash", report.network_hash},
                    {"dataset", text::utf8(report.dataset)},
                    {"simulator", report.simulator},
                    {"images", report.images},
                    {"cycles", report.cycles},
                    {"device_j_per_spike", stated_spike_energy()},
                    {"layers", layers},
                    {"parts", parts}};
  return all.dump(1) + "\n";
}

}  // namespace spinforge::energy
