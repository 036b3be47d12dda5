// SPDX-License-Identifier: Apache-2.0
// formal: draws every bit of every step once
// sources: sf_rate_encoder
// proof: Size=3 Steps=2 | bmc 8 | induction 1 | cover 20
// proof: Size=1 Steps=2 | bmc 8 | induction 1 | cover 14
// red: when the last bit is marked early
//   bmc sf_rate_encoder.sv s/bit_last_q  <= scan_end/bit_last_q  <= scan/
//
// The image and its tag are free, and constant until in_done_o; pixels come back one cycle after
// their address. The bits are the header's equation, exact and not only counted; which function mix
// is does not matter to that, so a plain one stands in for sf_mix, whose adders no solver likes.
`default_nettype none

module sf_mix (
  input  logic [31:0] word_i,
  output logic [31:0] word_o
);
  assign word_o = {word_i[7:0], word_i[31:8]} ^ word_i ^ 32'h6b4ed927;
endmodule

module sf_rate_encoder_properties #(
  parameter int Size = 3,
  parameter int Steps = 2,
  localparam logic [31:0] Seed = 32'd7,
  localparam int IndexBits = (Size > 1) ? $clog2(Size) : 1
) (
  input logic              clk_i,
  input logic              rst_ni,
  input logic              in_valid_i,
  input logic [Size*8-1:0] pixels_i,   // of the next image
  input logic [31:0]       image_i,
  input logic              out_free_i
);

  logic [IndexBits-1:0] pixel_addr;
  logic                 in_done, alloc, valid, spike, last;
  logic [31:0]          image;
  `include "sf_formal.svh"

  // The bank of pixels that is read: constant from in_valid_i to in_done_o.
  logic [Size*8-1:0] pixels_q, pixels;
  logic [31:0]       image_q, in_image;
  logic [7:0]        pixel_q;
  logic              held_q;
  assign pixels   = held_q ? pixels_q : pixels_i;
  assign in_image = held_q ? image_q : image_i;
  always_ff @(posedge clk_i) begin
    pixel_q <= pixels[32'(pixel_addr) * 8 +: 8];
    held_q  <= rst_ni && in_valid_i && !in_done;
    pixels_q <= pixels;
    image_q  <= in_image;
  end

  sf_rate_encoder #(.Size(Size), .Steps(Steps), .Seed(Seed)) u_dut (
    .clk_i, .rst_ni, .in_valid_i, .in_image_i(in_image), .in_pixel_addr_o(pixel_addr),
    .in_pixel_i(pixel_q), .in_done_o(in_done), .out_free_i, .out_alloc_o(alloc),
    .out_valid_o(valid), .out_bit_o(spike), .out_last_o(last), .out_image_o(image)
  );

  always_comb if (live_q && held_q) assume (in_valid_i);

  // Model: cycles since a step started (0: idle), and the bits that it owes.
  logic [7:0]  since_q, step_q;
  logic        starts, ends;
  logic [7:0]  owed_index_q;           // index of the bit that must come now, if bit_q
  logic [7:0]  owed_step_q;
  logic        bit_q;
  logic [7:0]  owed_pixel_q;
  logic [31:0] owed_image_q;
  assign starts = since_q == 8'd0 && in_valid_i && out_free_i;
  assign ends   = 32'(since_q) == Size + 2;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      since_q <= 8'd0;
      step_q  <= 8'd1;
      bit_q   <= 1'b0;
    end else begin
      if (starts)                 since_q <= 8'd1;
      else if (ends)              since_q <= 8'd0;
      else if (since_q != 8'd0)   since_q <= since_q + 8'd1;
      if (ends) step_q <= (32'(step_q) == Steps) ? 8'd1 : step_q + 8'd1;
      bit_q        <= since_q >= 8'd3;
    end
  end
  always_ff @(posedge clk_i) begin
    owed_index_q <= since_q - 8'd3;
    owed_step_q  <= step_q;
    owed_pixel_q <= pixels[(32'(since_q) - 3) * 8 +: 8];
    owed_image_q <= in_image;
  end

  // The hash of that bit, from its definition.
  logic [31:0] mixed1, mixed2, mixed3;
  sf_mix u_mix1 (.word_i(Seed ^ owed_image_q), .word_o(mixed1));
  sf_mix u_mix2 (.word_i(mixed1 ^ {24'd0, owed_step_q}), .word_o(mixed2));
  sf_mix u_mix3 (.word_i(mixed2 ^ {24'd0, owed_index_q}), .word_o(mixed3));

  always_comb begin
    if (live_q) begin
      assert (alloc == starts);
      assert (valid == bit_q);           // exactly Size bits, 4 to Size+3 cycles after the start
      assert (in_done == (ends && 32'(step_q) == Steps));
    end
    if (live_q && valid) begin
      assert (last == (32'(owed_index_q) == Size - 1));
      assert (image == owed_image_q);
      assert (spike == (mixed3[31:24] < owed_pixel_q));
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic [1:0] \u_dut.phase_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q ;
  (* hierconn *) logic [IndexBits-1:0] \u_dut.index_q , \u_dut.bit_index_q ;
  (* hierconn *) logic [31:0] \u_dut.shared_q , \u_dut.image_q ;
  logic [31:0] shared1, shared2;         // of the running step
  sf_mix u_shared1 (.word_i(Seed ^ image_q), .word_o(shared1));
  sf_mix u_shared2 (.word_i(shared1 ^ {24'd0, step_q}), .word_o(shared2));
  always_comb begin
    if (live_q) begin
      assert (32'(since_q) <= Size + 2 && 32'(step_q) >= 1 && 32'(step_q) <= Steps);
      assert (since_q == 8'd0 || held_q);
      assert (step_q == 8'd1 || held_q);
      assert (\u_dut.phase_q == ((since_q > 8'd3) ? 2'd3 : since_q[1:0]));
      assert (\u_dut.step_q == step_q);
      assert (8'(\u_dut.index_q ) == ((since_q > 8'd3) ? since_q - 8'd3 : 8'd0));
      if (since_q == 8'd2) assert (\u_dut.shared_q == shared1);
      if (since_q >= 8'd3) assert (\u_dut.shared_q == shared2);
      if (since_q >= 8'd2) assert (\u_dut.image_q == image_q);
    end
    if (live_q && bit_q) begin
      assert (\u_dut.shared_q == mixed2);
      assert (8'(\u_dut.bit_index_q ) == owed_index_q && 32'(owed_index_q) < Size);
      assert (pixel_q == owed_pixel_q);
    end
  end

  always_comb begin
    cover (live_q && in_done);
    cover (live_q && alloc && valid && last);                       // steps back to back
    cover (live_q && valid && step_q == 8'd2 && spike);
    cover (live_q && valid && owed_pixel_q == 8'd255 && !spike);  // 255 is no certainty
    cover (live_q && in_valid_i && since_q == 8'd0 && !out_free_i);
  end

endmodule

`default_nettype wire
