// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// Paths that must not outlive the process. While any is registered, SIGINT and SIGTERM first
/// remove them and then act as they would have without us.
///
/// A signal handler may not walk a directory (that allocates), so it only writes the signal's
/// number into a pipe; a thread waiting there removes the paths, puts the former handlers back and
/// raises the signal again. A signal that the process ignores stays ignored.
namespace spinforge::cleanup {

/// Registers `path`, which need not exist yet.
void add(const std::string& path);

/// Removes `path` with all below it, and forgets it. Does nothing where `path` is not registered,
/// as in a forked child, which leaves its parent's paths alone.
void remove(const std::string& path);

}  // namespace spinforge::cleanup
