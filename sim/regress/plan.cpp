// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/fingerprint.hpp"
#include "sim/harness/parts.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

/// Neuron updates of a shard where nobody says how many images it has: some seconds of simulation.
constexpr std::uint64_t kShardUpdates = 1'000'000;
constexpr int kPlanVersion = 4;
/// Changes when shards mean something else than before.
constexpr int kShardVersion = 2;

/// Makes the cores of a suite, each once.
class Cores {
 public:
  Cores(const Suite& suite, const std::string& out)
      : suite_(suite), designs_((fs::path(out) / "designs").string()) {}

  /// Directory of the core of `wanted`.
  const std::string& core(const Wanted& wanted) {
    std::string& directory = cores_[{wanted.network, wanted.emit}];
    if (!directory.empty()) return directory;
    if (!wanted.emitted && !generator_) generator_.emplace();
    directory = wanted.emitted ? wanted.network : generator_->emit(wanted, suite_.folder, designs_);
    return directory;
  }

 private:
  const Suite& suite_;
  std::string designs_;
  std::optional<Generator> generator_;
  std::map<std::pair<std::string, std::string>, std::string> cores_;
};

/// `core`: hash of the directory.
std::size_t add_model(Plan& plan,
                      const std::string& directory,
                      const std::string& top,
                      const std::string& core) {
  const auto same = [&](const Model& model) {
    return model.directory == directory && model.top == top;
  };
  const auto found = std::find_if(plan.models.begin(), plan.models.end(), same);
  if (found != plan.models.end()) return static_cast<std::size_t>(found - plan.models.begin());
  std::string name = fs::path(directory).filename().string();
  if (!top.empty()) name += "-" + top;
  name += fmt::format("-{:.8}", short_hash(directory + "\n" + top));
  plan.models.push_back({std::move(name), directory, top, core});
  return plan.models.size() - 1;
}

/// The top module that `wanted` means.
std::string top_of(const Wanted& wanted, const std::string& directory) {
  if (wanted.top == "core") return "";
  const harness::Design design = harness::load_design(directory);
  if (!design.wrapper.empty()) return design.wrapper;
  throw Error(ErrorCode::kUsage,
              wanted.id(),
              "its core has no wrapper; expected one for top axi, got none; emit it with --wrapper "
              "axi, or leave the top out");
}

/// The setup of `run`. *Errors*: those of harness::prepare; what is wrong with its images is told
/// of it and of the suite's data set, and not of options of verify.
harness::Setup prepare(const Plan& plan, const Run& run, classify::Sets& sets) {
  try {
    return harness::prepare(options_of(plan, run), sets);
  } catch (const Error& error) {
    const bool of_option = error.where().starts_with("--");
    if (!of_option && !error.where().starts_with(run.dataset)) throw;
    throw Error(error.code(),
                fmt::format("run \"{}\" / data set {}", run.id, run.wanted.data),
                std::string(error.what()).substr(of_option ? 2 : 0));
  }
}

/// Parts of a shard of `setup`.
std::size_t shard_parts(const harness::Setup& setup, std::optional<std::uint32_t> shard) {
  const std::uint64_t part = std::max<std::uint64_t>(1, setup.parts.front().chunk.count);
  std::uint64_t images = shard.value_or(0);
  if (!shard) {
    std::uint64_t updates = 0;
    for (const network::Layer& layer : setup.design.network.layers) {
      updates += static_cast<std::uint64_t>(layer.outputs) *
                 static_cast<std::uint64_t>(setup.design.network.steps);
    }
    images = kShardUpdates / std::max<std::uint64_t>(1, updates);
  }
  return static_cast<std::size_t>(std::max<std::uint64_t>(1, images / part));
}

Json to_json(const Run& run) {
  const Wanted& w = run.wanted;
  return {{"id", run.id},
          {"first", w.first},
          {"images", w.images ? Json(*w.images) : Json()},
          {"traffic", w.traffic},
          {"part", w.part ? Json(*w.part) : Json()},
          {"seed", w.seed},
          {"simulator", w.simulator},
          {"model", run.model},
          {"dataset", run.dataset},
          {"images_hash", run.images},
          {"count", run.count},
          {"parts", run.parts},
          {"each", run.each}};
}

constexpr std::int64_t kMost = std::int64_t{1} << 53;

Run run_from(const Json& json, const std::string& where, std::size_t models) {
  Reader reader(json, where);
  Run run;
  Wanted& w = run.wanted;
  run.id = reader.text("id");
  w.first = reader.word("first");
  if (!reader.null("images")) w.images = reader.word("images");
  w.traffic = reader.text("traffic");
  if (!reader.null("part")) w.part = reader.word("part");
  w.seed = reader.word("seed");
  w.simulator = reader.text("simulator");
  run.model =
      static_cast<std::size_t>(reader.whole("model", 0, static_cast<std::int64_t>(models) - 1));
  run.dataset = reader.text("dataset");
  run.images = reader.text("images_hash");
  run.count = static_cast<std::size_t>(reader.whole("count", 1, kMost));
  run.parts = static_cast<std::size_t>(reader.whole("parts", 1, kMost));
  run.each = static_cast<std::size_t>(reader.whole("each", 1, kMost));
  reader.finish();
  return run;
}

/// Hash of everything that decides the results of `run`.
std::string key_of(const Plan& plan, const Run& run) {
  const Wanted& wanted = run.wanted;
  const Model& model = plan.models[run.model];
  return network::sha256(fmt::format("{}\n{} {}\n{} {}\n{}\n{} {}\n{} {} {}{}{}",
                                     kShardVersion,
                                     plan.tool,
                                     plan.simulator,
                                     model.core,
                                     model.top,
                                     run.images,
                                     wanted.first,
                                     run.count,
                                     ways(wanted.traffic),
                                     wanted.seed,
                                     wanted.simulator,
                                     fmt::format(" part {}", options_of(plan, run).part),
                                     plan.coverage ? " coverage" : ""));
}

void require_same(const std::string& expected,
                  const std::string& got,
                  const std::string& where,
                  const char* what) {
  if (got == expected) return;
  throw Error(
      ErrorCode::kIo,
      where,
      fmt::format("this {} has changed since the regression began; expected what is {:.40}, "
                  "got {:.40}; run again with --resume",
                  what,
                  expected,
                  got));
}

/// Its results would be counted twice.
[[noreturn]] void refuse_double(const std::string& one, const std::string& other) {
  throw Error(ErrorCode::kUsage,
              "suite",
              fmt::format("\"{}\" and \"{}\" are the same run under two names; expected runs that "
                          "differ in core, images or traffic; remove one",
                          one,
                          other));
}

[[noreturn]] void refuse_tool(const char* tool,
                              const std::string& expected,
                              const std::string& got) {
  throw Error(ErrorCode::kTool,
              tool,
              fmt::format("is another one than the regression began with; expected {:.40}, got "
                          "{:.40}; install the same everywhere, or run again with --resume",
                          expected,
                          got));
}

}  // namespace

harness::VerifyOptions options_of(const Plan& plan, const Run& run) {
  const Wanted& wanted = run.wanted;
  const Model& model = plan.models[run.model];
  const std::uint64_t seed = wanted.seed;
  harness::VerifyOptions options;
  options.dataset = run.dataset;
  options.images = wanted.images;
  options.first = wanted.first;
  options.directory = model.directory;
  options.top = model.top;
  options.jobs = 1;
  options.quiet = true;
  options.reset_seed = wanted.seed;
  options.part = wanted.part.value_or(options.part);
  options.traffic.stream = has_word(wanted.traffic, "stream");
  if (has_word(wanted.traffic, "stall")) options.traffic.stall = seed;
  if (has_word(wanted.traffic, "broken")) options.traffic.broken = seed;
  if (has_word(wanted.traffic, "reset")) options.traffic.resets = seed;
  if (has_word(wanted.traffic, "fields")) options.fields = seed;
  options.count_rules = plan.coverage;
  return options;
}

harness::BuildOptions build_options(const Plan& plan, const std::string& cache) {
  return {.cache = cache,
          .trace = plan.coverage ? harness::Trace::kCoverage : harness::Trace::kNone,
          .quiet = true};
}

Plan make_plan(const Suite& suite,
               const std::string& out,
               std::optional<std::uint32_t> shard,
               classify::Sets& sets,
               bool coverage) {
  Plan plan{.suite = suite.name,
            .tool = harness::tool_hash(),
            .simulator = harness::simulator_version(),
            .coverage = coverage,
            .models = {},
            .runs = {}};
  Cores cores(suite, out);
  Inputs inputs;
  std::map<std::string, std::string> seen;  // a run by all that decides its results
  for (const Wanted& wanted : suite.runs) {
    Run run;
    run.wanted = wanted;
    run.id = wanted.id();
    run.dataset = data_directory(suite, wanted.data);
    const std::string& directory = cores.core(wanted);
    run.model = add_model(plan, directory, top_of(wanted, directory), inputs.core(directory));
    const harness::Setup setup = prepare(plan, run, sets);
    run.images = inputs.images(run.dataset);
    run.count = setup.set.count;
    run.parts = setup.parts.size();
    run.each = shard_parts(setup, shard);
    const auto [same, is_new] = seen.emplace(key_of(plan, run), run.id);
    if (!is_new) refuse_double(same->second, run.id);
    plan.runs.push_back(std::move(run));
  }
  return plan;
}

void require_tool(const Plan& plan) {
  const std::string own = harness::tool_hash();
  if (own != plan.tool) refuse_tool("spinforge-sim", plan.tool, own);
}

void require_simulator(const Plan& plan, const std::string& simulator) {
  if (simulator != plan.simulator) refuse_tool("verilator", plan.simulator, simulator);
}

void require_core(const Model& model, Inputs& inputs) {
  require_same(model.core, inputs.core(model.directory), model.directory, "core");
}

void require_images(const Run& run, Inputs& inputs) {
  require_same(run.images, inputs.images(run.dataset), run.dataset, "data set");
}

void require_unchanged(const Plan& plan, const Suite& suite) {
  require_simulator(plan, harness::simulator_version());
  Inputs inputs;
  for (const Model& model : plan.models) require_core(model, inputs);
  std::optional<Generator> generator;
  std::set<std::size_t> seen;
  for (const Run& run : plan.runs) {
    require_images(run, inputs);
    if (run.wanted.emitted || !seen.insert(run.model).second) continue;
    if (!generator) generator.emplace();
    require_same(fs::path(plan.models[run.model].directory).filename().string(),
                 generator->name_of(run.wanted, suite.folder),
                 run.wanted.network,
                 "network, or its generator,");
  }
}

std::vector<Shard> shards_of(const Plan& plan) {
  std::vector<Shard> out;
  for (std::size_t r = 0; r < plan.runs.size(); ++r) {
    const Run& run = plan.runs[r];
    const std::string key = key_of(plan, run);
    for (std::size_t first = 0; first < run.parts; first += run.each) {
      const std::size_t count = std::min(run.each, run.parts - first);
      out.push_back({r, first, count, short_hash(fmt::format("{} {} {}", key, first, count))});
    }
  }
  return out;
}

std::string to_text(const Plan& plan) {
  Json models = Json::array();
  for (const Model& model : plan.models) {
    models.push_back({{"name", model.name},
                      {"directory", model.directory},
                      {"top", model.top},
                      {"core", model.core}});
  }
  Json runs = Json::array();
  for (const Run& run : plan.runs) runs.push_back(to_json(run));
  return Json{{"version", kPlanVersion},
              {"suite", plan.suite},
              {"tool", plan.tool},
              {"simulator", plan.simulator},
              {"coverage", plan.coverage},
              {"models", models},
              {"runs", runs}}
             .dump(1) +
         "\n";
}

Plan plan_from(const std::string& text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader reader(json, file, "run regress again with --resume");
  (void)reader.whole("version", kPlanVersion, kPlanVersion);
  Plan plan{.suite = reader.text("suite"),
            .tool = reader.text("tool"),
            .simulator = reader.text("simulator"),
            .coverage = reader.boolean("coverage"),
            .models = {},
            .runs = {}};
  for (const Json& entry : reader.array("models")) {
    Reader model(entry, reader.where("models"));
    plan.models.push_back(
        {model.text("name"), model.text("directory"), model.text("top"), model.text("core")});
    model.finish();
  }
  for (const Json& entry : reader.array("runs")) {
    plan.runs.push_back(run_from(entry, reader.where("runs"), plan.models.size()));
  }
  reader.finish();
  return plan;
}

std::string identity(const Plan& plan) {
  std::string keys;
  for (const Shard& shard : shards_of(plan)) keys += shard.key;
  return short_hash(keys).substr(0, 16);
}

}  // namespace spinforge::regress
