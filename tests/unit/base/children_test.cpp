// SPDX-License-Identifier: Apache-2.0
#include "gen/base/children.hpp"

#include <atomic>

#include "tests/support.hpp"

using namespace spinforge;
using process::Child;

namespace {

/// Everything that `child` tells.
std::vector<process::Message> all_of(Child& child) {
  std::vector<process::Message> out;
  for (bool more = true; more;) {
    more = child.receive();
    while (auto message = child.message()) out.push_back(*std::move(message));
  }
  return out;
}

}  // namespace

TEST_CASE("a child tells messages in order, however long") {
  Child child([](const Child::Tell& tell) {
    for (std::uint32_t i = 0; i < 100; ++i)
      tell(i, std::uint64_t{1} << 40, std::string(i * 1000, 'x'));
  });
  const auto messages = all_of(child);
  REQUIRE(messages.size() == 100);
  for (std::uint32_t i = 0; i < 100; ++i) {
    CHECK(messages[i].kind == i);
    CHECK(messages[i].number == std::uint64_t{1} << 40);
    CHECK(messages[i].bytes.size() == i * 1000);
  }
  CHECK(child.wait().empty());
  CHECK_FALSE(child.running());
}

TEST_CASE("what a child throws is thrown here, word for word") {
  Child child([](const Child::Tell&) {
    throw Error(ErrorCode::kShape, "here: there", "two\nlines; do this");
  });
  const Error error = test::error_of([&] { (void)all_of(child); });
  CHECK(error.code() == ErrorCode::kShape);
  CHECK(error.where() == "here: there");
  CHECK(std::string(error.what()) == "here: there: two\nlines; do this");
}

TEST_CASE("a child's end is told by its signal or its code") {
  Child killed([](const Child::Tell&) { ::pause(); });
  killed.kill();
  CHECK_THAT(killed.wait(), Catch::StartsWith("was ended by signal 9 ("));
  Child failed([](const Child::Tell&) { ::_exit(3); });
  CHECK(failed.wait() == "ended with code 3");
}

TEST_CASE("children and their parent see the same memory") {
  const process::Shared<std::atomic<int>> shared(2);
  for (int i = 0; i < 3; ++i) {
    Child child([&](const Child::Tell&) { ++shared.get()[1]; });
    CHECK(child.wait().empty());
  }
  CHECK(shared.get()[0] == 0);
  CHECK(shared.get()[1] == 3);
}
