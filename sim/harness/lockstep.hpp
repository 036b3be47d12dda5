// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gen/dataset/dataset.hpp"
#include "gen/network/network.hpp"
#include "gen/plan/plan.hpp"
#include "gen/plan/stream.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/checker.hpp"
#include "sim/harness/configurator.hpp"
#include "sim/harness/control.hpp"
#include "sim/harness/dut.hpp"
#include "sim/harness/record.hpp"
#include "sim/harness/traffic.hpp"

namespace spinforge::harness {

/// Consecutive images of a data set.
struct Chunk {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// A waveform of one image.
struct Wave {
  std::uint32_t image = 0;
  std::string path;  ///< absolute
};

/// Drives a design with images, and its configuration port as `schedule` says, and holds every
/// commit, every result beat and every cycle count against the golden model and the timing model,
/// and what the streams refuse against what was wrong with them.
class Lockstep {
 public:
  Lockstep(Dut& dut,
           const network::Network& network,
           const plan::Plan& plan,
           const Traffic& traffic,
           Schedule schedule = {});
  ~Lockstep();

  /// Whether to count which rules of the neuron came to bear.
  void count_rules(bool count) { count_rules_ = count; }

  using OnImage = std::function<void(const ImageRecord&)>;

  /// Resets the core and runs `chunk`. Differing values are counted and the run goes on; it ends
  /// early where commits come in a wrong order or no result comes (twice the predicted cycles and
  /// 10,000 more). `on_image` is called for every finished image. With resets in its traffic the
  /// chunk begins twice, and the first time ends with a reset at a drawn cycle of it: what differs
  /// then counts too, but nothing else of it.
  ChunkResult run(const dataset::Images& images,
                  const Chunk& chunk,
                  const OnImage& on_image = {},
                  const Wave* wave = nullptr);

 private:
  struct Flight;

  void reset();
  void start(const Chunk& chunk);
  void interrupt(const dataset::Images& images, const Chunk& chunk);
  void clock_to_end(const dataset::Images& images, const Chunk& chunk, const OnImage& on_image);
  void check_oddity();
  void check_parity();
  void admit(const dataset::Images& images, const Chunk& chunk);
  void run_golden(Flight& flight, std::uint32_t image, bool after_reset);
  void clock();
  void drive_configuration();
  bool configured(Flight& flight);
  void take_configuration();
  void drive_streams();
  [[nodiscard]] std::size_t beat() const { return static_cast<std::size_t>(plan_.pixels_per_beat); }
  void show_pixel(const Flight& flight);
  void take_pixel();
  void take_commits();
  void check_commit(Flight& flight, std::size_t layer);
  void take_result(bool ready);
  void finish(Flight& flight);
  void watch_busy();
  void count_layers();
  void retire(const OnImage& on_image);
  [[nodiscard]] std::uint32_t current_image() const;
  [[nodiscard]] std::size_t window() const;
  void predict(Flight& flight);
  void watch_pace(const Flight* flight);
  void check_timing(Flight& flight);
  void check_cycles(Flight& flight);
  void check_deadlock();
  [[nodiscard]] std::uint32_t number(std::uint32_t index) const { return index + shift_; }
  [[nodiscard]] std::uint32_t index(std::uint32_t number) const { return number - shift_; }
  void fail(Mismatch mismatch);
  void keep_first(Mismatch mismatch);
  void note_timing(
      const Flight& flight, int layer, const char* what, std::int64_t expected, std::int64_t got);
  [[nodiscard]] Flight* sending();
  [[nodiscard]] Flight* of_layer(std::size_t layer);

  Dut& dut_;
  const network::Network& network_;
  const plan::Plan& plan_;
  Traffic traffic_;
  Schedule schedule_;
  golden::Golden golden_;
  bool count_rules_ = false;

  // one chunk
  std::deque<std::unique_ptr<Flight>> flights_;
  ChunkResult result_;
  std::vector<CommitHistory> histories_;
  std::unique_ptr<Pauses> pixel_pauses_, result_pauses_, config_pauses_;
  ControlState control_;
  Configurator configurator_;
  const Wave* wave_ = nullptr;
  std::optional<std::int64_t> wave_begin_;  // cycle in which it begins
  SfInputs inputs_{};
  const SfOutputs* outputs_ = nullptr;
  std::optional<plan::Stream> pace_;  // what the images' cycles must be, where nothing pauses
  std::int64_t stream_begin_ = -1;    // cycle of the first pixel since the reset; -1: not yet
  std::int64_t cycle_ = 0;
  std::int64_t withheld_ = 0;     // cycles in which we paused a stream
  std::int64_t last_result_ = 0;  // cycle of the last result of the image before
  bool any_result_ = false;
  bool stop_ = false;
  std::uint32_t next_ = 0;
  std::uint32_t shift_ = 0;  // number of an image less its index; a Flight's image is its number
};

}  // namespace spinforge::harness
