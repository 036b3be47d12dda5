// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/tasks.hpp"

#include <numeric>

#include "sim/regress/ledger.hpp"
#include "tests/unit/regress/rig.hpp"

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

TEST_CASE("a task that is not there is refused, and so is any of a file that has none") {
  const test::TempDir dir;
  const auto refuses = [&](const Tasks& tasks, std::size_t index, const std::string& words) {
    files::write(dir / "t.json", regress::to_text(tasks));
    test::error_of(ErrorCode::kUsage, words, [&] { regress::do_task(dir / "t.json", index); });
  };
  Tasks tasks{.plan = dir / "p.json", .build_cache = "", .waves = 0, .build = false, .lists = {}};
  refuses(tasks, 0, "has no tasks, since nothing is missing");
  tasks.lists = {{0}, {1}};
  refuses(tasks, 2, "expected 0..1, got 2");
  refuses(tasks, 4'294'967'295, "got 4294967295");
}

TEST_CASE("a task of a directory that was copied or moved works there") {
  const test::TwoCores cores;
  regress::Plan plan = cores.plan();
  const auto shards = regress::shards_of(plan);
  const Tasks tasks{.plan = regress::write_plan(cores.out, plan),
                    .build_cache = cores.dir / "models",
                    .waves = 0,
                    .build = false,
                    .lists = {{0}}};
  regress::write_tasks(cores.out + "/tasks.json", tasks);
  regress::write_tasks(cores.out + "/plans/t.json", tasks);
  const regress::Ledger ledger(cores.out);
  ledger.write(shards[0], {});
  std::filesystem::rename(cores.out, cores.dir / "moved");
  CHECK_NOTHROW(regress::do_task(cores.dir / "moved/tasks.json", 0));  // finished already
  CHECK_NOTHROW(regress::do_task(cores.dir / "moved/plans/t.json", 0));
  CHECK_FALSE(std::filesystem::exists(cores.out));
}

TEST_CASE("a task is refused where the tool is another than the plan was made with") {
  const test::TwoCores cores;
  regress::Plan plan = cores.plan();
  plan.tool = "another";
  const Tasks tasks{.plan = regress::write_plan(cores.out, plan),
                    .build_cache = cores.dir / "models",
                    .waves = 0,
                    .build = false,
                    .lists = {{0}}};
  files::write(cores.dir / "t.json", regress::to_text(tasks));
  test::error_of(ErrorCode::kTool, "spinforge-sim: is another one", [&] {
    regress::do_task(cores.dir / "t.json", 0);
  });
}
