// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// An emitted directory: what stands where in it, what its manifest says, whose its files are.
/// Emission writes it, synthesis and the harness read it, and all of them by these names.
namespace spinforge::directory {

// Paths in the directory. Names that begin with sf are those before `emit --name`.
inline constexpr const char* kManifest = "manifest.json";
inline constexpr const char* kFilelist = "filelist.f";
inline constexpr const char* kNetwork = "network";
inline constexpr const char* kMemories = "mem/";
inline constexpr const char* kBenchFilelist = "bench/filelist.f";
inline constexpr const char* kAxiBenchFilelist = "bench/axi.f";
inline constexpr const char* kVectors = "bench/vectors";
inline constexpr const char* kRegisters = "axi/registers.json";
inline constexpr const char* kVerilogFilelist = "verilog/filelist.f";
inline constexpr const char* kVerilogCore = "verilog/sf_core.v";
inline constexpr const char* kVerilogAxi = "verilog/sf_axi.v";
inline constexpr const char* kComponent = "component.xml";  ///< which Vivado prescribes
inline constexpr const char* kModelAbi = "sim/model_abi.h";
inline constexpr const char* kModelLayers = "sim/model_layers.h";
inline constexpr const char* kAdapter = "sim/adapter.cpp";
inline constexpr const char* kAxiAdapter = "sim/axi_adapter.cpp";

/// `schema_version` of manifest.json: the one that is written and the one that is read.
/// 2: `files` maps paths to hashes.
inline constexpr int kManifestVersion = 2;

/// What `generator` in manifest.json begins with, before the version of the tool.
inline constexpr const char* kGenerator = "spinforge-gen ";

/// SHA-256 (64 hex digits) of files by their paths.
using Hashes = std::map<std::string, std::string>;

/// The module TOP_probe, which shows the core inside the wrapper `top`.
[[nodiscard]] std::string probe_file(std::string_view top);

/// The golden vectors of a core: pixels, results, and the commits of each layer.
[[nodiscard]] std::vector<std::string> vector_files(std::size_t layers);

/// What ends an error about a directory that is not as it was emitted.
inline constexpr const char* kEmitAgain = "emit the directory again with spinforge-gen emit";

/// Text of a list of sources, one a line.
[[nodiscard]] std::string filelist_text(const std::vector<std::string>& sources);

/// The sources in `filelist` of `directory`; "//" and "#" start a comment line.
/// *Errors*: kIo; kParse where it lists none.
[[nodiscard]] std::vector<std::string> sources(const std::string& directory,
                                               const std::string& filelist = kFilelist);

}  // namespace spinforge::directory
