// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <nlohmann/json.hpp>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "tests/support.hpp"
#include "tests/support/idx.hpp"
#include "tests/support/tools.hpp"

using namespace spinforge;
using process::Exit;
using test::check_exit;

namespace {

Exit spinforge_train(const std::string& arguments) {
  return test::shell(SPINFORGE_TRAIN " " + arguments);
}

/// A data set of 4x4 images whose class is the position of a bright pixel, in a directory of its
/// own.
struct Data : test::TempDir {
  explicit Data(std::size_t count = 200) {
    dataset::Images images{.count = count, .height = 4, .width = 4, .pixels = {}, .labels = {}};
    images.pixels.resize(16 * count);
    for (std::size_t i = 0; i < count; ++i) {
      images.pixels[16 * i + i % 10] = 255;
      images.labels.push_back(static_cast<std::uint8_t>(i % 10));
    }
    for (const char* const split : {"train", "t10k"}) test::save_images(images, path(), split);
  }
  /// A training that takes a moment, of the network `name` beside the data.
  [[nodiscard]] std::string fit(const std::string& name, int epochs = 1) const {
    return "fit --dataset " + path() + " --out " + (*this / name) +
           " --hidden 16 --steps 5 --batch 20 --validation 40 --quiet --epochs " +
           std::to_string(epochs);
  }
};

}  // namespace

TEST_CASE("spinforge-train says in one sentence what is wrong with its options") {
  const test::TempDir directory;
  const std::string out = " --out " + (directory / "net");
  CHECK_THAT(check_exit(spinforge_train("fit --dataset " + (directory / "nothing") + out),
                        ErrorCode::kIo,
                        "spinforge-train: "),
             Catch::Contains("nothing"));
  CHECK(directory.entries() == 0);
  for (const std::string& wrong : {"fit" + out,
                                   std::string(),
                                   "fit --neuron wood --dataset x" + out,
                                   "fit --epochs many --dataset x" + out}) {
    check_exit(spinforge_train(wrong), ErrorCode::kUsage);
  }
  const Data data(40);
  const std::string fit = "fit --dataset " + data.path() + " --out ";
  check_exit(spinforge_train(fit + (data / "Big.Net")), ErrorCode::kUsage, "--out");
  check_exit(spinforge_train(fit + "/proc/net-of-ours"), ErrorCode::kIo);
  check_exit(spinforge_train("--help"), 0);
  CHECK_THAT(spinforge_train("fit --help").output, Catch::Contains("Examples:"));
}

TEST_CASE("spinforge-train writes a network that loads, with its log, report and provenance") {
  const Data data;
  const std::string out = data / "tiny-net";
  const Exit ran = spinforge_train(data.fit("tiny-net", 2) + " --json - --commit abc");
  INFO(ran.output);
  REQUIRE(ran.status == 0);
  const network::Network net = network::load(out);
  CHECK(net.name == "tiny-net");
  CHECK(net.steps == 5);
  CHECK(net.layers.size() == 2);
  CHECK(net.layers[0].weight_bits == 4);
  const auto provenance = nlohmann::json::parse(net.provenance);
  CHECK(provenance["commit"] == "abc");
  CHECK(provenance["data_sha256"].size() == 4);
  for (const char* part : {"train", "validation", "test"}) {
    CHECK(provenance["results"][part].contains("accuracy_integer"));
  }
  CHECK(nlohmann::json::parse(files::read(out + "/quantisation.json")).size() == 2);
  CHECK_THAT(files::read(out + "/training.jsonl"), Catch::StartsWith("{\"epoch\":1,"));
  CHECK_FALSE(std::filesystem::exists(out + ".checkpoint"));
}

TEST_CASE("spinforge-train tells the bound on the current that it used beside the one asked for") {
  const Data data;
  const std::string fit = data.fit("low") + " --max-current ";
  check_exit(spinforge_train(fit + "1e9"), ErrorCode::kRange, "--max-current: leaves drives of 17");
  const Exit ran = spinforge_train(fit + "3e11");
  INFO(ran.output);
  REQUIRE(ran.status == 0);
  CHECK_THAT(ran.output, Catch::Contains("of 5106 LSB, which are 2.9995e+11 of 3e+11 A/m2"));
  const auto told = nlohmann::json::parse(network::load(data / "low").provenance)["max_current"];
  CHECK(told["asked"] == 3e11);
  CHECK(told["used"].get<double>() == Approx(2.99946e11));
  CHECK(told["unit"] == "A/m2");
  CHECK(told["drive_lsb"] == 5106);
}

TEST_CASE("spinforge-train fits every neuron, and can go on from another's network") {
  const Data data;
  const auto fit = [&](const std::string& neuron, const std::string& more) {
    const Exit ran = spinforge_train(data.fit(neuron) + " --neuron " + neuron + more);
    INFO(ran.output);
    REQUIRE(ran.status == 0);
    return network::load(data / neuron);
  };
  const network::Network hall = fit("hall220", "");
  for (const network::Layer& layer : hall.layers) {
    const auto code = static_cast<std::size_t>(layer.field_code);
    CHECK(hall.neurons[0].fields.at(code).name == "220 Oe");
  }
  const network::Network leaky = fit("leaky", " --start " + (data / "hall220"));
  CHECK(leaky.neurons[0].model == "leaky");
  const auto options = [](const network::Network& net) {
    return nlohmann::json::parse(net.provenance)["options"];
  };
  CHECK(options(leaky)["start"] == network::directory_hash(data / "hall220"));
  CHECK_FALSE(options(hall).contains("start"));
}

TEST_CASE("spinforge-train: --json keeps off the network, its checkpoint and what is read") {
  const Data data(20);
  const std::string out = data / "net";
  std::filesystem::create_directory(out);
  for (const std::string& file : {out + "/network.json",
                                  out + "/tensors.safetensors",
                                  out + "/training.jsonl",
                                  out + "/quantisation.json",
                                  out + ".checkpoint"}) {
    check_exit(spinforge_train(data.fit("net") + " --json " + file),
               ErrorCode::kUsage,
               "is where --out may put a file; choose another file");
  }
  check_exit(
      spinforge_train(data.fit("net") + " --json " + data.path() + "/train-labels-idx1-ubyte"),
      ErrorCode::kUsage,
      "is read; choose another file");
  std::filesystem::remove(out);
  check_exit(spinforge_train(data.fit("net") + " --json " + out),
             ErrorCode::kUsage,
             "is where --out may put a file");
  CHECK_FALSE(std::filesystem::exists(out + ".checkpoint"));
}

TEST_CASE("spinforge-train does not write over a network") {
  const Data data(20);
  const std::string out = data / "net";
  std::filesystem::create_directory(out);
  files::write(out + "/network.json", "mine");
  const std::string fit = "fit --dataset " + data.path() + " --out " + out;
  for (const char* const resume : {"", " --resume"}) {  // there is nothing to go on from
    const Exit over = spinforge_train(fit + resume);
    CHECK(over.status != 0);
    CHECK_THAT(over.output, Catch::Contains(out + " holds a network"));
  }
  const Exit start = spinforge_train(fit + " --resume --start " + out + "/");
  CHECK(start.status != 0);
  CHECK_THAT(start.output, Catch::Contains("would be written over"));
  CHECK(files::read(out + "/network.json") == "mine");
}

TEST_CASE("spinforge-train replaces no file but its own, nor the checkpoint of another training") {
  const Data data;
  const std::string out = data / "net", fit = data.fit("net");
  const auto refused = [&](const std::string& more, const std::string& words) {
    check_exit(spinforge_train(fit + more), ErrorCode::kUsage, words);
  };
  std::filesystem::create_directory(out);
  for (const std::string name : {"notes.txt", "training.jsonl"}) {
    files::write(out + "/" + name, "mine");
    refused("", "net holds " + name);
    CHECK(files::read(out + "/" + name) == "mine");
    std::filesystem::remove(out + "/" + name);
  }
  REQUIRE(spinforge_train(fit + " --no-test").status == 0);
  const std::string checkpoint = files::read(out + ".checkpoint");
  refused("", "holds a network");
  files::write(out + "/notes.txt", "mine");
  refused(" --resume", "net holds notes.txt");
  std::filesystem::remove_all(out);
  refused("", "net.checkpoint is there");
  CHECK(files::read(out + ".checkpoint") == checkpoint);
  check_exit(spinforge_train(fit + " --resume"), 0);
  CHECK_FALSE(std::filesystem::exists(out + ".checkpoint"));
  CHECK(network::load(out).name == "net");
}

TEST_CASE("spinforge-train writes convolutional networks") {
  const Data data;
  const std::string out = data / "tiny-conv";
  const Exit ran = spinforge_train("fit --arch csnn --dataset " + data.path() + " --out " + out +
                                   " --channels 4,6 --steps 5 --short-steps 3 --epochs 1 "
                                   "--full-epochs 1 --batch 20 --validation 40 --quiet");
  INFO(ran.output);
  REQUIRE(ran.status == 0);
  const network::Network net = network::load(out);
  REQUIRE(net.layers.size() == 3);
  REQUIRE(net.layers[1].conv.has_value());
  CHECK(net.steps == 5);
  CHECK(net.layers[1].conv->input == network::Shape{2, 2, 4});
  CHECK(net.layers[1].conv->pool == network::Pool::kMax);
  CHECK(net.layers[1].weights.size() == 6 * 25 * 4);
  CHECK(net.layers[2].inputs == 6);
  const auto provenance = nlohmann::json::parse(net.provenance);
  CHECK(provenance["options"]["convs"].size() == 2);
  CHECK(provenance["results"]["test"].contains("accuracy_integer"));
}

TEST_CASE("spinforge-train bench reports its rate and the share of the bound") {
  const Exit ran = spinforge_train("bench --batches 1 --batch 64 --rounds 1 --json -");
  REQUIRE(ran.status == 0);
  const nlohmann::json json = nlohmann::json::parse(ran.output);
  CHECK(json["images_per_s"].get<double>() > 0.0);
  CHECK(json["mflop_per_image"].get<double>() == Approx(4.636));
  CHECK(json["share_of_bound"].get<double>() > 0.0);
}
