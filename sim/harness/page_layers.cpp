// SPDX-License-Identifier: Apache-2.0
//
// What the layers did in an image: rasters, potentials, field codes and masks.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "gen/base/fixed.hpp"
#include "gen/base/text.hpp"
#include "sim/golden/neuron.hpp"
#include "sim/harness/page_parts.hpp"
#include "sim/harness/report.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::harness {

namespace {

using golden::LayerTrace;
using page::Html;

constexpr std::size_t kEventCells = 4000;  // steps x rows of an image's field and mask figure

std::vector<std::uint8_t> flags_of(const LayerTrace& trace, std::uint8_t flag) {
  std::vector<std::uint8_t> out(trace.flags.size());
  std::transform(trace.flags.begin(), trace.flags.end(), out.begin(), [&](std::uint8_t flags) {
    return static_cast<std::uint8_t>(flags & flag);
  });
  return out;
}

/// What one neuron did in an image.
struct Story {
  std::size_t spikes = 0;
  std::size_t over = 0, suppressed = 0;  ///< the latter are those of the former without a spike
  /// Of a sound one that is silent: least of threshold - V over its updates; V as it was held
  /// against it, since nothing has reset it.
  std::optional<std::int64_t> distance{};
  network::Fault fault = network::Fault::kSound;
};

/// What is wrong with a neuron, as its caption tells it, or "".
std::string fault_text(network::Fault fault) {
  switch (fault) {
    case network::Fault::kSilent:
      return "; faulty: never fires";
    case network::Fault::kStuck:
      return "; faulty: fires at every step";
    case network::Fault::kFrozen:
      return "; faulty: its state stays as the image found it";
    default:
      return "";
  }
}

/// Fires at V >= this.
std::int64_t threshold_of(const network::Neuron& neuron, std::uint8_t code) {
  const bool leaky = neuron.kind == network::NeuronKind::kLeaky;
  return leaky ? std::int64_t{neuron.threshold} + 1 : neuron.fields[code].th_lo;
}

std::vector<Story> stories(const network::Network& network,
                           std::size_t k,
                           const LayerTrace& trace) {
  const network::Layer& layer = network.layers[k];
  const auto neurons = static_cast<std::size_t>(layer.outputs);
  std::vector<Story> out(neurons);
  for (std::size_t cell = 0; cell < trace.flags.size(); ++cell) {
    Story& story = out[cell % neurons];
    story.spikes += (trace.flags[cell] & golden::kSpike) != 0 ? 1U : 0U;
    const bool over = (trace.flags[cell] & golden::kOver) != 0;
    story.over += over ? 1U : 0U;
    story.suppressed += over && (trace.flags[cell] & golden::kSpike) == 0 ? 1U : 0U;
  }
  for (std::size_t n = 0; n < neurons; ++n) {
    Story& story = out[n];
    const golden::Single single = golden::single(layer, network.neuron_of(layer), n);
    const network::Neuron& neuron = single.neuron;
    story.fault = single.fault;
    const bool sound = story.fault == network::Fault::kSound;
    if (!sound || story.spikes > 0 || story.over > 0) continue;
    for (std::size_t t = 0; t < trace.field_code.size(); ++t) {
      const std::size_t cell = t * neurons + n;
      if ((trace.flags[cell] & golden::kCommitted) == 0) continue;
      const std::int64_t left = threshold_of(neuron, trace.field_code[t]) - trace.potential[cell];
      story.distance = std::min(story.distance.value_or(left), left);
    }
  }
  return out;
}

struct Chosen {
  std::size_t neuron = 0;
  std::string why;
};

/// Neurons worth a look: where the run differed, the outputs in question, and extremes.
class Choice {
 public:
  explicit Choice(const std::vector<Story>& stories) : stories_(stories) {}

  void take(std::size_t neuron, const std::string& why) {
    const auto same = [&](const Chosen& c) { return c.neuron == neuron; };
    if (neuron < stories_.size() && std::none_of(chosen_.begin(), chosen_.end(), same)) {
      chosen_.push_back({neuron, why});
    }
  }
  /// The one with the largest `value`, of those with any, that is not taken yet.
  template <class Value>
  void take_most(const std::string& why, const Value& value) {
    std::optional<std::size_t> best;
    for (std::size_t n = 0; n < stories_.size(); ++n) {
      const bool taken = std::any_of(
          chosen_.begin(), chosen_.end(), [&](const Chosen& c) { return c.neuron == n; });
      if (taken || !value(stories_[n])) continue;
      if (!best || *value(stories_[n]) > *value(stories_[*best])) best = n;
    }
    if (best) take(*best, why);
  }
  [[nodiscard]] const std::vector<Chosen>& all() const { return chosen_; }

 private:
  const std::vector<Story>& stories_;
  std::vector<Chosen> chosen_;
};

std::vector<Chosen> choose(const Shown& shown,
                           const Scene& scene,
                           std::size_t k,
                           const std::vector<Story>& stories) {
  using Value = std::optional<std::int64_t>;
  Choice choice(stories);
  const std::optional<Mismatch>& m = shown.summary.mismatch;
  if (m && m->image == scene.image && m->layer == static_cast<int>(k + 1) && m->neuron >= 0) {
    choice.take(static_cast<std::size_t>(m->neuron), "core and golden model differ");
  }
  if (k + 1 == shown.setup.design.network.layers.size()) {
    const int label = label_of(shown.summary, scene.image);
    choice.take(static_cast<std::size_t>(scene.trace.predicted), "the class given");
    if (label >= 0) choice.take(static_cast<std::size_t>(label), "the label");
  }
  const auto spikes = [](const Story& s) {
    return s.spikes > 0 ? Value(static_cast<std::int64_t>(s.spikes)) : Value();
  };
  const bool first = choice.all().empty();
  choice.take_most(first ? "fires most" : "fires most of the others", spikes);
  choice.take_most("goes over most", [](const Story& s) {
    return s.over > 0 ? Value(static_cast<std::int64_t>(s.over)) : Value();
  });
  choice.take_most("fires least, of those that do", [](const Story& s) {
    return s.spikes > 0 ? Value(-static_cast<std::int64_t>(s.spikes)) : Value();
  });
  choice.take_most("silent, comes closest",
                   [](const Story& s) { return s.distance ? Value(-*s.distance) : Value(); });
  return choice.all();
}

/// V at which a spike or an `over` came about: before the reset that it brought.
double fired_at(const network::Neuron& neuron,
                const LayerTrace& trace,
                std::size_t cell,
                std::size_t neurons) {
  if (neuron.kind == network::NeuronKind::kLeaky) return trace.potential[cell];
  const std::int64_t before = cell < neurons ? trace.start[cell] : trace.potential[cell - neurons];
  const std::int64_t v = golden::unclipped(neuron, before, trace.drive[cell]);
  const std::int64_t most = fixed::signed_max(network::potential_bits(neuron));
  return static_cast<double>(std::clamp<std::int64_t>(v, neuron.v_min, most));
}

page::Potential potential_of(const network::Network& network,
                             std::size_t k,
                             const LayerTrace& trace,
                             std::size_t n) {
  const network::Layer& layer = network.layers[k];
  const auto neurons = static_cast<std::size_t>(layer.outputs);
  const network::Neuron neuron = golden::single(layer, network.neuron_of(layer), n).neuron;
  const bool leaky = neuron.kind == network::NeuronKind::kLeaky;
  const std::int64_t most = fixed::signed_max(network::potential_bits(neuron));
  page::Potential out{.start = static_cast<double>(trace.start[n])};
  bool reached = false, gated = false;  // TH_HI can be; the neuron ever is
  for (std::size_t t = 0; t < trace.field_code.size(); ++t) {
    const std::size_t cell = t * neurons + n;
    const network::FieldRegisters& field = neuron.fields[trace.field_code[t]];
    const std::uint8_t flags = trace.flags[cell];
    const bool spike = (flags & golden::kSpike) != 0, over = (flags & golden::kOver) != 0;
    out.v.push_back(trace.potential[cell]);
    out.low.push_back(static_cast<double>(threshold_of(neuron, trace.field_code[t])));
    out.high.push_back(field.th_hi);
    out.gated.push_back((flags & golden::kCommitted) == 0);
    reached = reached || (!leaky && field.th_hi < most);
    gated = gated || out.gated.back();
    if (spike || over) {
      out.marks.push_back({.step = static_cast<int>(t) + 1,
                           .at = fired_at(neuron, trace, cell, neurons),
                           .spike = spike,
                           .over = over});
    }
  }
  if (!reached) out.high.clear();
  if (!gated) out.gated.clear();
  return out;
}

/// ", 3 over TH_HI, 2 of them suppressed", or "".
std::string over_text(std::size_t over, std::size_t suppressed) {
  if (over == 0) return "";
  if (suppressed == 0) return fmt::format(", {} over TH_HI", text::thousands(over));
  if (suppressed == over) return fmt::format(", {} over TH_HI suppressed", text::thousands(over));
  return fmt::format(
      ", {} over TH_HI, {} of them suppressed", text::thousands(over), text::thousands(suppressed));
}

std::string layer_attribute(std::size_t k) { return fmt::format("data-layer=\"{}\"", k + 1); }

/// Field codes of a layer by step, and what share of its neurons was gated off.
void add_events(page::Matrix& m, std::size_t k, const LayerTrace& trace) {
  const std::size_t steps = trace.field_code.size();
  const std::size_t neurons = trace.flags.size() / steps;
  std::vector<page::Matrix::Cell> codes, gated;
  for (std::size_t t = 0; t < steps; ++t) {
    const auto begin = trace.flags.begin() + static_cast<std::ptrdiff_t>(t * neurons);
    const auto off = std::count_if(begin,
                                   begin + static_cast<std::ptrdiff_t>(neurons),
                                   [](std::uint8_t f) { return (f & golden::kCommitted) == 0; });
    const double share = static_cast<double>(off) / static_cast<double>(neurons);
    codes.push_back(
        {.level = 0.08 + 0.05 * trace.field_code[t], .text = std::to_string(trace.field_code[t])});
    gated.push_back({.level = off == 0 ? 0 : 0.1 + 0.9 * share,
                     .text = off == 0 ? "" : std::to_string(off),
                     .wrong = true});
  }
  m.rows.push_back(fmt::format("layer {} code", k + 1));
  m.rows.push_back("gated off");
  m.cells.push_back(std::move(codes));
  m.cells.push_back(std::move(gated));
}

/// The field codes that an image used, by name: `code 3 ("160 Oe")`.
std::string code_names(const network::Network& network, const golden::Trace& trace) {
  std::set<std::pair<std::size_t, std::string>> found;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Neuron& neuron = network.neuron_of(network.layers[k]);
    for (const std::uint8_t code : trace.layers[k].field_code) {
      const network::FieldRegisters& field = neuron.fields[code];
      const char* const gate = field.gate_en ? "" : ", gate closed";
      found.emplace(code, fmt::format("code {} (\"{}\"{})", code, field.name, gate));
    }
  }
  std::vector<std::string> names;
  for (const auto& [code, name] : found) names.push_back(name);
  return text::joined(names, ", ");
}

bool nothing_happens(const golden::Trace& trace) {
  return std::all_of(trace.layers.begin(), trace.layers.end(), [](const LayerTrace& layer) {
    const auto& codes = layer.field_code;
    return std::adjacent_find(codes.begin(), codes.end(), std::not_equal_to<>()) == codes.end() &&
           std::all_of(layer.flags.begin(), layer.flags.end(), [](std::uint8_t flags) {
             return (flags & golden::kCommitted) != 0;
           });
  });
}

}  // namespace

Html layers_of(const Shown& shown, const Scene& scene, const Html& front) {
  const network::Network& network = shown.setup.design.network;
  Html rasters, potentials;
  bool high = false, gated = false;
  bool any_over = false, any_suppressed = false;  // what the rasters' key is of
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const LayerTrace& trace = scene.trace.layers[k];
    const auto neurons = static_cast<std::size_t>(network.layers[k].outputs);
    const std::vector<Story> told = stories(network, k, trace);
    std::size_t spikes = 0, over = 0, suppressed = 0, firing = 0;
    for (const Story& story : told) {
      spikes += story.spikes;
      over += story.over;
      suppressed += story.suppressed;
      firing += story.spikes > 0 ? 1U : 0U;
    }
    any_over = any_over || over > suppressed;
    any_suppressed = any_suppressed || suppressed > 0;
    const std::vector<std::uint8_t> above = flags_of(trace, golden::kOver);
    rasters +=
        page::figure(fmt::format("Layer {}: {} spikes of {} of {} neurons{}",
                                 k + 1,
                                 text::thousands(spikes),
                                 text::thousands(firing),
                                 text::thousands(neurons),
                                 over_text(over, suppressed)),
                     page::raster({.steps = trace.field_code.size(),
                                   .neurons = neurons,
                                   .spike = trace.spike,
                                   .over = above},
                                  fmt::format("spikes of layer {} by step and neuron", k + 1)),
                     layer_attribute(k));
    for (const Chosen& chosen : choose(shown, scene, k, told)) {
      const page::Potential p = potential_of(network, k, trace, chosen.neuron);
      high = high || !p.high.empty();
      gated = gated || !p.gated.empty();
      const Story& story = told[chosen.neuron];
      const std::string caption = fmt::format("Layer {}, neuron {} ({}{}): {} spike{}{}",
                                              k + 1,
                                              chosen.neuron,
                                              chosen.why,
                                              fault_text(story.fault),
                                              story.spikes,
                                              story.spikes == 1 ? "" : "s",
                                              over_text(story.over, story.suppressed));
      potentials += page::figure(
          caption, page::potential(p, "potential by step: " + caption), layer_attribute(k));
    }
  }
  return page::raster_key(any_over, any_suppressed) + page::grid(front + rasters) +
         page::heading(4, "Potentials of some neurons") + page::potential_key(high, gated) +
         page::grid(potentials);
}

Html events_of(const Shown& shown, const Scene& scene) {
  const network::Network& network = shown.setup.design.network;
  Html out = page::heading(4, "Field codes and masks");
  const std::string names = code_names(network, scene.trace);
  if (nothing_happens(scene.trace)) {
    return out + page::paragraph(fmt::format("At every step {}; no neuron was gated off.", names));
  }
  page::Matrix m{.column_title = "step", .row_height = 20};
  std::size_t shown_layers = 0;
  for (; shown_layers < network.layers.size(); ++shown_layers) {
    if ((m.rows.size() + 2) * static_cast<std::size_t>(network.steps) > kEventCells) break;
    add_events(m, shown_layers, scene.trace.layers[shown_layers]);
  }
  out += page::figure(
      fmt::format("Field code of each layer, and how many of its neurons were gated off, by field "
                  "or mask, from step 1 to {}: {}.",
                  network.steps,
                  names),
      page::matrix(m, true, "field codes and gated neurons by layer and step"));
  if (shown_layers < network.layers.size()) {
    out += page::paragraph(fmt::format("Layers from {} on are left out.", shown_layers + 1));
  }
  return out;
}

}  // namespace spinforge::harness
