// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/terms.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

namespace {

std::string path_of(const std::string& out) { return (fs::path(out) / "regress.json").string(); }

[[noreturn]] void refuse_other(const std::string& option,
                               const std::string& former,
                               const std::string& given) {
  throw Error(ErrorCode::kUsage,
              option,
              fmt::format("--resume goes on with what was begun; expected {}, got {}; leave it as "
                          "it was, or choose another --out",
                          former,
                          given));
}

std::string shown(const std::optional<std::uint32_t>& number) {
  return number ? std::to_string(*number) : "none";
}

void require_same(const std::string& option,
                  const std::optional<std::uint32_t>& former,
                  const std::optional<std::uint32_t>& given) {
  if (given && given != former) refuse_other(option, shown(former), shown(given));
}

Json number(const std::optional<std::uint32_t>& value) { return value ? Json(*value) : Json(); }

}  // namespace

std::optional<Terms> read_terms(const std::string& out) {
  const std::string path = path_of(out);
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  const Json json = parse_json(files::read(path), path);
  Reader reader(json, path, "choose another --out");
  Terms terms;
  terms.suite = reader.text("suite");
  if (!reader.null("shard")) terms.shard = reader.word("shard");
  if (!reader.null("images")) terms.images = reader.word("images");
  terms.tags = reader.texts("tags");
  terms.coverage = reader.boolean("coverage");
  Reader data(reader.object("data"), reader.where("data"));
  for (const std::string& name : data.keys()) terms.data[name] = data.text(name);
  terms.tool = reader.text("tool");
  terms.simulator = reader.text("simulator");
  reader.finish();
  return terms;
}

void write_terms(const std::string& out, const Terms& terms) {
  const Json json = {{"suite", terms.suite},
                     {"shard", number(terms.shard)},
                     {"images", number(terms.images)},
                     {"tags", terms.tags},
                     {"coverage", terms.coverage},
                     {"data", terms.data},
                     {"tool", terms.tool},
                     {"simulator", terms.simulator}};
  files::write(path_of(out), json.dump(1) + "\n");
}

Terms go_on(Terms former, const Terms& given) {
  if (given.suite != former.suite) refuse_other("SUITE", former.suite, given.suite);
  require_same("--shard", former.shard, given.shard);
  require_same("--images", former.images, given.images);
  if (!given.tags.empty() && given.tags != former.tags) {
    refuse_other("--tag",
                 former.tags.empty() ? "none" : text::joined(former.tags, ", "),
                 text::joined(given.tags, ", "));
  }
  if (given.coverage && !former.coverage) refuse_other("--coverage", "none", "some");
  for (const auto& [name, path] : given.data) {
    const auto [known, is_new] = former.data.emplace(name, path);
    if (!is_new && known->second != path) {
      refuse_other("--data", name + "=" + known->second, name + "=" + path);
    }
  }
  return former;
}

}  // namespace spinforge::regress
