// SPDX-License-Identifier: Apache-2.0
#include "weights/train/record.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/files.hpp"
#include "gen/network/sha256.hpp"

namespace spinforge::train {
namespace {

/// So that a float reads 0.05 and not 0.0500000007.
void shorten(nlohmann::json& value) {
  if (value.is_number_float()) value = std::stod(fmt::format("{:.6g}", value.get<double>()));
  if (!value.is_structured()) return;
  for (nlohmann::json& part : value) shorten(part);
}

}  // namespace

nlohmann::json data_hashes(const std::string& directory, bool test_too) {
  nlohmann::json hashes = nlohmann::json::object();
  for (const std::string split : {"train", "t10k"}) {
    if (split == "t10k" && !test_too) continue;
    for (const std::string part : {"-images-idx3-ubyte", "-labels-idx1-ubyte"}) {
      for (const std::string ending : {"", ".gz"}) {
        const std::string file = split + part + ending;
        const std::string path = directory + "/" + file;
        if (!std::filesystem::exists(path)) continue;
        hashes[file] = network::sha256(files::read(path));
        break;
      }
    }
  }
  return hashes;
}

std::string provenance_text(nlohmann::json provenance) {
  shorten(provenance);
  return provenance.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string log_text(nlohmann::json log) {
  shorten(log);
  std::string text;
  for (nlohmann::json& line : log) {
    line.erase("images_per_s");
    text += line.dump() + "\n";
  }
  return text;
}

}  // namespace spinforge::train
