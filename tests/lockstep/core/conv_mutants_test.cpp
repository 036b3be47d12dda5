// SPDX-License-Identifier: Apache-2.0
//
// Mutants of what convolution brings to a core: each must turn lockstep red.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
using harness::Summary;
using test::Bench;

constexpr int kImages = 6;
constexpr std::uint64_t kSeed = 821;

/// A maximum over padded windows of stride 2 whose pool drops a row, a sum over a map of spikes
/// with a padding beyond the kernel, a dense layer.
network::Network pooled_network() {
  const network::Network net = test::random_conv_network(kSeed,
                                                         {.layers = 3,
                                                          .weight_bits = 4,
                                                          .steps = 6,
                                                          .coding = network::Coding::kDirect,
                                                          .max_size = 20});
  const auto& first = net.layers[0].conv;
  const auto& second = net.layers[1].conv;
  REQUIRE((first && second && !net.layers[2].conv));
  REQUIRE((first->pool == network::Pool::kMax && second->pool == network::Pool::kSum));
  REQUIRE((first->padding > 0 && second->padding > second->kernel));
  REQUIRE((first->stride == 2 && first->convolved().height % first->pool_size != 0));
  return net;
}

/// Blocks of two channels, a word for each: several blocks at a position, several words in each.
plan::Options pooled_lanes() { return test::lanes(2, 1); }

struct Mutant {
  const char* name;
  const char* file;
  const char* before;
  const char* after;
};

Summary run(const Mutant* mutant) {
  const network::Network net = pooled_network();
  const Bench bench(net, pooled_lanes(), test::images_for(net, kSeed, kImages));
  if (mutant != nullptr) bench.mutate(mutant->file, mutant->before, mutant->after);
  harness::VerifyOptions options;
  options.fields = kSeed;
  return bench.run(options);
}

void require_red(const Mutant& mutant) {
  CAPTURE(mutant.name);
  CHECK(run(&mutant).mismatches > 0);
}

}  // namespace

TEST_CASE("the network of the convolution's mutants runs in lockstep when nothing is mutated") {
  const Summary summary = run(nullptr);
  CHECK(summary.equal());
  CHECK(summary.timing_exact);
  CHECK(summary.images.size() == kImages + 3);
}

TEST_CASE("mutants of padding and of the window's place turn lockstep red") {
  require_red(
      GENERATE(Mutant{"padding of one row too few",
                      "rtl/sf_windows.sv",
                      "(Size - (Padding * Width + Padding) % Size) % Size",
                      "(Size - ((Padding - 1) * Width + Padding) % Size) % Size"},
               Mutant{"events in the padding",
                      "rtl/sf_windows.sv",
                      "assign padded[y*PaddedWidth + x] = 1'b0;",
                      "assign padded[y*PaddedWidth + x] = 1'b1;"},
               Mutant{"step to the next row off by one",
                      "rtl/sf_windows.sv",
                      "Step * PaddedWidth - (OutWidth - 1) * Step",
                      "Step * PaddedWidth - (OutWidth - 1) * Step + 1"},
               Mutant{"address of the next row off by one",
                      "rtl/sf_windows.sv",
                      "((Step * Width - (OutWidth - 1) * Step) % Size + Size) % Size",
                      "((Step * Width - (OutWidth - 1) * Step) % Size + Size + 1) % Size"}));
}

TEST_CASE("mutants of the events under the kernel turn lockstep red") {
  require_red(GENERATE(
      Mutant{
          "word of an empty window", "rtl/sf_walker.sv", "(word_i & {WordBits{any_q}})", "word_i"},
      Mutant{"kernel as wide as the map",
             "rtl/sf_walker.sv",
             "(i / RowWords) * MapPitch + i % RowWords",
             "(i / RowWords) * RowWords + i % RowWords"},
      Mutant{"weights of the word before",
             "rtl/sf_walker.sv",
             "row_q + RowBits'(32'(word_q) * WordBits",
             "row_q + RowBits'(32'(word_q ^ 1'b1) * WordBits"},
      Mutant{"weights of block 0", "rtl/sf_windows.sv", "row_q + RowBits'(FanIn)", "row_q"}));
}

TEST_CASE("mutants of the pool turn lockstep red") {
  require_red(GENERATE(
      Mutant{"last position for maximum",
             "rtl/sf_pool.sv",
             "(held > value) ? held : value",
             "(held > value) ? value : value"},
      Mutant{"maximum without sign",
             "rtl/sf_pool.sv",
             "(held > value)",
             "($unsigned(held) > $unsigned(value))"},
      Mutant{"the window before still counts", "rtl/sf_pool.sv", "first_q ? value : next", "next"},
      Mutant{"maximum of a sum pool", "rtl/sf_drive.sv", ".Sum        (1'b1)", ".Sum(1'b0)"}));
}

TEST_CASE("mutants of a convolution's biases and gates and words turn lockstep red") {
  require_red(GENERATE(Mutant{"sum pool with the biases of block 0",
                              "rtl/sf_drive.sv",
                              ".event_block_i(event_block)",
                              ".event_block_i(SumFirst ? BlockBits'(0) : event_block)"},
                       Mutant{"gate of another position",
                              "rtl/sf_windows.sv",
                              "gate_q - GateBits'(Blocks - 1)",
                              "gate_q + GateBits'(1)"},
                       Mutant{"words of the next step begin at 1",
                              "rtl/sf_drive.sv",
                              "last_o ? '0 : word_q + 1'b1",
                              "last_o ? WordBits'(1) : word_q + 1'b1"}));
}
