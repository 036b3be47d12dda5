// SPDX-License-Identifier: Apache-2.0
#include "gen/plan/choose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "gen/base/error.hpp"
#include "gen/base/rng.hpp"
#include "gen/network/size.hpp"
#include "gen/plan/memories.hpp"
#include "gen/plan/stream.hpp"

namespace spinforge::plan {
namespace {

/// A step that saves less than this is not worth its area.
constexpr double kLeastSaving = 0.005;
/// A step that takes no area counts as if it took this share of the part.
constexpr double kLeastShare = 1e-4;
/// Work of comparing cores, in counters of an image, weights and the like: some seconds of it.
constexpr std::int64_t kMaxWork = std::int64_t{1} << 31;
/// Of a layer, whatever its size.
constexpr std::int64_t kFixedWork = 20'000;
/// The slowest part of a core sets the pace of its results from the first images on; banks in pairs
/// may make them come in turns.
constexpr int kSettlingImages = 8;
constexpr int kMeasuredImages = 4;

/// `count` bytes, `share` of them 255 and the rest 0.
std::vector<std::uint8_t> drawn(std::size_t count, double share, std::uint64_t seed) {
  rng::Sequence random(seed);
  std::vector<std::uint8_t> out(count);
  for (std::uint8_t& value : out) value = random.real() < share ? 255 : 0;
  return out;
}

/// *Shape* [steps][neurons]. `share` of the neurons spike, at every second or third step; with 1,
/// all at every step but the second: nothing is more for either order.
std::vector<std::uint8_t> drawn_trains(std::size_t steps,
                                       std::size_t neurons,
                                       double share,
                                       std::uint64_t seed) {
  rng::Sequence random(seed);
  std::vector<std::uint8_t> out(steps * neurons);
  for (std::size_t n = 0; n < neurons; ++n) {
    if (random.real() >= share) continue;
    const std::size_t period = share < 1.0 ? (random.real() < 0.5 ? 2 : 3) : 1;
    for (std::size_t t = period - 1; t < steps; t += period) out[t * neurons + n] = 1;
    if (share >= 1.0 && steps > 2) out[neurons + n] = 0;
  }
  return out;
}

double share(double used, int has) {
  if (has == 0) return used > 0 ? 1e9 : 0.0;
  return used / has;
}

double largest_share(const Target& target, const Resources& used) {
  return std::max({share(static_cast<double>(used.lut), target.part.lut) / target.usable.luts,
                   share(used.bram, target.part.bram) / target.usable.blocks,
                   share(static_cast<double>(used.dsp), target.part.dsp) / target.usable.blocks});
}

/// The next number of lanes, doubled, that changes the plan of a layer; 0 where there is none.
int more_lanes(const network::Layer& layer, int lanes) {
  const int filters = layer.filters();
  int next = lanes * 2;
  if (layer.conv) {
    while (next <= std::min(filters, kMaxLanes) && filters % next != 0) ++next;
  } else {
    next = std::min(next, filters);
  }
  return next <= std::min(filters, kMaxLanes) && next > lanes ? next : 0;
}

/// The next larger divisor of `lanes`; 0 where there is none.
int more_neurons(int lanes, int neuron_lanes) {
  for (int next = neuron_lanes + 1; next <= lanes; ++next) {
    if (lanes % next == 0) return next;
  }
  return 0;
}

/// Options with more lanes or more neuron macros in one layer, or in all layers at once: two that
/// are equally slow must grow together.
std::vector<Options> next_steps(const network::Network& network, const Options& from) {
  std::vector<Options> out;
  Options all_lanes = from;
  Options all_both = from;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const int lanes = more_lanes(network.layers[k], from.layer_lanes[k]);
    const int neurons = more_neurons(from.layer_lanes[k], from.layer_neuron_lanes[k]);
    Options step = from;
    if (neurons > 0) {
      step.layer_neuron_lanes[k] = neurons;
      out.push_back(step);
    }
    if (lanes == 0) continue;
    step = from;
    step.layer_lanes[k] = lanes;
    out.push_back(step);
    all_lanes.layer_lanes[k] = all_both.layer_lanes[k] = lanes;
    const int more = more_neurons(lanes, from.layer_neuron_lanes[k]);
    if (more == 0) continue;
    step.layer_neuron_lanes[k] = all_both.layer_neuron_lanes[k] = more;
    out.push_back(step);
  }
  out.push_back(all_lanes);
  out.push_back(all_both);
  return out;
}

/// The cycles that a core is to have few of.
std::int64_t cost(const Choice& choice, Goal goal) {
  return goal == Goal::kThroughput ? choice.interval : choice.cycles;
}

/// How much better a step is: cycles saved for the area taken or, where the core does not fit yet,
/// area saved. 0: not better.
double worth(const Choice& from, const Choice& step, Goal goal) {
  if (!from.fits) return std::max(0.0, from.share - step.share);
  const double saved =
      1.0 - static_cast<double>(cost(step, goal)) / static_cast<double>(cost(from, goal));
  if (!step.fits || saved < kLeastSaving) return 0.0;
  return saved / std::max(step.share - from.share, kLeastShare);
}

bool better(const Choice& a, const Choice& b, Goal goal) {
  if (goal != Goal::kArea) return cost(a, goal) < cost(b, goal);
  return a.share != b.share ? a.share < b.share : a.resources.lut < b.resources.lut;
}

/// Activity of a network, drawn once for all the plans that are compared.
class Typical {
 public:
  explicit Typical(const network::Network& network,
                   double pixels = kTypicalPixels,
                   double spikes = kTypicalSpikes)
      : network_(network) {
    const auto steps = static_cast<std::size_t>(network.steps);
    const auto inputs = static_cast<std::size_t>(network.input.size());
    pixels_ = drawn(inputs, pixels, 1);
    input_spikes_ = drawn(steps * inputs, spikes, 2);
    for (std::size_t k = 0; k < network.layers.size(); ++k) {
      const auto neurons = static_cast<std::size_t>(network.layers[k].outputs);
      spikes_.push_back(drawn(steps * neurons, spikes, 3 + k));
      trains_.push_back(drawn_trains(steps, neurons, spikes, 3 + k));
    }
  }

  [[nodiscard]] Work work(const Plan& plan) const {
    Activity activity;
    activity.pixels = pixels_;
    activity.input_spikes = input_spikes_;
    const auto& spikes = plan.order == Order::kTime ? trains_ : spikes_;
    activity.spikes.assign(spikes.begin(), spikes.end());
    return {network_, plan, activity};
  }

  [[nodiscard]] Timing timing(const Plan& plan, const Work& work) const {
    return Stream(network_, plan).next(work);
  }

  [[nodiscard]] std::int64_t interval(const Plan& plan, const Work& work) const {
    Stream stream(network_, plan);
    std::int64_t full = 0;
    for (int i = 0; i < kSettlingImages; ++i) full = stream.next(work).result();
    std::int64_t last = full;
    for (int i = 0; i < kMeasuredImages; ++i) last = stream.next(work).result();
    return (last - full + kMeasuredImages - 1) / kMeasuredImages;
  }

 private:
  const network::Network& network_;
  std::vector<std::uint8_t> pixels_, input_spikes_;
  std::vector<std::vector<std::uint8_t>> spikes_, trains_;
};

/// Weighs cores of one network on one part, as long as that takes no more than some seconds.
class Scales {
 public:
  Scales(const network::Network& network, const Target& target)
      : network_(network), target_(target), typical_(network) {
    each_ = kFixedWork * static_cast<std::int64_t>(network.layers.size()) +
            network::counters_per_image(network);
    for (const network::Layer& layer : network.layers) {
      each_ += static_cast<std::int64_t>(layer.weights.size());
    }
  }

  /// *Errors*: kRange where the work is beyond its bound.
  [[nodiscard]] Choice weigh(const Options& options) {
    spent_ += each_;
    if (spent_ > kMaxWork) {
      throw Error(ErrorCode::kRange,
                  "plan / lanes",
                  fmt::format("{} layers with {} counters an image make too many cores to compare; "
                              "expected them settled within {} steps of work, got more; name the "
                              "lanes with --lanes",
                              network_.layers.size(),
                              network::counters_per_image(network_),
                              kMaxWork));
    }
    const Plan plan = make_plan(network_, options);
    Choice out;
    out.options = options;
    out.options.layer_lanes.clear();
    out.options.layer_neuron_lanes.clear();
    for (const LayerPlan& p : plan.layers) {
      out.options.layer_lanes.push_back(p.lanes);
      out.options.layer_neuron_lanes.push_back(p.neuron_lanes);
    }
    static_cast<Fit&>(out) = fit(target_, network_, plan);
    const Work work = typical_.work(plan);
    const Timing timing = typical_.timing(plan, work);
    out.cycles = timing.image_cycles;
    out.interval = typical_.interval(plan, work);
    for (const LayerTiming& layer : timing.layers) {
      out.layer_busy.push_back(static_cast<double>(layer.cycles()) /
                               static_cast<double>(out.cycles));
    }
    return out;
  }

 private:
  const network::Network& network_;
  const Target& target_;
  Typical typical_;
  std::int64_t each_ = 0;   ///< work of one core
  std::int64_t spent_ = 0;  ///< so far
};

std::optional<Choice> best_step(const network::Network& network,
                                Scales& scales,
                                const Choice& from,
                                Goal goal) {
  std::vector<Choice> steps;
  for (const Options& options : next_steps(network, from.options)) {
    steps.push_back(scales.weigh(options));
  }
  const auto best = [&](Goal by) -> std::optional<Choice> {
    const auto found = std::ranges::max_element(
        steps, {}, [&](const Choice& step) { return worth(from, step, by); });
    if (found == steps.end() || worth(from, *found, by) <= 0.0) return {};
    return *found;
  };
  // Parts that are equally slow set the pace until all of them are faster: each by itself saves
  // only cycles of an image.
  const std::optional<Choice> step = best(goal);
  return step || goal != Goal::kThroughput ? step : best(Goal::kLatency);
}

}  // namespace

Fit fit(const Target& target, const network::Network& network, const Plan& plan) {
  Fit out;
  out.resources = predict_resources(target, network, plan);
  const double most = target.usable.blocks * target.part.dsp;
  if (static_cast<double>(out.resources.dsp) > most && target.lut_multipliers) {
    out.dsp = false;
    out.resources = predict_resources(target, network, plan, false);
  }
  out.share = largest_share(target, out.resources);
  out.fits = out.share <= 1.0;
  return out;
}

Timing typical_timing(const network::Network& network,
                      const Plan& plan,
                      double pixels,
                      double spikes) {
  const Typical typical(network, pixels, spikes);
  return typical.timing(plan, typical.work(plan));
}

std::int64_t typical_interval(const network::Network& network,
                              const Plan& plan,
                              double pixels,
                              double spikes) {
  const Typical typical(network, pixels, spikes);
  return typical.interval(plan, typical.work(plan));
}

Choice evaluate(const network::Network& network, const Target& target, const Options& options) {
  return Scales(network, target).weigh(options);
}

Order choose_order(const network::Network& network, Options options, const Target* target) {
  options.order = Order::kTime;
  const Plan time = make_plan(network, options);
  if (target == nullptr) {
    return train_bits(network, time) > kMaxTrainBits ? Order::kStep : Order::kTime;
  }
  options.order = Order::kStep;
  const bool only_step =
      !fit(*target, network, time).fits && fit(*target, network, make_plan(network, options)).fits;
  return only_step ? Order::kStep : Order::kTime;
}

namespace {

/// trade_off() in one order, each step by what it saves for `goal`.
std::vector<Choice> trade_off_in(Order order,
                                 Goal goal,
                                 const network::Network& network,
                                 const Request& request) {
  Options smallest;
  smallest.pipeline = request.pipeline;
  smallest.parity = request.parity;
  smallest.order = order;
  smallest.pixels_per_beat = request.pixels_per_beat;
  smallest.layer_lanes.assign(network.layers.size(), 1);
  smallest.layer_neuron_lanes.assign(network.layers.size(), 1);
  Scales scales(network, request.target);
  std::vector<Choice> out{scales.weigh(smallest)};
  while (std::optional<Choice> step = best_step(network, scales, out.back(), goal)) {
    if (!out.back().fits) out.pop_back();
    out.push_back(std::move(*step));
  }
  return out;
}

/// The best of those that fit and are within request.cycles; choices.size() where there is none.
std::size_t best_of(const std::vector<Choice>& choices, const Request& request) {
  std::size_t best = choices.size();
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (!choices[i].fits || (request.cycles && choices[i].cycles > *request.cycles)) continue;
    if (best == choices.size() || better(choices[i], choices[best], request.goal)) best = i;
  }
  return best;
}

}  // namespace

std::vector<Choice> trade_off(const network::Network& network, const Request& request) {
  std::vector<Order> orders{Order::kTime, Order::kStep};
  if (request.order) orders = {*request.order};
  // What saves the most between images now may lead to less of it than what saves an image's
  // cycles.
  std::vector<Goal> goals{request.goal};
  if (request.goal == Goal::kThroughput) goals.push_back(Goal::kLatency);
  std::vector<Choice> out;
  for (const Order order : orders) {
    for (const Goal goal : goals) {
      std::vector<Choice> other = trade_off_in(order, goal, network, request);
      const std::size_t at = best_of(out, request);
      const std::size_t other_at = best_of(other, request);
      const bool replaces = other_at != other.size() &&
                            (at == out.size() || better(other[other_at], out[at], request.goal));
      if (out.empty() || replaces) out = std::move(other);
    }
  }
  return out;
}

std::size_t choose(const std::vector<Choice>& choices, const Request& request) {
  const Part& part = request.target.part;
  const Usable most = request.target.usable;
  const Resources& least = choices.front().resources;
  if (!choices.front().fits) {
    throw Error(ErrorCode::kRange,
                "plan",
                fmt::format("does not fit; expected at most {:.0f} LUT, {:.0f} BRAM, {:.0f} DSP of "
                            "{}, got {}, {}, {} for the smallest core; choose another target or "
                            "part, or let it take more of this one with --fill",
                            std::floor(part.lut * most.luts),
                            std::floor(part.bram * most.blocks),
                            std::floor(part.dsp * most.blocks),
                            part.name,
                            least.lut,
                            least.bram,
                            least.dsp));
  }
  const std::size_t best = best_of(choices, request);
  if (best == choices.size()) {
    throw Error(ErrorCode::kRange,
                "plan / cycles",
                fmt::format("too few; expected at least {}, got {}; choose a larger part or allow "
                            "more cycles",
                            std::ranges::min(choices, {}, &Choice::cycles).cycles,
                            *request.cycles));
  }
  return best;
}

}  // namespace spinforge::plan
