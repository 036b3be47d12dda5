// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/regress.hpp"

#include <fcntl.h>

#include "sim/regress/failures.hpp"
#include "sim/regress/ledger.hpp"
#include "sim/regress/runner.hpp"
#include "sim/regress/terms.hpp"
#include "tests/unit/regress/rig.hpp"

using namespace spinforge;
using test::error_of;
using test::TwoCores;
namespace fs = std::filesystem;

namespace {

regress::Options options(const TwoCores& cores) {
  regress::Options out;
  out.suite = cores.file;
  out.out = cores.out;
  out.shard = 16;
  out.build_cache = cores.dir / "models";
  return out;
}

/// Two cores, the same but for a comment, that differ at image 3: all shards are run, no report is
/// written.
struct Differing : TwoCores {
  regress::Options o = options(*this);
  std::vector<regress::Shard> shards;

  Differing() {
    fs::copy(one.core(), dir / "same", fs::copy_options::recursive);
    files::write(dir / "same/sf_core.sv", "// same\n" + files::read(one.core() + "/sf_core.sv"));
    files::write(file,
                 fmt::format(R"({{"schema_version": 1, "data": {{"d": "{}"}}, "runs": [
        {{"cores": ["{}", "same"], "data": ["d"], "images": 32}}]}})",
                             one.data(),
                             one.core()));
    (void)regress::prepare_tasks(o, 1);
    o.resume = true;
    one.play(test::Fault::kV, 3);
    run();
  }
  void run() {
    const regress::Plan plan = TwoCores::plan();
    shards = regress::shards_of(plan);
    for (const regress::Model& model : plan.models) {
      regress::write_build(
          out, model, {.library = test::kFakeLibrary, .simulator = "Verilator 1", .rtl_hash = "r"});
    }
    regress::Runner runner(plan, shards, {.out = out, .build_cache = "", .same_machine = true});
    for (std::size_t i = 0; i < shards.size(); ++i) runner.run(i);
  }
};

}  // namespace

TEST_CASE("a first command that fails leaves no regression to go on with") {
  const TwoCores cores;
  regress::Options o = options(cores);
  o.tags = {"none has it"};
  error_of(ErrorCode::kUsage, "--tag", [&] { (void)regress::prepare_tasks(o, 4); });
  o.tags.clear();
  CHECK(regress::prepare_tasks(o, 4) == 4);
  error_of(ErrorCode::kUsage, "holds a regression", [&] { (void)regress::prepare_tasks(o, 4); });
}

TEST_CASE("a directory in which no shard was kept takes another command, with other terms") {
  const TwoCores cores;
  cores.programs.add("verilator", "test \"$1\" = --version && echo Verilator 1");
  regress::Options o = options(cores);
  o.quiet = true;
  CHECK(regress::regress(o).runs_broken() == 2);
  o.shard = 32;
  CHECK(regress::regress(o).runs_broken() == 2);
  CHECK(regress::read_terms(cores.out)->shard == 32);
  const std::vector<regress::Shard> shards = regress::shards_of(cores.plan());
  regress::ShardResult result;
  result.results.resize(shards[0].count);
  regress::Ledger(cores.out).write(shards[0], result);
  error_of(ErrorCode::kUsage, "holds a regression", [&] { (void)regress::regress(o); });
}

TEST_CASE("tasks of nothing leave the reports of what is finished") {
  Differing cores;
  (void)regress::regress(cores.o);
  const std::string report = files::read(cores.out + "/report.html");
  CHECK(regress::prepare_tasks(cores.o, 3) == 0);
  CHECK(files::read(cores.out + "/report.html") == report);
  for (const char* name : {"result.json", "run.json", "report.md", "junit.xml"}) {
    CHECK(fs::exists(cores.out + "/" + name));
  }
  fs::remove_all(cores.out + "/shards");
  CHECK(regress::prepare_tasks(cores.o, 3) == 3);
  CHECK_FALSE(fs::exists(cores.out + "/result.json"));
}

TEST_CASE("to go on without the options of the beginning keeps what is finished") {
  const TwoCores cores;
  regress::Options o = options(cores);
  o.tags = {"b"};
  CHECK(regress::prepare_tasks(o, 9) == 2);
  classify::Sets sets;
  regress::Suite suite = cores.suite();
  regress::restrict_to(suite, o.tags, {});
  const auto shards = regress::shards_of(regress::make_plan(suite, cores.out, 16, sets));
  const regress::Ledger ledger(cores.out);
  regress::ShardResult result;
  result.results.resize(1);
  ledger.write(shards[0], result);
  o.resume = true;
  o.tags.clear();
  o.shard.reset();
  CHECK(regress::prepare_tasks(o, 9) == 1);
  o.images = 16;
  error_of(ErrorCode::kUsage, "--images", [&] { (void)regress::prepare_tasks(o, 9); });
  CHECK(ledger.has(shards[0]));
}

TEST_CASE("reports and waveforms of before do not outlive what is prepared") {
  const TwoCores cores;
  regress::Options o = options(cores);
  CHECK(regress::prepare_tasks(o, 4) == 4);
  fs::create_directories(cores.out + "/waves");
  const std::vector<std::string> old{"/result.json", "/junit.xml", "/waves/slot-1"};
  for (const std::string& name : old) files::write(cores.out + name, "of before");
  o.resume = true;
  CHECK(regress::prepare_tasks(o, 4) == 4);
  for (const std::string& name : old) CHECK_FALSE(fs::exists(cores.out + name));
}

TEST_CASE("whatever waves/ holds, only what regress made there is removed") {
  const TwoCores cores;
  regress::Options o = options(cores);
  CHECK(regress::prepare_tasks(o, 4) == 4);
  const std::string waves = cores.out + "/waves", old(32, 'a');
  fs::create_directories(waves + "/" + old.substr(0, 8));
  const std::vector<std::string> kept{cores.dir / "precious",
                                      waves + "/slot-notes.txt",
                                      waves + "/" + old.substr(0, 8) + "/saved.gtkw",
                                      waves + "/" + old.substr(0, 8) + "/mine.fst"};
  for (const std::string& file : kept) files::write(file, "mine");
  files::write(waves + "/" + old.substr(0, 8) + "/net-image3.fst", "ours");
  files::write(waves + "/slot-1", old);
  const std::string up = fs::path(cores.dir / "").lexically_relative(fs::absolute(waves)).string();
  files::write(waves + "/slot-2", (up + "////////").substr(0, 8));
  files::write(waves + "/slot-3", "../..//.");
  o.resume = true;
  CHECK(regress::prepare_tasks(o, 4) == 4);
  for (const std::string& file : kept) CHECK(files::read(file) == "mine");
  CHECK_FALSE(fs::exists(waves + "/" + old.substr(0, 8) + "/net-image3.fst"));
  for (const char* slot : {"1", "2", "3"}) CHECK_FALSE(fs::exists(waves + "/slot-" + slot));
}

TEST_CASE("a lock alone does not make a directory ours") {
  const TwoCores cores;
  files::write(cores.out + "/.lock", "");
  files::write(cores.out + "/result.json", "mine");
  error_of(ErrorCode::kUsage, "holds something else", [&] {
    (void)regress::prepare_tasks(options(cores), 4);
  });
  CHECK(files::read(cores.out + "/result.json") == "mine");
  fs::remove(cores.out + "/result.json");
  fs::create_directory(cores.out + "/designs");
  CHECK(regress::prepare_tasks(options(cores), 4) == 4);
}

TEST_CASE("a directory that holds something else is left alone") {
  const TwoCores cores;
  files::write(cores.out + "/mine", "");
  error_of(ErrorCode::kUsage, "holds something else", [&] {
    (void)regress::prepare_tasks(options(cores), 4);
  });
  CHECK_FALSE(fs::exists(cores.out + "/.lock"));
}

TEST_CASE("DIR and the folder of models are refused where they would change a core of the suite") {
  const TwoCores cores;
  regress::Options o = options(cores);
  o.out = cores.two.core() + "/results";
  error_of(ErrorCode::kUsage, "--out " + o.out + ": lies in " + cores.two.core(), [&] {
    (void)regress::prepare_tasks(o, 4);
  });
  CHECK_FALSE(fs::exists(o.out));
  // As seen from the core, too.
  o.out = cores.dir / "linked/results";
  fs::create_directory(cores.dir / "linked");
  fs::create_directory_symlink(cores.dir / "linked", cores.two.core() + "/more");
  error_of(ErrorCode::kUsage, "lies in", [&] { (void)regress::prepare_tasks(o, 4); });
  o.out = cores.out;
  o.build_cache = cores.one.core() + "/models";
  error_of(ErrorCode::kUsage, "--build-dir", [&] { (void)regress::prepare_tasks(o, 4); });
  o.build_cache = cores.dir / "models";
  CHECK_NOTHROW(regress::prepare_tasks(o, 4));
}

TEST_CASE("options that no file of results can hold, or that mean nothing here, are refused") {
  const TwoCores cores;
  const auto refuses = [&](const std::string& words, auto change) {
    regress::Options o = options(cores);
    o.out = cores.dir / "new";
    change(o);
    error_of(ErrorCode::kUsage, words, [&] { (void)regress::regress(o); });
    CHECK_FALSE(fs::exists(o.out));
  };
  refuses("--out: a name in it is no text", [&](auto& o) { o.out = cores.dir / "\xff"; });
  refuses("--build-dir: a name", [&](auto& o) { o.build_cache = cores.dir / "\xff"; });
  refuses("--tag: a name", [](auto& o) { o.tags = {"b", "\xff"}; });
  refuses("--data: no run of s uses", [](auto& o) { o.data = {"e=/data"}; });
  refuses("expected --launcher slurm, got local", [](auto& o) { o.sbatch = "-p long"; });
}

TEST_CASE("that results of before are dropped is told, with their number and why") {
  Differing cores;
  const auto told = [&] {
    const std::string log = cores.dir / "log";
    const int status = test::status_of([&] {
      const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
      ::dup2(file, STDERR_FILENO);
      (void)regress::prepare_tasks(cores.o, 9);
    });
    CHECK(status == 0);
    return files::read(log);
  };
  const std::string dropped =
      fmt::format("{} results of before are dropped: ", cores.shards.size());
  CHECK(told() == "");
  cores.simulator("Verilator 2");
  CHECK(told() == dropped + "they were made with Verilator 1, not Verilator 2\n");
  CHECK(told() == "");
  cores.simulator("Verilator 1");
  CHECK(told() == "");
  cores.run();
  auto terms = *regress::read_terms(cores.out);
  terms.tool = "another";
  regress::write_terms(cores.out, terms);
  cores.simulator("Verilator 2");
  CHECK(told() == dropped + "spinforge-sim is another build than theirs\n");
  cores.simulator("Verilator 1");
  CHECK(told() == "");
  cores.run();
  for (const std::string& core : {cores.one.core(), cores.dir / "same"}) {
    files::write(core + "/sf_core.sv", "module sf_core;\n  // edited " + core + "\nendmodule\n");
  }
  CHECK(told() == dropped + "the suite, a network, a core or images have changed\n");
}

TEST_CASE("reports come and tell it where a waveform cannot be made, which is tried again then") {
  Differing cores;
  // A process was killed as it made the waveform; and there is no Verilator that could.
  fs::create_directories(cores.out + "/waves");
  files::write(cores.out + "/waves/slot-1", cores.shards[0].key);
  const auto run = [&] {
    const regress::Merged merged = regress::regress(cores.o);
    CHECK(merged.failed() == 2);
    CHECK(merged.waves.size() == 1);  // which both cores have in common
    return merged.waves.at(0);
  };
  const std::string trouble = run().trouble;
  CHECK(trouble != "");
  for (const char* name : {"result.json", "run.json", "report.html", "report.md", "junit.xml"}) {
    CHECK(fs::exists(cores.out + "/" + name));
  }
  const Json told = parse_json(files::read(cores.out + "/run.json"), "run.json");
  CHECK(told["shards_reused"] == cores.shards.size());
  CHECK(told["waves"][0]["trouble"] == trouble);
  regress::Shown note = run();
  note.trouble = "of before";
  regress::write_note(cores.out, cores.shards[0], note);
  CHECK(run().trouble == trouble);
  files::write(cores.out + "/waves/" + cores.shards[0].key + ".json", "damaged");
  CHECK(run().trouble == trouble);
}

TEST_CASE("a core that cannot be built is told in reports that have all other runs") {
  Differing cores;
  cores.programs.add("verilator",
                     "test \"$1\" = --version && echo Verilator 1 || "
                     "{ echo '%Error: line 7: syntax' >&2; exit 1; }");
  std::string suite = files::read(cores.file);
  suite.replace(suite.find("\"same\""), 6, "\"same\", \"other\"");
  const std::string other = cores.dir / "other";
  fs::copy(cores.one.core(), other, fs::copy_options::recursive);
  files::write(other + "/sf_core.sv", "module sf_core;\n  // another\nendmodule\n");
  files::write(cores.file, suite);
  cores.o.quiet = true;
  const regress::Merged merged = regress::regress(cores.o);
  CHECK(merged.failed() == 3);
  CHECK(merged.mismatches() > 0);
  REQUIRE(merged.broken.size() == 1);
  CHECK(merged.broken[0].core == other);
  CHECK(merged.broken[0].runs == std::vector<std::string>{merged.runs[2].id});
  CHECK_THAT(merged.broken[0].why, Catch::Contains("line 7: syntax"));
  CHECK(merged.runs[2].record["broken"] == true);
  CHECK(merged.runs[2].record["wanted_images"] == 32);
  CHECK_THAT(files::read(cores.out + "/junit.xml"), Catch::Contains("errors=\"1\""));
  CHECK_THAT(files::read(cores.out + "/report.md"), Catch::Contains("line 7: syntax"));
}

TEST_CASE("a part that ends early is told, with the images that it lacks") {
  Differing cores;
  fs::remove_all(cores.out + "/shards");
  cores.one.play(test::Fault::kLostCommit, 20);
  cores.run();
  const regress::Merged merged = regress::regress(cores.o);
  const regress::Outcome& run = merged.runs[0];
  CHECK(run.images == 20);  // the second part ends with 4 of 16
  CHECK(run.images_text() == "20 of 32, 1 part ended early");
  CHECK(run.record["wanted_images"] == 32);
  CHECK(run.record["parts_ended_early"] == 1);
}
