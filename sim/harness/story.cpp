// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/story.hpp"

#include <fmt/format.h>

#include <cstddef>

#include "gen/base/text.hpp"
#include "sim/golden/neuron.hpp"

namespace spinforge::harness {

namespace {

/// V at which a neuron fires.
std::int32_t threshold(const network::Neuron& neuron, std::size_t field_code) {
  if (neuron.kind == network::NeuronKind::kLeaky) return neuron.threshold + 1;
  return field_code < neuron.fields.size() ? neuron.fields[field_code].th_lo : 0;
}

std::vector<std::string> row(const char* side,
                             const std::string& before,
                             const Update& update,
                             const Update::Values& values) {
  const auto bit = [](bool value) { return std::string(value ? "1" : "0"); };
  return {side,
          before,
          fmt::format("{}", values.d),
          fmt::format("{}", update.threshold),
          fmt::format("{}", values.v),
          bit(values.spike),
          bit(values.armed),
          bit(values.over)};
}

std::string table_of(const Update& update) {
  return text::table({{"", "V before", "D", "TH", "V", "spike", "armed", "over"},
                      row("golden", fmt::format("{}", update.before), update, update.golden),
                      row("core", "", update, update.core)});
}

}  // namespace

std::vector<Update> update_of(const Mismatch& mismatch,
                              const network::Network& network,
                              const golden::LayerTrace& trace,
                              const SfCommit& commit) {
  const std::size_t steps = trace.field_code.size();
  const auto lane = static_cast<std::int64_t>(mismatch.neuron) - commit.base;
  if (mismatch.layer < 1 || mismatch.neuron < 0 || commit.step != mismatch.step || lane < 0 ||
      lane >= SF_MAX_LANES || mismatch.step < 1 ||
      static_cast<std::size_t>(mismatch.step) > steps) {
    return {};
  }
  const std::size_t neurons = trace.flags.size() / steps;
  const auto n = static_cast<std::size_t>(mismatch.neuron);
  if (n >= neurons) return {};
  const auto step = static_cast<std::size_t>(mismatch.step - 1);
  const std::size_t cell = step * neurons + n;
  const network::Layer& layer = network.layers[static_cast<std::size_t>(mismatch.layer - 1)];
  const network::Neuron neuron = golden::single(layer, network.neuron_of(layer), n).neuron;
  const std::uint8_t flags = trace.flags[cell];
  const auto i = static_cast<std::size_t>(lane);
  return {{.lane = static_cast<int>(lane),
           .before = step == 0 ? trace.start[n] : trace.potential[cell - neurons],
           .threshold = threshold(neuron, trace.field_code[step]),
           .golden = {.d = trace.drive[cell],
                      .v = trace.potential[cell],
                      .spike = (flags & golden::kSpike) != 0,
                      .armed = (flags & golden::kArmed) != 0,
                      .over = (flags & golden::kOver) != 0},
           .core = {.d = commit.d[i],
                    .v = commit.v[i],
                    .spike = commit.spike[i] != 0,
                    .armed = commit.armed[i] != 0,
                    .over = commit.over[i] != 0}}};
}

std::string story(const Mismatch& m, int label) {
  std::string where = fmt::format("image {}", m.image);
  if (m.number != m.image) where += fmt::format(" (sent as image {})", m.number);
  if (m.layer > 0) where += fmt::format(", layer {}", m.layer);
  if (m.step > 0) where += fmt::format(", step {}", m.step);
  if (m.neuron >= 0) where += fmt::format(", neuron {}", m.neuron);
  std::string text =
      fmt::format("mismatch at {}: {}: expected {}, got {} (cycle {} of the image)\n",
                  where,
                  m.field,
                  m.expected,
                  m.got,
                  m.cycle);
  for (const Update& update : m.update) {
    text += fmt::format(
        "neuron {}, lane {} of the commit:\n{}", m.neuron, update.lane, table_of(update));
  }
  if (m.golden_class >= 0) {
    text += fmt::format("image {}: ", m.image);
    if (label >= 0) text += fmt::format("label {}, ", label);
    text += fmt::format("class {} of the golden model\n", m.golden_class);
  }
  if (!m.commits.empty()) {
    text += m.layer > 0 ? fmt::format("last commits of layer {}:\n", m.layer)
                        : std::string("last commits of the last layer:\n");
  }
  for (const std::string& line : m.commits) text += "  " + line + "\n";
  return text;
}

std::string story(const TimingDifference& d) {
  const std::string of = d.layer > 0 ? fmt::format(", layer {}", d.layer) : "";
  return fmt::format("timing of image {}{}: {}: predicted {}, measured {}\n",
                     d.image,
                     of,
                     d.what,
                     d.expected,
                     d.got);
}

}  // namespace spinforge::harness
