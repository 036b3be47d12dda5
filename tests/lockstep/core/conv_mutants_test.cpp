// SPDX-License-Identifier: Apache-2.0
//
// Mutants of what convolution brings to a core: each must turn lockstep red.
#include <catch2/catch.hpp>

#include "tests/lockstep/core/bench.hpp"

using namespace spinforge;
using harness::Summary;

namespace {

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
test::Bench bench_of_pooled() {
  const network::Network net = pooled_network();
  return {net, test::lanes(2, 1), test::images_for(net, kSeed, kImages)};
}

Summary run(const test::Bench& bench) {
  harness::VerifyOptions options;
  options.fields = kSeed;
  return bench.run(options);
}

void require_red(const char* mutants) {
  for (const test::Mutant& mutant : test::mutants(mutants)) {
    CAPTURE(mutant.name);
    const test::Bench bench = bench_of_pooled();
    bench.mutate(mutant);
    CHECK(run(bench).mismatches > 0);
  }
}

}  // namespace

TEST_CASE("the network of the convolution's mutants runs in lockstep when nothing is mutated") {
  const Summary summary = run(bench_of_pooled());
  CHECK(summary.equal());
  CHECK(summary.timing_exact);
  CHECK(summary.images.size() == kImages + 3);
}

TEST_CASE("mutants of padding and of the window's place turn lockstep red") {
  require_red(R"(
sf_windows.sv: padding of one row too few
- (Size - (Padding * Width + Padding) % Size) % Size
+ (Size - ((Padding - 1) * Width + Padding) % Size) % Size
sf_windows.sv: events in the padding
- assign padded[y*PaddedWidth + x] = 1'b0;
+ assign padded[y*PaddedWidth + x] = 1'b1;
sf_windows.sv: step to the next row off by one
- Step * PaddedWidth - (OutWidth - 1) * Step
+ Step * PaddedWidth - (OutWidth - 1) * Step + 1
sf_windows.sv: address of the next row off by one
- ((Step * Width - (OutWidth - 1) * Step) % Size + Size) % Size
+ ((Step * Width - (OutWidth - 1) * Step) % Size + Size + 1) % Size
)");
}

TEST_CASE("mutants of the events under the kernel turn lockstep red") {
  require_red(R"(
sf_walker.sv: word of an empty window
- (word_i & {WordBits{any_q}})
+ word_i
sf_walker.sv: kernel as wide as the map
- (i / RowWords) * MapPitch + i % RowWords
+ (i / RowWords) * RowWords + i % RowWords
sf_walker.sv: weights of the word before
- row_q + RowBits'(32'(word_q) * WordBits
+ row_q + RowBits'(32'(word_q ^ 1'b1) * WordBits
sf_windows.sv: weights of block 0
- row_q + RowBits'(FanIn)
+ row_q
)");
}

TEST_CASE("mutants of the pool turn lockstep red") {
  require_red(R"(
sf_pool.sv: last position for maximum
- (held > value) ? held : value
+ (held > value) ? value : value
sf_pool.sv: maximum without sign
- (held > value)
+ ($unsigned(held) > $unsigned(value))
sf_pool.sv: the window before still counts
- first_q ? value : next
+ next
sf_drive.sv: maximum of a sum pool
- .Sum        (1'b1)
+ .Sum(1'b0)
)");
}

TEST_CASE("mutants of a convolution's biases and gates and words turn lockstep red") {
  require_red(R"(
sf_drive.sv: sum pool with the biases of block 0
- .event_block_i(event_block)
+ .event_block_i(SumFirst ? BlockBits'(0) : event_block)
sf_windows.sv: gate of another position
- gate_q - GateBits'(Blocks - 1)
+ gate_q + GateBits'(1)
sf_drive.sv: words of the next step begin at 1
- last_o ? '0 : word_q + 1'b1
+ last_o ? WordBits'(1) : word_q + 1'b1
)");
}
