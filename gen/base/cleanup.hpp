// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

/// Paths that must not outlive the process. While any is registered, SIGINT, SIGTERM and SIGHUP
/// first remove them and then act as they would have without us.
///
/// A signal handler may not walk a directory (that allocates), so it only writes the signal's
/// number into a pipe; a thread waiting there removes the paths, puts the former handlers back and
/// raises the signal again. A signal that the process ignores stays ignored.
///
/// That thread, remove() and unless_interrupted() exclude each other.
namespace spinforge::cleanup {

/// What the name of a directory that is being removed ends in.
inline constexpr const char* kGone = ".gone";

/// Registers `path`, which need not exist yet.
void add(const std::string& path);

/// Removes `path` with all below it, and forgets it. Does nothing where `path` is not registered,
/// as in a forked child, which leaves its parent's paths alone.
void remove(const std::string& path);

/// Runs `action`, which gives 0 or an errno, while no interrupt is served; gives what it gave, or
/// EINTR without running it where an interrupt has removed `path` already or `path` is not
/// registered. `action` must not call add(), remove() or this.
[[nodiscard]] int unless_interrupted(const std::string& path, const std::function<int()>& action);

/// Removes `path` and all below it; other threads may be adding to it meanwhile. What is in the way
/// stays.
void remove_tree(const std::string& path);

}  // namespace spinforge::cleanup
