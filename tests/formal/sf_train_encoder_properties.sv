// SPDX-License-Identifier: Apache-2.0
// formal: draws the train of every pixel once, in order
// sources: sf_train_encoder
// proof: Size=3 Steps=2 | bmc 8 | induction 1 | cover 16
// proof: Size=2 Steps=3 | bmc 8 | induction 1 | cover 16
// proof: Size=1 Steps=1 | bmc 8 | induction 1 | cover 10
// red: when a train still holds a spike of the pixel before
//   bmc sf_train_encoder.sv s/silent_q ? '0 : Steps'(/silent_q ? train_q : Steps'(/
// red: when the last step of a pixel is not drawn
//   bmc sf_train_encoder.sv s/step_q == 8'(Steps))/step_q == 8'(Steps - 1))/
// red: when the random bits of two images are the same
//   bmc sf_train_encoder.sv s/Seed ^ in_image_i/Seed/
//
// The image and its tag are free, and constant until in_done_o; pixels come back one cycle after
// their address. The trains are the header's equation. Which function mix is does not matter to
// that, so a plain one stands in for sf_mix, whose adders no solver likes.
`default_nettype none

module sf_mix (
  input  logic [31:0] word_i,
  output logic [31:0] word_o
);
  assign word_o = {word_i[7:0], word_i[31:8]} ^ word_i ^ 32'h6b4ed927;
endmodule

module sf_train_encoder_properties #(
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
  logic                 in_done, alloc, valid, last;
  logic [Steps-1:0]     train;
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
    pixel_q  <= pixels[32'(pixel_addr) * 8 +: 8];
    held_q   <= rst_ni && in_valid_i && !in_done;
    pixels_q <= pixels;
    image_q  <= in_image;
  end

  sf_train_encoder #(.Size(Size), .Steps(Steps), .Seed(Seed)) u_dut (
    .clk_i, .rst_ni, .in_valid_i, .in_image_i(in_image), .in_pixel_addr_o(pixel_addr),
    .in_pixel_i(pixel_q), .in_done_o(in_done), .out_alloc_o(alloc), .out_free_i,
    .out_valid_o(valid), .out_train_o(train), .out_last_o(last), .out_image_o(image)
  );

  always_comb if (live_q && held_q) assume (in_valid_i);

  // Model: the pixel that is looked at, and for how long it has been.
  logic       busy_q, starts, ends, done;
  logic [7:0] index_q, cycle_q, pixel;   // cycle from 1
  assign starts = !busy_q && in_valid_i && out_free_i;
  assign pixel  = pixels[32'(index_q) * 8 +: 8];
  assign ends   = busy_q && (pixel == 8'd0 || 32'(cycle_q) == Steps);
  assign done   = ends && 32'(index_q) == Size - 1;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q  <= 1'b0;
      index_q <= 8'd0;
      cycle_q <= 8'd1;
    end else begin
      busy_q <= starts || (busy_q && !done);
      if (busy_q) cycle_q <= ends ? 8'd1 : cycle_q + 8'd1;
      if (ends) index_q <= done ? 8'd0 : index_q + 8'd1;
    end
  end

  // The same a cycle later: the pixel whose train leaves, if it ended.
  logic        was_busy_q, was_end_q, was_done_q;
  logic [7:0]  was_index_q, was_cycle_q, was_pixel_q;
  logic [31:0] was_image_q;
  always_ff @(posedge clk_i) begin
    was_busy_q  <= rst_ni && busy_q;
    was_end_q   <= ends;
    was_done_q  <= done;
    was_index_q <= index_q;
    was_cycle_q <= cycle_q;
    was_pixel_q <= pixel;
    was_image_q <= in_image;
  end

  // Its train, from the definition.
  logic [31:0]      mixed1;
  logic [Steps-1:0] spikes;
  sf_mix u_mix1 (.word_i(Seed ^ was_image_q), .word_o(mixed1));
  for (genvar s = 0; s < Steps; s++) begin : gen_step
    logic [31:0] mixed2, mixed3;
    sf_mix u_mix2 (.word_i(mixed1 ^ 32'(s + 1)), .word_o(mixed2));
    sf_mix u_mix3 (.word_i(mixed2 ^ {24'd0, was_index_q}), .word_o(mixed3));
    assign spikes[s] = mixed3[31:24] < was_pixel_q;
  end

  always_comb begin
    if (live_q) begin
      assert (alloc == starts && in_done == done);
      assert (valid == (was_busy_q && was_end_q));
    end
    if (live_q && valid) begin
      assert (train == spikes);
      assert (last == (32'(was_index_q) == Size - 1));
      assert (image == was_image_q);
    end
  end

  // Invariants: the macro's registers in terms of the model.
  (* hierconn *) logic \u_dut.busy_q , \u_dut.valid_q , \u_dut.end_q , \u_dut.last_q , \u_dut.silent_q ;
  (* hierconn *) logic [7:0] \u_dut.step_q , \u_dut.pixel_q ;
  (* hierconn *) logic [IndexBits-1:0] \u_dut.index_q , \u_dut.hashed_index_q ;
  (* hierconn *) logic [31:0] \u_dut.image_q , \u_dut.image_hash_q , \u_dut.step_hash_q ;
  (* hierconn *) logic [Steps-1:0] \u_dut.train_q ;
  logic [31:0] image_hash, step_hash;
  sf_mix u_image (.word_i(Seed ^ image_q), .word_o(image_hash));
  sf_mix u_step (.word_i(mixed1 ^ {24'd0, was_cycle_q}), .word_o(step_hash));
  always_comb begin
    if (live_q) begin
      assert (32'(index_q) < Size && 32'(cycle_q) >= 1 && 32'(cycle_q) <= Steps);
      if (!busy_q) assert (index_q == 8'd0 && cycle_q == 8'd1);
      if (busy_q) assert (held_q && pixel_q == pixel);
      if (busy_q && cycle_q != 8'd1) assert (was_busy_q && !was_end_q);
      if (was_busy_q && !was_end_q) begin
        assert (busy_q && index_q == was_index_q && cycle_q == was_cycle_q + 8'd1);
        assert (was_pixel_q == pixel && was_image_q == image_q);
      end
      if (was_busy_q) begin
        assert (was_end_q == (was_pixel_q == 8'd0 || 32'(was_cycle_q) == Steps));
        assert (was_done_q == (was_end_q && 32'(was_index_q) == Size - 1));
        assert (32'(was_cycle_q) >= 1 && 32'(was_cycle_q) <= Steps && 32'(was_index_q) < Size);
        assert (was_cycle_q == 8'd1 || was_pixel_q != 8'd0);
      end
      assert (\u_dut.busy_q == busy_q && \u_dut.valid_q == was_busy_q);
      assert (8'(\u_dut.index_q ) == index_q && \u_dut.step_q == cycle_q);
      if (busy_q) assert (\u_dut.image_q == image_q && \u_dut.image_hash_q == image_hash);
      if (was_busy_q) begin
        assert (\u_dut.image_q == was_image_q);
        assert (\u_dut.step_hash_q == step_hash && \u_dut.pixel_q == was_pixel_q);
        assert (8'(\u_dut.hashed_index_q ) == was_index_q);
        assert (\u_dut.silent_q == (was_pixel_q == 8'd0));
        assert (\u_dut.end_q == was_end_q && \u_dut.last_q == was_done_q);
      end
    end
  end
  // The spikes of the steps before, from above.
  for (genvar s = 0; s < Steps; s++) begin : gen_spikes
    for (genvar n = s + 2; n <= Steps; n++) begin : gen_cycle
      always_comb begin
        if (live_q && was_busy_q && 32'(was_cycle_q) == n) begin
          assert (\u_dut.train_q [Steps - (n - 1) + s] == spikes[s]);
        end
      end
    end
  end

  always_comb begin
    cover (live_q && in_done && pixel == 8'd0);
    cover (live_q && alloc && valid && last);                             // images back to back
    cover (live_q && valid && train == '1 && was_pixel_q != 8'd255);
    cover (live_q && valid && train == '0 && was_pixel_q == 8'd255);      // 255 is no certainty
    cover (live_q && in_valid_i && !busy_q && !out_free_i);
  end

endmodule

`default_nettype wire
