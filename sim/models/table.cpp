// SPDX-License-Identifier: Apache-2.0
#include "sim/models/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"

namespace spinforge::models {
namespace {

constexpr Markers kModels{"<!-- table: written by spinforge-sim table -->\n",
                          "<!-- end of table -->\n"};
constexpr Markers kPaper{"<!-- paper's table: written by spinforge-sim table -->\n",
                         "<!-- end of paper's table -->\n"};

std::string weight_bits(const network::Network& network) {
  std::vector<std::string> bits;
  for (const network::Layer& layer : network.layers) {
    const std::string text = std::to_string(layer.weight_bits);
    if (bits.empty() || bits.back() != text) bits.push_back(text);
  }
  return text::joined(bits, "/");
}

std::string verification(const Verified& record) {
  return fmt::format("{} images, {} updates, {} mismatches, timing {}",
                     text::thousands(record.images),
                     text::thousands(record.commits),
                     record.mismatches,
                     record.timing_exact ? "exact" : "not exact");
}

/// The layer with the most busy cycles. Images in flight together have none of their own: then the
/// first layer.
const VerifiedLayer& busiest(const Verified& record) {
  return *std::max_element(
      record.layers.begin(), record.layers.end(), [](const auto& a, const auto& b) {
        return a.cycles.value_or(0) < b.cycles.value_or(0);
      });
}

/// Of the layers, in percent.
std::string over(const Verified& record) {
  std::vector<std::string> shares;
  for (const VerifiedLayer& layer : record.layers) {
    shares.push_back(layer.over ? fmt::format("{:.1f}", 100 * *layer.over) : "-");
  }
  const bool none = std::ranges::all_of(shares, [](const std::string& s) { return s == "-"; });
  return none ? "-" : text::joined(shares, ", ");
}

/// Steps that a reset takes.
std::string reset(const network::Neuron& neuron) {
  if (neuron.kind != network::NeuronKind::kWall) return "-";
  return neuron.refractory == 0 ? "none" : std::to_string(neuron.refractory);
}

/// Where its neurons fire.
std::string range(const network::Neuron& neuron) {
  if (neuron.kind != network::NeuronKind::kWall) return "-";
  return neuron.closed ? "closed" : "open";
}

std::vector<std::string> row(const TrainedNetwork& model) {
  const network::Network& network = model.network;
  std::vector<std::string> cells{network.name,
                                 shape(network),
                                 first_neuron(network).name,
                                 reset(first_neuron(network)),
                                 range(first_neuron(network)),
                                 std::to_string(network.steps),
                                 weight_bits(network),
                                 trained(model, "train", "accuracy_integer"),
                                 trained(model, "test", "accuracy_real"),
                                 trained(model, "test", "accuracy_integer")};
  std::vector<std::string> rtl{"-", "-", "-", "-", "-", "-", "-", "not verified"};
  if (model.record) {
    const VerifiedLayer& layer = busiest(*model.record);
    const auto cycles = [](double mean) { return text::thousands(std::llround(mean)); };
    rtl = {percent(model.record->accuracy),
           model.record->order,
           fmt::format("{}/{}", layer.lanes, layer.neuron_lanes),
           cycles(model.record->cycles_per_image),
           model.record->interval ? cycles(*model.record->interval) : "-",
           layer.utilisation ? percent(*layer.utilisation) : "-",
           over(*model.record),
           verification(*model.record)};
  }
  cells.insert(cells.end(), rtl.begin(), rtl.end());
  return cells;
}

/// Accuracies in software, in percent, as printed; "-" where the paper has none.
struct PaperCell {
  const char* train;
  const char* test;
};

struct PaperRow {
  const char* title;
  const char* neuron;  ///< last part of a network's name
  std::array<PaperCell, 4> cells;
};

struct Column {
  const char* title;
  const char* network;  ///< first parts of a network's name
};

constexpr std::array<Column, 4> kColumns{{{"FC-MNIST", "mnist-fc"},
                                          {"CSNN-MNIST", "mnist-csnn"},
                                          {"FC-FMNIST", "fmnist-fc"},
                                          {"CSNN-FMNIST", "fmnist-csnn"}}};

/// *Source*: Lone et al., arXiv 2402.03767, Table 2: "DW-Model", "Measured" and "SnnLeaky", with as
/// many digits as there.
constexpr std::array<PaperRow, 3> kPaperRows{
    {{"domain wall (S)",
      "dw",
      {{{"97.87", "96.61"}, {"96.86", "96.99"}, {"84.99", "83.47"}, {"88.98", "90.97"}}}},
     {"measured Hall bar, 180 Oe",
      "hall180",
      {{{"97.61", "96.51"}, {"96.00", "97.10"}, {"89", "85"}, {"89", "87.67"}}}},
     {"snnTorch's Leaky",
      "leaky",
      {{{"99.28", "98.11"}, {"97.28", "96.79"}, {"-", "-"}, {"-", "-"}}}}}};

std::string with_train(const std::string& test, const std::string& train) {
  return train == "-" ? test : fmt::format("{} ({})", test, train);
}

/// The network's side of a cell: accuracy of its RTL, and of its integers on the training images.
std::string measured(const std::vector<TrainedNetwork>& models, const std::string& name) {
  const auto model = std::find_if(models.begin(), models.end(), [&](const TrainedNetwork& m) {
    return m.network.name == name;
  });
  if (model == models.end()) return "-";
  const std::string train = trained(*model, "train", "accuracy_integer");
  if (!model->record) return with_train("-", train);
  std::string test = fmt::format("**{}**", percent(model->record->accuracy));
  const std::int64_t images = model->record->images;
  if (images != kTestImages) test += fmt::format(" of {} images", text::thousands(images));
  return with_train(test, train);
}

}  // namespace

std::string model_table(const std::vector<TrainedNetwork>& models) {
  std::vector<std::vector<std::string>> rows = {{"network",
                                                 "shape",
                                                 "neuron",
                                                 "steps of a reset",
                                                 "range",
                                                 "steps",
                                                 "weight bits",
                                                 "train %",
                                                 "test %, reals",
                                                 "test %, integers",
                                                 "**test %, RTL**",
                                                 "order",
                                                 "lanes P/M",
                                                 "cycles an image",
                                                 "one every, streamed",
                                                 "lanes used %",
                                                 "firings above TH_HI %",
                                                 "RTL against golden"}};
  for (const TrainedNetwork& model : models) rows.push_back(row(model));
  return text::markdown(rows);
}

std::string paper_table(const std::vector<TrainedNetwork>& models) {
  std::vector<std::vector<std::string>> rows{{"neuron"}};
  for (const Column& column : kColumns) rows[0].emplace_back(column.title);
  for (const PaperRow& paper : kPaperRows) {
    std::vector<std::string> row{paper.title};
    for (std::size_t c = 0; c < kColumns.size(); ++c) {
      const std::string name = fmt::format("{}-{}", kColumns[c].network, paper.neuron);
      const PaperCell& cell = paper.cells[c];
      row.push_back(
          fmt::format("{}, paper {}", measured(models, name), with_train(cell.test, cell.train)));
    }
    rows.push_back(row);
  }
  return text::markdown(rows);
}

std::string between(const std::string& text,
                    const Markers& markers,
                    const std::string& table,
                    const std::string& name) {
  const auto out = text::replaced_between(text, markers.begin, markers.end, "\n" + table + "\n");
  if (out) return *out;
  const auto line = [](std::string_view marker) { return marker.substr(0, marker.size() - 1); };
  throw Error(ErrorCode::kParse,
              name,
              fmt::format("no place for a table; expected the lines {} and {}; add them",
                          line(markers.begin),
                          line(markers.end)));
}

std::string with_tables(const std::string& text,
                        const std::vector<TrainedNetwork>& models,
                        const std::string& name) {
  return between(
      between(text, kPaper, paper_table(models), name), kModels, model_table(models), name);
}

}  // namespace spinforge::models
