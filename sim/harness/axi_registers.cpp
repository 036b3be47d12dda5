// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/axi_registers.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"

namespace spinforge::harness {

namespace {

AxiRegisters::Register parse(const Json& from) {
  AxiRegisters::Register out{.name = from.at("name").get<std::string>(),
                             .offset = from.at("offset").get<int>(),
                             .count = from.at("count").get<int>(),
                             .stride = from.at("stride").get<int>(),
                             .access = from.at("access").get<std::string>(),
                             .reset = from.at("reset").get<std::vector<std::uint32_t>>(),
                             .fields = {}};
  for (const Json& field : from.at("fields")) {
    out.fields.push_back({.name = field.at("name").get<std::string>(),
                          .high = field.at("high").get<int>(),
                          .low = field.at("low").get<int>()});
  }
  return out;
}

}  // namespace

AxiRegisters::AxiRegisters(const std::string& directory)
    : path_((std::filesystem::path(directory) / "axi/registers.json").string()) {
  try {
    const Json map = parse_json(files::read(path_), path_);
    for (const Json& entry : map.at("registers")) all_.push_back(parse(entry));
  } catch (const Json::exception& problem) {
    throw Error(ErrorCode::kParse,
                path_,
                fmt::format("is no register map ({}); emit the directory again", problem.what()));
  }
}

void AxiRegisters::refuse(const std::string& lacks) const {
  throw Error(ErrorCode::kParse,
              path_,
              fmt::format("expected {}, got none; emit the directory again", lacks));
}

const AxiRegisters::Register& AxiRegisters::find(const std::string& name) const {
  for (const Register& entry : all_) {
    if (entry.name == name) return entry;
  }
  refuse("register " + name);
}

const AxiRegisters::Field& AxiRegisters::find_field(const std::string& name,
                                                    const std::string& field) const {
  for (const Field& entry : find(name).fields) {
    if (entry.name == field) return entry;
  }
  refuse(fmt::format("field {}.{}", name, field));
}

std::uint16_t AxiRegisters::at(const std::string& name, std::size_t k) const {
  const Register& entry = find(name);
  return static_cast<std::uint16_t>(entry.offset + static_cast<int>(k) * entry.stride);
}

std::uint32_t AxiRegisters::field(const std::string& name,
                                  const std::string& field,
                                  std::uint32_t value) const {
  return value << find_field(name, field).low;
}

std::uint32_t AxiRegisters::extract(const std::string& name,
                                    const std::string& field,
                                    std::uint32_t word) const {
  const Field& entry = find_field(name, field);
  const int bits = entry.high - entry.low + 1;
  return static_cast<std::uint32_t>((word >> entry.low) & ((std::uint64_t{1} << bits) - 1));
}

}  // namespace spinforge::harness
