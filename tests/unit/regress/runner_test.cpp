// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/runner.hpp"

#include "sim/regress/failures.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using regress::Plan;
using regress::Runner;
using test::error_of;

namespace {

/// A plan whose models are "built": they play what golden says.
struct Ready : test::TwoCores {
  Plan plan = TwoCores::plan();
  std::vector<regress::Shard> shards = regress::shards_of(plan);
  regress::Ledger ledger{out};

  Ready() {
    one.play();
    built("Verilator 1");
  }
  void built(const std::string& simulator) const {
    for (const regress::Model& model : plan.models) {
      regress::write_build(
          out, model, {.library = test::kFakeLibrary, .simulator = simulator, .rtl_hash = "r"});
    }
  }
  [[nodiscard]] Runner runner() const {
    return {plan, shards, {.out = out, .build_cache = dir / "models", .same_machine = true}};
  }
};

}  // namespace

TEST_CASE("a shard is run and entered under its key") {
  const Ready ready;
  ready.runner().run(0);
  CHECK(ready.ledger.has(ready.shards[0]));
  CHECK(ready.ledger.read(ready.shards[0]).results.front().images.size() == 16);
}

TEST_CASE("a shard that differs is entered, whatever becomes of its waveform") {
  const Ready ready;
  ready.one.play(test::Fault::kV, 3);
  Runner runner(
      ready.plan,
      ready.shards,
      {.out = ready.out, .build_cache = ready.dir / "models", .same_machine = true, .waves = 1});
  CHECK_NOTHROW(runner.run(0));  // here no model with waveforms can be built
  CHECK(ready.ledger.has(ready.shards[0]));
  const auto shown = regress::shown(ready.out, ready.shards[0]);
  REQUIRE(shown);
  CHECK(shown->trouble != "");
}

TEST_CASE("nothing is entered of a core that was edited after the plan was made") {
  const Ready ready;
  files::write(ready.one.core() + "/sf_core.sv", "module sf_core;\n  // edited\nendmodule\n");
  error_of(ErrorCode::kIo, "this core has changed", [&] { ready.runner().run(0); });
  CHECK_FALSE(ready.ledger.has(ready.shards[0]));
}

TEST_CASE("nothing is entered of images that have changed after the plan was made") {
  const Ready ready;
  std::string labels = files::read(ready.one.labels());
  labels.back() = '\0';
  files::write(ready.one.labels(), labels);
  error_of(ErrorCode::kIo, "this data set has changed", [&] { ready.runner().run(0); });
  CHECK_FALSE(ready.ledger.has(ready.shards[0]));
}

TEST_CASE("nothing is entered of a model that another simulator made") {
  const Ready ready;
  ready.built("Verilator 2");
  error_of(
      ErrorCode::kTool, "expected Verilator 1, got Verilator 2", [&] { ready.runner().run(0); });
  CHECK_FALSE(ready.ledger.has(ready.shards[0]));
}
