// SPDX-License-Identifier: Apache-2.0
// Part of the bench: opens one file of vectors.
//
// Name        FOLDER/STEM.hex, or FOLDER/STEMnumber.hex where Number is not 0; FOLDER is the
//             parameter, or that of +vectors=FOLDER
// Absent      the simulation ends and says what to do
// Tells       where Tells is not 0, which folder it is: one file does, for all of them
// Simulation only
`timescale 1ns / 1ps
`default_nettype none

module sf_bench_file #(
  parameter Folder = "bench/vectors",
  parameter Stem = "pixels",
  parameter int Number = 0,
  parameter int Tells = 0
) (
  output logic [31:0] file_o  // descriptor, from the start of the simulation on
);

  reg [8*256-1:0] folder;
  reg [8*300-1:0] path;

  initial begin
    if ($value$plusargs("vectors=%s", folder) == 0) $sformat(folder, "%0s", Folder);
    if (Tells != 0) $display("sf_bench: vectors of %0s", folder);
    if (Number == 0) $sformat(path, "%0s/%0s.hex", folder, Stem);
    else $sformat(path, "%0s/%0s%0d.hex", folder, Stem, Number);
    file_o = $fopen(path, "r");
    if (file_o == 0) begin
      $display("sf_bench: cannot open %0s: start the simulation in the emitted directory, or name the",
               path);
      $display("sf_bench: folder: +vectors=FOLDER (after emit --no-vectors, spinforge-sim vectors writes it)");
      $fatal(1);
    end
  end

endmodule

`default_nettype wire
