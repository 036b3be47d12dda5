// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/energy.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <exception>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/classify/images.hpp"
#include "sim/device/device.hpp"
#include "sim/device/of_network.hpp"
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

/// "2.41 uJ": joules with the prefix that leaves 1 to 999; "-" for none.
std::string joules(const std::optional<double>& joule) {
  if (!joule) return "-";
  constexpr std::array<const char*, 7> kPrefixes{"f", "p", "n", "u", "m", "", "k"};
  double value = *joule * 1e15;
  std::size_t prefix = 0;
  while (value >= 999.5 && prefix + 1 < kPrefixes.size()) {
    value /= 1000.0;
    ++prefix;
  }
  return fmt::format("{:.3g} {}J", value, kPrefixes[prefix]);
}

std::string share(const std::optional<double>& value) {
  return value ? text::percent(*value) : "-";
}

std::string strength(double value, const std::string& unit) {
  return fmt::format("{:.3g} {}", value, unit);
}

std::string device_table(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"layer", "neuron", "device", "spikes", "stated", "drives", "reads", "resets", "field"}};
  for (std::size_t k = 0; k < report.layers.size(); ++k) {
    const LayerEnergy& layer = report.layers[k];
    const DeviceEnergy none;
    const DeviceEnergy& device = layer.device ? *layer.device : none;
    rows.push_back({std::to_string(k + 1),
                    layer.neuron,
                    layer.device ? device.device : "none",
                    fmt::format("{:.1f}", layer.spikes),
                    joules(layer.stated_joule),
                    joules(device.drives),
                    joules(device.reads),
                    joules(device.resets),
                    joules(device.field)});
  }
  return text::table(rows);
}

std::string current_table(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"layer", "strongest drive", "known up to", "drives above", "of their energy"}};
  for (std::size_t k = 0; k < report.layers.size(); ++k) {
    const auto& device = report.layers[k].device;
    if (!device) continue;
    rows.push_back({std::to_string(k + 1),
                    strength(device->strongest, device->unit),
                    device->known ? strength(*device->known, device->unit) : "-",
                    share(device->share_above),
                    share(device->share_energy_above)});
  }
  return rows.size() > 1 ? "\n" + text::table(rows) : "";
}

/// What each kind of joule rests on, once for layers that share it.
std::string assumptions_text(const Report& report) {
  std::vector<std::string> said;
  const auto say = [&](const std::string& sentence) {
    if (std::find(said.begin(), said.end(), sentence) == said.end()) said.push_back(sentence);
  };
  for (const LayerEnergy& layer : report.layers) {
    if (!layer.device) continue;
    for (const std::string& each : layer.device->assumptions) {
      say(layer.device->device + ", " + each);
    }
    for (const std::string& key : layer.device->missing) {
      say(layer.device->device + " lacks " + key + ": what needs it is left out");
    }
  }
  std::string text = said.empty() ? "" : "\n";
  for (const std::string& sentence : said) text += "- " + sentence + "\n";
  return text;
}

std::string activity_table(const Report& report) {
  std::vector<std::vector<std::string>> rows{
      {"part", "bits of nets", "toggles", "toggles a bit and cycle"}};
  std::vector<Part> parts = report.parts;
  parts.push_back(sum_of(parts));
  for (const Part& part : parts) {
    const auto toggles = std::llround(per_image(report, part.toggles));
    rows.push_back({part.name.empty() ? "top module" : part.name,
                    text::thousands(part.bits),
                    text::thousands(toggles),
                    fmt::format("{:.4f}", rate(report, part))});
  }
  return text::table(rows);
}

/// J: what the paper states for the domain-wall neuron.
double stated_spike_energy() { return device::named("dw-s").number("spike_energy"); }

constexpr std::uint32_t kCoreImages = 5;  // each takes seconds, as every net is watched

void measure_core(const Options& options,
                  const harness::Design& design,
                  const classify::TestSet& set,
                  Report& report) {
  const harness::Build build = harness::build_model(
      design,
      {.cache = options.build_cache, .trace = harness::Trace::kVcd, .quiet = options.quiet});
  report.simulator = build.simulator;
  ToggleCounter counter(design.top);
  Progress progress("core", "images", set.count, options.quiet);
  harness::CoreModel model(build.library, design.directory, 1);
  harness::Lockstep lockstep(model, design.network, design.plan, {});
  for (std::uint32_t i = 0; i < set.count; ++i) {
    report.cycles += static_cast<double>(run_image(lockstep, set, set.first + i, counter).cycles) /
                     report.images;
    progress.update(i + 1);
  }
  report.parts = counter.parts();
}

void measure_devices(const Options& options,
                     const network::Network& network,
                     const classify::TestSet& set,
                     Report& report) {
  const std::vector<device::Device> chosen = device::load_devices(options.devices);
  const std::vector<const device::Device*> devices = device::devices_of(network, chosen);
  const std::vector<LayerDrives> drives =
      count_drives(network, set, static_cast<unsigned>(options.threads), options.quiet);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Neuron& neuron = network.neuron_of(network.layers[k]);
    LayerEnergy& layer = report.layers.emplace_back();
    layer.neuron = neuron.name;
    layer.model = neuron.model;
    layer.spikes = static_cast<double>(drives[k].spikes) / report.images;
    if (neuron.model == "dw") layer.stated_joule = layer.spikes * stated_spike_energy();
    if (devices[k] != nullptr) {
      layer.device = device_energy(network, k, *devices[k], drives[k], report.images);
    }
  }
}

}  // namespace

Report measure(const Options& options) {
  // An emitted directory has its network in a folder of its own.
  std::optional<harness::Design> design;
  const std::filesystem::path directory(options.directory);
  const bool is_network = std::filesystem::exists(directory / network::kDescriptionFile);
  const bool is_core = std::filesystem::exists(directory / directory::kManifest);
  if (!is_network && !is_core) {
    throw Error(ErrorCode::kIo,
                options.directory,
                fmt::format("neither a network nor a core; expected a directory with {} or, from "
                            "spinforge-gen emit, with {}, got one without, or none; choose another",
                            network::kDescriptionFile,
                            directory::kManifest));
  }
  network::Network network;
  Report report;
  if (is_network) {
    const network::Files files = network::read_files(options.directory);
    network = network::from_files(files, options.directory);
    report.network_hash = network::hash_of(files);
  } else {
    design.emplace(harness::load_design(options.directory));
    network = design->network;
    report.network_hash = design->network_hash;
  }
  classify::Selection selection = options;
  if (design && !selection.images) selection.images = kCoreImages;
  const classify::TestSet set =
      classify::select_images(selection, network, dataset::Labels::kUnused);
  report.network = network.name;
  report.dataset = set.directory;
  report.notes = set.notes;
  report.images = set.count;
  measure_devices(options, network, set, report);
  if (design) measure_core(options, *design, set, report);
  return report;
}

std::string human_text(const Report& report) {
  const bool core = !report.simulator.empty();
  std::string text = fmt::format(
      "{}: {} images of {}{}\n\n"
      "Devices that the neurons stand for, an image. Stated: {:.1f} pJ a spike of a domain-wall "
      "neuron, as\nthe paper has it, which states none for others. The rest from every drive of "
      "every neuron, with\nwhat is said below; no column is part of another:\n\n{}{}{}",
      report.network,
      report.images,
      report.dataset,
      core ? fmt::format(", equal to the golden model, {:.1f} cycles an image", report.cycles) : "",
      stated_spike_energy() * 1e12,
      device_table(report),
      current_table(report),
      assumptions_text(report));
  if (!core) return text;
  return text +
         "\nThe digital core that computes them, an image. Toggles are changes of one bit of a "
         "net, "
         "without\nthe clock and the insides of memories. They are no energy until a process gives "
         "each net its\ncapacitance, and are not to be added to the joules above:\n\n" +
         activity_table(report);
}

std::string json_text(const Report& report) {
  using Json = nlohmann::ordered_json;
  const auto number = [](const std::optional<double>& value) {
    return value ? Json(*value) : Json();
  };
  Json layers = Json::array();
  for (const LayerEnergy& layer : report.layers) {
    Json device;
    if (layer.device) {
      const DeviceEnergy& d = *layer.device;
      device = {{"device", d.device},
                {"updates", d.updates},
                {"drives_j", number(d.drives)},
                {"reads_j", number(d.reads)},
                {"resets_j", number(d.resets)},
                {"field_j", number(d.field)},
                {"unit", d.unit},
                {"strongest", d.strongest},
                {"known", number(d.known)},
                {"share_above", number(d.share_above)},
                {"share_energy_above", number(d.share_energy_above)},
                {"assumptions", d.assumptions},
                {"missing", d.missing}};
    }
    layers.push_back({{"neuron", layer.neuron},
                      {"model", layer.model},
                      {"spikes", layer.spikes},
                      {"stated_j", number(layer.stated_joule)},
                      {"device", device}});
  }
  Json all = {{"network", report.network},
              {"network_hash", report.network_hash},
              {"dataset", text::utf8(report.dataset)},
              {"images", report.images},
              {"stated_j_per_spike", stated_spike_energy()},
              {"layers", layers}};
  if (!report.simulator.empty()) {
    all["simulator"] = report.simulator;
    all["cycles"] = report.cycles;
    all["parts"] = Json::array();
    for (const Part& part : report.parts) {
      all["parts"].push_back({{"part", part.name},
                              {"bits", part.bits},
                              {"toggles", per_image(report, part.toggles)},
                              {"toggles_per_bit_and_cycle", rate(report, part)}});
    }
  }
  return all.dump(1) + "\n";
}

}  // namespace spinforge::energy
