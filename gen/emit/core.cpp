// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/core.hpp"

#include <fmt/format.h>

#include <vector>

#include "gen/base/error.hpp"
#include "gen/directory/directory.hpp"
#include "gen/emit/bitmaps.hpp"
#include "gen/emit/configuration.hpp"
#include "gen/emit/macros.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

using sv::Instance;
using sv::Signal;
using sv::tied;

/// A layer as the rest of the core sees it.
struct Wired {
  Producer out;
  Signal step, potentials;  ///< of its commits
  Signal busy, select_ready, fold, parity_error;
};

/// Wires one core, from the pixels to the result.
class CoreWriter {
 public:
  CoreWriter(const network::Network& network,
             const plan::Plan& plan,
             const Features& features,
             const Constants& constants)
      : network_(network),
        plan_(plan),
        features_(features),
        constants_(constants),
        module_(module_with_memories("sf_core")) {
    module_.group_ports("clock, and synchronous reset");
    module_.input("clk_i");
    module_.input("rst_ni");
  }

  sv::Module write() {
    const bool rate = network_.input.coding == network::Coding::kRate;
    Bitmaps bitmaps(module_, plan_, constants_);
    Bitmap bitmap = bitmaps.input(rate);
    const std::vector<Signal> result = result_ports();
    const ConfigurationPort control(
        module_, constants_, static_cast<int>(plan_.layers.size()), features_.thresholds);
    module_.group_ports("status: bit k is high while layer k+1 works on an image");
    const Signal busy = module_.output("status_busy_o", control.busy().width);
    if (features_.axi) check_ports();
    if (parity()) {
      module_.group_ports("parity: a word of weights was wrong, since the reset");
      parity_error_ = module_.output("parity_error_o");
    }
    std::vector<Wired> layers;
    for (std::size_t number = 1; number <= plan_.layers.size(); ++number) {
      layers.push_back(layer(number, bitmap, control));
      if (number < plan_.layers.size()) {
        bitmap = bitmaps.spikes(number + 1, layers.back().out);
      } else {
        readout(number, layers.back(), result);
      }
    }
    module_.group_assignments("Configuration");
    module_.assign(control.ready(), gathered(layers, &Wired::select_ready));
    module_.group_assignments("Status");
    module_.assign(control.busy(), gathered(layers, &Wired::busy));
    module_.assign(busy, control.busy());
    if (features_.axi) module_.assign(check_fold_, gathered(layers, &Wired::fold));
    if (parity()) {
      const Signal all = gathered(layers, &Wired::parity_error);
      module_.assign(parity_error_, {all.name + " != '0", 1});
    }
    return std::move(module_);
  }

 private:
  /// One signal of every layer side by side, layer 1 in the lowest bits.
  static Signal gathered(const std::vector<Wired>& layers, Signal Wired::*signal) {
    std::vector<std::string> names;
    int width = 0;
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) {
      names.push_back(((*layer).*signal).name);
      width += ((*layer).*signal).width;
    }
    return {sv::concat(names), width};
  }

  [[nodiscard]] const LayerConstants& of(std::size_t number) const {
    return constants_.layers[number - 1];
  }

  [[nodiscard]] bool parity() const { return plan_.layers.front().parity; }
  [[nodiscard]] bool time() const { return plan_.order == plan::Order::kTime; }

  Wired layer(std::size_t number, const Bitmap& input, const ConfigurationPort& control) {
    const std::string prefix = fmt::format("layer{}", number);
    module_.group_signals(fmt::format("layer {}", number));
    Wired out;
    // In time order its trains are read, and only the read-out looks at single spikes.
    const bool shown = !time() || number == plan_.layers.size();
    const auto spikes = [&](const std::string& name, const sv::Width& width) {
      return shown ? module_.signal(name, width) : module_.unused(name, width);
    };
    out.out = {module_.signal(prefix + "_free"),
               module_.signal(prefix + "_alloc"),
               spikes(prefix + "_valid", 1),
               module_.signal(prefix + "_last"),
               spikes(prefix + "_spike", of(number).at("NeuronLanes")),
               {},
               {},
               {},
               {}};
    wire_place(out.out, prefix, number);
    out.busy = module_.signal(prefix + "_busy");
    Instance layer = clocked("sf_layer", fmt::format("u_layer{}", number));
    set_parameters(layer, number);
    layer.connect("in_valid_i", input.valid)
        .connect("in_image_i", input.image)
        .connect("in_summary_i", input.summary)
        .connect("in_addr_o", input.addr)
        .connect("in_word_i", input.word);
    if (plan_.layers[number - 1].direct) {
      layer.connect("in_pixel_addr_o", input.pixel_addr).connect("in_pixel_i", input.pixel);
    } else {
      layer
          .connect("in_pixel_addr_o",
                   module_.unused(prefix + "_pixel_addr", of(number).in_index_bits))
          .connect("in_pixel_i", tied(8, 0));
    }
    connect_trains(layer, input, prefix, number);
    layer.connect("in_done_o", input.done)
        .connect("out_free_i", out.out.free)
        .connect("out_alloc_o", out.out.alloc)
        .connect("out_valid_o", out.out.valid)
        .connect("out_last_o", out.out.last)
        .connect("out_word_o", out.out.word)
        .connect("out_spike_o", out.out.bits)
        .connect("out_train_valid_o", out.out.train_valid)
        .connect("out_trains_o", out.out.trains);
    out.select_ready =
        control.connect(module_, layer, number, plan_.layers[number - 1].neuron_lanes);
    commit_ports(layer, number);
    layer.connect("busy_o", out.busy);
    out.fold = memory_check(layer, number);
    const std::string error = fmt::format("layer{}_parity_error", number);
    out.parity_error = parity() ? module_.signal(error) : module_.unused(error);
    layer.connect("parity_error_o", out.parity_error);
    out.out.image = layer.at("commit_image_o");
    out.step = layer.at("commit_step_o");
    out.potentials = layer.at("commit_v_o");
    module_.add(layer, fmt::format("Layer {}", number));
    return out;
  }

  /// Where a word of layer `number` belongs, for the read-out, and its trains, for a buffer of
  /// them.
  void wire_place(Producer& out, const std::string& prefix, std::size_t number) {
    const bool last = number == plan_.layers.size();
    const auto signal = [&](bool used, const std::string& name, const sv::Width& width) {
      return used ? module_.signal(name, width) : module_.unused(name, width);
    };
    out.word = signal(last, prefix + "_out_word", of(number).word_bits);
    out.train_valid = signal(time() && !last, prefix + "_train_valid", 1);
    out.trains = signal(time() && !last, prefix + "_trains", of(number).train_bits);
  }

  void connect_trains(Instance& layer,
                      const Bitmap& input,
                      const std::string& prefix,
                      std::size_t number) {
    if (!input.train.name.empty()) {
      layer.connect("in_train_o", input.train_read)
          .connect("in_train_word_o", input.train_word)
          .connect("in_train_bit_o", input.train_bit)
          .connect("in_train_i", input.train);
      return;
    }
    layer.connect("in_train_o", module_.unused(prefix + "_train_read", 1))
        .connect("in_train_word_o", module_.unused(prefix + "_train_word", of(number).in_addr_bits))
        .connect("in_train_bit_o", module_.unused(prefix + "_train_bit", of(number).in_bit_bits))
        .connect("in_train_i", tied(static_cast<int>(constants_.steps.value), 0));
  }

  void set_parameters(Instance& layer, std::size_t number) {
    for (const std::string& parameter : layer.interface().parameters) {
      const sv::Constant* const constant = of(number).find(parameter);
      if (parameter == "LayerNumber") {
        layer.set(parameter, static_cast<std::int64_t>(number));
      } else if (constant == nullptr) {
        // A memory that the layer does not have, or what stands in its place where it has one.
        if (parameter == "Mul" || parameter == "NeuronRows") layer.set(parameter, 1);
        if (parameter == "Parity") layer.set_text(parameter, parity() ? "1'b1" : "1'b0");
        if (parameter.ends_with("File")) layer.set_text(parameter, "\"\"");
        if (parameter.ends_with("Sum")) layer.set_text(parameter, "32'd0");
      } else if (parameter.ends_with("File")) {
        layer.set_text(parameter, sv::concat({"MemDir", constant->reference}));
      } else {
        layer.set(parameter, *constant);
      }
    }
  }

  /// What the memories hold, for the wrapper; returns the layer's part of it.
  Signal memory_check(Instance& layer, std::size_t number) {
    const std::string name = fmt::format("layer{}_check_fold", number);
    Signal fold = features_.axi ? module_.signal(name, 32) : module_.unused(name, 32);
    layer.connect("check_valid_i", features_.axi ? check_valid_ : tied(1, 0))
        .connect("check_row_i", features_.axi ? check_row_ : tied(32, 0))
        .connect("check_fold_o", fold);
    return fold;
  }

  void check_ports() {
    module_.group_ports("what the memories hold, row by row while the core is idle, see sf_layer");
    check_valid_ = module_.input("check_valid_i");
    check_row_ = module_.input("check_row_i", 32);
    check_fold_ = module_.output("check_fold_o", 32 * static_cast<int>(plan_.layers.size()));
  }

  void commit_ports(Instance& layer, std::size_t number) {
    module_.group_ports(fmt::format("commits of layer {}: one word of neurons a cycle", number));
    for (const auto& [field, width] : of(number).commit) {
      layer.connect(fmt::format("commit_{}_o", field),
                    module_.output(fmt::format("commit{}_{}_o", number, field), width));
    }
  }

  std::vector<Signal> result_ports() {
    module_.group_ports(
        "result stream: one beat a class, its spike count, the image's class on each");
    return {module_.output("result_valid_o"),
            module_.input("result_ready_i"),
            module_.output("result_class_o", constants_.class_bits),
            module_.output("result_count_o", 8),
            module_.output("result_image_o", 32),
            module_.output("result_last_o")};
  }

  void readout(std::size_t number, const Wired& last, const std::vector<Signal>& result) {
    const LayerConstants& constants = of(number);
    Instance readout = clocked("sf_readout", "u_readout");
    const sv::Constant& frac_bits = constants.at("FracBits");
    readout.set("Neurons", constants.at("Neurons"))
        .set("NeuronLanes", constants.at("NeuronLanes"))
        .set("Steps", constants_.steps)
        .set("Claims", time() ? sv::Constant{"1", 1} : constants_.steps)
        .set("PotentialBits", {frac_bits.reference + " + 2", frac_bits.value + 2})
        .connect("free_o", last.out.free)
        .connect("alloc_i", last.out.alloc)
        .connect("valid_i", last.out.valid)
        .connect("last_i", last.out.last)
        .connect("word_i", last.out.word)
        .connect("step_i", last.step)
        .connect("image_i", last.out.image)
        .connect("spike_i", last.out.bits)
        .connect("potential_i", last.potentials);
    for (const Signal& port : result) readout.connect(port.name, port);
    module_.add(readout, "Read-out");
  }

  const network::Network& network_;
  const plan::Plan& plan_;
  const Features& features_;
  const Constants& constants_;
  sv::Module module_;
  Signal check_valid_, check_row_, check_fold_;  ///< with the wrapper
  Signal parity_error_;                          ///< with parity
};

}  // namespace

sv::Module module_with_memories(std::string_view name) {
  sv::Module out(name);
  out.parameter(
      "MemDir", directory::kMemories, "Directory of the memory images, with a slash at its end.");
  return out;
}

Core::Core(const network::Network& net, const plan::Plan& of, const Identity& as)
    : network(net),
      plan(of),
      identity(as),
      memories(memories_of(net, of)),
      constants(make_constants(net, of, as.features, memories)),
      module(CoreWriter(net, of, as.features, constants).write()) {}

std::string Core::header(std::string_view purpose) const {
  return fmt::format(
      "SPDX-License-Identifier: Apache-2.0\n{}\n\n"
      "generated by spinforge-gen from {}, do not edit:\n  {}",
      purpose,
      network.name,
      identity.command);
}

}  // namespace spinforge::emit
