// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "gen/base/files.hpp"
#include "gen/base/process.hpp"
#include "gen/emit/emit.hpp"
#include "sim/harness/vectors.hpp"
#include "tests/support.hpp"

namespace spinforge::test {

/// A network emitted into a directory of its own, with golden vectors, for any simulator.
class Emitted {
 public:
  Emitted(const network::Network& network,
          int lanes,
          std::uint32_t images,
          bool verilog = false,
          bool axi = false) {
    network::save(network, folder_ / "network");
    emit::Request request{
        .network = folder_ / "network", .output = folder_ / "core", .options = {}};
    request.options.lanes = lanes;
    request.verilog = verilog;
    if (axi) request.wrapper = "axi";
    emit::emit(request);
    if (images > 0) harness::write_vectors({.directory = path(), .dataset = {}, .images = images});
  }

  [[nodiscard]] std::string path() const { return folder_ / "core"; }
  [[nodiscard]] std::string operator/(const std::string& name) const { return path() + "/" + name; }

  /// Runs a line of shell in the emitted directory.
  [[nodiscard]] process::Exit shell(const std::string& line) const {
    return process::run({"sh", "-c", line}, path(), {}, "a shell is needed");
  }

  /// Compiles the bench around the sources of `filelist` with Icarus, as README.md says.
  void compile(const std::string& filelist = "filelist.f") const {
    const process::Exit exit =
        shell("iverilog -g2012 -s sf_bench -o bench.vvp -f " + filelist + " -f bench/filelist.f");
    INFO(exit.output);
    REQUIRE(exit.status == 0);
  }

  /// The same for sf_axi and its bench.
  void compile_axi(const std::string& filelist = "filelist.f") const {
    const process::Exit exit =
        shell("iverilog -g2012 -s sf_axi_bench -o bench.vvp -f " + filelist + " -f bench/axi.f");
    INFO(exit.output);
    REQUIRE(exit.status == 0);
  }

  /// Runs what compile() or compile_axi() made.
  [[nodiscard]] process::Exit run(const std::string& plusargs = "") const {
    return shell("timeout 120 vvp -n bench.vvp " + plusargs);
  }

 private:
  TempDir folder_;
};

}  // namespace spinforge::test
