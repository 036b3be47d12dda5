// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gen/base/text.hpp"
#include "sim/models/table.hpp"

namespace spinforge::models {
namespace {

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

}  // namespace spinforge::models
