// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/macros.hpp"

#include <string_view>

#include "gen/base/fixed.hpp"
#include "gen/emit/widths.hpp"

namespace spinforge::emit {
namespace {

using fixed::address_bits;
using enum sv::Direction;
using namespace widths;

int words(P p, std::string_view size, std::string_view word_bits) {
  return fixed::ceil_div(get(p, size), get(p, word_bits));
}

/// Words of a spike buffer's bitmap.
int buffer_word_bits(P p) { return get(p, "PieceBits") * get(p, "WordPieces"); }
int buffer_words(P p) { return fixed::ceil_div(get(p, "Size"), buffer_word_bits(p)); }

int lane_potentials(P p) { return neuron_lanes(p) * (get(p, "FracBits") + 2); }
int lane_drives(P p) { return neuron_lanes(p) * get(p, "DriveBits"); }

}  // namespace

const sv::Interface& pixel_buffer() {
  static const sv::Interface kInterface{
      "sf_pixel_buffer",
      {"Size", "WordBits"},
      {{"clk_i", kInput, one},
       {"rst_ni", kInput, one},
       {"pixel_valid_i", kInput, one},
       {"pixel_ready_o", kOutput, one},
       {"pixel_data_i", kInput, byte},
       {"pixel_last_i", kInput, one},
       {"pixel_image_i", kInput, full},
       {"frame_error_o", kOutput, one},
       {"rd_valid_o", kOutput, one},
       {"rd_image_o", kOutput, full},
       {"rd_summary_o", kOutput, [](P p) { return words(p, "Size", "WordBits"); }},
       {"rd_addr_i", kInput, [](P p) { return address_bits(words(p, "Size", "WordBits")); }},
       {"rd_word_o", kOutput, [](P p) { return get(p, "WordBits"); }},
       {"rd_pixel_addr_i", kInput, [](P p) { return address_bits(get(p, "Size")); }},
       {"rd_pixel_o", kOutput, byte},
       {"rd_done_i", kInput, one}}};
  return kInterface;
}

const sv::Interface& rate_encoder() {
  static const sv::Interface kInterface{
      "sf_rate_encoder",
      {"Size", "Steps", "Seed"},
      {{"clk_i", kInput, one},
       {"rst_ni", kInput, one},
       {"in_valid_i", kInput, one},
       {"in_image_i", kInput, full},
       {"in_pixel_addr_o", kOutput, [](P p) { return address_bits(get(p, "Size")); }},
       {"in_pixel_i", kInput, byte},
       {"in_done_o", kOutput, one},
       {"out_free_i", kInput, one},
       {"out_alloc_o", kOutput, one},
       {"out_valid_o", kOutput, one},
       {"out_bit_o", kOutput, one},
       {"out_last_o", kOutput, one},
       {"out_image_o", kOutput, full}}};
  return kInterface;
}

const sv::Interface& spike_buffer() {
  static const sv::Interface kInterface{
      "sf_spike_buffer",
      {"Size", "PieceBits", "WordPieces"},
      {{"clk_i", kInput, one},
       {"rst_ni", kInput, one},
       {"free_o", kOutput, one},
       {"alloc_i", kInput, one},
       {"wr_valid_i", kInput, one},
       {"wr_bits_i", kInput, [](P p) { return get(p, "PieceBits"); }},
       {"wr_last_i", kInput, one},
       {"wr_abort_i", kInput, one},
       {"wr_image_i", kInput, full},
       {"rd_valid_o", kOutput, one},
       {"rd_image_o", kOutput, full},
       {"rd_summary_o", kOutput, buffer_words},
       {"rd_addr_i", kInput, [](P p) { return address_bits(buffer_words(p)); }},
       {"rd_word_o", kOutput, buffer_word_bits},
       {"rd_done_i", kInput, one}}};
  return kInterface;
}

const sv::Interface& layer() {
  static const sv::Interface kInterface{
      "sf_layer",
      {"Inputs",     "Neurons",     "Lanes",     "NeuronLanes",  "Steps",      "Direct",
       "InWordBits", "Conv",        "InHeight",  "InWidth",      "Channels",   "Kernel",
       "Stride",     "Padding",     "PoolSize",  "SumPool",      "WeightBits", "CounterBits",
       "D0Bits",     "DriveBits",   "Shift",     "MulPerNeuron", "Mul",        "WeightFile",
       "BiasFile",   "MulFile",     "WeightSum", "BiasSum",      "MulSum",     "MemoryCheck",
       "FracBits",   "Ka",          "Sa",        "Be",           "VMin",       "VRest",
       "Reset",      "Refractory",  "LeakGated", "Pipeline",     "HasGain",    "Leaky",
       "Beta",       "Sb",          "Threshold", "ResetToZero",  "NoiseNs",    "NoiseSn",
       "Seed",       "LayerNumber", "MaskPages", "FieldDefault", "FieldCodes", "FieldGate",
       "FieldGain",  "FieldThLo",   "FieldThHi", "FieldThRest",  "ThWritable"},
      {{"clk_i", kInput, one},
       {"rst_ni", kInput, one},
       {"in_valid_i", kInput, one},
       {"in_image_i", kInput, full},
       {"in_summary_i", kInput, [](P p) { return words(p, "Inputs", "InWordBits"); }},
       {"in_addr_o", kOutput, [](P p) { return address_bits(words(p, "Inputs", "InWordBits")); }},
       {"in_word_i", kInput, [](P p) { return get(p, "InWordBits"); }},
       {"in_pixel_addr_o", kOutput, [](P p) { return address_bits(get(p, "Inputs")); }},
       {"in_pixel_i", kInput, byte},
       {"in_done_o", kOutput, one},
       {"out_free_i", kInput, one},
       {"out_alloc_o", kOutput, one},
       {"out_valid_o", kOutput, one},
       {"out_last_o", kOutput, one},
       {"out_spike_o", kOutput, neuron_lanes},
       {"cfg_select_valid_i", kInput, one},
       {"cfg_select_ready_o", kOutput, one},
       {"cfg_mask_valid_i", kInput, one},
       {"cfg_now_i", kInput, one},
       {"cfg_image_i", kInput, full},
       {"cfg_step_i", kInput, byte},
       {"cfg_code_i", kInput, four},
       {"cfg_page_i", kInput, two},
       {"cfg_word_i", kInput, half},
       {"cfg_mask_i", kInput, neuron_lanes},
       {"cfg_threshold_valid_i", kInput, one},
       {"cfg_which_i", kInput, two},
       {"cfg_value_i", kInput, threshold},
       {"commit_valid_o", kOutput, one},
       {"commit_image_o", kOutput, full},
       {"commit_step_o", kOutput, byte},
       {"commit_base_o", kOutput, half},
       {"commit_mask_o", kOutput, neuron_lanes},
       {"commit_v_o", kOutput, lane_potentials},
       {"commit_d_o", kOutput, lane_drives},
       {"commit_spike_o", kOutput, neuron_lanes},
       {"commit_armed_o", kOutput, neuron_lanes},
       {"commit_over_o", kOutput, neuron_lanes},
       {"commit_code_o", kOutput, four},
       {"busy_o", kOutput, one},
       {"check_valid_i", kInput, one},
       {"check_row_i", kInput, full},
       {"check_fold_o", kOutput, full}}};
  return kInterface;
}

const sv::Interface& config() {
  static const sv::Interface kInterface{"sf_config",
                                        {"Layers", "Codes", "Thresholds"},
                                        {{"valid_i", kInput, one},
                                         {"ready_o", kOutput, one},
                                         {"mask_i", kInput, one},
                                         {"threshold_i", kInput, one},
                                         {"layer_i", kInput, byte},
                                         {"code_i", kInput, four},
                                         {"which_i", kInput, two},
                                         {"error_o", kOutput, one},
                                         {"busy_i", kInput, layers},
                                         {"select_valid_o", kOutput, layers},
                                         {"select_ready_i", kInput, layers},
                                         {"mask_valid_o", kOutput, layers},
                                         {"threshold_valid_o", kOutput, layers}}};
  return kInterface;
}

const sv::Interface& readout() {
  static const sv::Interface kInterface{
      "sf_readout",
      {"Neurons", "NeuronLanes", "Steps", "PotentialBits"},
      {{"clk_i", kInput, one},
       {"rst_ni", kInput, one},
       {"free_o", kOutput, one},
       {"alloc_i", kInput, one},
       {"valid_i", kInput, one},
       {"last_i", kInput, one},
       {"step_i", kInput, byte},
       {"image_i", kInput, full},
       {"spike_i", kInput, neuron_lanes},
       {"potential_i", kInput, [](P p) { return neuron_lanes(p) * get(p, "PotentialBits"); }},
       {"result_valid_o", kOutput, one},
       {"result_ready_i", kInput, one},
       {"result_class_o", kOutput, [](P p) { return address_bits(get(p, "Neurons")); }},
       {"result_count_o", kOutput, byte},
       {"result_image_o", kOutput, full},
       {"result_last_o", kOutput, one}}};
  return kInterface;
}

}  // namespace spinforge::emit
