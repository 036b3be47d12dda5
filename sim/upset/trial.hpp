// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/model.hpp"
#include "sim/upset/flips.hpp"

/// One image through a core, bits of whose state are inverted meanwhile.
namespace spinforge::upset {

/// How it shows at the core's ports that something is wrong, without knowing the right result.
enum class Sign : std::uint8_t {
  kNone,
  kNoResult,     ///< no whole result in twice the cycles that the image takes, and 1,000 more
  kBusy,         ///< a layer that is still busy then
  kBadResult,    ///< a beat of another image, with another class than the first, with `last` where
                 ///< it must not be or without it, or one too many
  kFrameError,   ///< frame_error_o, though the frame was whole
  kConfigError,  ///< cfg_error_o, though nothing was written
  kParity,       ///< parity_error_o
};
inline constexpr std::size_t kSigns = 7;

/// "no result", "busy", "bad result", "frame error", "config error",
/// "parity"; "" of none.
[[nodiscard]] const char* name_of(Sign sign);

/// What came of an image.
struct Trial {
  std::int32_t predicted = -1;  ///< class of the first result beat; -1: there was none
  std::int32_t sound = -1;      ///< class without flips
  bool equal = true;            ///< every commit and every result is as without flips
  Sign sign = Sign::kNone;      ///< the first
};

/// What the flips of an image were to its user.
enum class Effect {
  kMasked,    ///< nothing: every commit and result equal
  kSilent,    ///< some value differed, the class did not
  kWrong,     ///< another class came out, and nothing said so
  kDetected,  ///< a Sign
};
inline constexpr std::size_t kEffects = 4;

/// "masked", "silent", "wrong", "detected".
[[nodiscard]] const char* name_of(Effect effect);
[[nodiscard]] Effect effect_of(const Trial& trial);

/// A core that can be upset.
class Rig {
 public:
  /// `library`: a model of `design`, built with kPlaces. The design must outlive it.
  Rig(const harness::Design& design, const std::string& library);

  [[nodiscard]] const harness::Places& places() const { return places_; }

  /// Golden's results for an image, whose cycles are predicted; good until the next call.
  struct Expected {
    const golden::Trace* trace;
    std::int64_t cycles;
  };
  Expected expect(std::span<const std::uint8_t> pixels, std::uint32_t image);

  /// Resets the core and runs the image that expect() was last called with. Of a memory that the
  /// core only reads flips are taken back afterwards, as a load of the memory would do.
  Trial run(std::span<const std::uint8_t> pixels,
            std::uint32_t image,
            const Expected& expected,
            std::span<const Flip> flips);

 private:
  const harness::Design& design_;
  harness::CoreModel core_;
  harness::Places places_;
  golden::Golden golden_;
};

}  // namespace spinforge::upset
