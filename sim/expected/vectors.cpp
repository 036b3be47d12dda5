// SPDX-License-Identifier: Apache-2.0
#include "sim/expected/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "gen/base/hex.hpp"
#include "gen/base/rng.hpp"
#include "gen/directory/directory.hpp"
#include "sim/expected/timing.hpp"
#include "sim/golden/golden.hpp"

namespace spinforge::expected {
namespace {

/// Flags of a beat's line.
enum PixelFlag : unsigned { kLast = 1, kFirst = 2, kFrameError = 4 };
/// From this bit on, which pixels of a beat of several are there.
constexpr unsigned kKeepBit = 4;

/// The lines of layerK.hex for one image.
class CommitWriter {
 public:
  CommitWriter(const network::Network& network, const plan::Plan& plan, std::size_t layer)
      : plan_(plan.layers[layer]),
        order_(plan.order),
        neurons_(network.layers[layer].outputs),
        v_bits_(network::potential_bits(network.neuron_of(network.layers[layer]))) {}

  /// Returns the number of neuron updates.
  std::uint64_t write(std::uint32_t image, const golden::LayerTrace& trace, std::string& out) {
    std::uint64_t updates = 0;
    // In the order in which the core commits them: by step, or within a block by step.
    const int together = order_ == plan::Order::kTime ? plan_.lanes : neurons_;
    for (int block = 0; block < neurons_; block += together) {
      const int end = std::min(block + together, neurons_);
      for (std::size_t step = 0; step < trace.field_code.size(); ++step) {
        for (int base = block; base < end; base += plan_.neuron_lanes) {
          updates += write_word(image, step, base, trace, out);
        }
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
    std::vector<hex::Word> bits(1 + std::size(golden::kFlags), hex::Word(lanes));  // mask, flags
    hex::Word v(lanes * v_bits_), d(lanes * plan_.drive_bits);
    std::uint64_t updates = 0;
    for (int lane = 0; lane < std::min(lanes, neurons_ - base); ++lane) {
      const std::size_t cell =
          step * static_cast<std::size_t>(neurons_) + static_cast<std::size_t>(base + lane);
      const std::uint8_t flags = trace.flags[cell];
      if ((flags & golden::kCommitted) == 0) continue;
      ++updates;
      bits[0].put(lane, 1, 1);
      for (std::size_t i = 1; i < bits.size(); ++i) {
        bits[i].put(lane, 1, (flags & golden::kFlags[i - 1].flag) != 0);
      }
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
    for (const hex::Word& word : bits) word.append_to(out += ' ');
    v.append_to(out += ' ');
    d.append_to(out += ' ');
    out += '\n';
    return updates;
  }

  const plan::LayerPlan& plan_;
  plan::Order order_;
  int neurons_;
  int v_bits_;
};

void append_frame(std::uint32_t image,
                  std::span<const std::uint8_t> pixels,
                  std::size_t length,
                  std::size_t beat,
                  bool whole,
                  std::string& out) {
  for (std::size_t i = 0; i < length; i += beat) {
    const std::size_t count = std::min(beat, length - i);
    unsigned flags = beat > 1 ? ((1U << count) - 1) << kKeepBit : 0;
    if (i + count == length) flags |= whole ? kLast : kLast | kFrameError;
    if (i == 0 && whole) flags |= kFirst;
    std::uint64_t word = 0;
    for (std::size_t j = 0; j < count; ++j) {
      word |= std::uint64_t{pixels[(i + j) % pixels.size()]} << (8 * j);
    }
    fmt::format_to(std::back_inserter(out), "{:08x} {:0{}x} {:x}\n", image, word, 2 * beat, flags);
  }
}

/// A frame that ends early (where there can be one) and one that goes on for too long.
void append_broken_frames(std::uint32_t image,
                          std::span<const std::uint8_t> pixels,
                          std::size_t beat,
                          std::string& out) {
  const std::size_t size = pixels.size();
  if (size > 1) append_frame(image, pixels, (size + 1) / 2, beat, false, out);
  append_frame(image, pixels, size + size / 2 + 1, beat, false, out);
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

}  // namespace

Vectors vectors(const network::Network& network,
                const plan::Plan& plan,
                std::span<const Image> images) {
  golden::Golden model(network);
  const auto beat = static_cast<std::size_t>(plan.pixels_per_beat);
  std::string pixels, results;
  std::vector<std::string> commits(network.layers.size());
  Vectors out;
  for (std::size_t i = 0; i < images.size(); ++i) {
    const Image& image = images[i];
    const golden::Trace& trace = model.run(image.pixels, image.number);
    if (i + 1 == images.size()) append_broken_frames(image.number, image.pixels, beat, pixels);
    append_frame(image.number, image.pixels, image.pixels.size(), beat, true, pixels);
    append_results(
        image.number, trace, predict(network, plan, image.pixels, trace).image_cycles, results);
    for (std::size_t k = 0; k < commits.size(); ++k) {
      CommitWriter writer(network, plan, k);
      out.updates += writer.write(image.number, trace.layers[k], commits[k]);
    }
  }
  std::vector<std::string> texts{std::move(pixels), std::move(results)};
  std::move(commits.begin(), commits.end(), std::back_inserter(texts));
  const std::vector<std::string> paths = directory::vector_files(network.layers.size());
  for (std::size_t i = 0; i < paths.size(); ++i) {
    out.files.push_back({paths[i], std::move(texts[i])});
  }
  return out;
}

Vectors drawn_vectors(const network::Network& network,
                      const plan::Plan& plan,
                      std::uint32_t first,
                      std::uint32_t count) {
  std::vector<std::vector<std::uint8_t>> pixels;
  for (std::uint32_t i = 0; i < count; ++i) pixels.push_back(drawn_image(network, first + i));
  std::vector<Image> images;
  for (std::uint32_t i = 0; i < count; ++i) images.push_back({first + i, pixels[i]});
  return vectors(network, plan, images);
}

std::vector<std::uint8_t> drawn_image(const network::Network& network, std::uint32_t number) {
  const std::uint32_t drawn = 64 * (number % 4 + 1);  // of 256
  std::vector<std::uint8_t> out;
  for (std::uint32_t p = 0; p < static_cast<std::uint32_t>(network.input.size()); ++p) {
    const std::uint32_t word = rng::hash(network.seed, number, 0, 0, p);
    out.push_back((word & 0xff) < drawn ? static_cast<std::uint8_t>(word >> 24) : 0);
  }
  return out;
}

}  // namespace spinforge::expected
