// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/process.hpp"

namespace spinforge::harness {

Exit run_program(const std::vector<std::string>& command,
                 const std::string& directory,
                 const std::vector<std::string>& environment,
                 const std::string& advice) {
  return process::run(command, directory, environment, advice);
}

}  // namespace spinforge::harness
