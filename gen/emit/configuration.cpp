// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/configuration.hpp"

#include <fmt/format.h>

#include <string_view>

#include "gen/emit/macros.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {

using sv::Instance;
using sv::Signal;
using sv::tied;

namespace {

/// Of a port whose width no parameter changes.
int layer_port_width(std::string_view port) { return macro("sf_layer").port(port).width({}); }

}  // namespace

ConfigurationPort::ConfigurationPort(sv::Module& module,
                                     const Constants& constants,
                                     int layers,
                                     bool thresholds)
    : thresholds_(thresholds) {
  module.group_ports(
      "configuration: a select (field code and mask page from a step on) or a word of a mask "
      "page");
  ready_ = module.signal("config_select_ready", layers);
  select_ = module.signal("config_select_valid", layers);
  mask_ = module.signal("config_mask_valid", layers);
  busy_ = module.signal("busy", layers);
  Instance config(macro("sf_config"), "u_config");
  config.set("Layers", layers)
      .set("Codes", constants.config_codes)
      .set("Thresholds", constants.config_thresholds)
      .connect("valid_i", module.input("cfg_valid_i"))
      .connect("ready_o", module.output("cfg_ready_o"))
      .connect("mask_i", module.input("cfg_is_mask_i"))
      .connect("layer_i", module.input("cfg_layer_i", 8))
      .connect("error_o", module.output("cfg_error_o"))
      .connect("busy_i", busy_)
      .connect("select_valid_o", select_)
      .connect("select_ready_i", ready_)
      .connect("mask_valid_o", mask_);
  for (const char* const name :
       {"cfg_now_i", "cfg_image_i", "cfg_step_i", "cfg_code_i", "cfg_page_i", "cfg_word_i"}) {
    shared_.push_back(module.input(name, layer_port_width(name)));
    if (name == std::string_view("cfg_code_i")) config.connect("code_i", shared_.back());
  }
  mask_word_ = module.input("cfg_mask_i", constants.config_mask_bits);
  threshold_ports(module, config);
  module.add(config, "Configuration");
}

/// The third kind of write: ports where the thresholds are registers, else tied off.
void ConfigurationPort::threshold_ports(sv::Module& module, Instance& config) {
  const int which_bits = layer_port_width("cfg_which_i");
  const int value_bits = layer_port_width("cfg_value_i");
  if (thresholds_) {
    threshold_ = module.signal("config_threshold_valid", busy_.width);
    which_ = module.input("cfg_which_i", which_bits);
    value_ = module.input("cfg_value_i", value_bits);
    config.connect("threshold_i", module.input("cfg_is_threshold_i"));
  } else {
    threshold_ = module.unused("config_threshold_valid", busy_.width);
    which_ = tied(which_bits, 0);
    value_ = tied(value_bits, 0);
    config.connect("threshold_i", tied(1, 0));
  }
  config.connect("which_i", which_).connect("threshold_valid_o", threshold_);
}

Signal ConfigurationPort::connect(sv::Module& module,
                                  Instance& layer,
                                  std::size_t number,
                                  int neuron_lanes) const {
  const int bit = static_cast<int>(number) - 1;
  Signal ready = module.signal(fmt::format("layer{}_select_ready", number));
  layer.connect("cfg_select_valid_i", sv::slice(select_, bit, bit))
      .connect("cfg_select_ready_o", ready)
      .connect("cfg_mask_valid_i", sv::slice(mask_, bit, bit));
  for (const Signal& port : shared_) layer.connect(port.name, port);
  layer.connect("cfg_mask_i", sv::slice(mask_word_, neuron_lanes - 1, 0))
      .connect("cfg_threshold_valid_i", thresholds_ ? sv::slice(threshold_, bit, bit) : tied(1, 0))
      .connect("cfg_which_i", which_)
      .connect("cfg_value_i", value_);
  return ready;
}

}  // namespace spinforge::emit
