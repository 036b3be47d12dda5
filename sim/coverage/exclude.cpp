// SPDX-License-Identifier: Apache-2.0
#include "sim/coverage/exclude.hpp"

#include <fmt/format.h>

#include <span>

#include "gen/base/embedded.hpp"
#include "gen/base/error.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"

namespace spinforge::coverage {

std::span<const EmbeddedFile> embedded_exclusions();

namespace {

constexpr int kVersion = 1;

Kind kind_from(const std::string& name) {
  return name == "line" ? Kind::kLine : name == "branch" ? Kind::kBranch : Kind::kToggle;
}

bool is_of(const Exclusion& exclusion, const std::string& label) {
  if (text::matches(exclusion.point, label)) return true;
  if (!exclusion.bits) return false;
  const auto bit = bit_of(label);
  return bit && exclusion.bits->has(bit->index) &&
         text::matches(exclusion.bits->signal, bit->signal);
}

}  // namespace

Exclusions Exclusions::embedded() {
  Exclusions out;
  for (const EmbeddedFile& file : embedded_exclusions()) {
    out.add(file.content, std::string(file.name));
  }
  out.origins_.assign(out.all_.size(), "");
  return out;
}

void Exclusions::add(std::string_view text, const std::string& file) {
  const Json json = parse_json(text, file);
  Reader reader(json, file);
  (void)reader.whole("schema_version", kVersion, kVersion);
  std::size_t number = 0;
  for (const Json& entry : reader.array("exclusions")) {
    const std::string where = fmt::format("{} / exclusion {}", file, ++number);
    Reader one(entry, where);
    const std::string kind = one.choice("kind", {"line", "branch", "toggle"});
    const std::string module = one.text("module");
    const std::string instance = one.has("instance") ? one.text("instance") : "*";
    const bool whole = one.has("whole") && one.boolean("whole");
    const std::string reason = one.text("reason");
    if (text::trimmed(reason).empty()) {
      throw Error(ErrorCode::kRange,
                  where + " / reason",
                  "expected why these need not be hit, got nothing; say it");
    }
    const std::vector<std::string> points = one.texts("points");
    if (points.empty()) {
      throw Error(
          ErrorCode::kRange, where + " / points", "expected some, got an empty list; name them");
    }
    for (const std::string& point : points) {
      all_.push_back({kind_from(kind), module, instance, point, reason, {}, whole});
      if (all_.back().kind == Kind::kToggle) all_.back().bits = bits_of(point);
      origins_.push_back(where);
    }
    one.finish();
  }
  reader.finish();
}

bool Exclusions::excuse(Kind kind,
                        const std::string& module,
                        const std::string& instance,
                        const std::string& label,
                        const Seen& seen) {
  bool out = false;
  for (Exclusion& one : all_) {
    if (one.kind != kind || !text::matches(one.module, module) ||
        !text::matches(one.instance, instance) || !is_of(one, label)) {
      continue;
    }
    ++one.matches;
    if (out || seen.hit || (one.whole && seen.moved)) continue;
    ++one.excused;
    out = true;
  }
  return out;
}

void Exclusions::require_used() const {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const Exclusion& one = all_[i];
    if (one.matches > 0 || origins_[i].empty()) continue;
    throw Error(ErrorCode::kUsage,
                origins_[i],
                fmt::format("matches nothing; expected a {} of this suite, got {} of module {} in "
                            "{}; correct it, or leave it out",
                            name_of(one.kind),
                            one.point,
                            one.module,
                            one.instance));
  }
}

}  // namespace spinforge::coverage
