// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/macros.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <regex>

#include "gen/base/error.hpp"
#include "gen/emit/embedded.hpp"

namespace spinforge::emit {
namespace {

using Sources = std::map<std::string, std::string_view, std::less<>>;

const Sources& sources() {
  static const Sources kSources = [] {
    Sources out;
    for (const auto& files :
         {macro_files(), wrapper_files(), bench_files(), wrapper_bench_files()}) {
      for (const EmbeddedFile& file : files) {
        out.emplace(file.name.substr(0, file.name.size() - 3), file.content);
      }
    }
    return out;
  }();
  return kSources;
}

}  // namespace

std::string_view macro_text(std::string_view name) {
  const auto found = sources().find(name);
  expects(found != sources().end(), fmt::format("there is a macro {}", name));
  return found->second;
}

const sv::Interface& macro(std::string_view name) {
  static std::map<std::string, sv::Interface, std::less<>> known;
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  return known.emplace(name, sv::read_interface(macro_text(name))).first->second;
}

std::vector<std::string> with_dependencies(const std::vector<std::string>& names) {
  static const std::regex kInstance("\n *(sf_[a-z0-9_]+) (#\\(|u_)");
  std::vector<std::string> out;
  const auto add = [&](const std::string& name) {
    if (std::find(out.begin(), out.end(), name) == out.end()) out.push_back(name);
  };
  for (const std::string& name : names) {
    const std::string text(macro_text(name));
    const std::sregex_iterator begin(text.begin(), text.end(), kInstance), end;
    std::vector<std::string> instances;
    for (auto at = begin; at != end; ++at) instances.push_back((*at)[1]);
    for (const std::string& each : with_dependencies(instances)) add(each);
    add(name);
  }
  return out;
}

}  // namespace spinforge::emit
