// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "sim/classify/images.hpp"
#include "sim/harness/control.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/record.hpp"
#include "sim/harness/traffic.hpp"

namespace spinforge::harness {

/// A field code for one layer or all.
struct FieldCode {
  std::optional<int> layer;  ///< from 1; absent: every layer
  int code = 0;
};

/// What `spinforge-sim verify` is asked for.
struct VerifyOptions : classify::Selection {
  std::string directory;                        ///< written by spinforge-gen emit
  std::string filelist = directory::kFilelist;  ///< sources of the core, relative to `directory`
  std::string top;                              ///< the top module, see load_design
  dataset::Labels labels = dataset::Labels::kOptional;
  int jobs = 0;             ///< processes; 0: one for each core
  std::uint32_t part = 16;  ///< images from one reset to the next, at most; fewer with resets
  Traffic traffic;
  std::vector<FieldCode> field_codes;   ///< for all images, instead of the network's own; in order
  std::optional<std::uint64_t> fields;  ///< seed of random_control; goes before `field_codes`
  Schedule schedule;                    ///< of a caller's own; goes before both
  std::uint32_t reset_seed = 1;         ///< of the registers' values before reset
  std::string build_cache;              ///< "": default_cache()
  std::string library;                  ///< a model built already; "": build it
  bool quick_model = false;             ///< see BuildOptions: for a few images of a small core
  std::string wave;                     ///< FST file of the first image, or of the first mismatch
  std::string out;                      ///< directory for the waveform of a mismatch; "": the cache
  bool wave_on_mismatch = true;         ///< also without `wave`
  bool count_rules = false;             ///< fill in Summary::rules
  bool resume = false;                  ///< go on with what a run of the same has left, see Kept
  bool quiet = false;                   ///< no progress on stderr
};

/// What came of it.
struct Summary {
  std::string network, network_hash, dataset, simulator;
  std::string top;    ///< the module that was driven
  std::string order;  ///< of the core's work, as plan::name_of tells it
  std::vector<int> lanes, neuron_lanes;
  std::vector<std::string> windows;  ///< "open" or "closed" of each layer; "" where there is none
  int classes = 0;                   ///< outputs of the last layer
  std::vector<ImageRecord> images;   ///< in order
  std::vector<std::string> notes;    ///< on the images, see classify::TestSet
  std::uint64_t commits = 0;
  std::uint64_t mismatches = 0;
  TimingCheck timing_check = TimingCheck::kExact;  ///< of all `images`
  bool timing_exact = true;
  std::vector<std::int64_t> intervals;  ///< cycles between successive results, images streamed
  bool intervals_predicted = true;      ///< every one of them: nothing paused that sets the pace
  bool intervals_exact = true;          ///< and each is as predicted
  std::size_t wanted_images = 0;        ///< that were to be run
  std::vector<std::uint8_t> labels;     ///< of all of these, or empty
  std::uint32_t first = 0;              ///< index of the first one
  std::uint32_t part = 16;              ///< of them, from one reset to the next, at most
  std::uint32_t reset_seed = 1;
  std::string filelist;
  std::string rtl_hash;  ///< of the sources that were built; "" where none were
  double build_s = 0;    ///< every model's, that with waveforms included
  double wall_s = 0;     ///< without the build
  int jobs = 1;
  Traffic traffic;
  std::vector<int> field_codes;                ///< *Shape* [layers], or empty: the network's own
  std::optional<std::uint64_t> fields;         ///< seed of random field codes and masks
  std::optional<Mismatch> mismatch;            ///< the first
  bool mismatch_streamed = false;              ///< its image came streamed, or once more so
  std::optional<TimingDifference> difference;  ///< the first
  golden::RuleCounts rules;                    ///< of the counted images, if asked for
  std::vector<std::string> not_exercised;      ///< what this run says nothing about
  std::string reproduce;                       ///< command that shows the mismatch
  std::string wave;                            ///< file written, or ""
  std::string wave_view;                       ///< GTKWave's save file beside it, or ""
  std::string wave_unit;                       ///< its unit of time
  std::string wave_trouble;                    ///< why a mismatch has no waveform

  /// Core and golden model agree on something, and nothing disagrees.
  [[nodiscard]] bool equal() const {
    return mismatches == 0 && commits > 0 && !images.empty() && timing_exact;
  }
};

/// How a run of the core alone says that its wrapper was not exercised.
[[nodiscard]] std::string wrapper_not_exercised(const Design& design);

/// How a run of so many images, of which the core sees at most `part` from one reset to the next,
/// says what may come behind these; none where it has no more.
[[nodiscard]] std::optional<std::string> more_not_exercised(std::uint32_t part, std::size_t images);

/// What none of several runs of one module exercised.
class NotExercised {
 public:
  void add(const Summary& run);
  /// But for images in a row, which runs tell in words of their own, or not where they have few.
  [[nodiscard]] const std::vector<std::string>& list() const { return list_; }
  /// What may come behind the images of the run with most of them in a row; none as above.
  [[nodiscard]] std::optional<std::string> more() const {
    return more_not_exercised(part_, images_);
  }

 private:
  std::vector<std::string> list_;
  std::uint32_t part_ = 0;  ///< of the run with most images in a row; 0: of none yet
  std::size_t images_ = 0;  ///< of the same run
};

/// Builds the model, runs the images through it and through the golden model, and compares.
/// *Errors*: everything that keeps it from comparing.
[[nodiscard]] Summary verify(const VerifyOptions& options);

}  // namespace spinforge::harness
