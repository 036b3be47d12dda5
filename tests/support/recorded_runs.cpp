// SPDX-License-Identifier: Apache-2.0
#include "tests/support/recorded_runs.hpp"

#include <fmt/format.h>

#include <array>
#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

namespace spinforge::test {
namespace {

constexpr const char* kHeader = "target,network,order,lanes,lut,bram,dsp,use";

std::string path() { return source("tests/unit/plan/runs.csv"); }

plan::Order order_of(const std::string& name, const std::string& line) {
  for (const plan::Order order : {plan::Order::kStep, plan::Order::kTime}) {
    if (plan::name_of(order) == name) return order;
  }
  throw Error(ErrorCode::kParse, path(), fmt::format("expected step or time, got {}", line));
}

RecordedRun parse(const std::string& line) {
  std::array<std::string, 8> cells;
  std::istringstream in(line);
  for (std::string& cell : cells) {
    if (!std::getline(in, cell, ',')) {
      throw Error(ErrorCode::kParse, path(), fmt::format("expected {}, got {}", kHeader, line));
    }
  }
  const auto& [target, network, order, lanes, lut, bram, dsp, use] = cells;
  return {target,
          network,
          order_of(order, line),
          lanes,
          {std::stoll(lut), std::stod(bram), std::stoll(dsp)},
          use == "fitted"};
}

}  // namespace

std::vector<RecordedRun> recorded_runs() {
  std::vector<RecordedRun> out;
  std::istringstream in(files::read(path()));
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) out.push_back(parse(line));
  return out;
}

void record(const std::vector<RecordedRun>& runs) {
  std::string text = fmt::format("{}\n", kHeader);
  for (const RecordedRun& run : runs) {
    text += fmt::format("{},{},{},{},{},{},{},{}\n",
                        run.target,
                        run.network,
                        plan::name_of(run.order),
                        run.lanes,
                        run.counted.lut,
                        run.counted.bram,
                        run.counted.dsp,
                        run.fitted ? "fitted" : "held out");
  }
  files::write(path(), text);
}

network::Network network_of(const RecordedRun& run) {
  if (run.trained()) return network::load(source("weights/models/" + run.network));
  const std::uint64_t seed = std::stoull(run.network.substr(run.network.find(' ')));
  if (run.network.starts_with("conv")) return random_conv_network(seed, {.leaky = true});
  return random_network(seed, {.max_size = 140, .leaky = true, .noise = seed % 4 == 0});
}

plan::Options options_of(const RecordedRun& run) {
  plan::Options out;
  out.order = run.order;
  std::istringstream in(run.lanes);
  for (int each = 0; in >> each;) out.layer_lanes.push_back(each);
  if (out.layer_lanes.size() == 1) {
    out.lanes = out.layer_lanes[0];
    out.layer_lanes.clear();
  }
  return out;
}

}  // namespace spinforge::test
