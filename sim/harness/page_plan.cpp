// SPDX-License-Identifier: Apache-2.0
//
// Cycles, lanes and resources.
#include <fmt/format.h>

#include <algorithm>

#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/plan/choose.hpp"
#include "gen/plan/memories.hpp"
#include "sim/harness/page_parts.hpp"
#include "sim/harness/report.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::harness {

namespace {

using page::Html;
using plan::Stage;

constexpr std::size_t kPiecesListed = 400;

const char* order_text(plan::Order order) {
  return order == plan::Order::kTime
             ? "This core works in time order: all steps of a block of neurons, then the next "
               "block. So a bar is a block. Upper half of a layer's row: the block's inputs are "
               "visited; lower half: its sums and updates, all steps of them. "
             : "This core works in step order: all neurons of a step, then the next step. So a bar "
               "is a step. Upper half of a layer's row: the step's inputs are visited, block by "
               "block (a directly coded layer visits the pixels once an image); lower half: from "
               "there to the step's last update. ";
}

std::string compared_text(const Summary& s, const Scene& scene) {
  const bool finished = std::any_of(s.images.begin(), s.images.end(), [&](const ImageRecord& r) {
    return r.image == scene.image;
  });
  if (!finished) return "This image was not finished: its cycles were not compared.";
  if (scene.streamed) {
    return "Shown is the image as if it had the core to itself; in this run images were streamed, "
           "and share the layers.";
  }
  if (s.timing_check == TimingCheck::kBound) {
    return "Streams paused at random in this run: the core may be slower than this, never faster.";
  }
  return std::string(
             "First and last busy cycle of every layer and the cycles of the image were "
             "compared with the core and ") +
         (s.timing_exact ? "are equal" : "are not all equal") +
         "; the bars between follow from the same model.";
}

std::string stage_name(Stage stage) {
  switch (stage) {
    case Stage::kPixels:
      return "pixels taken";
    case Stage::kEncoder:
      return "encoder";
    case Stage::kVisits:
      return "visits";
    default:
      return "updates";
  }
}

/// Rows of pixels, encoder where there is one, layers, and results.
page::Waterfall rows_of(const Scene& scene) {
  const plan::Timing& timing = scene.timing;
  page::Waterfall out{.rows = {{.name = "pixels"}}, .end = timing.image_cycles};
  page::Waterfall::Row encoder{.name = "encoder"};
  std::vector<page::Waterfall::Row> layers;
  for (std::size_t k = 0; k < timing.layers.size(); ++k) {
    const plan::LayerTiming& layer = timing.layers[k];
    layers.push_back({.name = fmt::format("layer {}", k + 1),
                      .bound = page::Waterfall::Bar{layer.first, layer.first + layer.bound - 1}});
  }
  for (const plan::Piece& piece : scene.pieces) {
    const page::Waterfall::Bar bar{piece.first, piece.last};
    if (piece.stage == Stage::kPixels) {
      out.rows[0].above.push_back(bar);
    } else if (piece.stage == Stage::kEncoder) {
      encoder.above.push_back(bar);
    } else {
      page::Waterfall::Row& row = layers[static_cast<std::size_t>(piece.layer - 1)];
      (piece.stage == Stage::kVisits ? row.above : row.below).push_back(bar);
    }
  }
  if (!encoder.above.empty()) out.rows.push_back(encoder);
  out.rows.insert(out.rows.end(), layers.begin(), layers.end());
  out.rows.push_back({
      .name = "result",
      .above = {{timing.layers.back().last + 1, timing.image_cycles - 1}},
  });
  return out;
}

Html piece_table(const Scene& scene, plan::Order order) {
  if (scene.pieces.size() > kPiecesListed) return {};
  page::Table table{.name = "cycles of this image",
                    .columns = {{"layer", true},
                                {"what"},
                                {order == plan::Order::kTime ? "block" : "step", true},
                                {"first cycle", true},
                                {"last cycle", true}},
                    .rows = {}};
  for (const plan::Piece& piece : scene.pieces) {
    const auto number = [](int value) {
      return value == 0 ? std::string("-") : std::to_string(value);
    };
    table.rows.push_back({number(piece.layer),
                          stage_name(piece.stage),
                          number(piece.number),
                          text::thousands(piece.first),
                          text::thousands(piece.last)});
  }
  return page::details("The same in numbers", page::table(table));
}

Html layer_table(const Json& layers) {
  page::Table table{.name = "cycles by layer",
                    .columns = {{"layer", true},
                                {"busy cycles, mean", true},
                                {"least for its lanes, mean", true},
                                {"lanes used", true},
                                {"spikes an image", true},
                                {"over an image", true}},
                    .rows = {}};
  const auto mean = [](const Json& value) {
    return value.is_null() ? std::string("-") : fmt::format("{:.1f}", value["mean"].get<double>());
  };
  for (const Json& layer : layers) {
    const Json& used = layer["lane_utilisation"];
    const Json& over = layer["over"];
    table.rows.push_back({layer["layer"].dump(),
                          mean(layer["cycles"]),
                          mean(layer["bound"]),
                          used.is_null() ? "-" : fmt::format("{:.1f} %", 100 * used.get<double>()),
                          fmt::format("{:.1f}", layer["spikes"].get<double>()),
                          over.is_null() ? "-" : fmt::format("{:.1f}", over.get<double>())});
  }
  return page::table(table);
}

Html lanes_figure(const Json& layers) {
  page::Bars bars;
  for (const Json& layer : layers) {
    if (layer["cycles"].is_null()) return {};
    const double busy = layer["cycles"]["mean"].get<double>();
    bars.rows.push_back(
        {.name = "layer " + layer["layer"].dump(),
         .value = busy,
         .part = std::min(busy, layer["bound"]["mean"].get<double>()),
         .text = fmt::format("{:.1f} %", 100 * layer["lane_utilisation"].get<double>())});
  }
  return page::figure(
      "Busy cycles of each layer (pale), of these the least that its lanes need (full): an image's "
      "mean, and the share",
      page::bars(bars, "busy cycles of the layers and what their lanes need"));
}

Html plan_table(const network::Network& network, const plan::Plan& plan) {
  page::Table table{.name = "plan by layer",
                    .columns = {{"layer", true},
                                {"inputs", true},
                                {"neurons", true},
                                {"model"},
                                {"weight bits", true},
                                {"synapse lanes", true},
                                {"neuron macros", true},
                                {"blocks", true},
                                {"counter bits", true},
                                {"drive bits", true},
                                {"V bits", true}},
                    .rows = {}};
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const network::Neuron& neuron = network.neuron_of(layer);
    const plan::LayerPlan& p = plan.layers[k];
    table.rows.push_back(
        {std::to_string(k + 1),
         text::thousands(layer.inputs),
         text::thousands(layer.outputs),
         neuron.name + " (" + neuron.model + ")" + (layer.conv ? ", convolution" : ""),
         std::to_string(layer.weight_bits),
         std::to_string(p.lanes),
         std::to_string(p.neuron_lanes),
         std::to_string(p.blocks),
         std::to_string(p.counter_bits),
         std::to_string(p.drive_bits),
         std::to_string(network::potential_bits(neuron))});
  }
  return page::table(table);
}

Html target_table(const network::Network& network, const plan::Plan& plan) {
  page::Table table{.name = "what the core takes of FPGAs",
                    .columns = {{"family"},
                                {"part"},
                                {"LUT, estimated", true},
                                {"block RAM", true},
                                {"DSP", true},
                                {"of what is planned for", true},
                                {"fits"}},
                    .rows = {}};
  for (const plan::Target& target : plan::targets()) {
    const plan::Fit fit = plan::fit(target, network, plan);
    table.rows.push_back(
        {std::string(target.name),
         std::string(target.part.name),
         text::thousands(fit.resources.lut),
         fmt::format("{:g}", fit.resources.bram),
         fit.dsp ? text::thousands(fit.resources.dsp) : "in LUTs",
         fmt::format("{:.1f} %", 100 * fit.share),
         page::Cell(fit.fits ? "yes" : "no", fit.fits ? page::Tone::kGood : page::Tone::kPlain)});
  }
  return page::table(table);
}

Html memory_table(const network::Network& network, const plan::Plan& plan) {
  page::Table table{
      .name = "memories",
      .columns = {{"memory"}, {"words", true}, {"bits a word", true}, {"kbit", true}, {"kind"}},
      .rows = {}};
  for (const plan::Memory& memory : plan::memories(network, plan)) {
    table.rows.push_back(
        {memory.name,
         text::thousands(memory.depth),
         text::thousands(memory.width),
         fmt::format("{:.1f}", static_cast<double>(memory.depth) * memory.width / 1000),
         memory.rom ? "ROM" : "RAM"});
  }
  return page::details("Its memories", page::table(table));
}

}  // namespace

Html waterfall_of(const Shown& shown, const Scene& scene) {
  const plan::Order order = shown.setup.design.plan.order;
  const bool wrapped = shown.setup.design.is_wrapper;
  Html out = page::heading(4, "Where the cycles go");
  out += page::paragraph(order_text(order) +
                         std::string("The line below them: the least that the "
                                     "layer's lanes need. ") +
                         compared_text(shown.summary, scene));
  out += page::figure(fmt::format("{} cycles{} from the first pixel to {} last result",
                                  text::thousands(scene.timing.image_cycles),
                                  // The wrapper gives a result later than its core.
                                  wrapped ? " of the core, without its wrapper," : "",
                                  wrapped ? "its" : "the"),
                      page::waterfall(rows_of(scene), "cycles by layer"));
  return out + piece_table(scene, order);
}

Html cycles_body(const Shown& shown) {
  const Json layers = portable_json(shown.summary)["layers"];
  std::vector<std::int64_t> cycles;
  for (const ImageRecord& image : shown.summary.images) cycles.push_back(image.cycles);
  if (cycles.empty()) return page::paragraph("No image was finished.");
  const Spread spread = image_cycles(shown.summary);
  Html figures =
      page::figure(fmt::format("Images by their cycles: {} to {}, mean {:.1f}",
                               text::thousands(spread.min),
                               text::thousands(spread.max),
                               spread.mean),
                   page::histogram(cycles, "cycles", "how many images took how many cycles"));
  figures += lanes_figure(layers);
  Html out = page::grid(figures) + layer_table(layers);
  if (shown.summary.traffic.stream) {
    out += page::paragraph(
        "Images in flight together share a layer's busy cycles, so these are "
        "not counted when streamed.");
  }
  return out;
}

Html plan_body(const Shown& shown) {
  const network::Network& network = shown.setup.design.network;
  const plan::Plan& plan = shown.setup.design.plan;
  return plan_table(network, plan) +
         page::paragraph(
             "What the core without a wrapper takes of the part that each family is "
             "measured against, before synthesis: block RAM and DSP as Yosys counts "
             "them, LUTs estimated (gen/plan/README.md).") +
         target_table(network, plan) + memory_table(network, plan);
}

}  // namespace spinforge::harness
