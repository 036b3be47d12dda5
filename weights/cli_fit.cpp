// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "gen/base/tool.hpp"
#include "gen/base/utf8.hpp"
#include "gen/chip/spread.hpp"
#include "gen/network/network.hpp"
#include "weights/cli.hpp"
#include "weights/train/arch.hpp"
#include "weights/train/current.hpp"
#include "weights/train/integers.hpp"
#include "weights/train/neurons.hpp"
#include "weights/train/record.hpp"
#include "weights/train/score.hpp"
#include "weights/train/threads.hpp"

namespace spinforge::cli {
namespace {

using nlohmann::json;

/// The files that a training ends in.
constexpr std::array<std::string_view, 4> kOutputs{network::kDescriptionFile,
                                                   network::kTensorsFile,
                                                   network::kTrainingFile,
                                                   network::kQuantisationFile};

/// What the file of an unfinished training adds to the name of the directory.
constexpr const char* kCheckpoint = ".checkpoint";

dataset::Images load(const Arguments& a, dataset::Split split) {
  dataset::Images images = dataset::load(a.dataset, split);
  if (!a.halve) return images;
  images = dataset::halved(images);
  tool::say(fmt::format("spinforge-train: images of {} halved to {} x {}: means of 2 x 2 pixels\n",
                        a.dataset,
                        images.height,
                        images.width));
  return images;
}

void print_epoch(const json& line) {
  const auto percent = [&](const char* part) {
    return line.contains(part) ? 100.0 * line[part]["accuracy"].get<double>() : 0.0;
  };
  fmt::print("epoch {:3}  loss {:.4f}  train {:.2f} %  validation {:.2f} %  {} images/s\n",
             line["epoch"].get<int>(),
             line["train"]["loss"].get<double>(),
             percent("train"),
             percent("validation"),
             line["images_per_s"].get<double>());
}

/// The lines of --json: on standard output as they come, in a file when all are there.
class JsonLines {
 public:
  explicit JsonLines(const usage::Output& to) : to_(to) {}
  void add(const json& line) {
    const std::string text = line.dump() + "\n";
    if (to_.to_stdout()) {
      to_.write(text);
    } else {
      text_ += text;
    }
  }
  void finish() const {
    if (!to_.to_stdout()) to_.write(text_);
  }

 private:
  const usage::Output& to_;
  std::string text_;
};

/// Refuses an output directory that holds anything, but for what an unfinished training left in it
/// when that is to go on.
void require_free(const std::string& out, bool goes_on, bool unfinished) {
  namespace fs = std::filesystem;
  std::vector<std::string> foreign;
  for (const fs::directory_entry& entry : fs::directory_iterator(out)) {
    const std::string name = entry.path().filename().string();
    const bool ours = std::find(kOutputs.begin(), kOutputs.end(), name) != kOutputs.end();
    if (!ours || !goes_on || !entry.is_regular_file()) foreign.push_back(name);
  }
  if (foreign.empty()) return;
  std::sort(foreign.begin(), foreign.end());
  const bool network = fs::exists(fs::path(out) / kOutputs[0]);
  throw Error(ErrorCode::kUsage,
              "--out",
              fmt::format("{} holds {}; choose another directory or remove {}{}",
                          out,
                          network && !goes_on ? "a network" : text::joined(foreign, ", "),
                          network && !goes_on ? "that one" : "that",
                          unfinished && !goes_on ? ", or go on with --resume" : ""));
}

/// As it was asked for, and what whole LSBs make of it.
json to_json(const train::CurrentBound& bound) {
  return {
      {"asked", bound.asked}, {"used", bound.used}, {"unit", bound.unit}, {"drive_lsb", bound.lsb}};
}

/// Where they come, and what comes beside them.
std::vector<usage::OutputFolder> folders_of(const Arguments& a) {
  const std::filesystem::path out(files::resolved(a.out));
  const std::string name = out.filename().string();
  return {{"--out", out.string(), std::vector<std::string>(kOutputs.begin(), kOutputs.end())},
          {"--out", out.parent_path().string(), {name, name + kCheckpoint}}};
}

/// Before any training: that the result will have a place and a valid name. Gives that place.
std::unique_ptr<files::StagedDirectory> prepare_output(Arguments& a) {
  while (a.out.size() > 1 && a.out.back() == '/') a.out.pop_back();
  a.name = std::filesystem::path(a.out).filename().string();
  const bool starts = !a.name.empty() && a.name[0] >= 'a' && a.name[0] <= 'z';
  if (!starts ||
      a.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != std::string::npos) {
    throw Error(ErrorCode::kUsage,
                "--out",
                fmt::format("the directory's name becomes the network's; expected a lower-case "
                            "letter, then letters, digits, _ or -, got \"{}\"",
                            text::brief(a.name)));
  }
  std::error_code failed;
  if (!a.fit.start.empty() && std::filesystem::equivalent(a.fit.start, a.out, failed)) {
    throw Error(
        ErrorCode::kUsage,
        "--start",
        fmt::format("{} is also --out and would be written over; choose another --out", a.out));
  }
  a.fit.checkpoint = a.out + kCheckpoint;
  const bool unfinished = std::filesystem::exists(a.fit.checkpoint);
  const bool goes_on = a.fit.resume && unfinished;
  auto out = std::make_unique<files::StagedDirectory>(
      a.out, [=](const std::string& there) { require_free(there, goes_on, unfinished); });
  if (unfinished && !goes_on) {
    throw Error(ErrorCode::kUsage,
                "--out",
                fmt::format("{} is there, of a training that did not end; go on with --resume, or "
                            "remove it to begin anew",
                            a.fit.checkpoint));
  }
  return out;
}

}  // namespace

void run_fit(Arguments& a) {
  a.neuron.closed = a.window == "closed";
  const train::NeuronChoice neuron = train::neuron_choice(a.neuron, quantize::Options().frac_bits);
  a.fit.recipe.cell = neuron.cell;
  a.fit.recipe.spread = chip::parse_spread("--spread", a.spread);
  a.fit.recipe.spread.sound_outputs = true;  // nothing is learned from a class that is never named
  std::optional<train::CurrentBound> bound;
  if (a.max_current > 0.0) {
    bound = train::current_bound(a.neuron.device, a.max_current, a.frac_bits);
    a.fit.recipe.max_drive = bound->drive;
  }
  std::vector<std::string> read = dataset::files_of(a.dataset);
  if (!a.fit.start.empty()) read.push_back(a.fit.start);
  const std::vector<std::string> known = train::neuron_names();
  if (std::find(known.begin(), known.end(), a.neuron.device) == known.end()) {
    read.push_back(a.neuron.device);
  }
  const bool talk = usage::prepare({a.json}, read, folders_of(a));
  for (const std::string& note : neuron.notes) {
    tool::say(fmt::format("spinforge-train: {}: {}\n", a.neuron.device, note));
  }
  JsonLines lines(a.json);
  train::set_threads(a.threads);
  const dataset::Images images = load(a, dataset::Split::kTrain);
  train::set_architecture(a.fit.recipe, a.arch, images.height, images.width, a.hidden, a.channels);
  const auto out = prepare_output(a);
  train::Fitted fitted = train::fit(a.fit, images, [&](const json& line) {
    lines.add(line);
    if (!talk) return;
    print_epoch(line);
    std::fflush(stdout);
  });

  train::Integers integers =
      train::to_integers(fitted.net, a.name, train::neuron_choice(a.neuron, a.frac_bits), images);
  json parts = train::assess_training(
      fitted.net, integers.network, images, static_cast<std::size_t>(a.fit.validation));
  if (!a.skip_test) {
    const dataset::Images test = load(a, dataset::Split::kTest);
    parts["test"] = train::assess(fitted.net, integers.network, test, 0, test.count);
  }
  json provenance = {{"command", a.command_line},
                     {"commit", a.commit},
                     {"options", train::to_json(a.fit)},
                     {"data_sha256", train::data_hashes(a.dataset, !a.skip_test)},
                     {"results", parts}};
  if (bound) provenance["max_current"] = to_json(*bound);
  integers.network.provenance = train::provenance_text(provenance);
  network::validate(integers.network);
  network::save(integers.network, out->path());
  out->write(network::kTrainingFile, train::log_text(fitted.log));
  out->write(network::kQuantisationFile, quantize::to_json(integers.reports).dump(1) + "\n");
  out->commit();
  // Until the test split has been scored the checkpoint stays: --resume then does just that.
  if (!a.skip_test) std::filesystem::remove(a.fit.checkpoint);
  json last = {{"network", text::utf8(a.out)}, {"results", parts}};
  if (bound) last["max_current"] = to_json(*bound);
  lines.add(last);
  lines.finish();
  if (!talk) return;
  fmt::print("\n{}\n", quantize::to_text(integers.reports));
  if (bound) {
    for (std::size_t k = 0; k < integers.network.layers.size(); ++k) {
      fmt::print("layer {}: |D| of any image up to {} of {} LSB, which are {:.5g} of {:g} {}\n",
                 k + 1,
                 train::drive_bound(integers.network, k),
                 bound->lsb,
                 bound->used,
                 bound->asked,
                 bound->unit);
    }
    fmt::print("\n");
  }
  for (const auto& [name, part] : parts.items()) {
    fmt::print("{:<10}  real {:.2f} %  integer {:.2f} %  spike rates",
               name,
               100.0 * part["accuracy_real"].get<double>(),
               100.0 * part["accuracy_integer"].get<double>());
    for (const json& rate : part["spike_rate"])
      fmt::print(" {}", text::percent(rate.get<double>()));
    fmt::print("\n");
  }
  fmt::print("network in {}\n", a.out);
}

}  // namespace spinforge::cli
