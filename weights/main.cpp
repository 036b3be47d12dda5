// SPDX-License-Identifier: Apache-2.0
// spinforge-train: fits a spiking network, rounds it to integers and writes the network directory.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/network/sha256.hpp"
#include "sim/golden/golden.hpp"
#include "weights/train/bench.hpp"
#include "weights/train/fit.hpp"
#include "weights/train/neurons.hpp"

namespace {

using namespace spinforge;
using nlohmann::json;

struct Arguments {
  train::FitOptions fit;
  std::string arch = "fc", neuron = "dw", preset = "clothes", dataset, out, name, commit;
  std::vector<int> hidden{1000};
  int threads = 0;
  bool json_lines = false;
  bool skip_test = false;
  train::BenchOptions bench;
  std::string command_line;
};

/// Recipes: what differs from the defaults of Recipe and FitOptions. Options given by hand win.
void apply_preset(Arguments& arguments) {
  train::FitOptions& fit = arguments.fit;
  if (arguments.preset == "paper") {
    fit.epochs = 10;
    fit.cosine = false;
    fit.recipe.weight_bits = 0;
    fit.recipe.normalise = false;
    return;
  }
  fit.epochs = 50;
  fit.warm_up = 1;
  fit.learning_rate = 5e-3;
  fit.recipe.count_scale = 0.5F;
  fit.recipe.potential_scale = 0.5F;
  fit.recipe.later_pace = 0.2F;
  fit.recipe.rate_weight = 2.0F;
  fit.recipe.adam.average_decay = 0.999F;
  if (arguments.preset == "clothes") {
    fit.augment = {.shift = 1.0F, .flip = true};
  } else {
    fit.epochs = 20;
    fit.augment = {.shift = 1.5F, .rotate = 10.0F, .zoom = 0.1F, .shear = 0.1F, .elastic = 1.0F};
    fit.recipe.rate_target = 0.025F;
    fit.recipe.rate_weight = 4.0F;
  }
}

void add_recipe_options(CLI::App& app, Arguments& a) {
  train::Recipe& r = a.fit.recipe;
  app.add_option("--steps", r.steps, "time steps T, 1..255")->group("Network");
  app.add_option("--hidden", a.hidden, "neurons of the hidden layers, e.g. 1000 or 400,100")
      ->delimiter(',')
      ->group("Network");
  app.add_option("--weight-bits", r.weight_bits, "2..8, learned in training; 0: real numbers")
      ->group("Network");
  app.add_option("--norm", r.normalise, "batch norm on the first layer, folded away on export")
      ->group("Network");
  app.add_option("--lr", a.fit.learning_rate, "Adam's learning rate")->group("Recipe");
  app.add_option("--cosine", a.fit.cosine, "let the rate fall as half a cosine")->group("Recipe");
  app.add_option("--warm-up", a.fit.warm_up, "epochs in which the rate rises")->group("Recipe");
  app.add_option("--count-scale", r.count_scale, "logits per output spike")->group("Recipe");
  app.add_option("--potential-scale", r.potential_scale, "logits per final potential")
      ->group("Recipe");
  app.add_option("--smooth", r.label_smoothing, "label smoothing")->group("Recipe");
  app.add_option("--dropout", r.dropout, "hidden neurons left out of an image")->group("Recipe");
  app.add_option(
         "--later-pace", r.later_pace, "learning rate of weights without batch norm, factor")
      ->group("Recipe");
  app.add_option("--decay", r.weight_decay, "weight decay")->group("Recipe");
  app.add_option("--average", r.adam.average_decay, "moving average of the weights")
      ->group("Recipe");
  app.add_option("--rate-target", r.rate_target, "spikes per hidden neuron and step that are free")
      ->group("Recipe");
  app.add_option("--rate-weight", r.rate_weight, "loss per unit of spike rate above the target")
      ->group("Recipe");
  train::Augment& g = a.fit.augment;
  app.add_option("--shift", g.shift, "augmentation: pixels")->group("Augmentation");
  app.add_option("--rotate", g.rotate, "augmentation: degrees")->group("Augmentation");
  app.add_option("--zoom", g.zoom, "augmentation: share of the size")->group("Augmentation");
  app.add_option("--shear", g.shear, "augmentation: slant")->group("Augmentation");
  app.add_option("--elastic", g.elastic, "augmentation: pixels of smooth warp")
      ->group("Augmentation");
  app.add_option("--flip", g.flip, "augmentation: mirror half of the images")
      ->group("Augmentation");
  app.add_option("--erase", g.erase, "augmentation: side of an erased square")
      ->group("Augmentation");
}

void add_fit(CLI::App& app, Arguments& a) {
  app.add_option("--arch", a.arch, "fc: fully connected")->check(CLI::IsMember({"fc"}));
  app.add_option("--neuron",
                 a.neuron,
                 "dw: domain-wall, parameter set S; hall180, hall200, hall220: Hall bar at that "
                 "field (Oe); "
                 "leaky: snnTorch's Leaky, beta 0.95")
      ->check(CLI::IsMember(train::neuron_names()));
  app.add_option("--dataset", a.dataset, "directory of the four IDX files")->required();
  app.add_option("--out", a.out, "network directory to write; its last part names the network")
      ->required();
  app.add_option("--preset", a.preset, "clothes, digits, or paper (real weights, 10 epochs)")
      ->check(CLI::IsMember({"clothes", "digits", "paper"}));
  app.add_option("--start", a.fit.start, "network directory whose weights to begin with");
  app.add_option("--epochs", a.fit.epochs, "passes over the training images");
  app.add_option("--batch", a.fit.batch, "images per step of the optimiser");
  app.add_option("--seed", a.fit.seed, "same seed, same bytes, whatever the number of threads");
  app.add_option("--validation", a.fit.validation, "training images held out, from the end");
  app.add_option("--threads", a.threads, "0: all");
  app.add_option("--commit", a.commit, "revision of this program, noted in the provenance");
  app.add_flag("--resume", a.fit.resume, "go on from OUT.checkpoint after an interruption");
  app.add_flag("--no-test",
               a.skip_test,
               "leave the test split unread while choosing options; --resume scores it later");
  app.add_flag("--json", a.json_lines, "one JSON object a line on stdout");
  app.add_flag("--quiet", a.fit.quiet, "no progress on stderr");
  add_recipe_options(app, a);
  app.footer(
      "Examples:\n"
      "  spinforge-train fit --dataset /usr/share/datasets/fashion-mnist --out fmnist-fc-dw\n"
      "  spinforge-train fit --preset digits --dataset MNIST --out mnist-fc-dw --weight-bits 4\n"
      "  spinforge-train fit --preset paper --dataset MNIST --out mnist-paper --seed 3");
}

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

/// Share of images [first, last) that the integer network classifies correctly.
double integer_accuracy(const network::Network& net,
                        const dataset::Images& images,
                        std::size_t first,
                        std::size_t last) {
  std::atomic<std::size_t> next = first;
  std::atomic<std::size_t> correct = 0;
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    workers.emplace_back([&] {
      golden::Golden golden(net);
      for (std::size_t at = next++; at < last; at = next++) {
        const int answer = golden.classify(images.image(at), static_cast<std::uint32_t>(at));
        if (answer == images.labels[at]) ++correct;
      }
    });
  }
  workers.clear();
  return static_cast<double>(correct.load()) / static_cast<double>(last - first);
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
  network.input = {.height = images.height, .width = images.width};
  network.steps = a.fit.recipe.steps;
  quantize::Options options;
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

void print_epoch(const Arguments& a, const json& line) {
  if (a.json_lines) {
    fmt::print("{}\n", line.dump());
  } else {
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
  std::fflush(stdout);
}

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

/// Before any training: that the result will have a place and a valid name.
void prepare_output(Arguments& a) {
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
  std::filesystem::create_directories(std::filesystem::absolute(a.out), failed);
  if (failed || ::access(a.out.c_str(), W_OK) != 0) {
    throw Error(ErrorCode::kIo, a.out, "cannot be written; choose another --out");
  }
  a.fit.checkpoint = a.out + ".checkpoint";
}

void run_fit(Arguments& a) {
  train::set_threads(a.threads);
  const dataset::Images images = dataset::load(a.dataset, dataset::Split::kTrain);
  a.fit.recipe.widths = {images.height * images.width};
  a.fit.recipe.widths.insert(a.fit.recipe.widths.end(), a.hidden.begin(), a.hidden.end());
  a.fit.recipe.widths.push_back(10);
  a.fit.recipe.cell = train::neuron_choice(a.neuron, quantize::Options().frac_bits).cell;
  prepare_output(a);
  train::Fitted fitted = train::fit(a.fit, images, [&](const json& line) { print_epoch(a, line); });

  Integers integers = to_integers(a, fitted.net, images);
  const std::size_t learned = images.count - static_cast<std::size_t>(a.fit.validation);
  json parts;
  parts["train"] = assess(fitted.net, integers.network, {"train", images, 0, learned});
  if (learned < images.count) {
    parts["validation"] =
        assess(fitted.net, integers.network, {"validation", images, learned, images.count});
  }
  if (!a.skip_test) {
    const dataset::Images test = dataset::load(a.dataset, dataset::Split::kTest);
    parts["test"] = assess(fitted.net, integers.network, {"test", test, 0, test.count});
  }
  integers.network.provenance = {{"command", a.command_line},
                                 {"commit", a.commit},
                                 {"options", train::to_json(a.fit)},
                                 {"data_sha256", data_hashes(a.dataset, !a.skip_test)},
                                 {"results", parts}};
  shorten(integers.network.provenance);
  network::validate(integers.network);
  network::save(integers.network, a.out);
  files::write(a.out + "/training.jsonl", log_text(fitted.log));
  files::write(a.out + "/quantisation.json", quantize::to_json(integers.reports).dump(1) + "\n");
  // Until the test split has been scored the checkpoint stays: --resume then does just that.
  if (!a.skip_test) std::filesystem::remove(a.fit.checkpoint);
  if (a.json_lines) {
    fmt::print("{}\n", json{{"network", a.out}, {"results", parts}}.dump());
    return;
  }
  fmt::print("\n{}\n", quantize::to_text(integers.reports));
  for (const auto& [name, part] : parts.items()) {
    fmt::print("{:<10}  real {:.2f} %  integer {:.2f} %  hidden spike rate {:.2f} %\n",
               name,
               100.0 * part["accuracy_real"].get<double>(),
               100.0 * part["accuracy_integer"].get<double>(),
               100.0 * part["spike_rate"][0].get<double>());
  }
  fmt::print("network in {}\n", a.out);
}

void run_bench(const Arguments& a) {
  train::set_threads(a.threads);
  const train::BenchResult result = train::bench(a.bench);
  if (a.json_lines) {
    fmt::print("{}\n", train::to_json(result).dump());
  } else {
    fmt::print("{}", train::to_text(result));
  }
}

/// Idle OpenMP threads must sleep, not spin: where another program runs beside, spinning makes
/// every parallel loop wait for a whole time slice. The library reads this once, as the program
/// starts.
void start_with_sleeping_threads(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("OMP_WAIT_POLICY", "passive", 1);
  ::execv("/proc/self/exe", argv);  // where it fails, the program merely runs slower
}

std::string preset_of(int argc, char** argv, const std::string& otherwise) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word(argv[i]);
    if (word == "--preset" && i + 1 < argc) return argv[i + 1];
    if (word.starts_with("--preset=")) return std::string(word.substr(9));
  }
  return otherwise;
}

int run(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    // A resumed training ends in the same bytes, so the command that makes them has no --resume.
    if (std::string_view(argv[i]) == "--resume") continue;
    arguments.command_line += fmt::format("{}{}", i > 1 ? " " : "spinforge-train ", argv[i]);
  }
  arguments.preset = preset_of(argc, argv, arguments.preset);
  apply_preset(arguments);
  CLI::App app{"Trains spiking networks of spintronic neurons for Spinforge"};
  app.require_subcommand(1);
  app.option_defaults()->always_capture_default();
  CLI::App* fit = app.add_subcommand("fit", "train a network and export it as integers");
  fit->option_defaults()->always_capture_default();
  add_fit(*fit, arguments);
  CLI::App* bench = app.add_subcommand("bench", "training speed on this machine");
  bench->option_defaults()->always_capture_default();
  bench->add_option("--batches", arguments.bench.batches, "batches in one timing")
      ->check(CLI::PositiveNumber);
  bench->add_option("--rounds", arguments.bench.rounds, "timings; the fastest counts")
      ->check(CLI::PositiveNumber);
  bench->add_option("--batch", arguments.bench.batch, "images a batch")
      ->check(CLI::Range(2, 65536));
  bench->add_option("--threads", arguments.threads, "0: all");
  bench->add_flag("--json", arguments.json_lines, "one JSON object on stdout");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : static_cast<int>(ErrorCode::kUsage);
  }
  fit->parsed() ? run_fit(arguments) : run_bench(arguments);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  start_with_sleeping_threads(argv);
  try {
    return run(argc, argv);
  } catch (const Error& error) {
    fmt::print(stderr, "spinforge-train: {}\n", error.what());
    return error.exit_code();
  } catch (const std::exception& error) {
    fmt::print(stderr, "spinforge-train: {}\n", error.what());
    return static_cast<int>(ErrorCode::kTool);
  }
}
