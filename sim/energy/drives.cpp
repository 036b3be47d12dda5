// SPDX-License-Identifier: Apache-2.0
#include "sim/energy/drives.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "gen/base/progress.hpp"
#include "sim/classify/classify.hpp"
#include "sim/device/writing.hpp"

namespace spinforge::energy {
namespace {

constexpr std::int64_t kSmall = std::int64_t{1} << 20;  // beyond the drives of trained networks

}  // namespace

void DriveCounts::add(std::int64_t drive) {
  const std::int64_t size = std::abs(drive);
  if (size >= kSmall) {
    ++large_[size];
    return;
  }
  const auto at = static_cast<std::size_t>(size);
  if (at >= small_.size()) small_.resize(std::max(at + 1, 2 * small_.size()));
  ++small_[at];
}

void DriveCounts::add(const DriveCounts& other) {
  small_.resize(std::max(small_.size(), other.small_.size()));
  for (std::size_t i = 0; i < other.small_.size(); ++i) small_[i] += other.small_[i];
  for (const auto& [size, times] : other.large_) large_[size] += times;
}

void DriveCounts::each(const std::function<void(std::int64_t, std::uint64_t)>& function) const {
  for (std::size_t i = 0; i < small_.size(); ++i) {
    if (small_[i] > 0) function(static_cast<std::int64_t>(i), small_[i]);
  }
  for (const auto& [size, times] : large_) function(size, times);
}

void add(const golden::LayerTrace& trace, LayerDrives& to) {
  for (std::size_t cell = 0; cell < trace.flags.size(); ++cell) {
    if ((trace.flags[cell] & golden::kCommitted) == 0) continue;  // gated off: it has no drive
    to.drives.add(trace.drive[cell]);
    ++to.updates;
  }
  to.spikes += classify::count_spikes(trace);
}

std::vector<LayerDrives> count_drives(const network::Network& network,
                                      const classify::TestSet& set,
                                      unsigned threads,
                                      bool quiet) {
  std::vector<LayerDrives> sum(network.layers.size());
  std::vector<std::vector<LayerDrives>> parts(classify::workers(threads), sum);
  Progress progress("energy", "images", set.count, quiet);
  const auto look = [&](golden::Golden& model, std::uint32_t image, unsigned worker) {
    std::vector<LayerDrives>& own = parts[worker];
    const golden::Trace& trace = model.run(set.images.image(image), image);
    for (std::size_t k = 0; k < own.size(); ++k) add(trace.layers[k], own[k]);
  };
  classify::each_image(network, set.first, set.count, threads, look, [&](std::size_t done) {
    progress.update(done);
  });
  for (const std::vector<LayerDrives>& part : parts) {
    for (std::size_t k = 0; k < sum.size(); ++k) {
      sum[k].drives.add(part[k].drives);
      sum[k].updates += part[k].updates;
      sum[k].spikes += part[k].spikes;
    }
  }
  return sum;
}

DeviceEnergy device_energy(const network::Network& network,
                           std::size_t index,
                           const device::Device& device,
                           const LayerDrives& drives,
                           std::uint32_t images) {
  const network::Layer& layer = network.layers[index];
  const device::Writing writing(device, static_cast<std::size_t>(layer.field_code));
  const int frac_bits = network.neuron_of(layer).frac_bits;
  const double per_image = 1.0 / images;
  DeviceEnergy out{.device = device.name,
                   .updates = static_cast<double>(drives.updates) * per_image,
                   .drives = {},
                   .reads = {},
                   .resets = {},
                   .field = {},
                   .unit = writing.unit(),
                   .known = writing.known(),
                   .share_above = {},
                   .share_energy_above = {},
                   .assumptions = writing.assumptions(),
                   .missing = writing.missing()};
  double all = 0.0;
  double above = 0.0;
  std::uint64_t times_above = 0;
  drives.drives.each([&](std::int64_t size, std::uint64_t times) {
    const double drive = std::ldexp(static_cast<double>(size), -frac_bits);
    const double strength = writing.strength(drive);
    const double joule = writing.write(drive).value_or(0.0) * static_cast<double>(times);
    all += joule;
    out.strongest = std::max(out.strongest, strength);
    if (out.known && strength > *out.known) {
      above += joule;
      times_above += times;
    }
  });
  if (writing.write(0.0)) out.drives = all * per_image;
  const auto times = [&](const std::optional<double>& joule, double count) {
    return joule ? std::optional(*joule * count) : std::nullopt;
  };
  out.reads = times(writing.read(), out.updates);
  out.resets = times(writing.reset(), static_cast<double>(drives.spikes) * per_image);
  out.field = times(writing.field(), out.updates);
  if (out.known && drives.updates > 0) {
    out.share_above = static_cast<double>(times_above) / static_cast<double>(drives.updates);
    if (all > 0.0) out.share_energy_above = above / all;
  }
  return out;
}

}  // namespace spinforge::energy
