// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

/// A run of this tool that can do no harm, whatever the emitted directory holds. Bubblewrap
/// (`bwrap`) gives it a file system of its own with /usr, the toolchain's part of /etc and what the
/// run needs, all read-only; no network, no other processes, no environment; and one private
/// directory to write in, from which the outputs are taken when it has ended.
namespace spinforge::harness {

/// An option that names a file to write.
struct SandboxOutput {
  std::string option;  ///< e.g. "--json"
  std::string path;    ///< as given; "" and "-" are no files
};

struct SandboxRun {
  std::vector<std::string> arguments;  ///< of this tool, without the option that asks for this
  std::vector<std::string> visible;    ///< files and directories that it reads
  std::vector<SandboxOutput> outputs;  ///< among its arguments
};

/// Runs it and gives its exit code. Models are built anew, in the private directory, which is its
/// HOME: its arguments name no other place. *Errors*:
/// kTool where bwrap is missing or may not make the sandbox here, or the run ends without an output
/// that it owes; kIo.
[[nodiscard]] int run_in_sandbox(const SandboxRun& run);

/// `arguments` with the value of `option` replaced, or the option added: "--json a", "--json=a".
[[nodiscard]] std::vector<std::string> with_option(std::vector<std::string> arguments,
                                                   const std::string& option,
                                                   const std::string& value);

}  // namespace spinforge::harness
