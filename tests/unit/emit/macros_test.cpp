// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/macros.hpp"

#include <fmt/format.h>

#include <utility>

#include "gen/base/files.hpp"
#include "gen/emit/embedded.hpp"
#include "tests/support.hpp"
#include "tests/support/text.hpp"

using namespace spinforge;

namespace {

/// Names that `pattern` captures in `text`, in order.
std::vector<std::string> captured(const std::string& text, const std::string& pattern) {
  std::vector<std::string> out;
  for (const std::smatch& at : test::matches(text, pattern)) out.push_back(at[1]);
  return out;
}

std::vector<std::string> ports_of(const sv::Interface& interface, sv::Direction direction) {
  std::vector<std::string> out;
  for (const auto& port : interface.ports) {
    if (port.direction == direction) out.push_back(port.name);
  }
  return out;
}

}  // namespace

TEST_CASE("emit: the interfaces of the modules that the tool carries are those of their headers") {
  std::size_t modules = 0;
  for (const auto& [folder, files] :
       {std::pair{"macros", emit::macro_files()}, std::pair{"targets", emit::wrapper_files()}}) {
    for (const EmbeddedFile& file : files) {
      CAPTURE(file.name);
      const std::string name(file.name.substr(0, file.name.rfind('.')));
      const sv::Interface& interface = emit::macro(name);
      const std::string text =
          files::read(test::source(fmt::format("rtl/{}/{}", folder, file.name)));
      const std::string header = text.substr(0, text.find("\n);"));
      CHECK(interface.name == name);
      CHECK(captured(header, "\n  parameter [^=\n]*?(\\w+) *= ") == interface.parameters);
      CHECK(captured(header, "\n  input  logic[^\n]*?(\\w+)(?:,|\n|$| *//)") ==
            ports_of(interface, sv::Direction::kInput));
      CHECK(captured(header, "\n  output logic[^\n]*?(\\w+)(?:,|\n|$| *//)") ==
            ports_of(interface, sv::Direction::kOutput));
      ++modules;
    }
  }
  CHECK(modules > 25);
  CHECK_THROWS_WITH(emit::macro("sf_other"),
                    Catch::Matchers::Contains("there is a macro sf_other"));
}

TEST_CASE("emit: the tool carries the macros and the harness's header as they are in the tree") {
  CHECK(emit::macro_files().size() > 15);
  for (const EmbeddedFile& file : emit::macro_files()) {
    CAPTURE(file.name);
    CHECK(file.content == files::read(test::source("rtl/macros/" + std::string(file.name))));
  }
  for (const EmbeddedFile& file : emit::adapter_files()) {
    CAPTURE(file.name);
    const std::string path = "rtl/model/" + std::string(file.name);
    CHECK(file.content == files::read(test::source(path)));
  }
  CHECK(emit::adapter_files().size() == 4);
}
