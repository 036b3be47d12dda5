// SPDX-License-Identifier: Apache-2.0
//
// The C interface of the Verilated core, see model_abi.h.
#include "Vsf_core.h"

using Top = Vsf_core;

#include "model.hpp"

namespace {

template <typename Port>
void set_bit(Port& port, int bit, int value) {
  const Port one = static_cast<Port>(Port{1} << bit);
  port = static_cast<Port>(value != 0 ? port | one : port & ~one);
}

template <std::size_t Words>
void set_bit(VlWide<Words>& port, int bit, int value) {
  set_bit(port[static_cast<std::size_t>(bit) / 32], bit % 32, value);
}

}  // namespace

void sf_tick(SfModel* model, const SfInputs* inputs, SfOutputs* outputs) {
  Top& core = model->core;
  core.clk_i = 0;
  core.rst_ni = inputs->rst_n;
  core.pixel_valid_i = inputs->pixel_valid;
  set(core.pixel_data_i, inputs->pixel_data);
#if SF_PIXELS_PER_BEAT > 1
  core.pixel_keep_i = inputs->pixel_keep;
#endif
  core.pixel_last_i = inputs->pixel_last;
  core.pixel_image_i = inputs->pixel_image;
  core.result_ready_i = inputs->result_ready;
  core.cfg_valid_i = inputs->cfg_valid;
  core.cfg_is_mask_i = inputs->cfg_is_mask;
  core.cfg_layer_i = inputs->cfg_layer;
  core.cfg_now_i = inputs->cfg_now;
  core.cfg_image_i = inputs->cfg_image;
  core.cfg_step_i = inputs->cfg_step;
  core.cfg_code_i = inputs->cfg_code;
  core.cfg_page_i = inputs->cfg_page;
  core.cfg_word_i = inputs->cfg_word;
  if (inputs->cfg_valid != 0 && inputs->cfg_is_mask != 0) {
    for (int i = 0; i < SF_MASK_BITS; ++i) set_bit(core.cfg_mask_i, i, inputs->cfg_mask[i]);
  }
#if SF_THRESHOLDS
  core.cfg_is_threshold_i = inputs->cfg_is_threshold;
  core.cfg_which_i = inputs->cfg_which;
  core.cfg_value_i = static_cast<std::uint32_t>(inputs->cfg_value) & 0x3ffffU;
#endif
#if SF_MEMORY_CHECK
  core.check_valid_i = 0;
#endif
  model->eval();
  outputs->cfg_ready = core.cfg_ready_o;
  outputs->cfg_error = core.cfg_error_o;
  outputs->pixel_ready = core.pixel_ready_o;
  outputs->frame_error = core.frame_error_o;
  outputs->result_valid = core.result_valid_o;
  outputs->result_last = core.result_last_o;
  outputs->result_class = core.result_class_o;
  outputs->result_count = core.result_count_o;
  outputs->result_image = core.result_image_o;
  outputs->busy = core.status_busy_o;
#if SF_PARITY
  outputs->parity_error = core.parity_error_o;
#else
  outputs->parity_error = 0;
#endif
  sample_commits(core, outputs->commits);
  core.clk_i = 1;
  model->eval();
}
