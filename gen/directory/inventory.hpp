// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "gen/base/files.hpp"
#include "gen/directory/directory.hpp"

/// The list of files in the manifest.json of an emitted directory: who wrote what stands there.
/// A file with another hash than the listed one, or none, is somebody else's work: it is never
/// replaced or removed without a word.
namespace spinforge::directory {

/// Of each file, whose paths are relative to the directory: the member `files` of manifest.json.
[[nodiscard]] Hashes hashes_of(const std::vector<files::File>& files);

/// What stands in `directory` and was not written by spinforge-gen, or was changed since: relative
/// paths in order, each with the reason where it is not that nobody listed it. A folder of which
/// nothing is listed stands for all that it holds. Listed files that are missing do not count, nor
/// do the products of the commands that README.md of the directory shows (products()). Everything
/// counts where manifest.json is missing or not ours, which counts itself then.
[[nodiscard]] std::vector<std::string> strangers(const std::string& directory);

/// What the commands of an emitted directory's README.md leave in it, by name; a `*` at the end
/// stands for any ending. Emitting again removes these with the rest.
[[nodiscard]] const std::vector<std::string>& products();

/// Refuses a directory with strangers and names the first of them. *Errors*: kIo.
void require_ours(const std::string& directory);

/// Refuses to write `path`, the value of `option`, over a file that a command reads in `directory`:
/// a listed one or the manifest of an emitted directory, those of a network. *Errors*: kUsage.
void require_no_input(const std::string& directory,
                      const std::string& option,
                      const std::string& path);

/// Writes `files` (relative paths) into an emitted directory and enters them in its manifest, all
/// or nothing. A file of that path which is not as the manifest has it is somebody else's: it is
/// refused, or replaced with `force`. *Errors*: kIo; kParse where the directory's manifest is not
/// ours.
void add(const std::string& directory, const std::vector<files::File>& files, bool force = false);

}  // namespace spinforge::directory
