// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/runner.hpp"

#include <unistd.h>

#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/tool.hpp"
#include "sim/harness/build.hpp"
#include "sim/regress/failures.hpp"

namespace spinforge::regress {

namespace {

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "?";
}

}  // namespace

/// A run, and a core that works on it.
struct Runner::Loaded {
  Loaded(std::size_t index, harness::Setup&& ready, harness::Build&& built)
      : run(index), setup(std::move(ready)), build(std::move(built)) {
    (void)bench_for(true);
  }
  /// The core, or a fresh one in its place: two models at once are more than Verilator keeps apart.
  harness::Bench& bench_for(bool fresh) {
    if (fresh) bench.emplace(setup, build.library);
    return *bench;
  }
  std::size_t run;
  harness::Setup setup;
  harness::Build build;
  std::optional<harness::Bench> bench;
};

Runner::Runner(const Plan& plan, const std::vector<Shard>& shards, RunnerOptions options)
    : plan_(plan), shards_(shards), options_(std::move(options)), ledger_(options_.out) {}

Runner::~Runner() = default;

void Runner::load(std::size_t run) {
  if (loaded_ && loaded_->run == run) return;
  loaded_.reset();
  const Run& wanted = plan_.runs[run];
  const Model& model = plan_.models[wanted.model];
  harness::Setup setup = harness::prepare(options_of(plan_, wanted), sets_);
  require_images(wanted, images_);
  std::optional<harness::Build> build;
  if (options_.same_machine) build = read_build(options_.out, model);
  if (!build) {
    build = harness::build_model(setup.design, build_options(plan_, options_.build_cache));
  }
  require_simulator(plan_, build->simulator);
  auto loaded = std::make_unique<Loaded>(run, std::move(setup), *std::move(build));
  Inputs now;  // what was read is what is there: a core may be edited at any time
  require_core(model, now);
  loaded_ = std::move(loaded);
}

void Runner::run(std::size_t index) {
  const Shard& shard = shards_[index];
  if (ledger_.has(shard)) return;
  load(shard.run);
  const auto begin = std::chrono::steady_clock::now();
  ShardResult result{.rtl_hash = loaded_->build.rtl_hash,
                     .simulator = loaded_->build.simulator,
                     .host = host_name(),
                     .seconds = 0,
                     .results = {},
                     .coverage = {}};
  std::optional<CoverageGatherer> coverage;
  if (plan_.coverage) coverage.emplace(options_.out, plan_.models[plan_.runs[shard.run].model]);
  for (std::size_t i = 0; i < shard.count; ++i) {
    harness::Bench& bench = loaded_->bench_for(plan_.coverage);
    result.results.push_back(bench.run(loaded_->setup.parts[shard.first + i], {}));
    if (coverage) coverage->add(bench);
  }
  if (coverage) result.coverage = coverage->take();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  ledger_.write(shard, result);
  if (options_.waves > 0) show(index);
}

void Runner::show(std::size_t index) {
  const Shard& shard = shards_[index];
  const std::string& run = plan_.runs[shard.run].id;
  try {
    load(shard.run);
    show_failure(options_.out,
                 options_.build_cache,
                 options_.waves,
                 run,
                 loaded_->setup,
                 shard,
                 ledger_.read(shard));
  } catch (const std::exception& problem) {  // it is an extra: reports come all the same
    Shown note;
    note.run = run;
    note.trouble = tool::as_error(problem).what();
    write_note(options_.out, shard, note);
  }
}

void Runner::build(std::size_t index) {
  const Model& model = plan_.models[index];
  const harness::Design design =
      harness::load_design(model.directory, harness::VerifyOptions().filelist, model.top);
  const harness::Build build =
      harness::build_model(design, build_options(plan_, options_.build_cache));
  require_simulator(plan_, build.simulator);
  Inputs now;
  require_core(model, now);
  write_build(options_.out, model, build);
}

}  // namespace spinforge::regress
