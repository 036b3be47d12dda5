// SPDX-License-Identifier: Apache-2.0
// The page of figures, its files and its command.
#include "sim/models/page.hpp"

#include "sim/models/comparison.hpp"
#include "tests/support/tools.hpp"
#include "tests/unit/models/small_model.hpp"

using namespace spinforge;
using Catch::Matchers::Contains;
using models::Portrait;

namespace {

/// Three networks: with everything, with an old record, and with nothing but itself.
struct Models {
  test::TempDir dir;
  Models() {
    const std::string whole = test::save_model(dir.path(), "fmnist-a");
    files::write(whole + "/verified.json", test::two_class_record(whole).dump());
    files::write(whole + "/training.jsonl",
                 test::epoch_line(1, 0.5, 0.6, 0.7) + test::epoch_line(2, 0.7, 0.6));
    const std::string old = test::save_model(dir.path(), "b-old");
    nlohmann::json record = test::two_class_record(old);
    record.erase("confusion");
    files::write(old + "/verified.json", record.dump());
    test::save_model(dir.path(), "c-bare");
  }
};

bool exists(const std::string& path) { return std::filesystem::exists(path); }

/// Every `](FILE)` of a page.
std::vector<std::string> links(const std::string& page) {
  std::vector<std::string> found;
  for (std::size_t at = page.find("]("); at != std::string::npos; at = page.find("](", at + 1)) {
    found.push_back(page.substr(at + 2, page.find(')', at) - at - 2));
  }
  return found;
}

}  // namespace

TEST_CASE("the page shows what there is and says plainly what is not") {
  const Models models;
  const std::string text = models::page(models::load_portraits(models.dir.path(), {}), "COMMAND");
  CHECK_THAT(text, Contains("    COMMAND\n"));
  CHECK(links(text) == std::vector<std::string>{"fmnist-a-training.svg", "fmnist-a-confusion.svg"});
  const std::size_t from = text.find("## b-old");
  const std::string old = text.substr(from, text.find("## c-bare") - from);
  CHECK_THAT(old, Contains("`verified.json` was recorded before it kept one"));
  const std::string bare = text.substr(text.find("## c-bare"));
  CHECK_THAT(bare,
             Contains("no `training.jsonl`") && Contains("not verified in RTL") &&
                 Contains("2-2, neuron S, 25 steps; training 75.00 %."));
  CHECK_THAT(text,
             Contains("training 75.00 %, 100 test images in RTL 93.00 %") &&
                 Contains("Most often confused: Trouser taken for T-shirt/top (5), "
                          "T-shirt/top taken for Trouser (2)."));
}

TEST_CASE("networks whose names differ in the last part have a figure together") {
  const Models models;
  const std::string second = test::save_model(models.dir.path(), "fmnist-b");
  files::write(second + "/training.jsonl", test::epoch_line(1, 0.4, 0.5));
  test::save_model(models.dir.path(), "fmnist-c");  // without a training
  for (const char* const variant : {"fmnist-b-dead", "fmnist-b-closed"}) {
    files::write(test::save_model(models.dir.path(), variant) + "/training.jsonl",
                 test::epoch_line(1, 0.3, 0.4));
  }
  const std::vector<Portrait> portraits = models::load_portraits(models.dir.path(), {});
  CHECK(links(models::page(portraits, "COMMAND")).front() == "all-neurons.svg");
  const std::vector<models::Family> families = models::families(portraits);
  REQUIRE(families.size() == 1);
  CHECK(families[0].name == "fmnist");
  const plot::Panel panel = models::comparison_figure(families).panels.at(0);
  CHECK(panel.title == "fmnist: 2-2");
  REQUIRE(panel.series.size() == 6);
  CHECK(panel.series[0].name == "a");
  CHECK(panel.series[0].y == std::vector<double>{70, 60});  // held out, all steps
  CHECK(panel.series[1].y == std::vector<double>{50, 70});
  CHECK(panel.series[1].colour == panel.series[0].colour);
  CHECK(panel.series[2].name == "b");
  CHECK(panel.series[2].colour != panel.series[0].colour);
}

TEST_CASE("a choice of networks is by a part of their names") {
  const Models models;
  const auto names = [&](const std::vector<std::string>& only) {
    std::string text;
    for (const Portrait& p : models::load_portraits(models.dir.path(), only)) {
      text += p.model.network.name + " ";
    }
    return text;
  };
  CHECK(names({}) == "b-old c-bare fmnist-a ");
  CHECK(names({"bare", "fmnist"}) == "c-bare fmnist-a ");
  test::error_of(ErrorCode::kUsage, "'csnn'", [&] { (void)names({"csnn"}); });
}

TEST_CASE("figures are drawn twice in the same bytes, and removed where they no longer hold") {
  if (test::missing({"gnuplot"})) return;
  const Models models;
  const std::string out = models.dir / "out";
  const std::vector<Portrait> portraits = models::load_portraits(models.dir.path(), {});
  CHECK(models::write_figures(portraits, "COMMAND", out) == 2);
  const std::string training = files::read(out + "/fmnist-a-training.svg");
  const std::string confusion = files::read(out + "/fmnist-a-confusion.svg");
  CHECK_THAT(training, Contains("4 steps, then 25") && Contains("test images, RTL: 93.00 %"));
  CHECK_THAT(confusion, Contains(">48</") && Contains("Trouser"));
  CHECK(files::read(out + "/README.md") == models::page(portraits, "COMMAND"));

  std::filesystem::remove(models.dir / "fmnist-a/verified.json");
  CHECK(models::write_figures(models::load_portraits(models.dir.path(), {}), "COMMAND", out) == 1);
  CHECK_FALSE(exists(out + "/fmnist-a-confusion.svg"));
  files::write(models.dir / "fmnist-a/verified.json",
               test::two_class_record(models.dir / "fmnist-a").dump());
  models::write_figures(models::load_portraits(models.dir.path(), {}), "COMMAND", out);
  CHECK(files::read(out + "/fmnist-a-training.svg") == training);
  CHECK(files::read(out + "/fmnist-a-confusion.svg") == confusion);
}

TEST_CASE("the command draws, tells what is missing, and names itself on the page") {
  test::check_exit(test::shell(SPINFORGE_SIM " figures --help"),
                   0,
                   "spinforge-sim figures weights/models -o figures");
  if (test::missing({"gnuplot"})) return;
  const Models models;
  const std::string out = models.dir / "out";
  CHECK_THAT(test::check_exit(test::shell(SPINFORGE_SIM " figures " + models.dir.path() + " -o " +
                                          out + " --only old --only fmnist"),
                              0,
                              "2 figures of 2 networks"),
             Contains("b-old: no confusion matrix, verified.json was recorded before it kept one"));
  CHECK_THAT(files::read(out + "/README.md"), Contains(" --only old --only fmnist\n"));
}

TEST_CASE("the committed page of figures is that of the committed networks, and complete") {
  const std::string committed = files::read(test::source("weights/figures/README.md"));
  const std::string command = "spinforge-sim figures weights/models -o weights/figures";
  const auto portraits = models::load_portraits(test::source("weights/models"), {});
  INFO("run `" << command << "`");
  CHECK(committed == models::page(portraits, command));
  CHECK_FALSE(links(committed).empty());
  for (const std::string& file : links(committed)) {
    INFO(file);
    CHECK(exists(test::source("weights/figures/" + file)));
  }
}

TEST_CASE("figures never take the place of what a link leads to, nor of each other") {
  const Models models;
  const std::string out = models.dir / "out";
  std::filesystem::create_directory(out);
  const std::vector<Portrait> portraits = models::load_portraits(models.dir.path(), {});
  files::write(out + "/README.md", models::page(portraits, "COMMAND"));
  const std::string read = models.dir / "fmnist-a/training.jsonl";
  const std::string before = files::read(read);
  std::filesystem::create_symlink(read, out + "/fmnist-a-training.svg");
  test::error_of(ErrorCode::kIo,
                 "are links, or not shown by its README.md: fmnist-a-training",
                 [&] { (void)models::write_figures(portraits, "COMMAND", out); });
  CHECK(files::read(read) == before);
  test::save_model(models.dir.path(), "d-other");
  const std::string network = models.dir / "d-other/network.json";
  files::write(network, files::read(models.dir / "c-bare/network.json"));
  test::error_of(ErrorCode::kUsage, "two networks named 'c-bare'", [&] {
    (void)models::load_portraits(models.dir.path(), {});
  });
}

TEST_CASE("a page and figures that somebody else put there are refused and kept") {
  const Models models;
  const std::string out = models.dir / "out";
  std::filesystem::create_directory(out);
  const std::string name = GENERATE("README.md", "fmnist-a-training.svg");
  files::write(out + "/" + name, "mine");
  const std::vector<Portrait> portraits = models::load_portraits(models.dir.path(), {});
  test::error_of(
      ErrorCode::kIo, name, [&] { (void)models::write_figures(portraits, "COMMAND", out); });
  CHECK(files::read(out + "/" + name) == "mine");
}
