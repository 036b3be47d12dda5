// SPDX-License-Identifier: Apache-2.0
// The one source that knows version and revision, so that a new commit compiles nothing else.
#include <spinforge_version.hpp>  // generated in the build folder
#include "gen/usage/usage.hpp"

namespace spinforge::usage {

std::string version() {
  const std::string revision = kRevision;
  return revision.empty() ? kVersion : std::string(kVersion) + " (revision " + revision + ")";
}

}  // namespace spinforge::usage
