// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "gen/base/files.hpp"
#include "gen/network/network.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

struct Ran {
  int code = 0;
  std::string output;  ///< stdout and stderr
};

Ran spinforge_train(const std::string& arguments) {
  FILE* pipe = ::popen((std::string(SPINFORGE_TRAIN) + " " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran ran;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) ran.output += static_cast<char>(c);
  ran.code = WEXITSTATUS(::pclose(pipe));
  return ran;
}

/// The four files of a data set of `count` 4x4 images whose class is the position of a bright
/// pixel.
void write_dataset(const std::string& directory, int count) {
  const auto word = [](int value) {
    return std::string{static_cast<char>(value >> 24),
                       static_cast<char>(value >> 16),
                       static_cast<char>(value >> 8),
                       static_cast<char>(value)};
  };
  std::string images = word(0x803) + word(count) + word(4) + word(4);
  std::string labels = word(0x801) + word(count);
  for (int i = 0; i < count; ++i) {
    std::string image(16, '\0');
    image[static_cast<std::size_t>(i % 10)] = '\xff';
    images += image;
    labels += static_cast<char>(i % 10);
  }
  for (const std::string split : {"/train", "/t10k"}) {
    files::write(directory + split + "-images-idx3-ubyte", images);
    files::write(directory + split + "-labels-idx1-ubyte", labels);
  }
}

}  // namespace

TEST_CASE("spinforge-train says in one sentence what is wrong with its options") {
  const test::TempDir directory;
  const std::string out = " --out " + (directory / "net");
  const Ran missing = spinforge_train("fit --dataset " + (directory / "nothing") + out);
  CHECK(missing.code == static_cast<int>(ErrorCode::kIo));
  CHECK_THAT(missing.output, Catch::Contains("spinforge-train: ") && Catch::Contains("nothing"));
  CHECK(directory.entries() == 0);

  CHECK(spinforge_train("fit" + out).code == static_cast<int>(ErrorCode::kUsage));
  CHECK(spinforge_train("").code == static_cast<int>(ErrorCode::kUsage));
  CHECK(spinforge_train("fit --neuron wood --dataset x" + out).code ==
        static_cast<int>(ErrorCode::kUsage));
  CHECK(spinforge_train("fit --epochs many --dataset x" + out).code ==
        static_cast<int>(ErrorCode::kUsage));
  write_dataset(directory.path(), 40);
  const Ran name =
      spinforge_train("fit --dataset " + directory.path() + " --out " + (directory / "Big.Net"));
  CHECK(name.code == static_cast<int>(ErrorCode::kUsage));
  CHECK_THAT(name.output, Catch::Contains("--out"));
  const Ran place =
      spinforge_train("fit --dataset " + directory.path() + " --out /proc/net-of-ours");
  CHECK(place.code == static_cast<int>(ErrorCode::kIo));

  CHECK(spinforge_train("--help").code == 0);
  CHECK_THAT(spinforge_train("fit --help").output, Catch::Contains("Examples:"));
}

TEST_CASE("spinforge-train writes a network that loads, with its log, report and provenance") {
  const test::TempDir directory;
  write_dataset(directory.path(), 200);
  const std::string out = directory / "tiny-net";
  const Ran ran = spinforge_train(
      "fit --dataset " + directory.path() + " --out " + out +
      " --hidden 16 --steps 5 --epochs 2 --batch 20 --validation 40 --json - --quiet --commit abc");
  INFO(ran.output);
  REQUIRE(ran.code == 0);
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

TEST_CASE("spinforge-train fits every neuron, and can go on from another's network") {
  const test::TempDir directory;
  write_dataset(directory.path(), 200);
  const auto fit = [&](const std::string& neuron, const std::string& more) {
    const Ran ran = spinforge_train("fit --dataset " + directory.path() + " --out " +
                                    (directory / neuron) + " --neuron " + neuron +
                                    " --hidden 16 --steps 5 --epochs 1 --batch 20 --validation 40 "
                                    "--quiet " +
                                    more);
    INFO(ran.output);
    REQUIRE(ran.code == 0);
    return network::load(directory / neuron);
  };
  const network::Network hall = fit("hall220", "");
  for (const network::Layer& layer : hall.layers) {
    const auto code = static_cast<std::size_t>(layer.field_code);
    CHECK(hall.neurons[0].fields.at(code).name == "220 Oe");
  }
  const network::Network leaky = fit("leaky", "--start " + (directory / "hall220"));
  CHECK(leaky.neurons[0].model == "leaky");
  const auto options = [](const network::Network& net) {
    return nlohmann::json::parse(net.provenance)["options"];
  };
  CHECK(options(leaky)["start"] == network::directory_hash(directory / "hall220"));
  CHECK_FALSE(options(hall).contains("start"));
}

TEST_CASE("spinforge-train does not write over a network") {
  const test::TempDir directory;
  write_dataset(directory.path(), 20);
  const std::string out = directory / "net";
  std::filesystem::create_directory(out);
  files::write(out + "/network.json", "mine");
  const std::string fit = "fit --dataset " + directory.path() + " --out " + out;
  for (const char* const resume : {"", " --resume"}) {  // there is nothing to go on from
    const Ran over = spinforge_train(fit + resume);
    CHECK(over.code != 0);
    CHECK_THAT(over.output, Catch::Contains(out + " holds a network"));
  }
  const Ran start = spinforge_train(fit + " --resume --start " + out + "/");
  CHECK(start.code != 0);
  CHECK_THAT(start.output, Catch::Contains("would be written over"));
  CHECK(files::read(out + "/network.json") == "mine");
}

TEST_CASE("spinforge-train replaces no file but its own, nor the checkpoint of another training") {
  const test::TempDir directory;
  write_dataset(directory.path(), 200);
  const std::string out = directory / "net";
  const std::string fit = "fit --dataset " + directory.path() + " --out " + out +
                          " --hidden 16 --steps 5 --epochs 1 --batch 20 --validation 40 --quiet";
  const auto refused = [&](const std::string& more, const std::string& words) {
    const Ran ran = spinforge_train(fit + more);
    CHECK(ran.code == static_cast<int>(ErrorCode::kUsage));
    CHECK_THAT(ran.output, Catch::Contains(words));
  };
  std::filesystem::create_directory(out);
  for (const std::string name : {"notes.txt", "training.jsonl"}) {
    files::write(out + "/" + name, "mine");
    refused("", "net holds " + name);
    CHECK(files::read(out + "/" + name) == "mine");
    std::filesystem::remove(out + "/" + name);
  }
  REQUIRE(spinforge_train(fit + " --no-test").code == 0);
  const std::string checkpoint = files::read(out + ".checkpoint");
  refused("", "holds a network");
  files::write(out + "/notes.txt", "mine");
  refused(" --resume", "net holds notes.txt");
  std::filesystem::remove_all(out);
  refused("", "net.checkpoint is there");
  CHECK(files::read(out + ".checkpoint") == checkpoint);
  CHECK(spinforge_train(fit + " --resume").code == 0);
  CHECK_FALSE(std::filesystem::exists(out + ".checkpoint"));
  CHECK(network::load(out).name == "net");
}

TEST_CASE("spinforge-train writes convolutional networks") {
  const test::TempDir directory;
  write_dataset(directory.path(), 200);
  const std::string out = directory / "tiny-conv";
  const Ran ran =
      spinforge_train("fit --arch csnn --dataset " + directory.path() + " --out " + out +
                      " --channels 4,6 --steps 5 --short-steps 3 --epochs 1 "
                      "--full-epochs 1 --batch 20 --validation 40 --quiet");
  INFO(ran.output);
  REQUIRE(ran.code == 0);
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
  const Ran ran = spinforge_train("bench --batches 1 --batch 64 --rounds 1 --json -");
  REQUIRE(ran.code == 0);
  const nlohmann::json json = nlohmann::json::parse(ran.output);
  CHECK(json["images_per_s"].get<double>() > 0.0);
  CHECK(json["mflop_per_image"].get<double>() == Approx(4.636));
  CHECK(json["share_of_bound"].get<double>() > 0.0);
}
