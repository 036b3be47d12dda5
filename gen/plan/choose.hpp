// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/resources.hpp"
#include "gen/plan/target.hpp"

/// Lanes for a part: from the smallest core to the fastest one that fits.
namespace spinforge::plan {

enum class Goal {
  kLatency,     ///< the fewest cycles an image that the part has room for
  kThroughput,  ///< the fewest cycles between the results of images that are streamed
  kArea,  ///< the core that fills the part least, of those within `cycles` where that is given
};

struct Request {
  Target target;
  Goal goal = Goal::kLatency;
  bool pipeline = false;                    ///< see Options
  bool parity = false;                      ///< likewise
  int pixels_per_beat = 1;                  ///< likewise
  std::optional<Order> order = {};          ///< absent: the better one
  std::optional<std::int64_t> cycles = {};  ///< most cycles of a typical image
};

/// What a core takes of a part.
struct Fit {
  bool dsp = true;  ///< false: multipliers in LUTs, since the part has too few DSP blocks
  Resources resources;
  double share = 0.0;  ///< largest share of the part's usable LUTs, block RAMs and DSP blocks
  bool fits = false;
};

/// One core on the way from small to fast.
struct Choice : Fit {
  Options options;                 ///< lanes and neuron lanes of every layer
  std::int64_t cycles = 0;         ///< of an image with typical activity
  std::int64_t interval = 0;       ///< from one such image's result to the next, streamed
  std::vector<double> layer_busy;  ///< *Shape* [layers], share of these cycles the layer works
};

/// Bits of spike trains between layers beyond which a core of no particular target works step by
/// step.
inline constexpr std::int64_t kMaxTrainBits = std::int64_t{4} << 20;

/// Activity by which cores are compared: shares of the inputs and of the neurons.
inline constexpr double kTypicalPixels = 0.3;
inline constexpr double kTypicalSpikes = 0.1;  ///< at a step; in time order, of the neurons that
                                               ///< spike at every second or third step

/// Cycles of an image with that activity, drawn at random but always the same. Shares of 0 and of 1
/// are the ends between which every image lies.
[[nodiscard]] Timing typical_timing(const network::Network& network,
                                    const Plan& plan,
                                    double pixels = kTypicalPixels,
                                    double spikes = kTypicalSpikes);

/// Cycles from the result of one such image to that of the next, once a core is full of them and
/// their pixels never pause: the mean, rounded up.
[[nodiscard]] std::int64_t typical_interval(const network::Network& network,
                                            const Plan& plan,
                                            double pixels = kTypicalPixels,
                                            double spikes = kTypicalSpikes);

/// The core of `plan` on the target's part.
[[nodiscard]] Fit fit(const Target& target, const network::Network& network, const Plan& plan);

/// The order of work for a core with these options: on a target, time unless only step fits; else
/// time unless its buffers keep more than kMaxTrainBits.
[[nodiscard]] Order choose_order(const network::Network& network,
                                 Options options,
                                 const Target* target);

/// The core with these options on the target.
[[nodiscard]] Choice evaluate(const network::Network& network,
                              const Target& target,
                              const Options& options);

/// From one lane and one neuron macro a layer on, each step adds lanes or macros where they save
/// the most cycles for what they take of the part: cycles of an image, or between images where the
/// goal is throughput. Layers are balanced because of it: none is given what saves no cycles. Only
/// the first choice may be one that does not fit.
/// *Errors*: kRange where the network is so large that comparing its cores would take minutes.
[[nodiscard]] std::vector<Choice> trade_off(const network::Network& network,
                                            const Request& request);

/// The index of the one to take. *Errors*: kRange where none fits the part, or none of those that
/// do is within request.cycles.
[[nodiscard]] std::size_t choose(const std::vector<Choice>& choices, const Request& request);

}  // namespace spinforge::plan
