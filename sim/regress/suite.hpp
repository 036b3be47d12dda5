// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What a regression is to run: a suite, and the runs that it stands for.
namespace spinforge::regress {

/// One run, as a suite asks for it.
struct Wanted {
  std::string network;   ///< directory of a network, or of an emitted core
  bool emitted = false;  ///< it is a core: nothing is emitted
  std::string name;      ///< of the network or core: its directory's last part
  std::string emit;      ///< options of spinforge-gen emit, blanks between them
  std::string data;      ///< name of the data set
  std::uint32_t first = 0;
  std::optional<std::uint32_t> images;  ///< absent: all from `first` on
  std::string traffic;                  ///< words of kTraffic
  std::optional<std::uint32_t> part;    ///< images from one reset to the next; absent: as verify
  std::uint32_t seed = 1;               ///< of whatever is drawn, and of the registers before reset
  std::string top;                      ///< "core" or "axi"
  std::string simulator;                ///< "verilator"
  std::vector<std::string> tags;
  int minutes = 0;  ///< that a shard may take; 0: as long as it likes

  /// The core, and what of it is driven, in words: "fmnist-fc196-dw --lanes 16, core".
  [[nodiscard]] std::string design() const;
  /// What tells it from every other run of its suite, in words.
  [[nodiscard]] std::string id() const;
};

/// Words of `traffic`; each but "plain" may stand with others.
inline constexpr const char* kTraffic[] = {"plain", "stall", "stream", "fields", "broken", "reset"};

/// The words of `traffic` in one order, whatever it has them in.
[[nodiscard]] std::string ways(const std::string& traffic);

/// Whether `traffic` has that word.
[[nodiscard]] bool has_word(const std::string& traffic, const char* word);

struct Suite {
  std::string name;
  std::string file;                         ///< absolute; of a preset its name
  std::string folder;                       ///< what its paths are relative to
  std::map<std::string, std::string> data;  ///< directories of data sets by name
  std::vector<Wanted> runs;                 ///< in the order of the suite, no two alike
};

/// Names of the suites that come with the tool.
[[nodiscard]] std::vector<std::string> preset_names();

/// The suite of a preset, or of file `name`. Paths are relative to the file's folder, a preset's to
/// that of the committed networks, where networks that are not there are sought, too; * stands for
/// any letters then.
/// *Errors*: kUsage where there is no such preset, file or network, and for runs that are alike;
/// kIo, kParse and kRange for a file that is no suite.
[[nodiscard]] Suite read_suite(const std::string& name);

/// The same from its text, `file` is what errors call it.
[[nodiscard]] Suite parse_suite(const std::string& text,
                                const std::string& file,
                                const std::string& name,
                                const std::string& folder);

/// Keeps the runs that have one of `tags`, where there are any, with at most `images` images each.
/// *Errors*: kUsage where none is left.
void restrict_to(Suite& suite,
                 const std::vector<std::string>& tags,
                 std::optional<std::uint32_t> images);

/// Directories of data sets by name, absolute, from "NAME=PATH". *Errors*: kUsage for what is no
/// such pair, and for a name that comes twice.
[[nodiscard]] std::map<std::string, std::string> data_sets(const std::vector<std::string>& pairs);

/// Refuses data sets, by name, that no run of `suite` uses. *Errors*: kUsage.
void require_used(const std::map<std::string, std::string>& data, const Suite& suite);

/// Refuses a `name` that is not UTF-8, or has control characters: JSON, XML and tables, into which
/// it goes, would lose what tells it from another. *Errors*: kUsage.
void require_text(const std::string& name, const std::string& where);

/// Directory of the data set `name`: of the suite, or one that is always there. *Errors*: kUsage.
[[nodiscard]] std::string data_directory(const Suite& suite, const std::string& name);

}  // namespace spinforge::regress
