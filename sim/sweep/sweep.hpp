// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gen/network/network.hpp"
#include "sim/classify/classify.hpp"
#include "sim/plot/figure.hpp"

/// Trained networks under other conditions than those they were trained for: every field code, or
/// noise of several strengths. Golden model only.
namespace spinforge::sweep {

/// Where register sets of these names ("180 Oe") stand on an axis.
struct FieldAxis {
  bool fields = true;     ///< else some name is no field
  std::vector<double> x;  ///< *Shape* [names], Oe; their codes, from 0, where not all are fields
};
[[nodiscard]] FieldAxis field_axis(const std::vector<std::string>& names);

/// One condition.
struct Point {
  std::string name;  ///< for people, e.g. "180 Oe"
  double x = 0.0;    ///< what is swept: see FieldAxis, or sigmas; NaN: no place on the axis
  network::Network network;
  golden::Control control;
};

/// What came of it.
struct Score {
  std::size_t images = 0;
  std::size_t correct = 0;
  std::vector<double> spike_share;  ///< per layer: spikes per neuron and step
  [[nodiscard]] double accuracy() const {
    return static_cast<double>(correct) / static_cast<double>(images);
  }
};

/// One point a register set, by rising field, all layers switched together; then "gate off", with
/// every neuron masked.
/// *Errors*: kUsage where the layers have different neurons, whose codes mean different things.
[[nodiscard]] std::vector<Point> field_points(const network::Network& network);

/// One point a level: noise with standard deviation level * sigma LSB on every drive; 0 is none.
/// *Errors*: kRange for a negative level, and where the noise needs NS beyond 16 bits.
[[nodiscard]] std::vector<Point> noise_points(const network::Network& network,
                                              double sigma,
                                              const std::vector<double>& levels);

/// NS and SN for a standard deviation of `sigma` LSB, to within 1 part in 1000 from 1 LSB up.
struct NoiseCode {
  int ns = 0, sn = 0;
};
[[nodiscard]] NoiseCode noise_code(double sigma);

/// Classifies the first `count` images. The result does not depend on `threads`, see
/// classify::each_image.
[[nodiscard]] Score score(const Point& point,
                          const dataset::Images& images,
                          std::size_t count,
                          unsigned threads,
                          const classify::OnProgress& on_progress);

/// What `spinforge-sim sweep` is asked for.
struct Options {
  std::string what;             ///< "fields" or "noise"
  std::optional<double> sigma;  ///< of the noise, LSB; absent: what the paper measured at the field
  std::vector<double> levels{0.0, 0.5, 1.0, 2.0};  ///< multiples of it
  unsigned threads = 0;                            ///< 0: one for each core
  bool quiet = false;
};

/// One row of the result.
struct Row {
  std::string network, point;
  double x = 0.0;  ///< see Point
  Score score;
};

/// The network at every point. *Errors*: those of field_points and noise_points; kUsage for noise
/// without a sigma where none was measured.
[[nodiscard]] std::vector<Row> run(const Options& options,
                                   const network::Network& network,
                                   const classify::TestSet& set);

[[nodiscard]] std::string table_text(const std::vector<Row>& rows);
[[nodiscard]] std::string csv_text(const std::vector<Row>& rows);
[[nodiscard]] std::string json_text(const Options& options, const std::vector<Row>& rows);

/// Accuracy, the same enlarged where the field lets the neurons work, and spikes; a curve for each
/// network.
[[nodiscard]] plot::Figure figure(const Options& options, const std::vector<Row>& rows);

}  // namespace spinforge::sweep
