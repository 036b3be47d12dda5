// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/classify/images.hpp"
#include "sim/plot/figure.hpp"
#include "sim/upset/flips.hpp"
#include "sim/upset/trial.hpp"

/// A core under soft errors: what flips of bits do to its results, and how accuracy falls with
/// them.
namespace spinforge::upset {

/// What `spinforge-sim upset` is asked for.
struct Options : classify::Selection {
  std::string directory;             ///< written by spinforge-gen emit
  std::vector<Kind> kinds;           ///< empty: all
  std::vector<std::uint32_t> flips;  ///< of an image, each from 1 to 65,535
  std::uint32_t seed = 1;            ///< of the flips
  int jobs = 0;                      ///< processes; 0: one for each core
  std::string build_cache;           ///< "": default_cache()
  bool quiet = false;                ///< no progress on stderr
};

/// All images with so many flips each in bits of one kind.
struct Row {
  Kind kind = Kind::kWeights;
  std::uint64_t bits = 0;   ///< of the kind, in the core
  std::uint32_t flips = 0;  ///< of an image; 0: none, and `kind` means nothing
  std::uint64_t images = 0;
  std::array<std::uint64_t, kEffects> effects{};  ///< images by Effect
  std::array<std::uint64_t, kSigns> signs{};      ///< the detected ones by Sign
  std::uint64_t correct = 0;   ///< the class is the label; without a result it is not
  std::uint64_t repeated = 0;  ///< the same, where an image with a Sign is run again, without flips
  [[nodiscard]] double share(Effect effect) const;
  [[nodiscard]] double accuracy() const;
  [[nodiscard]] double accuracy_repeated() const;
};

/// Standard deviation of a share `p` that was found in `n` images drawn at random.
[[nodiscard]] double binomial_error(double p, std::uint64_t n);

struct Result {
  std::string network, network_hash, dataset, simulator, rtl_hash;
  std::vector<std::string> notes;  ///< on the images, see classify::TestSet
  std::uint32_t first = 0;
  std::uint32_t seed = 1;
  std::uint64_t images = 0;  ///< of each row
  std::vector<Row> rows;     ///< without flips, then by kind, in each by flips
  /// Whether the core is golden's equal where no bit is flipped: else no row means anything.
  [[nodiscard]] bool sound() const;
};

/// Runs every image at each number of flips in each kind. The result does not depend on the jobs.
/// *Errors*: those of load_design, select_images and build_model; kTool where a model dies.
[[nodiscard]] Result run(const Options& options);

[[nodiscard]] std::string table_text(const Result& result);
[[nodiscard]] std::string csv_text(const Result& result);
/// sim/upset/README.md lists the keys.
[[nodiscard]] std::string json_text(const Result& result);
/// Accuracy against flips, and what one flip does, by kind.
[[nodiscard]] plot::Figure figure(const Result& result);

}  // namespace spinforge::upset
