// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "sim/regress/plan.hpp"
#include "tests/unit/harness/rig.hpp"

/// A suite of emitted cores that need no simulator.
namespace spinforge::test {

/// Programs that are found before those of PATH, as long as the object lives.
class Programs {
 public:
  void add(const std::string& name, const std::string& script) const {
    files::write(dir_ / name, "#!/bin/sh\n" + script + "\n");
    std::filesystem::permissions(dir_ / name, std::filesystem::perms::owner_all);
  }
  void remove(const std::string& name) const { std::filesystem::remove(dir_ / name); }
  [[nodiscard]] std::string path(const std::string& name) const { return dir_ / name; }
  [[nodiscard]] std::string folder() const { return dir_.path(); }

 private:
  TempDir dir_;
  Variable variable_{"PATH", dir_.path() + ":" + std::getenv("PATH")};
};

/// Two cores whose directories have the same name, a data set, and the suite that runs both.
struct TwoCores {
  Emitted one, two;
  TempDir dir;
  Programs programs;
  std::string file = dir / "s.json";
  std::string out = dir / "out";

  TwoCores() {
    simulator("Verilator 1");
    std::filesystem::create_directory(out);
    files::write(file,
                 fmt::format(R"({{"schema_version": 1, "data": {{"d": "{}"}}, "runs": [
        {{"cores": ["{}"], "data": ["d"], "images": 32}},
        {{"cores": ["{}"], "data": ["d"], "images": 32, "traffic": ["stall"], "tags": ["b"]}}]}})",
                             one.data(),
                             one.core(),
                             two.core()));
  }
  void simulator(const std::string& version) const {
    programs.add("verilator", "echo '" + version + "'");
  }
  [[nodiscard]] regress::Suite suite() const { return regress::read_suite(file); }
  [[nodiscard]] regress::Plan plan() const {
    classify::Sets sets;
    return regress::make_plan(suite(), out, 16, sets);
  }
};

}  // namespace spinforge::test
