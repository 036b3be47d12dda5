// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "gen/network/network.hpp"

/// The bit-exact, untimed integer network. Written from the equations of gen/network/README.md,
/// independent of the generator and of the RTL.
namespace spinforge::golden {

/// Bits of LayerTrace::flags.
enum Flag : std::uint8_t {
  kSpike = 1,
  kArmed = 2,      ///< after the update
  kOver = 4,       ///< above TH_HI: of a spike, or of one that a closed window suppressed
  kCommitted = 8,  ///< 0: gated off at this step, the neuron skipped its update
};

/// The flags of an update by the names of their fields of a commit, as these are printed.
struct NamedFlag {
  const char* name;
  std::uint8_t flag;
};
inline constexpr NamedFlag kFlags[] = {{"spike", kSpike}, {"armed", kArmed}, {"over", kOver}};

/// Everything one layer did for one image. *Shape* [steps][neurons], row-major.
struct LayerTrace {
  std::vector<std::int32_t> start;       ///< V before the first step, *Shape* [neurons]
  std::vector<std::int32_t> potential;   ///< V after the update (and reset)
  std::vector<std::int32_t> drive;       ///< D
  std::vector<std::uint8_t> spike;       ///< 0 or 1
  std::vector<std::uint8_t> flags;       ///< Flag bits
  std::vector<std::uint8_t> field_code;  ///< *Shape* [steps]
  friend bool operator==(const LayerTrace&, const LayerTrace&) = default;
};

struct Trace {
  std::vector<LayerTrace> layers;
  std::vector<std::uint8_t> input_spikes;  ///< rate coding only: *Shape* [steps][inputs]
  std::vector<std::uint16_t> counts;       ///< spikes of each output neuron
  int predicted = 0;                       ///< class
  friend bool operator==(const Trace&, const Trace&) = default;
};

/// Field code and gate mask of every layer at every step; empty parts mean the network's own.
struct Control {
  std::vector<std::vector<std::uint8_t>> field_code;         ///< [layer][step]
  std::vector<std::vector<std::vector<std::uint8_t>>> mask;  ///< [layer][step][neuron], 1 = enabled
  friend bool operator==(const Control&, const Control&) = default;
};

/// Runs images through one network. Holds copies of the weights in the order that is fast for it;
/// not safe to share between threads (make one each).
class Golden {
 public:
  explicit Golden(const network::Network& network);
  /// Networks that are one but for the registers of their neurons: chips.
  explicit Golden(std::span<const network::Network> chips);
  ~Golden();
  Golden(Golden&&) noexcept;
  Golden& operator=(Golden&&) noexcept;

  /// Class only: the fastest path.
  [[nodiscard]] int classify(std::span<const std::uint8_t> pixels, std::uint32_t image);

  /// What is done with chip number `chip`, from 0, of those given.
  using Look = std::function<void(std::size_t chip, const Trace& trace)>;
  /// One image on each chip in turn. What is the same for all, the pixels' sums, is made once.
  void run_chips(std::span<const std::uint8_t> pixels, std::uint32_t image, const Look& look);

  /// Everything, for lockstep; of several chips the first. The reference stays valid until the next
  /// call.
  const Trace& run(std::span<const std::uint8_t> pixels,
                   std::uint32_t image,
                   const Control& control = {});

 private:
  struct State;
  void begin(std::span<const std::uint8_t> pixels, std::uint32_t image, const Control& control);
  const Trace& run_chip(std::size_t chip, std::uint32_t image, const Control& control);
  std::unique_ptr<State> state_;
};

}  // namespace spinforge::golden
