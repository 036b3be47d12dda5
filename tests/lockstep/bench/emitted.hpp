// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "gen/base/files.hpp"
#include "sim/harness/vectors.hpp"
#include "tests/support/emitted.hpp"
#include "tests/support/mutants.hpp"
#include "tests/support/random_network.hpp"
#include "tests/support/tools.hpp"

namespace spinforge::test {

using Catch::Matchers::Contains;

inline network::Network three_neurons() {
  return network::load(source("tests/data/three-neurons"));
}

inline void require_pass(const process::Exit& exit) {
  CHECK_THAT(check_exit(exit, 0, "PASS: "), Contains(" 0 differences"));
}

inline void require_fail(const process::Exit& exit, const std::string& words) {
  INFO(exit.output);
  CHECK(exit.status != 0);
  CHECK_THAT(exit.output, Contains(words) && !Contains("PASS"));
}

/// An emitted network with golden vectors, for any simulator.
class Emitted : public EmittedCore {
 public:
  Emitted(const network::Network& network, const Emission& emission, std::uint32_t images)
      : EmittedCore(network, emission), axi_(emission.wrapper == "axi") {
    if (images > 0) harness::write_vectors({.directory = path(), .dataset = {}, .images = images});
  }

  /// Runs a line of shell in the emitted directory.
  [[nodiscard]] process::Exit shell(const std::string& line) const {
    return test::shell(line, path());
  }

  /// Compiles the bench, the wrapper's where there is one, around the sources of `filelist` with
  /// Icarus, as README.md says.
  void compile(const std::string& filelist = "filelist.f") const { compile(filelist, axi_); }
  /// The core's own bench, also where there is a wrapper.
  void compile_core() const { compile("filelist.f", false); }

  /// Runs what was compiled.
  [[nodiscard]] process::Exit run(const std::string& plusargs = "") const {
    return shell("timeout 120 vvp -n bench.vvp " + plusargs);
  }

  /// obj/Vsf_bench or obj/Vsf_axi_bench, as README.md says but for the optimisation.
  void verilate() const {
    (void)check_exit(shell("verilator --binary --timing -j 2 -CFLAGS -O0 --top-module " +
                           top(axi_) + " --Mdir obj -f filelist.f -f bench/" + list(axi_)),
                     0);
  }
  /// Runs it.
  [[nodiscard]] process::Exit run_verilated(const std::string& plusargs = "") const {
    return shell("obj/V" + top(axi_) + " " + plusargs);
  }

 private:
  static std::string top(bool axi) { return axi ? "sf_axi_bench" : "sf_bench"; }
  static std::string list(bool axi) { return axi ? "axi.f" : "filelist.f"; }
  void compile(const std::string& filelist, bool axi) const {
    const process::Exit exit = shell("iverilog -g2012 -s " + top(axi) + " -o bench.vvp -f " +
                                     filelist + " -f bench/" + list(axi));
    INFO(exit.output);
    REQUIRE(exit.status == 0);
  }

  bool axi_;
};

/// Networks of every kind, dense and convolutional, direct and rate, that simulate in a moment.
inline network::Network assorted_network(int index) {
  using network::Coding;
  if (index == 2) return random_conv_network(2, {.steps = 3, .max_size = 20});
  if (index == 1) {
    return random_network(4, {.layers = 3, .steps = 4, .coding = Coding::kRate, .max_size = 20});
  }
  return random_network(3, {.layers = 2, .steps = 5, .coding = Coding::kDirect, .max_size = 40});
}

/// Passes under each of `plusargs`.
inline void require_pass_always(const Emitted& core, std::initializer_list<const char*> plusargs) {
  for (const char* const each : plusargs) {
    CAPTURE(each);
    require_pass(core.run(each));
  }
}

}  // namespace spinforge::test
