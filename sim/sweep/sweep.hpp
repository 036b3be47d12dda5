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
  std::string series{};  ///< which curve of its network it is of, e.g. "noise added"
  std::string name{};    ///< for people, e.g. "180 Oe"
  double x = 0.0;        ///< what is swept: see FieldAxis, or sigmas; NaN: no place on the axis
  network::Network network;
  golden::Control control;
};

/// What came of it.
struct Score {
  std::size_t images = 0;            ///< of each seed
  std::vector<std::size_t> correct;  ///< by seed
  std::vector<double> spike_share;   ///< per layer: spikes per neuron and step, of all seeds
  /// Mean over the seeds, 0..1.
  [[nodiscard]] double accuracy() const;
  /// Standard deviation over the seeds; 0 of one.
  [[nodiscard]] double deviation() const;
};

/// One point a register set, by rising field, all layers switched together; then "gate off", with
/// every neuron masked.
/// *Errors*: kUsage where the layers have different neurons, whose codes mean different things.
[[nodiscard]] std::vector<Point> field_points(const network::Network& network);

/// What is drawn at random.
enum class NoiseForm {
  kAdd,    ///< added to every drive; sigma in LSB of V
  kDrive,  ///< scales every drive; sigma is a share of it
  kRest,   ///< the rest potential at an image's start and after a spike; sigma in LSB of V
};

/// One point a level: noise with standard deviation level * sigma; 0 is none.
/// *Errors*: kRange for a negative level, and where the noise is beyond what registers hold; kUsage
/// for a random rest where a neuron has none.
[[nodiscard]] std::vector<Point> noise_points(const network::Network& network,
                                              NoiseForm form,
                                              double sigma,
                                              const std::vector<double>& levels);

/// Factor and shift (NS and SN, RS and SR) for a standard deviation of `sigma`, to within 1 part in
/// 1000 from 1 up.
struct NoiseCode {
  int ns = 0, sn = 0;
};
[[nodiscard]] NoiseCode noise_code(double sigma);

/// Seeds that tell apart what a network draws at random: `seeds`, or 1 where it draws nothing.
[[nodiscard]] int seeds_of(const network::Network& network, int seeds);

/// The seed of run `run`: of run 0 the network's own, then words drawn from that (4.8 of
/// gen/network/README.md). Neighbours would not do: bits depend on seed ^ image, so the images of
/// one run would draw what others draw in the next.
[[nodiscard]] std::uint32_t seed_of(const network::Network& network, int run);

/// Classifies the first `count` images with the seeds of `seeds` runs. The result does not depend
/// on `threads`, see classify::each_image.
[[nodiscard]] Score score(const Point& point,
                          const dataset::Images& images,
                          std::size_t count,
                          int seeds,
                          unsigned threads,
                          const classify::OnProgress& on_progress);

/// What `spinforge-sim sweep` is asked for.
struct Options {
  std::string what;                                        ///< "fields" or "noise"
  std::vector<std::string> forms{"add", "drive", "rest"};  ///< of the noise, see NoiseForm
  /// Of the one form that is asked for; absent: the device's, see noise_points.
  std::optional<double> sigma;
  int seeds = 5;                                   ///< of what a network draws at random
  std::vector<double> levels{0.0, 0.5, 1.0, 2.0};  ///< multiples of it
  unsigned threads = 0;                            ///< 0: one for each core
  bool quiet = false;
};

/// One row of the result.
struct Row {
  std::string network, series, point;
  double x = 0.0;  ///< see Point
  Score score;
};

/// The network at every point; points that are the same network, as those without noise of several
/// forms, are evaluated once. *Errors*: those of field_points and noise_points; kUsage for noise
/// without a sigma where no device says one, and for one sigma of several forms.
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
