// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "sim/golden/golden.hpp"

/// Run-time control of a core: what is written to its configuration port around each image, and
/// what follows from it for the golden model.
namespace spinforge::harness {

inline constexpr int kQueuedSelects = 4;  ///< timed selects that a layer's queue holds

/// Field code and mask page of one layer, from a step of the image on until the next select, in
/// later images too.
struct Select {
  static constexpr int kNow = 0;
  int layer = 1;  ///< from 1
  int step = 1;   ///< from 1; kNow: written before the image while the core is empty
  int code = 0;   ///< field code, 0..15
  int page = 0;   ///< mask page, 0..3
};

/// New contents of one mask page.
struct MaskPage {
  int layer = 1;                      ///< from 1
  int page = 1;                       ///< 1..3
  std::vector<std::uint8_t> enabled;  ///< *Shape* [neurons], 0 or 1
};

/// A write that must change nothing.
struct VoidWrite {
  Select select;         ///< as written; neither layer nor code need be there
  bool is_mask = false;  ///< a mask word: nobody enabled, in word `word` of the page
  int word = 0;
  bool refused =
      true;  ///< cfg_error_o must say so; else it is a word of page 0, which is no memory
};

/// What is written for one image before its pixels (timed selects beyond the queue: during it).
struct ImageControl {
  std::vector<MaskPage> pages;
  std::vector<Select> selects;        ///< at most one a layer and step
  std::vector<VoidWrite> voids = {};  ///< spread over the writes of `pages`
};

/// Control of the image with this index; the second argument says whether the core comes from
/// reset. Empty: nothing is ever written.
using Schedule = std::function<ImageControl(std::uint32_t image, bool after_reset)>;

/// What the configuration port's registers hold, image by image. Starts as after reset. The network
/// must outlive it.
class ControlState {
 public:
  explicit ControlState(const network::Network& network);

  /// Takes the writes of the next image and tells what holds at each of its steps. *Errors*: kUsage
  /// for a layer, step, code or page that is not there, or a page that was never written.
  [[nodiscard]] golden::Control apply(const ImageControl& control);

  /// Pages of `layer` (from 1) that the image of the last apply() uses: bit p for page p.
  [[nodiscard]] unsigned used_pages(int layer) const { return layers_[index(layer)].used; }

 private:
  struct LayerState {
    int code = 0, page = 0;
    unsigned used = 0;
    std::vector<std::vector<std::uint8_t>> pages;  ///< [page][neuron]; empty: never written
  };
  static std::size_t index(int layer) { return static_cast<std::size_t>(layer - 1); }
  void check(const Select& select) const;
  void write(const MaskPage& page);

  const network::Network* network_;
  std::vector<LayerState> layers_;
};

/// Every layer at one field code for all images. *Shape* [layers].
[[nodiscard]] Schedule fixed_codes(std::vector<int> codes);

/// Random codes and masks that change between steps and images: single neurons, whole blocks,
/// everything gated, gates closed by the field; and writes that must change nothing. A function of
/// `seed` and the image alone, where a write takes at most `write_cycles`: with selects at every
/// step they must keep ahead of the layers. Network and plan must outlive it.
[[nodiscard]] Schedule random_control(const network::Network& network,
                                      const plan::Plan& plan,
                                      std::uint64_t seed,
                                      int write_cycles = 1);

}  // namespace spinforge::harness
