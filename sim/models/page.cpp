// SPDX-License-Identifier: Apache-2.0
#include "sim/models/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/dataset/dataset.hpp"
#include "sim/models/comparison.hpp"
#include "sim/plot/page.hpp"

namespace spinforge::models {
namespace {

constexpr std::size_t kMistakes = 3;

constexpr const char* kHead =
    "# Figures of the networks\n\n"
    "The counterpart of Fig. 9 of the paper, written by\n\n"
    "    {}\n\n"
    "*Training*: accuracy and spikes after each epoch, on the images of the epoch and on those "
    "held\n"
    "out of the training. Where the first epochs had fewer time steps than the hardware, a line "
    "shows\n"
    "where all steps began; the held-out images were scored with all of them throughout.\n\n"
    "*Confusion matrix*: test images by their class and the one from the core's result port, in "
    "the\n"
    "lockstep run of the network's `verified.json`. An empty cell is 0; colours are shares of a "
    "row.\n";

std::string summary(const TrainedNetwork& model) {
  const network::Network& network = model.network;
  std::string text = fmt::format("{}, neuron {}, {} steps; training {} %",
                                 shape(network),
                                 first_neuron(network).name,
                                 network.steps,
                                 trained(model, "train", "accuracy_integer"));
  if (model.record) {
    text += fmt::format(", {} test images in RTL {} %",
                        text::thousands(model.record->images),
                        percent(model.record->accuracy));
  }
  return text + ".\n";
}

constexpr const char* kTogether = "all-neurons.svg";
constexpr const char* kTogetherText =
    "\n## The neurons together\n\n"
    "![Accuracy of the neurons by epoch](all-neurons.svg)\n\n"
    "Some of these trainings began from random weights and others from another network's, so that "
    "the\n"
    "first epochs of two curves are not comparable. Variants of a network, whose name goes on "
    "after "
    "its, are\nbelow by themselves only.\n";

std::string most_confused(const Portrait& portrait) {
  const std::vector<std::string> names =
      dataset::class_names(portrait.model.network.name, portrait.confusion.size());
  std::vector<std::string> items;
  for (const Mistake& m : mistakes(portrait.confusion, kMistakes)) {
    items.push_back(fmt::format("{} taken for {} ({})", names[m.truth], names[m.taken], m.images));
  }
  if (items.empty()) return "";
  return fmt::format("\nMost often confused: {}.\n", text::joined(items, ", "));
}

std::string section(const Portrait& portrait) {
  const std::string& name = portrait.model.network.name;
  std::string text = fmt::format("\n## {}\n\n{}\n", name, summary(portrait.model));
  text += portrait.epochs.empty()
              ? "No training curve: there is no `training.jsonl`.\n\n"
              : fmt::format("![Training of {}]({})\n\n", name, training_file(portrait));
  if (!portrait.confusion.empty()) {
    return text +
           fmt::format(
               "![Confusion matrix of the RTL of {}]({})\n", name, confusion_file(portrait)) +
           most_confused(portrait);
  }
  return text + (!portrait.model.record
                     ? "No confusion matrix: not verified in RTL.\n"
                     : "No confusion matrix: `verified.json` was recorded before it kept one.\n");
}

/// The page that a former run wrote, empty where there is none.
std::string former_page(const std::string& directory) {
  const std::string_view head(kHead);
  std::string page = plot::page_of(directory);
  if (page.empty() || page.starts_with(head.substr(0, head.find("{}")))) return page;
  throw Error(ErrorCode::kIo,
              directory,
              "holds a README.md that spinforge-sim figures did not write; choose another "
              "directory, or remove it");
}

}  // namespace

std::vector<Portrait> load_portraits(const std::string& directory,
                                     const std::vector<std::string>& only) {
  std::vector<Portrait> portraits;
  for (TrainedNetwork& model : load_models(directory)) {
    const std::string& name = model.network.name;
    const bool wanted = std::any_of(only.begin(), only.end(), [&](const std::string& part) {
      return name.find(part) != std::string::npos;
    });
    if (!wanted && !only.empty()) continue;
    std::vector<Epoch> epochs = load_training(model.directory);
    Confusion confusion = model.record ? model.record->confusion : Confusion();
    portraits.push_back({std::move(model), std::move(epochs), std::move(confusion)});
  }
  std::set<std::string> names;
  for (const Portrait& portrait : portraits) {
    const std::string& name = portrait.model.network.name;
    if (names.insert(name).second) continue;
    throw Error(ErrorCode::kUsage,
                directory,
                fmt::format("holds two networks named '{}'; expected a name each, as their figures "
                            "have it; rename one in its network.json",
                            name));
  }
  if (portraits.empty()) {
    throw Error(ErrorCode::kUsage,
                "--only",
                fmt::format("no network of {} has '{}' in its name; choose another part of a name",
                            directory,
                            text::joined(only, "' or '")));
  }
  return portraits;
}

std::string training_file(const Portrait& portrait) {
  return portrait.model.network.name + "-training.svg";
}

std::string confusion_file(const Portrait& portrait) {
  return portrait.model.network.name + "-confusion.svg";
}

std::string page(const std::vector<Portrait>& portraits, const std::string& command) {
  std::string text = fmt::format(kHead, command);
  if (!families(portraits).empty()) text += kTogetherText;
  for (const Portrait& portrait : portraits) text += section(portrait);
  return text;
}

std::size_t write_figures(const std::vector<Portrait>& portraits,
                          const std::string& command,
                          const std::string& directory) {
  const std::string former = former_page(directory);
  std::vector<plot::Picture> pictures;
  std::vector<std::string> gone;  // that a network might have had when the former page was written
  const auto add = [&](bool has, const std::string& file, std::function<plot::Figure()> figure) {
    if (has) {
      pictures.push_back({file, std::move(figure)});
    } else if (plot::shows(former, file)) {
      gone.push_back(file);
    }
  };
  const std::vector<Family> together = families(portraits);
  add(!together.empty(), kTogether, [&together] { return comparison_figure(together); });
  for (const Portrait& p : portraits) {
    add(!p.epochs.empty(), training_file(p), [&p] { return training_figure(p.model, p.epochs); });
    add(!p.confusion.empty(), confusion_file(p), [&p] {
      return confusion_figure(p.model.network.name, p.confusion);
    });
  }
  plot::write_page(directory, former, page(portraits, command), pictures);
  for (const std::string& file : gone) {
    std::error_code gone_already;
    std::filesystem::remove(std::filesystem::path(directory) / file, gone_already);
  }
  return pictures.size();
}

}  // namespace spinforge::models
