// SPDX-License-Identifier: Apache-2.0
#include "sim/host/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "gen/base/error.hpp"
#include "gen/base/progress.hpp"
#include "sim/host/session.hpp"

namespace spinforge::host {

void require_comparable(const network::Network& network, const std::string& directory) {
  if (network.input.coding != network::Coding::kRate) return;
  throw Error(ErrorCode::kUsage,
              directory,
              "is rate coded, and its random bits depend on the image's number, which the serial "
              "line shortens; expected direct coding, got rate; choose another network");
}

Comparison compare(const Board& board,
                   const network::Network& network,
                   const classify::TestSet& set,
                   bool quiet) {
  Port port(board.port, board.baud);
  Patience patience;
  patience.reply = std::chrono::milliseconds(board.timeout_ms);
  Session session(port, static_cast<std::size_t>(network.layers.back().outputs), patience);
  Progress progress("serial", "images", set.count, quiet);
  Comparison out;
  out.network = network.name;
  out.port = board.port;
  const auto look = [&](golden::Golden& golden, std::uint32_t image, unsigned) {
    const Reply reply = session.classify(set.images.image(image));
    const golden::Trace& trace = golden.run(set.images.image(image), image);
    const bool equal =
        reply.predicted == trace.predicted && std::ranges::equal(reply.counts, trace.counts);
    if (!equal && out.mismatches++ == 0) {
      out.first_mismatch =
          fmt::format("image {}: expected class {} and counts {}, got class {} and counts {}",
                      image,
                      trace.predicted,
                      fmt::join(trace.counts, " "),
                      reply.predicted,
                      fmt::join(reply.counts, " "));
    }
    out.predictions.push_back(reply.predicted);
  };
  const auto begin = std::chrono::steady_clock::now();
  classify::each_image(
      network, set.first, set.count, 1, look, [&](std::size_t done) { progress.update(done); });
  out.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  out.accuracy = classify::accuracy(set, out.predictions);
  out.repeated = session.repeated();
  return out;
}

std::string human_text(const Comparison& out) {
  return fmt::format(
      "{}: {} images over {}, {} mismatches, {}, {} frames sent again, {:.1f} images/s\n{}",
      out.network,
      out.predictions.size(),
      out.port,
      out.mismatches,
      classify::accuracy_text(out.accuracy),
      out.repeated,
      out.images_per_s(),
      out.mismatches > 0 ? out.first_mismatch + "\n" : "");
}

std::string json_text(const Comparison& out) {
  using Json = nlohmann::ordered_json;
  const Json json = {{"network", out.network},
                     {"port", out.port},
                     {"images", out.predictions.size()},
                     {"mismatches", out.mismatches},
                     {"accuracy", out.accuracy ? Json(*out.accuracy) : Json()},
                     {"repeated", out.repeated},
                     {"wall_s", out.wall_s},
                     {"images_per_s", out.images_per_s()},
                     {"predictions", out.predictions}};
  return json.dump(2) + "\n";
}

}  // namespace spinforge::host
