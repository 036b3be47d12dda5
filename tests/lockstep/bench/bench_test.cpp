// SPDX-License-Identifier: Apache-2.0
//
// The bench that comes with every emitted core, as its user runs it.
#include <filesystem>

#include "gen/directory/inventory.hpp"
#include "tests/lockstep/bench/emitted.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::Emitted;
using test::lanes;
using test::missing;
using test::require_fail;
using test::require_pass;
using test::three_neurons;

namespace {

/// Every traffic that the bench knows.
void require_pass_always(const Emitted& core) {
  core.compile();
  test::require_pass_always(
      core, {"", "+stall=7", "+stall=4294967295", "+single", "+reset_at=90", "+stall=3 +single"});
  for (const char* const misread : {"+stall=seven", "+stall", "+reset_at=x"}) {
    CAPTURE(misread);
    require_fail(core.run(misread), "expected a whole number");
  }
}

}  // namespace

TEST_CASE("bench: the core of three neurons passes in Icarus under every traffic") {
  if (missing({"iverilog"})) return;
  const Emitted core(three_neurons(), {.options = lanes(2)}, 4);
  require_pass_always(core);
  CHECK_THAT(core.run("+single").output,
             Contains("4 images of ") && Contains("72 neuron updates and 8 result beats compared"));
  // Vectors and what the commands left are no obstacle to emitting again.
  CHECK(std::filesystem::exists(core / "bench.vvp"));
  CHECK(directory::strangers(core.path()).empty());
}

TEST_CASE("bench: random networks pass in Icarus, dense and convolutional, direct and rate") {
  if (missing({"iverilog"})) return;
  const int index = GENERATE(0, 1, 2);
  const int synapses = index == 0 ? 7 : 4;
  require_pass_always(
      Emitted(test::assorted_network(index), {.options = lanes(synapses)}, index == 2 ? 2 : 3));
}

TEST_CASE("bench: a run says which plusargs hold, so that one that is mistyped is seen") {
  if (missing({"iverilog"})) return;
  const Emitted core(three_neurons(), {.options = lanes(2)}, 2);
  core.compile();
  REQUIRE(core.shell("cp -r bench/vectors elsewhere").status == 0);
  CHECK_THAT(core.run("+imagse=3 +sigle +vector=elsewhere").output,
             Contains("sf_bench: no +stall, no +single, no +reset_at; it knows no other plusarg") &&
                 Contains("sf_bench: vectors of bench/vectors\n"));
  CHECK_THAT(core.run("+stall=3 +single +reset_at=90 +vectors=elsewhere").output,
             Contains("sf_bench: +stall=3, +single, +reset_at=90; ") &&
                 Contains("sf_bench: vectors of elsewhere\n"));
}

TEST_CASE("bench: walls with equal registers pass in Icarus and in Verilator") {
  if (missing({"iverilog", "verilator"})) return;
  const Emitted core(test::equal_registers_network(), {.options = lanes(4)}, 3);
  require_pass_always(core);
  core.verilate();
  require_pass(core.run_verilated());
}

TEST_CASE("bench: a random network passes in Verilator and a mutant of it fails") {
  if (missing({"verilator"})) return;
  const Emitted core(
      test::random_network(3, {.layers = 2, .steps = 5, .max_size = 40}), {.options = lanes(7)}, 3);
  core.verilate();
  for (const char* const plusargs : {"", "+stall=7", "+single", "+reset_at=90"}) {
    CAPTURE(plusargs);
    require_pass(core.run_verilated(plusargs));
  }
  REQUIRE(core.shell("mv mem/layer1_biases.mem kept").status == 0);
  require_fail(core.run_verilated(), "mem/layer1_biases.mem cannot be opened");
  REQUIRE(core.shell("mv kept mem/layer1_biases.mem").status == 0);
  REQUIRE(core.shell("sed -i 's/[0-9a-f]/0/g' mem/layer1_weights.mem").status == 0);
  require_fail(core.run_verilated(), "mem/layer1_weights.mem is another network's or edited");
}

TEST_CASE(
    "bench: Icarus ends where memory images are missing or wrong, and MemDir says where they are") {
  if (missing({"iverilog"})) return;
  const Emitted core(three_neurons(), {.options = lanes(2)}, 2);
  REQUIRE(core.shell("mkdir elsewhere && mv mem elsewhere/images").status == 0);
  core.compile();
  require_fail(core.run(), "mem/layer1_weights.mem cannot be opened");
  const auto moved = [&] {
    return core.shell(
        "iverilog -g2012 -s sf_bench -P 'sf_bench.MemDir=\"elsewhere/images/\"' -o bench.vvp -f "
        "filelist.f -f bench/filelist.f && timeout 60 vvp -n bench.vvp");
  };
  require_pass(moved());
  for (const char* const name :
       {"layer1_weights", "layer1_biases", "layer2_weights", "layer2_biases", "layer2_muls"}) {
    CAPTURE(name);
    const std::string path = core / ("elsewhere/images/" + std::string(name) + ".mem");
    const std::string image = files::read(path);
    std::string other = image;
    other.front() = other.front() == '1' ? '0' : '1';
    files::write(path, other);
    require_fail(moved(), std::string(name) + ".mem is another network's or edited");
    files::write(path, image);
  }
}

TEST_CASE("bench: mutants of the core fail in Icarus") {
  if (missing({"iverilog"})) return;
  for (const test::Mutant& mutant : test::mutants(R"(
sf_neuron.sv: the threshold of re-arming
- (sum >= SumBits'(th_lo_i))
+ (sum > SumBits'(th_rest_i))
sf_readout.sv: a spike more in every count
- result_count_o = counts
+ result_count_o = 1 + counts
sf_readout.sv: image 0 for all
- result_image_o = image_q
+ result_image_o = '0
sf_pixel_buffer.sv: a broken frame unseen
- frame_error_o = broken
+ frame_error_o = 1'b0
sf_readout.sv: no result
- if (fetch_first_q) send_q <= 1'b1
+ if (1'b0) send_q <= 1'b1
? no result for twice the cycles
)")) {
    CAPTURE(mutant.name);
    const Emitted core(three_neurons(), {.options = lanes(2)}, 4);
    test::mutate(core.path(), mutant);
    core.compile();
    require_fail(core.run(), mutant.seen.empty() ? "FAIL: " : mutant.seen);
  }
}

TEST_CASE("bench: vectors that are missing, cut off, empty or another core's fail and say so") {
  if (missing({"iverilog"})) return;
  const Emitted core(three_neurons(), {.options = lanes(2)}, 0);
  core.compile();
  require_fail(core.run(), "cannot open bench/vectors/");
  harness::VectorOptions options{.directory = core.path(), .dataset = {}};
  harness::write_vectors(options);
  require_pass(core.run());
  SECTION("cut off") {
    const std::string path = core / "bench/vectors/layer2.hex";
    files::write(path, files::read(path).substr(0, 200));
    require_fail(core.run(), "FATAL");
  }
  SECTION("lines left out") {
    const std::string path = core / "bench/vectors/layer2.hex";
    files::write(path, files::read(path).substr(0, 37 * 5));
    require_fail(core.run(), "expected no further commit");
  }
  SECTION("cycles of an image that is not alone") {
    const std::string path = core / "bench/vectors/results.hex";
    const std::vector<std::string> lines = test::lines_of(files::read(path));
    const auto with_last = [&](const std::string& cycles) {
      std::string text;
      for (const std::string& line : lines) {
        text +=
            (&line == &lines.back() ? line.substr(0, line.rfind(' ') + 1) + cycles : line) + "\n";
      }
      files::write(path, text);
    };
    for (const char* const cycles : {"fffff", "x"}) {
      with_last(cycles);
      require_fail(core.run(), " or more");
    }
    with_last("1");
    CHECK_THAT(core.run().output, Contains("images compared; of all with +single"));
    require_fail(core.run("+single"), "expected 1");
  }
  SECTION("one bit of V") {
    const std::string path = core / "bench/vectors/layer1.hex";
    std::string text = files::read(path);
    text[text.find('\n') - 7] ^= 1;
    files::write(path, text);
    require_fail(core.run(), "1 differences");
    // Changed vectors are somebody's work.
    const Error error = test::error_of([&] { harness::write_vectors(options); });
    CHECK_THAT(error.what(), Contains("bench/vectors/layer1.hex") && Contains("--force"));
    options.force = true;
    harness::write_vectors(options);
    require_pass(core.run());
  }
  SECTION("empty") {
    for (const char* const name : {"pixels", "results", "layer1", "layer2"}) {
      files::write(core / ("bench/vectors/" + std::string(name) + ".hex"), "");
    }
    require_fail(core.run(), "nothing was compared");
  }
}

TEST_CASE("bench: a data set's images take the place of the drawn ones") {
  const Emitted core(
      network::load(test::source("weights/models/fmnist-fc196-dw")), {.options = lanes(64)}, 2);
  const std::string drawn = files::read(core / "bench/vectors/pixels.hex");
  harness::write_vectors({.directory = core.path(),
                          .dataset = test::source("weights/data/fmnist-sample"),
                          .images = 3,
                          .first = 2});
  const std::string sample = files::read(core / "bench/vectors/pixels.hex");
  CHECK(sample != drawn);
  CHECK(sample.starts_with("00000002 "));
  CHECK_THAT(files::read(core / "bench/vectors/results.hex"), Contains("\n00000004 "));
  harness::write_vectors({.directory = core.path(), .dataset = {}});
  CHECK(files::read(core / "bench/vectors/pixels.hex") == drawn);
  const Error error = test::error_of(ErrorCode::kUsage, "--images: ", [&] {
    harness::write_vectors({.directory = core.path(),
                            .dataset = test::source("weights/data/fmnist-sample"),
                            .images = 1000000});
  });
  CHECK_THAT(error.what(), Contains("got 1000000"));
}
