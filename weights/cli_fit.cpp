// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "gen/base/tool.hpp"
#include "gen/base/utf8.hpp"
#include "gen/network/sha256.hpp"
#include "sim/classify/classify.hpp"
#include "weights/cli.hpp"
#include "weights/train/arch.hpp"
#include "weights/train/neurons.hpp"

namespace spinforge::cli {
namespace {

using nlohmann::json;

/// Training images that score a convolutional network.
constexpr std::size_t kSeenImages = 2000;

/// The files that a training ends in.
constexpr std::array<std::string_view, 4> kOutputs{
    "network.json", "tensors.safetensors", "training.jsonl", "quantisation.json"};

/// SHA-256 of the data files as they lie there, compressed or not.
json data_hashes(const std::string& directory, bool test_too) {
  json hashes = json::object();
  for (const std::string split : {"train", "t10k"}) {
    if (split == "t10k" && !test_too) continue;
    for (const std::string part : {"-images-idx3-ubyte", "-labels-idx1-ubyte"}) {
      for (const std::string ending : {"", ".gz"}) {
        const std::string file = split + part + ending;
        const std::string path = directory + "/" + file;
        if (!std::filesystem::exists(path)) continue;
        hashes[file] = network::sha256(files::read(path));
        break;
      }
    }
  }
  return hashes;
}

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

/// Share of images [first, last) that the integer network classifies correctly.
double integer_accuracy(const network::Network& net,
                        const dataset::Images& images,
                        std::size_t first,
                        std::size_t last) {
  std::atomic<std::size_t> correct = 0;
  const auto look = [&](golden::Golden& golden, std::uint32_t image) {
    correct += golden.classify(images.image(image), image) == images.labels[image];
  };
  classify::each_image(net, static_cast<std::uint32_t>(first), last - first, 0, look);
  return static_cast<double>(correct) / static_cast<double>(last - first);
}

struct Part {
  std::string name;
  const dataset::Images& images;
  std::size_t first, last;
};

/// Accuracy in real and in integer arithmetic, and the spike rates, of one part of the data.
json assess(train::Net& net, const network::Network& integers, const Part& part) {
  const train::Outcome real = train::score(net, part.images, part.first, part.last);
  const auto images = static_cast<double>(real.images);
  json rates = json::array();
  for (const double spikes : real.spikes) rates.push_back(spikes / images);
  return {{"images", real.images},
          {"accuracy_real", static_cast<double>(real.correct) / images},
          {"accuracy_integer", integer_accuracy(integers, part.images, part.first, part.last)},
          {"spike_rate", rates}};
}

struct Integers {
  network::Network network;
  std::vector<quantize::LayerReport> reports;
};

Integers to_integers(const Arguments& a, const train::Net& net, const dataset::Images& images) {
  Integers result;
  network::Network& network = result.network;
  network.name = a.name;
  network.input = {{.height = images.height, .width = images.width}};
  network.steps = a.fit.recipe.steps;
  quantize::Options options;
  options.frac_bits = a.frac_bits;
  options.weight_bits = a.fit.recipe.weight_bits > 0 ? a.fit.recipe.weight_bits : 8;
  const train::NeuronChoice choice = train::neuron_choice(a.neuron, options.frac_bits);
  network.neurons = {choice.neuron};
  options.drive_scale = choice.drive_scale;
  for (const quantize::RealLayer& real : net.export_layers()) {
    options.pixels = network.layers.empty();
    auto [layer, report] =
        quantize::quantize(real, options, fmt::format("layer {}", network.layers.size() + 1));
    layer.field_code = choice.field_code;
    network.layers.push_back(std::move(layer));
    result.reports.push_back(report);
  }
  return result;
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

/// Every real number to six digits, so that a float reads 0.05 and not 0.0500000007.
void shorten(json& value) {
  if (value.is_number_float()) value = std::stod(fmt::format("{:.6g}", value.get<double>()));
  if (!value.is_structured()) return;
  for (json& part : value) shorten(part);
}

/// The log beside the network: every epoch but its speed, which would differ from run to run.
std::string log_text(const json& log) {
  std::string text;
  for (json line : log) {
    line.erase("images_per_s");
    shorten(line);
    text += line.dump() + "\n";
  }
  return text;
}

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

/// Before any training: that the result will have a place and a valid name. Gives that place.
std::unique_ptr<files::StagedDirectory> prepare_output(Arguments& a) {
  while (a.out.size() > 1 && a.out.back() == '/') a.out.pop_back();
  a.name = std::filesystem::path(a.out).filename().string();
  const bool starts = !a.name.empty() && a.name[0] >= 'a' && a.name[0] <= 'z';
  if (!starts ||
      a.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") != a.name.npos) {
    throw Error(ErrorCode::kUsage,
                "--out",
                fmt::format("the directory's name becomes the network's; expected a lower-case "
                            "letter, then letters, digits, _ or -, got \"{}\"",
                            a.name));
  }
  std::error_code failed;
  if (!a.fit.start.empty() && std::filesystem::equivalent(a.fit.start, a.out, failed)) {
    throw Error(
        ErrorCode::kUsage,
        "--start",
        fmt::format("{} is also --out and would be written over; choose another --out", a.out));
  }
  a.fit.checkpoint = a.out + ".checkpoint";
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
  const bool talk = usage::prepare({a.json});
  JsonLines lines(a.json);
  train::set_threads(a.threads);
  const dataset::Images images = load(a, dataset::Split::kTrain);
  train::set_architecture(a.fit.recipe, a.arch, images.height, images.width, a.hidden, a.channels);
  a.fit.recipe.cell = train::neuron_choice(a.neuron, quantize::Options().frac_bits).cell;
  const auto out = prepare_output(a);
  train::Fitted fitted = train::fit(a.fit, images, [&](const json& line) {
    lines.add(line);
    if (!talk) return;
    print_epoch(line);
    std::fflush(stdout);
  });

  Integers integers = to_integers(a, fitted.net, images);
  const std::size_t learned = images.count - static_cast<std::size_t>(a.fit.validation);
  json parts;
  // All the training images through the integers of a convolution would take as long as learning.
  const std::size_t seen = a.fit.recipe.convs.empty() ? learned : std::min(learned, kSeenImages);
  parts["train"] = assess(fitted.net, integers.network, {"train", images, 0, seen});
  if (learned < images.count) {
    parts["validation"] =
        assess(fitted.net, integers.network, {"validation", images, learned, images.count});
  }
  if (!a.skip_test) {
    const dataset::Images test = load(a, dataset::Split::kTest);
    parts["test"] = assess(fitted.net, integers.network, {"test", test, 0, test.count});
  }
  json provenance = {{"command", a.command_line},
                     {"commit", a.commit},
                     {"options", train::to_json(a.fit)},
                     {"data_sha256", data_hashes(a.dataset, !a.skip_test)},
                     {"results", parts}};
  shorten(provenance);
  integers.network.provenance = provenance.dump(-1, ' ', false, json::error_handler_t::replace);
  network::validate(integers.network);
  network::save(integers.network, out->path());
  out->write("training.jsonl", log_text(fitted.log));
  out->write("quantisation.json", quantize::to_json(integers.reports).dump(1) + "\n");
  out->commit();
  // Until the test split has been scored the checkpoint stays: --resume then does just that.
  if (!a.skip_test) std::filesystem::remove(a.fit.checkpoint);
  lines.add({{"network", text::utf8(a.out)}, {"results", parts}});
  lines.finish();
  if (!talk) return;
  fmt::print("\n{}\n", quantize::to_text(integers.reports));
  for (const auto& [name, part] : parts.items()) {
    fmt::print("{:<10}  real {:.2f} %  integer {:.2f} %  spike rates",
               name,
               100.0 * part["accuracy_real"].get<double>(),
               100.0 * part["accuracy_integer"].get<double>());
    for (const json& rate : part["spike_rate"]) fmt::print(" {:.2f} %", 100.0 * rate.get<double>());
    fmt::print("\n");
  }
  fmt::print("network in {}\n", a.out);
}

}  // namespace spinforge::cli
