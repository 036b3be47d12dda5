// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/outputs.hpp"
#include "sim/regress/runner.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

std::vector<std::vector<std::size_t>> cut(const std::vector<std::size_t>& which, std::size_t most) {
  std::vector<std::vector<std::size_t>> out;
  const std::size_t lists = std::min(which.size(), most);
  for (std::size_t i = 0; i < lists; ++i) {
    const auto at = [&](std::size_t list) {
      return which.begin() + static_cast<std::ptrdiff_t>(which.size() * list / lists);
    };
    out.emplace_back(at(i), at(i + 1));
  }
  return out;
}

std::string write_plan(const std::string& out, const Plan& plan) {
  const fs::path path = fs::path(out) / "plans" / (identity(plan) + ".json");
  files::make_directory("--out", path.parent_path().string());
  files::write(path.string(), to_text(plan));
  return path.string();
}

std::string to_text(const Tasks& tasks) {
  return Json{{"plan", tasks.plan},
              {"build_dir", tasks.build_cache},
              {"waves", tasks.waves},
              {"build", tasks.build},
              {"lists", tasks.lists}}
             .dump() +
         "\n";
}

Tasks tasks_from(const std::string& text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader reader(json, file, "run regress again with --resume");
  Tasks out;
  out.plan = reader.text("plan");
  out.build_cache = reader.text("build_dir");
  out.waves = reader.integer("waves");
  out.build = reader.boolean("build");
  for (const Json& list : reader.array("lists")) {
    const Json object{{"list", list}};
    std::vector<std::size_t>& to = out.lists.emplace_back();
    for (const std::uint32_t item : Reader(object, reader.where("lists")).words("list")) {
      to.push_back(item);
    }
  }
  reader.finish();
  return out;
}

void write_tasks(const std::string& path, Tasks tasks) {
  const fs::path folder = fs::weakly_canonical(path).parent_path();
  tasks.plan = fs::weakly_canonical(tasks.plan).lexically_relative(folder).string();
  files::write(path, to_text(tasks));
}

void do_task(const std::string& path, std::size_t index) {
  const Tasks tasks = tasks_from(files::read(path), path);
  if (tasks.lists.empty()) {
    throw Error(
        ErrorCode::kUsage,
        "--task",
        fmt::format("{} has no tasks, since nothing is missing; run its suite with --resume "
                    "for the result",
                    path));
  }
  if (index >= tasks.lists.size()) {
    throw Error(ErrorCode::kUsage,
                "--task",
                fmt::format("{} has no such task; expected 0..{}, got {}; choose one of these",
                            path,
                            tasks.lists.size() - 1,
                            index));
  }
  const fs::path plan_path =
      fs::weakly_canonical(fs::weakly_canonical(path).parent_path() / tasks.plan);
  const Plan plan = plan_from(files::read(plan_path.string()), plan_path.string());
  require_tool(plan);
  const std::vector<Shard> shards = shards_of(plan);
  const fs::path out = plan_path.parent_path().parent_path();
  Runner runner(plan,
                shards,
                {.out = out.string(),
                 .build_cache = tasks.build_cache,
                 .same_machine = false,
                 .waves = tasks.waves});
  for (const std::size_t item : tasks.lists[index]) {
    if (item >= (tasks.build ? plan.models.size() : shards.size())) {
      throw Error(ErrorCode::kRange, path, "names a shard that is not there; run regress again");
    }
    if (tasks.build) {
      runner.build(item);
    } else {
      runner.run(item);
    }
  }
}

}  // namespace spinforge::regress
