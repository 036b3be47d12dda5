// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/macros.hpp"

#include <regex>

#include "gen/base/files.hpp"
#include "gen/emit/embedded.hpp"
#include "tests/support.hpp"

using namespace spinforge;

namespace {

/// Names that `pattern` captures in `text`, in order.
std::vector<std::string> captured(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::string> out;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), expression);
       at != std::sregex_iterator();
       ++at) {
    out.push_back((*at)[1]);
  }
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

TEST_CASE("emit: the interfaces of the macros are those of rtl/macros") {
  const sv::Interface* const all[] = {&emit::pixel_buffer(),
                                      &emit::rate_encoder(),
                                      &emit::spike_buffer(),
                                      &emit::layer(),
                                      &emit::readout()};
  for (const sv::Interface* const interface : all) {
    CAPTURE(interface->name);
    const std::string text = files::read(test::source("rtl/macros/" + interface->name + ".sv"));
    const std::string header = text.substr(0, text.find("\n);"));
    CHECK(captured(header, "\n  parameter [^=\n]*?(\\w+) *= ") == interface->parameters);
    CHECK(captured(header, "\n  input  logic[^\n]*?(\\w+)(?:,|\n|$)") ==
          ports_of(*interface, sv::Direction::kInput));
    CHECK(captured(header, "\n  output logic[^\n]*?(\\w+)(?:,|\n|$)") ==
          ports_of(*interface, sv::Direction::kOutput));
  }
}

TEST_CASE("emit: the tool carries the macros and the harness's header as they are in the tree") {
  CHECK(emit::macro_files().size() > 15);
  for (const emit::EmbeddedFile& file : emit::macro_files()) {
    CAPTURE(file.name);
    CHECK(file.content == files::read(test::source("rtl/macros/" + std::string(file.name))));
  }
  CHECK(emit::model_abi_header() == files::read(test::source("sim/harness/model_abi.h")));
}
