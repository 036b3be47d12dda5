// SPDX-License-Identifier: Apache-2.0
#include "gen/dataset/dataset.hpp"

#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>

#include "gen/base/files.hpp"
#include "gen/dataset/idx.hpp"
#include "tests/support.hpp"
#include "tests/support/idx.hpp"

using namespace spinforge;
using dataset::Images;
using dataset::Split;
using test::error_of;
using test::idx;
using test::TempDir;

namespace {

constexpr const char* kImages = "t10k-images-idx3-ubyte";
constexpr const char* kLabels = "t10k-labels-idx1-ubyte";

void write_gz(const std::string& path, const std::string& content) {
  const gzFile file = ::gzopen(path.c_str(), "wb");
  REQUIRE(::gzwrite(file, content.data(), static_cast<unsigned>(content.size())) ==
          static_cast<int>(content.size()));
  REQUIRE(::gzclose(file) == Z_OK);
}

/// Two images of 2 x 3 pixels, and their labels.
const std::string kTwoImages = idx({2, 2, 3}, "abcdefghijkl");
const std::string kTwoLabels = idx({2}, std::string("\x03\xff", 2));

/// What loads the test set of a directory.
auto loading(const TempDir& dir) {
  return [&dir] { (void)dataset::load(dir.path(), Split::kTest); };
}

/// The error of loading a test set whose image file has this content.
Error error_with_images(const std::string& content) {
  const TempDir dir;
  files::write(dir / kImages, content);
  files::write(dir / kLabels, kTwoLabels);
  return error_of(loading(dir));
}

}  // namespace

TEST_CASE("images and labels are read in order, plain or compressed") {
  const TempDir dir;
  const bool compressed = GENERATE(false, true);
  if (compressed) {
    write_gz(dir / (std::string(kImages) + ".gz"), kTwoImages);
    write_gz(dir / (std::string(kLabels) + ".gz"), kTwoLabels);
  } else {
    files::write(dir / kImages, kTwoImages);
    files::write(dir / kLabels, kTwoLabels);
  }
  const Images images = dataset::load(dir.path(), Split::kTest);
  CHECK(images.count == 2);
  CHECK(images.height == 2);
  CHECK(images.width == 3);
  CHECK(images.labels == std::vector<std::uint8_t>{3, 255});
  CHECK(std::equal(images.image(1).begin(), images.image(1).end(), "ghijkl"));
}

TEST_CASE("halved images are the rounded means of 2x2 pixels") {
  const Images images{.count = 2,
                      .height = 2,
                      .width = 5,
                      .pixels = {0, 0, 255, 255, 9, 0, 1, 255, 254, 9,   // sums 1 and 1019
                                 1, 1, 3,   2,   9, 0, 0, 0,   0,   9},  // sums 2 and 5
                      .labels = {7, 8}};
  const Images half = dataset::halved(images);
  CHECK(half.height == 1);
  CHECK(half.width == 2);
  CHECK(half.pixels == std::vector<std::uint8_t>{0, 255, 1, 1});
  CHECK(half.labels == images.labels);
}

TEST_CASE("images are halved for a network of exactly half their size on both axes") {
  const Images images{.count = 1, .height = 4, .width = 4, .pixels = {}, .labels = {1}};
  const auto side = [&](int height, int width) {
    Images whole = images;
    whole.pixels.assign(16, 100);
    return dataset::sized_for(std::move(whole), height, width, 1).height;
  };
  CHECK(side(2, 2) == 2);
  CHECK(side(4, 4) == 4);
  CHECK(side(2, 4) == 4);
  CHECK(side(1, 1) == 4);
}

TEST_CASE("images of several channels are halved channel by channel") {
  // Two channels of 2 x 4 pixels: 10s and 200s beside each other, then 1 2 3 4 and 0s.
  Images images{.count = 1, .height = 2, .width = 4, .channels = 2, .pixels = {}, .labels = {}};
  for (const int pixel : {10, 200, 10, 200, 1, 0, 2, 0, 10, 200, 10, 200, 3, 0, 4, 0}) {
    images.pixels.push_back(static_cast<std::uint8_t>(pixel));
  }
  const Images half = dataset::sized_for(images, 1, 2, 2);
  CHECK(half.channels == 2);
  CHECK(half.pixels == std::vector<std::uint8_t>{10, 200, 3, 0});  // (1 + 2 + 3 + 4 + 2) >> 2 = 3
  Images flat = images;  // the same as idx3 has it: channels side by side
  flat.width = 8;
  flat.channels = 1;
  CHECK(dataset::sized_for(flat, 1, 2, 2).pixels == half.pixels);
  CHECK(dataset::sized_for(flat, 2, 4, 2).pixels == images.pixels);
  CHECK(dataset::sized_for(flat, 2, 4, 2).width == 4);
}

TEST_CASE("idx4 holds channels last, and its dimensions are checked") {
  const TempDir dir;
  const std::string file = dir / "t10k-images-idx4-ubyte";
  files::write(dir / kLabels, kTwoLabels);
  files::write(file, idx({2, 1, 3, 2}, "abcdefghijkl"));
  const Images images = dataset::load(dir.path(), Split::kTest);
  CHECK(images.count == 2);
  CHECK(images.height == 1);
  CHECK(images.width == 3);
  CHECK(images.channels == 2);
  CHECK(std::equal(images.image(1).begin(), images.image(1).end(), "ghijkl"));
  files::write(file, kTwoImages);  // three dimensions under the name of four
  error_of(ErrorCode::kParse, "expected 0x00000804", loading(dir));
  files::write(file, idx({1, 1, 1, 70000}, std::string(70000, 'x')));
  error_of(ErrorCode::kParse, "got 1 x 1 x 70000", loading(dir));
  files::write(file, idx({2, 1, 3, 2}, "abcdefghijk"));
  error_of(ErrorCode::kParse, "truncated", loading(dir));
}

TEST_CASE("images in both formats are refused, since only one can be meant") {
  const TempDir dir;
  files::write(dir / kImages, kTwoImages);
  write_gz(dir / "t10k-images-idx4-ubyte.gz", idx({2, 1, 3, 2}, "abcdefghijkl"));
  const Error error = error_of(ErrorCode::kUsage, "idx3", loading(dir));
  CHECK_THAT(error.what(), Catch::Contains("idx4"));
}

TEST_CASE("labels are needed, optional or unused") {
  const TempDir dir;
  files::write(dir / kImages, kTwoImages);
  using dataset::Labels;
  CHECK(error_of([&] { (void)dataset::load(dir.path(), Split::kTest, Labels::kNeeded); }).where() ==
        dir / kLabels);
  CHECK(dataset::load(dir.path(), Split::kTest, Labels::kOptional).labels.empty());
  files::write(dir / kLabels, "nonsense");
  CHECK(error_of([&] {
          (void)dataset::load(dir.path(), Split::kTest, Labels::kOptional);
        }).code() == ErrorCode::kParse);
  CHECK(dataset::load(dir.path(), Split::kTest, Labels::kUnused).labels.empty());
}

TEST_CASE("a missing data set is an error that says where the data can be had") {
  const TempDir dir;
  const Error error =
      error_of(ErrorCode::kIo, [&] { (void)dataset::load(dir / "absent", Split::kTrain); });
  CHECK_THAT(error.where(), Catch::EndsWith("absent/train-images-idx3-ubyte"));
  CHECK_THAT(error.what(), Catch::Contains("apt install dataset-fashion-mnist"));
  CHECK_THAT(error.what(), Catch::Contains("/usr/share/datasets/fashion-mnist"));
  CHECK_THAT(error.what(), Catch::Contains("four original IDX files"));
}

TEST_CASE("missing labels are named even where the images are there") {
  const TempDir dir;
  files::write(dir / kImages, kTwoImages);
  const Error error = error_of(loading(dir));
  CHECK(error.where() == dir / kLabels);
}

TEST_CASE("a file with another magic number is refused") {
  const Error error = error_with_images(idx({2}, "ab"));
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.where(), Catch::EndsWith(kImages));
  CHECK_THAT(error.what(), Catch::Contains("expected 0x00000803"));
  CHECK_THAT(error.what(), Catch::Contains("got 0x00000801"));
}

TEST_CASE("a truncated file is refused at every length") {
  for (std::size_t length = 0; length < kTwoImages.size(); ++length) {
    INFO("length " << length);
    const Error error = error_with_images(kTwoImages.substr(0, length));
    REQUIRE(error.code() == ErrorCode::kParse);
    REQUIRE_THAT(error.what(), Catch::Contains("truncated"));
  }
}

TEST_CASE("bytes after the last image are refused") {
  const Error error = error_with_images(kTwoImages + "m");
  CHECK(error.code() == ErrorCode::kParse);
  CHECK_THAT(error.what(), Catch::Contains("goes on after its last value"));
}

TEST_CASE("sizes that no file holds are refused before memory is asked for") {
  CHECK_THAT(error_with_images(idx({0, 2, 3}, "")).what(), Catch::Contains("implausible"));
  CHECK_THAT(error_with_images(idx({0xffffffff, 0xffffffff, 0xffffffff}, "")).what(),
             Catch::Contains("implausible"));
  CHECK_THAT(error_with_images(idx({1, 1, 70000}, std::string(70000, 'x'))).what(),
             Catch::Contains("implausible image size"));
  CHECK_THAT(error_with_images(idx({65536, 256, 256}, "x")).what(), Catch::Contains("truncated"));
}

TEST_CASE("images and labels that differ in number are refused") {
  const TempDir dir;
  files::write(dir / kImages, kTwoImages);
  files::write(dir / kLabels, idx({3}, "abc"));
  error_of(ErrorCode::kShape, "expected 2 labels, got 3", loading(dir));
}

TEST_CASE("a compressed file that is cut or altered is refused") {
  const TempDir dir;
  std::string noise;
  for (unsigned i = 0; i < 4000; ++i) noise += static_cast<char>((i * i * 2654435761U) >> 24);
  write_gz(dir / "whole.gz", idx({4000}, noise));
  const std::string whole = files::read(dir / "whole.gz");
  CHECK(dataset::read_idx(dir / "whole.gz", 1).values.size() == 4000);

  for (const std::size_t cut : {std::size_t{5}, std::size_t{100}, whole.size() - 1}) {
    INFO("cut at " << cut);
    files::write(dir / "cut.gz", whole.substr(0, cut));
    const Error error =
        error_of(ErrorCode::kParse, [&] { (void)dataset::read_idx(dir / "cut.gz", 1); });
    CHECK(error.where() == dir / "cut.gz");
  }
  for (const std::size_t at : {whole.size() / 2, whole.size() - 6, whole.size() - 2}) {
    INFO("altered at " << at);
    std::string altered = whole;
    altered[at] = static_cast<char>(altered[at] ^ 0x55);
    files::write(dir / "altered.gz", altered);
    error_of(ErrorCode::kParse, [&] { (void)dataset::read_idx(dir / "altered.gz", 1); });
  }
}

TEST_CASE("a directory or a pipe in the place of a file is an I/O error") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "d");
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  for (const char* const name : {"d", "pipe"}) {
    error_of(ErrorCode::kIo, [&] { (void)dataset::read_idx(dir / name, 1); });
  }
}

TEST_CASE("the embedded sample holds 200 images of all ten classes") {
  const Images sample = dataset::load(test::source("weights/data/fmnist-sample"), Split::kTest);
  CHECK(sample.count == 200);
  CHECK(sample.height == 28);
  CHECK(sample.width == 28);
  for (std::uint8_t label = 0; label < 10; ++label) {
    CHECK(std::count(sample.labels.begin(), sample.labels.end(), label) > 0);
  }
}

TEST_CASE("the embedded sample is the beginning of Fashion-MNIST's test set") {
  const std::string directory = "/usr/share/datasets/fashion-mnist";
  if (!std::filesystem::exists(directory)) return test::skip("no " + directory);
  const Images sample = dataset::load(test::source("weights/data/fmnist-sample"), Split::kTest);
  const Images whole = dataset::load(directory, Split::kTest);
  CHECK(whole.count == 10000);
  CHECK(std::equal(sample.pixels.begin(), sample.pixels.end(), whole.pixels.begin()));
  CHECK(std::equal(sample.labels.begin(), sample.labels.end(), whole.labels.begin()));
}

TEST_CASE("Fashion-MNIST's classes have names") {
  CHECK(dataset::class_names("fmnist-csnn-dw", 10)[9] == "Ankle boot");
  CHECK(dataset::class_names("fmnist-csnn-dw", 11)[10] == "10");
  CHECK(dataset::class_names("mnist-csnn-dw", 10)[9] == "9");
}
