// SPDX-License-Identifier: Apache-2.0
//
// The emitted register map, and the Verilated model behind it.
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "gen/base/files.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/design.hpp"
#include "sim/harness/process.hpp"
#include "tests/lockstep/axi/driver.hpp"

namespace spinforge::test {

namespace fs = std::filesystem;
using nlohmann::json;

Registers::Registers(const std::string& directory)
    : map_(json::parse(files::read(directory + "/axi/registers.json"))) {}

const json& Registers::find(const std::string& name) const {
  for (const json& entry : all()) {
    if (entry.at("name") == name) return entry;
  }
  throw std::runtime_error("the map has no register " + name);
}

const json& Registers::find_field(const std::string& name, const std::string& field) const {
  for (const json& entry : find(name).at("fields")) {
    if (entry.at("name") == field) return entry;
  }
  throw std::runtime_error("the map has no field " + name + "." + field);
}

std::uint16_t Registers::at(const std::string& name, std::size_t k) const {
  const json& entry = find(name);
  return static_cast<std::uint16_t>(entry.at("offset").get<std::size_t>() +
                                    k * entry.at("stride").get<std::size_t>());
}

std::uint32_t Registers::field(const std::string& name,
                               const std::string& field,
                               std::uint32_t value) const {
  return value << find_field(name, field).at("low").get<int>();
}

std::uint32_t Registers::extract(const std::string& name,
                                 const std::string& field,
                                 std::uint32_t word) const {
  const json& entry = find_field(name, field);
  const int low = entry.at("low").get<int>(), bits = entry.at("high").get<int>() - low + 1;
  return static_cast<std::uint32_t>((word >> low) & ((std::uint64_t{1} << bits) - 1));
}

std::string build_axi(const std::string& directory, const std::string& cache) {
  const std::string adapter = source("tests/lockstep/axi");
  std::string text = files::read(adapter + "/adapter.cpp") + files::read(adapter + "/axi_abi.h");
  for (const std::string& source : harness::load_design(directory).sources) {
    text += source + files::read(directory + "/" + source);
  }
  const fs::path folder = fs::path(cache) / ("axi-" + network::sha256(text).substr(0, 32));
  const fs::path library = folder / "model.so";
  if (fs::exists(library)) return library.string();
  const fs::path work = folder.string() + ".partial" + std::to_string(::getpid());
  fs::create_directories(work);
  const harness::Exit exit = harness::run_program({"verilator",
                                                   "--cc",
                                                   "--exe",
                                                   "--build",
                                                   "-O3",
                                                   "--x-assign",
                                                   "unique",
                                                   "--x-initial",
                                                   "unique",
                                                   "--top-module",
                                                   "sf_axi",
                                                   "--prefix",
                                                   "Vsf_axi",
                                                   "-f",
                                                   "filelist.f",
                                                   "-CFLAGS",
                                                   "-fPIC -I" + adapter,
                                                   "-LDFLAGS",
                                                   "-shared -Wl,-Bsymbolic",
                                                   "-MAKEFLAGS",
                                                   "OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O1",
                                                   "--Mdir",
                                                   work.string(),
                                                   "-o",
                                                   "model.so",
                                                   adapter + "/adapter.cpp"},
                                                  directory,
                                                  {"OBJCACHE=ccache"},
                                                  "`apt install verilator` provides it");
  if (exit.status != 0) throw std::runtime_error(exit.output);
  std::error_code taken;  // another process was first
  fs::rename(work, folder, taken);
  if (taken) fs::remove_all(work);
  return library.string();
}

}  // namespace spinforge::test
