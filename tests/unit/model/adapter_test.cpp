// SPDX-License-Identifier: Apache-2.0
//
// rtl/model/adapter.cpp, compiled around a Verilated class that is not there: a sanitizer sees it.
#include <vector>

#include "Vsf_core.h"
#include "rtl/model/model_abi.h"
#include "tests/support.hpp"

namespace {

/// Puts `value` into `count` bits of a wide port from bit `low` on, bit by bit.
template <typename Port>
void put(Port& port, int low, int count, std::int64_t value) {
  for (int i = 0; i < count; ++i) {
    const auto word = static_cast<std::size_t>(low + i) / 32;
    const std::uint32_t bit = std::uint32_t{1} << ((low + i) % 32);
    port[word] = (value >> i & 1) != 0 ? port[word] | bit : port[word] & ~bit;
  }
}

std::int32_t potential(int lane) { return lane % 2 == 0 ? -4096 + lane : 4095 - lane; }
std::int32_t drive(int lane) { return lane % 3 == 0 ? -65536 + lane : 65535 - lane; }

struct Fixture {
  SfModel* model = sf_create(7);
  Vsf_core& core = *Vsf_core::last;
  std::vector<SfCommit> commits = std::vector<SfCommit>(2);
  SfInputs in{};
  SfOutputs out{};

  Fixture() { out.commits = commits.data(); }
  ~Fixture() { sf_destroy(model); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
};

}  // namespace

TEST_CASE_METHOD(Fixture, "model: a clock is the low phase, the outputs, and the rising edge") {
  CHECK(sf_abi_version() == SF_ABI_VERSION);
  CHECK(sf_layers() == 2);
  CHECK(core.context->reset_bits == 2);  // random
  CHECK(core.context->first_seed == 8);
  in.rst_n = in.pixel_valid = 1;
  in.pixel_image = 0xfedcba98;
  core.result_class_o = 9;
  core.status_busy_o = 3;
  sf_tick(model, &in, &out);
  CHECK(core.clocks == 12);
  CHECK(core.rst_ni == 1);
  CHECK(core.pixel_image_i == 0xfedcba98);
  CHECK(core.check_valid_i == 0);
  CHECK(out.result_class == 9);
  CHECK(out.busy == 3);
  CHECK(sf_trace_open(model, "none.vcd") == 0);  // built without
}

TEST_CASE_METHOD(Fixture, "model: commits of every width are unpacked, and sign-extended") {
  core.commit1_valid_o = core.commit2_valid_o = 1;
  core.commit1_base_o = 65535;
  core.commit2_step_o = 255;
  core.commit1_mask_o = 0b101;
  core.commit1_v_o = 0x8000'7fff'ffffULL;  // lanes -1, 32767, -32768
  core.commit1_d_o = (std::uint64_t{0x7ffff} << 40) | (std::uint64_t{0x80000} << 20) | 1U;
  core.commit2_mask_o = 0xff'0000'0001ULL;
  core.commit2_spike_o = std::uint64_t{1} << 39;
  for (int lane = 0; lane < 40; ++lane) {
    put(core.commit2_v_o, lane * 13, 13, potential(lane));
    put(core.commit2_d_o, lane * 17, 17, drive(lane));
  }
  sf_tick(model, &in, &out);
  const SfCommit& first = commits[0];
  CHECK(first.base == 65535);
  CHECK(std::vector<int>(first.mask, first.mask + 3) == std::vector<int>{1, 0, 1});
  CHECK(std::vector<int>(first.v, first.v + 3) == std::vector<int>{-1, 32767, -32768});
  CHECK(std::vector<int>(first.d, first.d + 3) == std::vector<int>{1, -524288, 524287});
  const SfCommit& second = commits[1];
  CHECK(second.step == 255);
  for (int lane = 0; lane < 40; ++lane) {
    CAPTURE(lane);
    CHECK(second.v[lane] == potential(lane));
    CHECK(second.d[lane] == drive(lane));
    CHECK(second.mask[lane] == (lane == 0 || lane >= 32 ? 1 : 0));
    CHECK(second.spike[lane] == (lane == 39 ? 1 : 0));
  }
}

TEST_CASE_METHOD(Fixture, "model: fields of a commit that is none stay as they are") {
  commits[0].step = 77;
  core.commit1_step_o = 5;
  sf_tick(model, &in, &out);
  CHECK(commits[0].valid == 0);
  CHECK(commits[0].step == 77);
}

TEST_CASE_METHOD(Fixture, "model: the configuration port takes selects, masks and thresholds") {
  core.cfg_mask_i = ~std::uint64_t{0};
  in.cfg_valid = 1;
  in.cfg_layer = 2;
  in.cfg_code = 3;
  sf_tick(model, &in, &out);
  CHECK(core.cfg_code_i == 3);
  CHECK(core.cfg_mask_i == ~std::uint64_t{0});  // a select: not looked at
  in.cfg_is_mask = 1;
  in.cfg_mask[0] = in.cfg_mask[39] = 1;
  sf_tick(model, &in, &out);
  CHECK(core.cfg_mask_i == (0xffffff0000000000ULL | 0x8000000001ULL));
  in.cfg_is_mask = 0;
  in.cfg_is_threshold = 1;
  in.cfg_which = 2;
  in.cfg_value = -2;
  sf_tick(model, &in, &out);
  CHECK(core.cfg_is_threshold_i == 1);
  CHECK(core.cfg_which_i == 2);
  CHECK(core.cfg_value_i == 0x3fffe);  // 18 bits
}

TEST_CASE("model: one that is destroyed is finished") {
  Vsf_core::ended = false;
  sf_destroy(sf_create(0xffffffff));
  CHECK(Vsf_core::ended);
}
