// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "gen/inventory/inventory.hpp"
#include "gen/network/network.hpp"
#include "gen/usage/usage.hpp"
#include "sim/classify/images.hpp"
#include "sim/cli.hpp"
#include "sim/golden/golden.hpp"
#include "sim/host/session.hpp"

namespace spinforge::sim {

namespace {

const usage::Help kHelp{
    .summary = "Send the test images to a board over its serial port.",
    .details =
        "Class and spike counts are compared with the golden model's. Exit code 0: all equal;\n"
        "1: something differs; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-sim serial /dev/ttyUSB1 weights/models/fmnist-fc196-dw --images 1000", ""}}};

struct Arguments {
  std::string port, network;
  usage::Output json{"--json"};
  std::optional<std::string> dataset;
  std::uint32_t images = 100;
  int baud = 1'000'000;
  int timeout_ms = 1000;
  bool quiet = false;
};

struct Outcome {
  std::vector<int> predictions;
  bool labelled = false;  ///< else nobody knows how many are correct
  std::size_t correct = 0;
  std::size_t mismatches = 0;
  std::string first_mismatch;
  int repeated = 0;
  double wall_s = 0;

  /// None without labels.
  [[nodiscard]] std::optional<double> accuracy() const {
    if (!labelled) return {};
    return static_cast<double>(correct) / static_cast<double>(predictions.size());
  }
};

std::string show(std::size_t image, const host::Reply& reply, const golden::Trace& trace) {
  return fmt::format("image {}: expected class {} and counts {}, got class {} and counts {}",
                     image,
                     trace.predicted,
                     fmt::join(trace.counts, " "),
                     reply.predicted,
                     fmt::join(reply.counts, " "));
}

Outcome classify(const Arguments& given,
                 const network::Network& network,
                 const dataset::Images& images) {
  host::Port port(given.port, given.baud);
  const auto classes = static_cast<std::size_t>(network.layers.back().outputs);
  host::Patience patience;
  patience.reply = std::chrono::milliseconds(given.timeout_ms);
  host::Session session(port, classes, patience);
  golden::Golden golden(network);
  Progress progress("serial", "images", given.images, given.quiet);
  Outcome out;
  out.labelled = !images.labels.empty();
  const auto begin = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < given.images; ++i) {
    const host::Reply reply = session.classify(images.image(i));
    const golden::Trace& trace = golden.run(images.image(i), static_cast<std::uint32_t>(i));
    const bool equal =
        reply.predicted == trace.predicted &&
        std::equal(
            reply.counts.begin(), reply.counts.end(), trace.counts.begin(), trace.counts.end());
    if (!equal && out.mismatches++ == 0) out.first_mismatch = show(i, reply, trace);
    out.predictions.push_back(reply.predicted);
    if (!images.labels.empty() && reply.predicted == images.labels[i]) ++out.correct;
    progress.update(i + 1, "");
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  out.wall_s = spent.count();
  out.repeated = session.repeated();
  return out;
}

std::string json_text(const Arguments& given, const network::Network& network, const Outcome& out) {
  const auto count = static_cast<double>(out.predictions.size());
  using Json = nlohmann::ordered_json;
  const std::optional<double> accuracy = out.accuracy();
  const Json json = {{"network", network.name},
                     {"port", given.port},
                     {"images", out.predictions.size()},
                     {"mismatches", out.mismatches},
                     {"accuracy", accuracy ? Json(*accuracy) : Json()},
                     {"repeated", out.repeated},
                     {"wall_s", out.wall_s},
                     {"images_per_s", count / out.wall_s},
                     {"predictions", out.predictions}};
  return json.dump(2) + "\n";
}

int run(const Arguments& given) {
  const bool talk = usage::prepare({given.json});
  inventory::require_no_input(given.network, "--json", given.json.path());
  const network::Network network = network::load(given.network);
  if (network.input.coding == network::Coding::kRate) {
    throw Error(ErrorCode::kUsage,
                given.network,
                "is rate coded, and its random bits depend on the image's number, which the serial "
                "line shortens; expected direct coding, got rate; choose another network");
  }
  const classify::TestSet set = classify::load_test_set(given.dataset, network);
  classify::require_images(set, 0, given.images);
  classify::print_notes(set.notes);
  const Outcome out = classify(given, network, set.images);
  const std::optional<double> accuracy = out.accuracy();
  if (talk) {
    fmt::print(
        "{}: {} images over {}, {} mismatches, {}, {} frames sent again, "
        "{:.1f} images/s\n",
        network.name,
        out.predictions.size(),
        given.port,
        out.mismatches,
        accuracy ? fmt::format("accuracy {:.2f} %", 100 * *accuracy) : "no labels",
        out.repeated,
        given.images / out.wall_s);
    if (out.mismatches > 0) fmt::print("{}\n", out.first_mismatch);
  }
  given.json.write(json_text(given, network, out));
  return out.mismatches == 0 ? 0 : 1;
}

}  // namespace

void add_serial_command(usage::Tool& tool, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  usage::Command* const command = tool.add_command("serial", kHelp);
  command->add_option("PORT", arguments->port, "serial port, e.g. /dev/ttyUSB1")->required();
  command->add_option("NETWORK", arguments->network, "directory of the board's network")
      ->required();
  command->add_option("--dataset", arguments->dataset, classify::kDatasetHelp);
  command->add_option("--images", arguments->images, "number of test images")
      ->positive()
      ->show_default();
  command->add_option("--baud", arguments->baud, "bits per second")->positive()->show_default();
  command->add_option("--timeout", arguments->timeout_ms, "milliseconds to wait for an answer")
      ->positive()
      ->show_default();
  arguments->json.add_to(*command, "the result as JSON");
  command->add_flag("--quiet", arguments->quiet, "no progress");
  command->callback([arguments, &exit_code] { exit_code = run(*arguments); });
}

}  // namespace spinforge::sim
