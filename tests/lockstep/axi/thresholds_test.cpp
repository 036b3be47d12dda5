// SPDX-License-Identifier: Apache-2.0
//
// Thresholds written to a core, in lockstep: every commit equals that of a golden model whose
// network has them.
#include <dlfcn.h>

#include <filesystem>

#include "gen/emit/emit.hpp"
#include "sim/golden/golden.hpp"
#include "sim/harness/build.hpp"
#include "sim/harness/checker.hpp"
#include "sim/harness/design.hpp"
#include "tests/lockstep/core/eventful.hpp"
#include "tests/support.hpp"
#include "tests/support/random_network.hpp"

namespace {

using namespace spinforge;
namespace fs = std::filesystem;

/// The C interface of a core emitted with --thresholds.
class Core {
 public:
  explicit Core(const harness::Design& design) : layers_(design.network.layers.size()) {
    const std::string library =
        harness::build_model(design, {.cache = SPINFORGE_MODEL_CACHE, .quiet = true}).library;
    handle_ = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    REQUIRE(handle_ != nullptr);
    SfModel* (*create)(std::uint32_t) = nullptr;
    find("sf_create", create);
    find("sf_destroy", destroy_);
    find("sf_tick", tick_);
    const fs::path before = fs::current_path();
    fs::current_path(design.directory);
    model_ = create(3);
    out_.commits = layers_.data();
    for (int i = 0; i < 3; ++i) tick();
    fs::current_path(before);
    in.rst_n = 1;
    in.result_ready = 1;
    tick();  // out of reset: a write during it is lost
  }
  ~Core() {
    destroy_(model_);
    ::dlclose(handle_);
  }
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  const SfOutputs& tick() {
    tick_(model_, &in, &out_);
    return out_;
  }
  /// Whether the core takes it.
  bool write(int layer, int code, int which, int value) {
    in.cfg_valid = in.cfg_is_threshold = 1;
    in.cfg_layer = static_cast<std::uint8_t>(layer);
    in.cfg_code = static_cast<std::uint8_t>(code);
    in.cfg_which = static_cast<std::uint8_t>(which);
    in.cfg_value = value;
    const bool taken = tick().cfg_error == 0;
    in.cfg_valid = in.cfg_is_threshold = 0;
    return taken;
  }

  SfInputs in{};

 private:
  template <class Function>
  void find(const char* name, Function*& out) {
    out = reinterpret_cast<Function*>(::dlsym(handle_, name));
    REQUIRE(out != nullptr);
  }

  void* handle_ = nullptr;
  SfModel* model_ = nullptr;
  void (*destroy_)(SfModel*) = nullptr;
  void (*tick_)(SfModel*, const SfInputs*, SfOutputs*) = nullptr;
  std::vector<SfCommit> layers_;
  SfOutputs out_{};
};

/// Runs one image and compares every commit; returns how many were compared.
std::uint64_t run(Core& core,
                  const harness::Design& design,
                  const network::Network& expected,
                  const std::vector<std::uint8_t>& pixels,
                  std::uint32_t image) {
  golden::Golden golden(expected);
  const golden::Trace& trace = golden.run(pixels, image);
  std::vector<harness::LayerChecker> checkers;
  for (std::size_t k = 0; k < trace.layers.size(); ++k) {
    checkers.emplace_back(static_cast<int>(k) + 1, image, trace.layers[k]);
  }
  std::uint64_t compared = 0, mismatches = 0;
  std::size_t sent = 0;
  bool done = false;
  for (int cycle = 0; cycle < 100'000 && !done; ++cycle) {
    core.in.pixel_valid = sent < pixels.size() ? 1 : 0;
    core.in.pixel_data = sent < pixels.size() ? pixels[sent] : 0;
    core.in.pixel_last = sent + 1 == pixels.size() ? 1 : 0;
    core.in.pixel_image = image;
    const SfOutputs& out = core.tick();
    if (core.in.pixel_valid != 0 && out.pixel_ready != 0) ++sent;
    for (std::size_t k = 0; k < checkers.size(); ++k) {
      if (out.commits[k].valid == 0) continue;
      const auto outcome = checkers[k].check(out.commits[k], design.plan.layers[k].neuron_lanes);
      compared += outcome.compared;
      mismatches += outcome.mismatches;
    }
    if (out.result_valid != 0) CHECK(out.result_class == trace.predicted);
    done = out.result_valid != 0 && out.result_last != 0;
  }
  CHECK(done);
  CHECK(mismatches == 0);
  for (const harness::LayerChecker& checker : checkers) CHECK(checker.complete());
  return compared;
}

}  // namespace

TEST_CASE("thresholds written to a core are in lockstep with a network that has them") {
  const test::TempDir folder;
  const network::Network network = test::eventful_network();
  network::save(network, folder / "network");
  emit::Request request;
  request.network = folder / "network";
  request.output = folder / "rtl";
  request.options = test::eventful_lanes();
  request.options.pipeline = GENERATE(false, true);
  CAPTURE(request.options.pipeline);
  request.thresholds = true;
  emit::emit(request);
  const harness::Design design = harness::load_design(folder / "rtl");
  Core core(design);

  network::Network now = network;
  std::uint64_t compared = 0;
  for (std::uint32_t image = 0; image < 24; ++image) {
    CAPTURE(image);
    // Another threshold of layers 1 and 2 for each image: those in use and those of other codes.
    for (const int layer : {1, 2}) {
      const network::Layer& of = network.layers[static_cast<std::size_t>(layer - 1)];
      network::Neuron& neuron = now.neuron_of(of);
      const int one = 1 << neuron.frac_bits;
      const int codes = static_cast<int>(neuron.fields.size());
      const int code = image % 2 == 0 ? of.field_code : static_cast<int>(image) % codes;
      const int value = static_cast<int>(image * 13U % 48U) * one / 32 - one / 4;
      network::FieldRegisters& set = neuron.fields[static_cast<std::size_t>(code)];
      int* const registers[] = {&set.th_lo, &set.th_hi, &set.th_rest};
      *registers[image % 3] = value;
      CHECK(core.write(layer, code, static_cast<int>(image % 3), value));
    }
    compared += run(core, design, now, test::random_image(network, 500 + image), image);
  }
  CHECK(compared > 10'000);
  CHECK_FALSE(core.write(3, 0, 0, 1));  // leaky: it has none
  CHECK_FALSE(core.write(4, 0, 0, 1));  // not there
}
