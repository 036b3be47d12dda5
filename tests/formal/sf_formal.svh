// SPDX-License-Identifier: Apache-2.0
// Within every module of properties that has a reset: what holds, holds after it.
logic live_q = 1'b0;  // a reset has been seen
always_ff @(posedge clk_i) live_q <= 1'b1;
always_comb if (!live_q) assume (!rst_ni);
