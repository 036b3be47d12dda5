// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/rng.hpp"
#include "gen/dataset/sample.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/images.hpp"
#include "sim/harness/timing.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

/// Flags of a pixel's line.
enum PixelFlag : unsigned { kLast = 1, kFirst = 2, kFrameError = 4 };

/// A word of bits, lane after lane from the lowest, printed as a hexadecimal number.
class Word {
 public:
  explicit Word(int bits) : digits_(static_cast<std::size_t>(bits + 3) / 4, 0) {}

  /// Puts the lowest `bits` of `value` at bit `at`.
  void put(int at, int bits, std::int64_t value) {
    for (int i = 0; i < bits; ++i) {
      const auto bit = static_cast<std::size_t>(at + i);
      const auto digit = static_cast<unsigned>((static_cast<std::uint64_t>(value) >> i) & 1U);
      digits_[bit / 4] = static_cast<std::uint8_t>(digits_[bit / 4] | digit << (bit % 4));
    }
  }

  void append_to(std::string& out) const {
    out += ' ';
    for (auto digit = digits_.rbegin(); digit != digits_.rend(); ++digit) {
      out += "0123456789abcdef"[*digit];
    }
  }

 private:
  std::vector<std::uint8_t> digits_;
};

/// The lines of layerK.hex for one image.
class CommitWriter {
 public:
  CommitWriter(const Design& design, std::size_t layer)
      : plan_(design.plan.layers[layer]),
        neurons_(design.network.layers[layer].outputs),
        v_bits_(network::potential_bits(design.network.neurons[static_cast<std::size_t>(
            design.network.layers[layer].neuron)])) {}

  /// Returns the number of neuron updates.
  std::uint64_t write(std::uint32_t image, const golden::LayerTrace& trace, std::string& out) {
    std::uint64_t updates = 0;
    for (std::size_t step = 0; step < trace.field_code.size(); ++step) {
      for (int base = 0; base < neurons_; base += plan_.neuron_lanes) {
        updates += write_word(image, step, base, trace, out);
      }
    }
    return updates;
  }

 private:
  std::uint64_t write_word(std::uint32_t image,
                           std::size_t step,
                           int base,
                           const golden::LayerTrace& trace,
                           std::string& out) const {
    const int lanes = plan_.neuron_lanes;
    Word mask(lanes), spike(lanes), armed(lanes), over(lanes);
    Word v(lanes * v_bits_), d(lanes * plan_.drive_bits);
    std::uint64_t updates = 0;
    for (int lane = 0; lane < std::min(lanes, neurons_ - base); ++lane) {
      const std::size_t cell =
          step * static_cast<std::size_t>(neurons_) + static_cast<std::size_t>(base + lane);
      const std::uint8_t flags = trace.flags[cell];
      if ((flags & golden::kCommitted) == 0) continue;
      ++updates;
      mask.put(lane, 1, 1);
      spike.put(lane, 1, (flags & golden::kSpike) != 0);
      armed.put(lane, 1, (flags & golden::kArmed) != 0);
      over.put(lane, 1, (flags & golden::kOver) != 0);
      v.put(lane * v_bits_, v_bits_, trace.potential[cell]);
      d.put(lane * plan_.drive_bits, plan_.drive_bits, trace.drive[cell]);
    }
    if (updates == 0) return 0;  // gated off: the core commits no such word
    fmt::format_to(std::back_inserter(out),
                   "{:08x} {:02x} {:04x} {:x}",
                   image,
                   step + 1,
                   base,
                   trace.field_code[step]);
    for (const Word* const field : {&mask, &spike, &armed, &over, &v, &d}) field->append_to(out);
    out += '\n';
    return updates;
  }

  const plan::LayerPlan& plan_;
  int neurons_;
  int v_bits_;
};

void append_frame(std::uint32_t image,
                  std::span<const std::uint8_t> pixels,
                  std::size_t length,
                  bool whole,
                  std::string& out) {
  for (std::size_t i = 0; i < length; ++i) {
    unsigned flags = 0;
    if (i + 1 == length) flags |= whole ? kLast : kLast | kFrameError;
    if (i == 0 && whole) flags |= kFirst;
    fmt::format_to(
        std::back_inserter(out), "{:08x} {:02x} {:x}\n", image, pixels[i % pixels.size()], flags);
  }
}

/// A frame that ends early (where there can be one) and one that goes on for too long.
void append_broken_frames(std::uint32_t image,
                          std::span<const std::uint8_t> pixels,
                          std::string& out) {
  const std::size_t size = pixels.size();
  if (size > 1) append_frame(image, pixels, (size + 1) / 2, false, out);
  append_frame(image, pixels, size + size / 2 + 1, false, out);
}

void append_results(std::uint32_t image,
                    const golden::Trace& trace,
                    std::int64_t cycles,
                    std::string& out) {
  for (std::size_t beat = 0; beat < trace.counts.size(); ++beat) {
    fmt::format_to(std::back_inserter(out),
                   "{:08x} {:04x} {:02x} {:x} {:08x}\n",
                   image,
                   trace.predicted,
                   trace.counts[beat],
                   beat + 1 == trace.counts.size() ? 1 : 0,
                   cycles);
  }
}

dataset::Images images_of(const VectorOptions& options, const network::Network& network) {
  if (options.dataset) return load_test_set(options.dataset, network).images;
  return stimuli(network, options.first + options.images);
}

}  // namespace

dataset::Images stimuli(const network::Network& network, std::uint32_t count) {
  const network::Input& input = network.input;
  const std::string sample = dataset::sample_directory();
  if (input.height == 28 && input.width == 28 && input.channels == 1 && fs::exists(sample)) {
    return dataset::load(sample, dataset::Split::kTest);
  }
  dataset::Images out;
  out.count = count;
  out.height = input.height;
  out.width = input.width * input.channels;
  rng::Sequence random(1);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto density = i == 0 ? 0 : i == 1 ? 100 : random.uniform(5, 100);
    for (int p = 0; p < input.size(); ++p) {
      const auto value = i == 1 ? 255 : random.uniform(1, 255);
      const bool on = random.uniform(1, 100) <= density;
      out.pixels.push_back(on ? static_cast<std::uint8_t>(value) : std::uint8_t{0});
    }
  }
  out.labels.assign(count, 0);
  return out;
}

VectorSummary write_vectors(const VectorOptions& options) {
  const Design design = load_design(options.directory);
  const dataset::Images images = images_of(options, design.network);
  const std::uint64_t end = std::uint64_t{options.first} + options.images;
  if (options.images == 0 || end > images.count) {
    throw Error(
        ErrorCode::kUsage,
        "--images",
        fmt::format(
            "beyond the data set; expected 1..{} images, got {}; lower it", images.count, end));
  }
  VectorSummary summary;
  summary.images = options.images;
  golden::Golden model(design.network);
  std::string pixels, results;
  std::vector<std::string> commits(design.network.layers.size());
  for (std::uint32_t image = options.first; image < end; ++image) {
    const auto input = images.image(image);
    const golden::Trace& trace = model.run(input, image);
    if (image + 1 == end) append_broken_frames(image, input, pixels);
    append_frame(image, input, input.size(), true, pixels);
    append_results(
        image, trace, predict(design.network, design.plan, input, trace).image_cycles, results);
    for (std::size_t k = 0; k < commits.size(); ++k) {
      summary.updates += CommitWriter(design, k).write(image, trace.layers[k], commits[k]);
    }
  }
  std::vector<inventory::File> files;
  const auto add = [&](const std::string& name, std::string text) {
    summary.bytes += text.size();
    files.push_back({fmt::format("{}/{}", kVectors, name), std::move(text)});
  };
  add("pixels.hex", std::move(pixels));
  add("results.hex", std::move(results));
  for (std::size_t k = 0; k < commits.size(); ++k) {
    add(fmt::format("layer{}.hex", k + 1), std::move(commits[k]));
  }
  inventory::add(options.directory, files, options.force);
  summary.folder = (fs::path(options.directory) / kVectors).string();
  return summary;
}

}  // namespace spinforge::harness
