// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/harness/story.hpp"
#include "sim/harness/verify.hpp"

/// A Summary for machines and for people.
namespace spinforge::harness {

/// Share of the images whose class, from the result port, is the label.
[[nodiscard]] std::optional<double> accuracy(const Summary& summary);
/// Images by true class (row) and class from the result port (column). *Shape* [n][n] for n
/// classes, or as many as the labels need.
[[nodiscard]] std::vector<std::vector<std::int64_t>> confusion(const Summary& summary);
/// The classes from the result port, of every image in order.
[[nodiscard]] std::vector<int> predictions(const Summary& summary);
/// The label of an image that was to be run, finished or not; -1 for another one.
[[nodiscard]] int label_of(const Summary& summary, std::uint32_t image);
/// How many of how many images were run, of a run that a mismatch ended before the last; else "".
[[nodiscard]] std::string ended_early(const Summary& summary);
/// Where in the waveform a mismatch is to be seen, in the waveform's unit: the adapter writes two
/// points a cycle.
[[nodiscard]] std::int64_t wave_time(const Mismatch& mismatch);
/// Cycles of an image: least, mean, most.
struct Spread {
  std::int64_t min = 0, max = 0;
  double mean = 0;
};
[[nodiscard]] Spread image_cycles(const Summary& summary);
/// How the cycle counts are to the timing model: "exact"; "not faster", where no more was asked of
/// them; "differs"; "-" where no image finished.
[[nodiscard]] std::string timing_word(const Summary& summary);
/// The same as an answer, where what was asked is said beside it: "yes", "no", "-".
[[nodiscard]] std::string timing_answer(const Summary& summary);
/// Mean spikes of each layer an image, from the commit ports.
[[nodiscard]] std::vector<double> spikes_per_image(const Summary& summary);

/// Mean updates of each layer an image that came above TH_HI, likewise: spikes where the window is
/// open, suppressed ones where it is closed.
[[nodiscard]] std::vector<double> over_per_image(const Summary& summary);

/// What tells this run from others of the same network: top module, images, traffic, seeds, field,
/// sources.
[[nodiscard]] nlohmann::ordered_json run_json(const Summary& summary);
/// The same in words, for names: "sf_core from image 0, 16 images, stall 3".
[[nodiscard]] std::string configuration(const Summary& summary);

/// The result as JSON; sim/harness/README.md lists its keys.
[[nodiscard]] std::string json_text(const Summary& summary);

/// The part of it that is the same on every machine, whoever ran it: no times, processes or paths.
[[nodiscard]] nlohmann::ordered_json portable_json(const Summary& summary);

/// What of that is worth keeping, without predictions.
/// Kept beside a network as verified.json, it says what its RTL did. *Errors*: kUsage where the run
/// was not equal, since that is nothing to keep.
[[nodiscard]] std::string record_text(const Summary& summary);

/// JUnit XML: one test suite, named after network and configuration, with run_json() and the
/// classes as its properties; a case for the commits, the results and the timing model each.
[[nodiscard]] std::string junit_text(const Summary& summary);

/// A table and, where something differs, the story of it.
[[nodiscard]] std::string human_text(const Summary& summary);

}  // namespace spinforge::harness
