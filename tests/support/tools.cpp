// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tools.hpp"

#include "tests/support.hpp"

namespace spinforge::test {

bool missing(std::initializer_list<const char*> programs) {
  for (const char* const program : programs) {
    if (process::on_path(program)) continue;
    skip(std::string(program) + " is not installed");
    return true;
  }
  return false;
}

process::Exit shell(const std::string& line,
                    const std::string& directory,
                    const std::vector<std::string>& environment) {
  return process::run({"sh", "-c", line}, directory, environment, "a shell is needed");
}

std::string check_exit(const process::Exit& exit,
                       int code,
                       const std::string& words,
                       std::source_location at) {
  INFO("expected at " << at.file_name() << ":" << at.line() << "\n" << exit.output);
  CHECK(exit.status == code);
  CHECK_THAT(exit.output, Catch::Contains(words));
  return exit.output;
}

std::string check_exit(const process::Exit& exit,
                       ErrorCode code,
                       const std::string& words,
                       std::source_location at) {
  return check_exit(exit, static_cast<int>(code), words, at);
}

}  // namespace spinforge::test
