// SPDX-License-Identifier: Apache-2.0
//
// A Verilated core that is not there: its ports, and what was done to it.
#pragma once

#include <verilated.h>

struct Vsf_core {
  explicit Vsf_core(VerilatedContext* from) : context(from) { last = this; }

  std::uint8_t clk_i = 0, rst_ni = 0, pixel_valid_i = 0, pixel_data_i = 0, pixel_last_i = 0;
  std::uint32_t pixel_image_i = 0;
  std::uint8_t result_ready_i = 0, cfg_valid_i = 0, cfg_is_mask_i = 0, cfg_layer_i = 0;
  std::uint8_t cfg_now_i = 0, cfg_step_i = 0, cfg_code_i = 0, cfg_page_i = 0;
  std::uint16_t cfg_word_i = 0;
  std::uint32_t cfg_image_i = 0;
  std::uint64_t cfg_mask_i = 0;
  std::uint8_t cfg_is_threshold_i = 0, cfg_which_i = 0, check_valid_i = 1;
  std::uint32_t cfg_value_i = 0;

  std::uint8_t cfg_ready_o = 0, cfg_error_o = 0, pixel_ready_o = 0, frame_error_o = 0;
  std::uint8_t result_valid_o = 0, result_last_o = 0, result_class_o = 0, result_count_o = 0;
  std::uint32_t result_image_o = 0;
  std::uint8_t status_busy_o = 0;

  std::uint8_t commit1_valid_o = 0, commit1_step_o = 0, commit1_code_o = 0;
  std::uint32_t commit1_image_o = 0;
  std::uint16_t commit1_base_o = 0;
  std::uint8_t commit1_mask_o = 0, commit1_spike_o = 0, commit1_armed_o = 0, commit1_over_o = 0;
  std::uint64_t commit1_v_o = 0, commit1_d_o = 0;

  std::uint8_t commit2_valid_o = 0, commit2_step_o = 0, commit2_code_o = 0;
  std::uint32_t commit2_image_o = 0;
  std::uint16_t commit2_base_o = 0;
  std::uint64_t commit2_mask_o = 0, commit2_spike_o = 0, commit2_armed_o = 0, commit2_over_o = 0;
  VlWide<17> commit2_v_o;  // 40 * 13 = 520 bits
  VlWide<22> commit2_d_o;  // 40 * 17 = 680 bits

  void eval() { clocks = clocks * 10 + 1 + clk_i; }
  void final() { ended = true; }

  VerilatedContext* context;
  long clocks = 0;  ///< a digit for each evaluation: 1 with the clock low, 2 with it high
  inline static bool ended = false;
  inline static Vsf_core* last = nullptr;
};
