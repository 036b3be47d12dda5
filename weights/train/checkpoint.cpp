// SPDX-License-Identifier: Apache-2.0
#include "weights/train/checkpoint.hpp"

#include <fmt/format.h>

#include "gen/base/files.hpp"
#include "gen/base/json.hpp"

namespace spinforge::train {
namespace {

constexpr std::string_view kMagic = "spinforge checkpoint 1\n";

/// The two sides have passed through text alike, so equal options compare equal.
void compare(const nlohmann::json& identity,
             const nlohmann::json& stored,
             const std::string& path) {
  const nlohmann::json ours = nlohmann::json(parse_json(identity.dump(), path));
  for (const auto& [key, value] : ours.items()) {
    const nlohmann::json other = stored.value(key, nlohmann::json());
    if (other == value) continue;
    throw Error(ErrorCode::kUsage,
                path,
                fmt::format("the checkpoint was made with other options: {} expected {}, got {}; "
                            "give the same options, or start again without --resume",
                            key,
                            other.dump(),
                            value.dump()));
  }
}

}  // namespace

void save_checkpoint(const std::string& path,
                     const nlohmann::json& identity,
                     const nlohmann::json& log,
                     std::span<const Parameter> parameters) {
  const nlohmann::json head{{"identity", identity}, {"log", log}};
  files::write(path, fmt::format("{}{}\n{}", kMagic, head.dump(), serialise(parameters)));
}

nlohmann::json load_checkpoint(const std::string& path,
                               const nlohmann::json& identity,
                               std::span<Parameter> parameters) {
  const std::string text = files::read(path);
  std::string_view bytes(text);
  const std::size_t end = bytes.find('\n', kMagic.size());
  if (!bytes.starts_with(kMagic) || end == std::string_view::npos) {
    throw Error(ErrorCode::kParse, path, "not a checkpoint; delete it and start again");
  }
  const std::string_view line = bytes.substr(kMagic.size(), end - kMagic.size());
  const Json json = parse_json(line, path);
  Reader head(json, path, "delete it and start again");
  const nlohmann::json stored(head.object("identity"));
  nlohmann::json log(head.array("log"));
  compare(identity, stored, path);
  restore(parameters, bytes.substr(end + 1), path);
  return log;
}

}  // namespace spinforge::train
