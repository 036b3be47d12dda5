// SPDX-License-Identifier: Apache-2.0
//
// Classes of all images, and some images one by one.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "gen/base/text.hpp"
#include "sim/harness/page.hpp"
#include "sim/harness/page_parts.hpp"
#include "sim/harness/report.hpp"
#include "sim/page/figures.hpp"

namespace spinforge::harness {

namespace {

using page::Html;

constexpr std::size_t kMostClasses = 40;  // of a matrix that can be looked at
constexpr std::size_t kWrongListed = 200;
constexpr std::size_t kOutputsShown = 20;

std::string class_name(const Shown& shown, int number) {
  const auto i = static_cast<std::size_t>(number);
  if (number < 0) return "none";
  return i < shown.classes.size() ? shown.classes[i] : std::to_string(number);
}

/// What became of an image: the core's class, or where it never finished it, golden's.
std::string title_of(const Shown& shown, const Scene& scene) {
  int given = scene.trace.predicted;
  const bool again = scene.streamed && !shown.summary.traffic.stream;  // which has no record
  for (const ImageRecord& record : shown.summary.images) {
    if (record.image == scene.image && !again) given = record.predicted;
  }
  const int label = label_of(shown.summary, scene.image);
  const std::string name = class_name(shown, given);
  std::string out = label < 0        ? "class " + name
                    : label == given ? name + ", right"
                                     : class_name(shown, label) + " taken for " + name;
  if (shown.summary.mismatch && shown.summary.mismatch->image == scene.image) {
    out += again ? "; here, run once more and streamed, core and golden model differ first"
                 : "; here core and golden model differ first";
  }
  return out;
}

Html confusion_figure(const Shown& shown, const std::vector<std::vector<std::int64_t>>& counts) {
  page::Matrix m{.column_title = "class from the core"};
  for (std::size_t truth = 0; truth < counts.size(); ++truth) {
    const std::vector<std::int64_t>& row = counts[truth];
    const std::int64_t sum = std::accumulate(row.begin(), row.end(), std::int64_t{0});
    const std::string name = class_name(shown, static_cast<int>(truth));
    const std::string number = std::to_string(truth);
    m.rows.push_back(name == number ? name : name + " " + number);
    m.columns.push_back(number);
    m.notes.push_back(
        sum > 0 ? fmt::format("{:.1f} %",
                              100.0 * static_cast<double>(row[truth]) / static_cast<double>(sum))
                : "");
    m.cells.emplace_back();
    for (std::size_t taken = 0; taken < row.size(); ++taken) {
      if (row[taken] == 0) {
        m.cells.back().emplace_back();
        continue;
      }
      // Small shares are seen, too.
      const double share = static_cast<double>(row[taken]) / static_cast<double>(sum);
      m.cells.back().push_back({.level = 0.12 + 0.88 * share,
                                .text = std::to_string(row[taken]),
                                .wrong = taken != truth});
    }
  }
  return page::figure(
      "Images by their label (row) and the class from the core's result port "
      "(column); right of a row, how many of it are right.",
      page::matrix(m, false, "confusion matrix"),
      "class=\"narrow\"");
}

Html wrong_list(const Shown& shown) {
  page::Table table{.name = "images that were taken for another class",
                    .columns = {{"image", true}, {"label"}, {"class from the core"}},
                    .rows = {}};
  std::size_t wrong = 0;
  for (const ImageRecord& record : shown.summary.images) {
    const int label = label_of(shown.summary, record.image);
    if (label < 0 || label == record.predicted || ++wrong > kWrongListed) continue;
    table.rows.push_back({std::to_string(record.image),
                          class_name(shown, label),
                          class_name(shown, record.predicted)});
  }
  if (wrong == 0) return page::paragraph("No image was taken for another class.");
  const std::string title =
      wrong <= kWrongListed
          ? fmt::format("Images that were taken for another class: {}", wrong)
          : fmt::format("The first {} of {} images that were taken for another class",
                        kWrongListed,
                        text::thousands(static_cast<long long>(wrong)));
  return page::details(title, page::table(table));
}

Html outputs_figure(const Shown& shown, const Scene& scene) {
  std::vector<std::size_t> order(scene.trace.counts.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const bool cut = order.size() > kOutputsShown;
  if (cut) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return scene.trace.counts[a] > scene.trace.counts[b];
    });
    order.resize(kOutputsShown);
  }
  page::Bars bars;
  const int label = label_of(shown.summary, scene.image);
  for (const std::size_t n : order) {
    const auto number = static_cast<int>(n);
    std::string said = std::to_string(scene.trace.counts[n]);
    if (number == scene.trace.predicted) said += number == label ? " right" : " given";
    if (number == label && number != scene.trace.predicted) said += " label";
    bars.rows.push_back({.name = class_name(shown, number),
                         .value = static_cast<double>(scene.trace.counts[n]),
                         .text = said,
                         .marked = number == scene.trace.predicted,
                         .right = number == label});
  }
  return page::figure(cut ? fmt::format("Spikes of the {} outputs that spike most", kOutputsShown)
                          : "Spikes of the outputs",
                      page::bars(bars, "spikes of each output"));
}

page::Chooser layer_chooser(std::size_t layers) {
  page::Chooser out{.label = "Layer", .key = "layer", .options = {{"", "all"}}};
  for (std::size_t k = 1; k <= layers; ++k) {
    out.options.emplace_back(std::to_string(k), std::to_string(k));
  }
  return out;
}

}  // namespace

Html accuracy_body(const Shown& shown) {
  if (!accuracy(shown.summary)) {
    return page::paragraph(shown.summary.labels.empty()
                               ? "The data set has no labels: of classes nothing can be said."
                               : "No image was finished.");
  }
  const std::vector<std::vector<std::int64_t>> counts = confusion(shown.summary);
  Html out = counts.size() <= kMostClasses
                 ? confusion_figure(shown, counts)
                 : page::paragraph(fmt::format("A matrix of {} classes is not drawn; verify --json "
                                               "has it.",
                                               counts.size()));
  return out + wrong_list(shown);
}

ShownImage image_of(const Shown& shown, const Scene& scene) {
  const std::string title = title_of(shown, scene);
  const network::Input& input = shown.setup.design.network.input;
  Html out = page::heading(3, fmt::format("Image {}: {}", scene.image, title));
  const Html front = page::figure(fmt::format("The image, {} x {}", input.height, input.width),
                                  page::picture({.height = input.height,
                                                 .width = input.width,
                                                 .channels = input.channels,
                                                 .pixels = scene.pixels},
                                                fmt::format("image {}", scene.image))) +
                     outputs_figure(shown, scene);
  out += layers_of(shown, scene, front);
  out += events_of(shown, scene);
  out += waterfall_of(shown, scene);
  const std::string attribute = fmt::format("data-image=\"{}\"", scene.image);
  return {scene.image, title, page::element("div", out, attribute) + Html{"\n"}};
}

Html images_body(const Shown& shown) {
  const Html left_out =
      shown.left_out == 0
          ? Html()
          : page::paragraph(fmt::format(
                "{} of {} images are left out: with them the page would be larger than {} MB.",
                shown.left_out,
                shown.left_out + shown.images.size(),
                kPageBytes / 1'000'000));
  if (shown.images.empty()) return page::paragraph("No image is shown.") + left_out;
  Html out = page::paragraph(
      shown.summary.equal()
          ? "What is drawn here comes from the golden model. The core did the same: of every "
            "update, V after it, D, spike, armed and over were compared with what left its commit "
            "ports, and are equal; the rest, such as V before a reset and the thresholds, follows "
            "from these and from the network."
          : "What is drawn here comes from the golden model. The core was compared with it and is "
            "not equal: see the first difference above.");
  out += left_out;
  page::Chooser images{.label = "Image", .key = "image", .options = {}};
  for (const ShownImage& image : shown.images) {
    images.options.emplace_back(std::to_string(image.image),
                                fmt::format("{}: {}", image.image, image.title));
  }
  std::vector<page::Chooser> choosers{images};
  const std::size_t layers = shown.setup.design.plan.layers.size();
  if (layers > 1) choosers.push_back(layer_chooser(layers));
  out += page::controls(choosers);
  out += page::paragraph(
      "Another image: spinforge-sim verify DIR --image N --html FILE. Keys n and "
      "p: next and previous image.");
  for (const ShownImage& image : shown.images) out += image.body;
  return out;
}

}  // namespace spinforge::harness
