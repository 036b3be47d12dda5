// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/tasks.hpp"

#include <numeric>

#include "tests/support.hpp"

using namespace spinforge;
using regress::Tasks;

TEST_CASE("lists of tasks hold every shard once, in order, and are about as long as each other") {
  std::vector<std::size_t> which(10);
  std::iota(which.begin(), which.end(), 100);
  for (const std::size_t most : {1U, 3U, 10U, 50U}) {
    const auto lists = regress::cut(which, most);
    CHECK(lists.size() == std::min<std::size_t>(most, 10));
    std::vector<std::size_t> together;
    for (const auto& list : lists) {
      CHECK(list.size() >= 10 / lists.size());
      CHECK(list.size() <= 10 / lists.size() + 1);
      together.insert(together.end(), list.begin(), list.end());
    }
    CHECK(together == which);
  }
  CHECK(regress::cut({}, 4).empty());
}

TEST_CASE("a file of tasks says again what was written into it") {
  const Tasks tasks{.plan = "/out/plans/p.json",
                    .build_cache = "",
                    .waves = 4,
                    .build = true,
                    .lists = {{0, 2}, {}}};
  const Tasks read = regress::tasks_from(regress::to_text(tasks), "t");
  CHECK(read.plan == tasks.plan);
  CHECK(read.build);
  CHECK(read.waves == 4);
  CHECK(read.lists == tasks.lists);
  test::error_of(ErrorCode::kParse, [] { (void)regress::tasks_from("{}", "t"); });
}
