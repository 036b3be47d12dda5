// SPDX-License-Identifier: Apache-2.0
#include "gen/directory/inventory.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "gen/base/files.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using test::error_of;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

/// A directory as emit leaves it.
class Core {
 public:
  Core() {
    const std::vector<files::File> files{
        {"README.md", "read"}, {"rtl/a.sv", "module a"}, {"rtl/deep/b.sv", "module b"}};
    fs::create_directories(path() + "/rtl/deep");
    for (const files::File& file : files) put(file.path, file.content);
    manifest = {{"schema_version", directory::kManifestVersion},
                {"generator", "spinforge-gen 0.1.0"},
                {"files", directory::hashes_of(files)}};
    save();
  }
  [[nodiscard]] std::string path() const { return folder_ / "core"; }
  [[nodiscard]] Names strangers() const { return directory::strangers(path()); }
  /// That it is refused as somebody's own.
  [[nodiscard]] Error refused() const {
    return error_of([&] { directory::require_ours(path()); });
  }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories(fs::path(path() + "/" + name).parent_path());
    files::write(path() + "/" + name, text);
  }
  [[nodiscard]] std::string get(const std::string& name) const {
    return files::read(path() + "/" + name);
  }
  void save() const { put("manifest.json", manifest.dump()); }
  nlohmann::json manifest;

 private:
  test::TempDir folder_;
};

}  // namespace

TEST_CASE("inventory: a directory as it was written has no strangers, nor one with files missing") {
  const Core core;
  CHECK(core.strangers().empty());
  CHECK_NOTHROW(directory::require_ours(core.path()));
  fs::remove_all(core.path() + "/rtl/deep");
  CHECK(core.strangers().empty());
}

TEST_CASE("inventory: changed files, new files, folders, links and pipes are strangers") {
  const Core core;
  core.put("rtl/a.sv", "module a;");
  core.put("notes.txt", "mine");
  core.put("thesis/one.tex", "");
  core.put("thesis/two.tex", "");
  fs::create_directory(core.path() + "/empty");
  fs::create_symlink("README.md", core.path() + "/link");
  fs::remove(core.path() + "/rtl/deep/b.sv");
  fs::create_symlink("../a.sv", core.path() + "/rtl/deep/b.sv");
  REQUIRE(::mkfifo((core.path() + "/pipe").c_str(), 0600) == 0);
  CHECK(core.strangers() == Names{"empty/",
                                  "link (a link)",
                                  "notes.txt",
                                  "pipe (not a file)",
                                  "rtl/a.sv (changed)",
                                  "rtl/deep/b.sv (a link)",
                                  "thesis/"});
  const Error error = error_of(ErrorCode::kIo, [&] { directory::require_ours(core.path()); });
  CHECK(error.where() == core.path());
  CHECK_THAT(error.what(),
             Contains("empty/, link (a link), notes.txt, pipe (not a file), rtl/a.sv (changed) "
                      "and 2 more") &&
                 Contains("--force"));
}

TEST_CASE("inventory: what the documented commands leave is no stranger, but for links") {
  const Core core;
  core.put("bench.vvp", "");
  core.put("obj_dir/Vsf_bench", "");
  core.put("build/spinforge_generated_net_0.1.0/x", "");
  CHECK(core.strangers().empty());
  core.put("build/mine.xpr", "");
  core.put("rtl/obj_dir", "");
  CHECK(core.strangers() == Names{"build/mine.xpr", "rtl/obj_dir"});
  fs::remove_all(core.path() + "/obj_dir");
  fs::create_symlink("/", core.path() + "/obj_dir");
  CHECK(core.strangers().size() == 3);
}

TEST_CASE("inventory: a manifest that is missing or not ours makes everything a stranger") {
  Core core;
  SECTION("missing") {
    fs::remove(core.path() + "/manifest.json");
    CHECK(core.strangers() == Names{"README.md", "rtl/"});
    const Error error = core.refused();
    CHECK_THAT(error.what(), Contains("README.md, rtl/ (manifest.json is missing)"));
  }
  SECTION("another's") {
    const std::string text = GENERATE(as<std::string>(),
                                      "",
                                      "[]",
                                      R"({"name": "My app"})",
                                      R"({"generator": "webpack", "schema_version": 2})",
                                      R"({"generator": ["spinforge-gen "]})");
    core.put("manifest.json", text);
    const Error error = core.refused();
    CHECK_THAT(error.what(), Contains("README.md, manifest.json, rtl/"));
    CHECK(core.strangers() == Names{"README.md", "manifest.json", "rtl/"});
  }
  SECTION("an older version's, whose files have no hashes") {
    core.manifest["schema_version"] = 1;
    core.manifest["files"] = {"README.md", "rtl/a.sv"};
    core.save();
    const Error error = core.refused();
    CHECK_THAT(error.what(), Contains("manifest.json is another version's"));
  }
  SECTION("a version that is no number, files that are none") {
    core.manifest["schema_version"] = true;
    core.save();
    CHECK(core.strangers() == Names{"README.md", "manifest.json", "rtl/"});
    core.manifest["schema_version"] = directory::kManifestVersion;
    core.manifest["files"] = {{"README.md", 3}};
    core.save();
    CHECK(core.strangers() == Names{"README.md", "manifest.json", "rtl/"});
  }
}

TEST_CASE("inventory: all that is read for a file, a network and an emitted directory") {
  const Core core;
  const auto read = [](const std::string& path) {
    const std::vector<std::string> all = directory::read_at(path);
    return std::set<std::string>(all.begin(), all.end());
  };
  const std::string root = fs::canonical(core.path()).string();
  fs::create_symlink("a.sv", core.path() + "/rtl/link.sv");
  const std::set<std::string> emitted{root, root + "/rtl/link.sv"};
  CHECK(read(core.path()) == emitted);
  CHECK(read(core.path() + "/README.md") == std::set{core.path() + "/README.md"});
  for (const std::string folder : {"network", "other"}) {
    const std::string path = root + "/" + folder;
    fs::create_directory(path);
    CHECK(read(path) == std::set{path});
    files::write(path + "/network.json", "");
    std::set<std::string> expected;
    for (const char* const file : {"network.json",
                                   "tensors.safetensors",
                                   "training.jsonl",
                                   "quantisation.json",
                                   "verified.json"}) {
      expected.insert(path + "/" + file);
    }
    if (folder == "network") expected.insert(emitted.begin(), emitted.end());
    CHECK(read(path) == expected);
  }
}

TEST_CASE("inventory: files that are added are listed, and may be added again") {
  const Core core;
  const auto add = [&](const std::string& text) {
    directory::add(core.path(), {{"bench/vectors/x.hex", text}, {"rtl/a.sv", "module a"}});
  };
  add("1");
  CHECK(core.get("bench/vectors/x.hex") == "1");
  CHECK(core.strangers().empty());
  add("2");
  CHECK(core.get("bench/vectors/x.hex") == "2");
  CHECK(core.strangers().empty());
  const auto manifest = nlohmann::json::parse(core.get("manifest.json"));
  CHECK(manifest.at("generator") == "spinforge-gen 0.1.0");
  CHECK(manifest.at("files").size() == 4);
}

TEST_CASE("inventory: a file that somebody put or changed there is replaced by force only") {
  const Core core;
  core.put("x", "mine");
  core.put("rtl/a.sv", "mine too");
  const std::vector<files::File> files{{"x", "1"}, {"rtl/a.sv", "2"}, {"y", "3"}};
  const std::string before = core.get("manifest.json");
  const Error error =
      error_of(ErrorCode::kIo, "x, rtl/a.sv", [&] { directory::add(core.path(), files); });
  CHECK_THAT(error.what(), Contains("--force"));
  CHECK(core.get("x") == "mine");
  CHECK(core.get("rtl/a.sv") == "mine too");
  CHECK(core.get("manifest.json") == before);
  CHECK_FALSE(fs::exists(core.path() + "/y"));
  directory::add(core.path(), files, true);
  CHECK(core.get("x") == "1");
  CHECK(core.strangers().empty());
}

TEST_CASE("inventory: nothing is added to a directory that is not emitted") {
  const Core core;
  core.put("manifest.json", R"({"name": "My app"})");
  error_of(ErrorCode::kParse, "manifest.json", [&] { directory::add(core.path(), {{"x", "1"}}); });
  CHECK_FALSE(fs::exists(core.path() + "/x"));
}

TEST_CASE("inventory: what a killed process left of files that it was adding is no stranger") {
  const Core core;
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ::waitpid(dead, nullptr, 0);
  const std::string partial = ".partial-" + std::to_string(dead);
  core.put("bench/vectors/layer1.hex" + partial, "half");
  core.put("manifest.json" + partial, "half");
  directory::add(core.path(), {{"bench/vectors/pixels.hex", "1"}});
  CHECK(core.strangers().empty());
  core.put("bench/vectors/mine.hex", "mine");
  core.put("README.md.partial-" + std::to_string(::getppid()), "theirs");
  CHECK(core.strangers().size() == 2);
}

TEST_CASE("inventory: nothing is written through a link, by force neither") {
  const Core core;
  core.put("../outside/x", "mine");
  if (GENERATE(true, false)) {
    fs::create_symlink("../outside/x", core.path() + "/x");
  } else {
    fs::create_directory_symlink("../outside", core.path() + "/bench");
  }
  for (const bool force : {false, true}) {
    error_of(ErrorCode::kIo, "is a link", [&] {
      directory::add(core.path(), {{"x", "1"}, {"bench/x", "1"}}, force);
    });
  }
  CHECK(core.get("../outside/x") == "mine");
}

TEST_CASE("inventory: files that were added are told from those that were emitted") {
  const Core core;
  CHECK(directory::added(core.path()).empty());
  directory::add(core.path(), {{"y", "1"}, {"x", "1"}});
  directory::add(core.path(), {{"y", "2"}});
  CHECK(directory::added(core.path()) == Names{"x", "y"});
}
