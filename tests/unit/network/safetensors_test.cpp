// SPDX-License-Identifier: Apache-2.0
#include "gen/network/safetensors.hpp"

#include "tests/support.hpp"

using namespace spinforge;
using network::make_tensor;
using network::Tensors;

namespace {

/// A container with this header and data.
std::string container(const std::string& header, const std::string& data) {
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) {
    length[i] = static_cast<char>(static_cast<unsigned char>((header.size() >> (8 * i)) & 0xffU));
  }
  return length + header + data;
}

Error error_in(const std::string& content) {
  return test::error_of([&] { (void)network::unpack_tensors(content, "t"); });
}

std::string entry(const std::string& name, const std::string& shape, int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"I8\",\"shape\":" + shape + ",\"data_offsets\":[" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

}  // namespace

TEST_CASE("tensors are read back as they were packed, with their extremes") {
  Tensors tensors;
  tensors["a"] = make_tensor(std::vector<std::int8_t>{-128, 127, 0, -1, 5, 6}, {2, 3});
  tensors["b"] = make_tensor(std::vector<std::int16_t>{-32768, 32767, -2}, {3});
  tensors["c"] = make_tensor(std::vector<std::int32_t>{-2147483647 - 1, 2147483647}, {2});
  const Tensors got = network::unpack_tensors(network::pack_tensors(tensors), "t");
  REQUIRE(got.size() == 3);
  CHECK(network::values_of<std::int8_t>(got.at("a")) ==
        std::vector<std::int8_t>{-128, 127, 0, -1, 5, 6});
  CHECK(network::values_of<std::int16_t>(got.at("b")) ==
        std::vector<std::int16_t>{-32768, 32767, -2});
  CHECK(network::values_of<std::int32_t>(got.at("c")) ==
        std::vector<std::int32_t>{-2147483647 - 1, 2147483647});
  CHECK(got.at("a").shape == std::vector<std::size_t>{2, 3});
}

TEST_CASE("the container is the published one: length, header, little-endian data, wide first") {
  Tensors tensors;
  tensors["a"] = make_tensor(std::vector<std::int8_t>{1, -1}, {2});
  tensors["b"] = make_tensor(std::vector<std::int16_t>{0x0102}, {1});
  const std::string header =
      "{\"b\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[0,2]},"
      "\"a\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[2,4]}}";
  const std::string padded = header + std::string((8 - header.size() % 8) % 8, ' ');
  CHECK(network::pack_tensors(tensors) == container(padded, "\x02\x01\x01\xff"));
}

TEST_CASE("the metadata of other writers is passed over") {
  const std::string text =
      container("{\"__metadata__\":{\"format\":\"pt\"}," + entry("a", "[1]", 0, 1) + "}", "x");
  CHECK(network::unpack_tensors(text, "t").size() == 1);
}

TEST_CASE("a container cut anywhere is refused") {
  Tensors tensors;
  tensors["a"] = make_tensor(std::vector<std::int32_t>{1, 2, 3}, {3});
  const std::string whole = network::pack_tensors(tensors);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    REQUIRE(error_in(whole.substr(0, length)).code() == ErrorCode::kParse);
  }
}

TEST_CASE("a header longer than the file is refused") {
  CHECK_THAT(error_in(std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10)).what(),
             Catch::Contains("expected a header of 18446744073709551615 bytes, got 2"));
  CHECK_THAT(error_in(std::string("\x03\0\0\0\0\0\0\0{}", 10)).what(),
             Catch::Contains("truncated"));
}

TEST_CASE("headers that are not sound are refused") {
  const std::string ok = entry("a", "[2]", 0, 2);
  const auto with = [&](const std::string& from, const std::string& to) {
    std::string text = "{" + ok + "}";
    return error_in(container(text.replace(text.find(from), from.size(), to), "xy"));
  };
  CHECK_NOTHROW(network::unpack_tensors(container("{" + ok + "}", "xy"), "t"));
  CHECK_THAT(error_in(container("[1]", "")).what(), Catch::Contains("not an object"));
  CHECK_THAT(error_in(container("{\"a\"", "")).what(), Catch::Contains("not valid JSON"));
  CHECK_THAT(error_in(container("{\"a\":1}", "")).what(), Catch::Contains("expected an object"));
  CHECK_THAT(with("I8", "F32").what(), Catch::Contains("got \"F32\""));
  CHECK_THAT(with("[2]", "[-2]").what(), Catch::Contains("not a whole number"));
  CHECK_THAT(with("[2]", "[2.0]").what(), Catch::Contains("not a whole number"));
  CHECK_THAT(with("[2]", "[3]").what(), Catch::Contains("length and shape disagree"));
  CHECK_THAT(with("[2]", "[4294967296,4294967296,2]").what(), Catch::Contains("disagree"));
  CHECK_THAT(with("[0,2]", "[0,3]").what(), Catch::Contains("within 0..2, got 0..3"));
  CHECK_THAT(with("[0,2]", "[2,0]").what(), Catch::Contains("out of range"));
  CHECK_THAT(with("[0,2]", "[0,1,2]").what(), Catch::Contains("expected two offsets"));
  CHECK_THAT(with("\"shape\"", "\"shpe\"").what(), Catch::Contains("shape: missing"));
  CHECK_THAT(with("\"dtype\"", "\"x\":1,\"dtype\"").what(), Catch::Contains("unknown key"));
  CHECK(with("I8", "F32").where() == "t / a / dtype");
}

TEST_CASE("data that overlaps, leaves a gap or is not covered is refused") {
  const auto two = [](int begin) {
    return "{" + entry("a", "[2]", 0, 2) + "," + entry("b", "[2]", begin, begin + 2) + "}";
  };
  CHECK_NOTHROW(network::unpack_tensors(container(two(2), "abcd"), "t"));
  CHECK_THAT(error_in(container(two(1), "abc")).what(), Catch::Contains("overlaps"));
  CHECK_THAT(error_in(container(two(3), "abcde")).what(), Catch::Contains("leaves a gap"));
  CHECK_THAT(error_in(container(two(2), "abcde")).what(),
             Catch::Contains("expected 4 bytes, got 5"));
}
