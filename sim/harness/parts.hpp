// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/classify/images.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/control.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/dut.hpp"
#include "sim/harness/lockstep.hpp"
#include "sim/harness/record.hpp"
#include "sim/harness/traffic.hpp"
#include "sim/harness/verify.hpp"

/// A run in parts: what they are, how one of them is run, and how they become a Summary. Whoever
/// runs them, in one process or on many machines, gets the same Summary.
namespace spinforge::harness {

/// One piece of the run. The core is reset before each, and pieces are cut by the number of images
/// alone, so that what comes before an image is the same however many processes there are.
struct Part {
  Chunk chunk;
  Traffic traffic;
  bool counted = true;  ///< false: the extra images that measure the interval
};

/// Everything of a run that its parts share: nothing in it depends on who runs them.
struct Setup {
  VerifyOptions options;
  Design design;
  classify::TestSet set;
  std::vector<Part> parts;
  std::vector<int> codes;  ///< field codes, *Shape* [layers]; or empty: the network's own
};

/// Reads the design and the images of `options`, these through `sets` where many runs share them.
/// *Errors*: those of load_design and select_images; kUsage for a field code that is not there.
[[nodiscard]] Setup prepare(const VerifyOptions& options);
[[nodiscard]] Setup prepare(const VerifyOptions& options, classify::Sets& sets);

/// What is written to the configuration port of the run's core; none where nothing ever is.
[[nodiscard]] Schedule schedule_of(const Setup& setup);

/// A core of one's own, which runs parts of a Setup that outlives it.
class Bench {
 public:
  /// `library`: of build_model. *Errors*: kTool where it cannot be loaded.
  Bench(const Setup& setup, const std::string& library);

  ChunkResult run(const Part& part, const Lockstep::OnImage& on_image, const Wave* wave = nullptr);

  /// See Dut.
  void write_coverage(const std::string& path) { dut_->write_coverage(path); }

 private:
  const Setup& setup_;
  Schedule schedule_;
  std::unique_ptr<Dut> dut_;
};

/// Images of `part` that show `image` again. Where a reset falls into the part the core must be as
/// full as it was.
[[nodiscard]] std::uint32_t images_up_to(const Part& part, std::uint32_t image);

/// The Summary of a run before any part of it is in.
[[nodiscard]] Summary describe(const Setup& setup, const Build& build);

/// Adds the outcome of `part`, the first one behind those that `summary` holds already.
void add(Summary& summary, const Part& part, ChunkResult result);

/// The command that shows again what `part` did at `image`.
[[nodiscard]] std::string reproduce_command(const Setup& setup,
                                            const Part& part,
                                            std::uint32_t image);

}  // namespace spinforge::harness
