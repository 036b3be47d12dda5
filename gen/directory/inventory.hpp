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
/// does what killed processes of ours left half-written, nor
/// do the products of the commands that README.md of the directory shows (products()). Everything
/// counts where manifest.json is missing or not ours, which counts itself then.
[[nodiscard]] std::vector<std::string> strangers(const std::string& directory);

/// Files that manifest.json of `directory` lists and that are not there, or are no files.
[[nodiscard]] std::vector<std::string> missing(const std::string& directory);

/// What the commands of an emitted directory's README.md leave in it, by name; a `*` at the end
/// stands for any ending. Emitting again removes these with the rest.
[[nodiscard]] const std::vector<std::string>& products();

/// The files that add() put into an emitted directory; none where the manifest is missing or not
/// ours.
[[nodiscard]] std::vector<std::string> added(const std::string& directory);

/// Refuses a directory with strangers and names the first of them. *Errors*: kIo.
void require_ours(const std::string& directory);

/// The files that make a network of the directory `at`, its records among them, whether they are
/// there or not; none where it holds no network.json.
[[nodiscard]] std::vector<std::string> network_files(const std::string& at);

/// What a command reads, or may, that is given `path`: an emitted directory, with what links in it
/// lead to; the files of a network, its records among them, and the emitted directory that it
/// stands in; any other file or directory, which then is read whole.
[[nodiscard]] std::vector<std::string> read_at(const std::string& path);

/// Writes `files` (relative paths) into an emitted directory and enters them in its manifest, all
/// or nothing; the caller holds the directory's lock. A link in their way is refused. A file of
/// that path which is not as the manifest has it is somebody else's: it is refused, or replaced
/// with `force`. *Errors*: kIo; kParse where the directory's manifest is not ours.
void add(const std::string& directory, const std::vector<files::File>& files, bool force = false);

}  // namespace spinforge::directory
