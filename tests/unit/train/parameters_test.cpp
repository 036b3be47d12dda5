// SPDX-License-Identifier: Apache-2.0
#include "weights/train/parameters.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using train::Parameter;

TEST_CASE("The first step of Adam moves every number by the learning rate") {
  Parameter p = train::make_parameter("w", {3}, true, 1.0F);
  const std::vector<float> gradient{0.5F, -200.0F, 1e-3F};
  train::adam_step({}, p, gradient, 0.01F, 1);
  CHECK(p.value[0] == Approx(0.99F));
  CHECK(p.value[1] == Approx(1.01F));
  CHECK(p.value[2] == Approx(0.99F).epsilon(1e-4));
}

TEST_CASE("The average follows the value at its own pace") {
  Parameter p = train::make_parameter("w", {1}, true, 1.0F);
  train::adam_step({.average_decay = 0.75F}, p, std::vector<float>{1.0F}, 0.4F, 1);
  CHECK(p.value[0] == Approx(0.6F));
  CHECK(p.average[0] == Approx(0.9F));
}

TEST_CASE("Parameters survive the way through bytes exactly") {
  rng::Sequence random(5);
  std::vector<Parameter> before{train::make_parameter("a", {2, 3}, true, 0.0F),
                                train::make_parameter("b", {4}, false, 2.0F)};
  train::fill_uniform(before[0], 1.0F, random);
  std::vector<Parameter> after{train::make_parameter("a", {2, 3}, true, 0.0F),
                               train::make_parameter("b", {4}, false, 0.0F)};
  const std::string bytes = train::serialise(before);
  train::restore(after, bytes, "here");
  CHECK(after[0].value == before[0].value);
  CHECK(after[1].value == before[1].value);

  const auto code = [&](const std::string& text) {
    return test::error_of([&] { train::restore(after, text, "here"); }).code();
  };
  CHECK(code(bytes.substr(0, bytes.size() - 1)) == ErrorCode::kParse);
  CHECK(code(bytes + "x") == ErrorCode::kParse);
  CHECK(code("c" + bytes.substr(1)) == ErrorCode::kParse);
}
