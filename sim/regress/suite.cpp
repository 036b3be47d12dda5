// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <utility>

#include "gen/base/embedded.hpp"
#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "gen/dataset/sample.hpp"

namespace spinforge::regress {

namespace fs = std::filesystem;

/// suites/*.json; see gen/base/embedded.hpp.
std::span<const EmbeddedFile> embedded_suites();

namespace {

constexpr int kMostImages = 100'000'000;
constexpr int kMostMinutes = 60 * 24 * 7;
constexpr std::size_t kMostRuns = 100'000;
constexpr std::size_t kQuotedPath = 400;  // bytes: longer than paths that a person wrote

/// Where the committed networks lie: beside the sample of images, in the source tree and in an
/// installed one.
fs::path committed() {
  return fs::path(dataset::sample_directory()).parent_path().parent_path() / "models";
}

[[noreturn]] void refuse_suite(const std::string& where, const std::string& what) {
  throw Error(ErrorCode::kUsage, where, what);
}

[[noreturn]] void refuse_empty(const Reader& reader, const std::string& key) {
  throw Error(ErrorCode::kParse,
              reader.where(key),
              "expected at least one, got none; leave the key out, or name some");
}

/// A list of texts, or `otherwise` where the key is absent.
std::vector<std::string> texts(Reader& reader,
                               const std::string& key,
                               std::vector<std::string> otherwise) {
  if (!reader.has(key)) return otherwise;
  std::vector<std::string> out = reader.texts(key);
  if (out.empty() && !otherwise.empty()) refuse_empty(reader, key);
  return out;
}

/// The directories that `name` stands for.
std::vector<fs::path> networks(const std::string& name,
                               const std::string& folder,
                               const std::string& where) {
  std::error_code error;
  const fs::path own = fs::path(folder) / name;
  if (!name.empty() && fs::is_directory(own, error)) return {own};
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(committed(), error)) {
    if (fs::exists(entry.path() / "network.json", error) &&
        text::matches(name, entry.path().filename().string())) {
      out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  if (!out.empty()) return out;
  refuse_suite(
      where,
      fmt::format("no such network; expected a directory, seen from {}, or the name of one in "
                  "{}, got \"{}\"; correct it",
                  folder,
                  committed().string(),
                  text::brief(name, kQuotedPath)));
}

void check_traffic(const std::string& traffic, const std::string& where) {
  std::istringstream words(traffic);
  std::set<std::string> seen;
  for (std::string word; words >> word;) {
    const bool known =
        std::find(std::begin(kTraffic), std::end(kTraffic), word) != std::end(kTraffic);
    if (known && seen.insert(word).second) continue;
    refuse_suite(
        where,
        fmt::format("no way to drive a core; expected each of {} at most once, got \"{}\"; "
                    "correct it",
                    fmt::join(kTraffic, ", "),
                    text::brief(traffic)));
  }
  if (seen.empty() || (seen.contains("plain") && seen.size() > 1)) {
    refuse_suite(where,
                 fmt::format("expected plain, or ways that go together, got \"{}\"; correct it",
                             text::brief(traffic)));
  }
}

std::string one_of(const std::string& word,
                   std::initializer_list<const char*> choices,
                   const std::string& where) {
  if (std::find(choices.begin(), choices.end(), word) != choices.end()) return word;
  refuse_suite(where,
               fmt::format("expected one of {}, got \"{}\"; choose one",
                           fmt::join(choices, ", "),
                           text::brief(word)));
}

/// One entry of `runs`: the product of its lists.
class Block {
 public:
  Block(const Json& object, const std::string& where, const std::string& folder)
      : reader_(object, where) {
    add_subjects(folder);
    emit_ = texts(reader_, "emit", {""});
    for (std::string& options : emit_) {
      std::istringstream words(options);
      const std::vector<std::string> each(std::istream_iterator<std::string>(words), {});
      options = text::joined(each, " ");
      require_text(options, reader_.where("emit"));
    }
    if (reader_.has("emit") && reader_.has("cores")) {
      refuse_suite(reader_.where("emit"),
                   "cores are emitted already; leave it out, or name networks");
    }
    data_ = texts(reader_, "data", {"fmnist-sample"});
    for (const std::string& name : data_) require_text(name, reader_.where("data"));
    traffic_ = texts(reader_, "traffic", {"plain"});
    for (const std::string& way : traffic_) check_traffic(way, reader_.where("traffic"));
    if (reader_.has("part")) set_part();
    tops_ = texts(reader_, "tops", {"core"});
    for (const std::string& top : tops_) one_of(top, {"core", "axi"}, reader_.where("tops"));
    simulators_ = texts(reader_, "simulators", {"verilator"});
    for (const std::string& simulator : simulators_) {
      one_of(simulator, {"verilator"}, reader_.where("simulators"));
    }
    seeds_ = reader_.has("seeds") ? reader_.words("seeds") : std::vector<std::uint32_t>{1};
    if (seeds_.empty()) {
      refuse_empty(reader_, "seeds");
    }
    base_.tags = texts(reader_, "tags", {});
    if (reader_.has("images")) {
      base_.images = static_cast<std::uint32_t>(reader_.whole("images", 1, kMostImages));
    }
    if (reader_.has("first")) {
      base_.first = static_cast<std::uint32_t>(reader_.whole("first", 0, kMostImages));
    }
    if (reader_.has("minutes")) {
      base_.minutes = static_cast<int>(reader_.whole("minutes", 1, kMostMinutes));
    }
    reader_.finish();
  }

  void append_to(std::vector<Wanted>& runs) const {
    for (const Wanted& subject : subjects_) {
      for (const std::string& emit : emit_) {
        for (const std::string& top : tops_) {
          for (const std::string& simulator : simulators_) {
            for (const std::string& data : data_)
              append_driven(runs, subject, emit, top, simulator, data);
          }
        }
      }
    }
  }

 private:
  void set_part() {
    base_.part = static_cast<std::uint32_t>(reader_.whole("part", 1, kMostImages));
    for (const std::string& way : traffic_) {
      if (!has_word(way, "reset")) continue;
      refuse_suite(reader_.where("part"),
                   fmt::format("resets within images have parts of their own; expected traffic "
                               "without reset, got \"{}\"; make that a run without part",
                               text::brief(way)));
    }
  }

  void add_subjects(const std::string& folder) {
    for (const char* const key : {"networks", "cores"}) {
      for (const std::string& name : texts(reader_, key, {})) {
        const bool emitted = std::string_view(key) == "cores";
        const std::vector<fs::path> found = emitted ? std::vector{fs::path(folder) / name}
                                                    : networks(name, folder, reader_.where(key));
        for (const fs::path& path : found) {
          Wanted subject;
          const fs::path normal = fs::weakly_canonical(path);
          subject.network = normal.string();
          require_text(subject.network, reader_.where(key));
          subject.emitted = emitted;
          subject.name = normal.filename().string();
          subjects_.push_back(std::move(subject));
        }
      }
    }
    if (!subjects_.empty()) return;
    refuse_suite(reader_.where(),
                 "nothing to run; expected the key networks or cores, with a name or more, got "
                 "neither; name some");
  }

  void append_driven(std::vector<Wanted>& runs,
                     const Wanted& subject,
                     const std::string& emit,
                     const std::string& top,
                     const std::string& simulator,
                     const std::string& data) const {
    for (const std::string& traffic : traffic_) {
      for (const std::uint32_t seed : seeds_) {
        Wanted run = base_;
        run.network = subject.network;
        run.emitted = subject.emitted;
        run.name = subject.name;
        run.emit = emit;
        run.top = top;
        run.simulator = simulator;
        run.data = data;
        run.traffic = traffic;
        run.seed = seed;
        runs.push_back(std::move(run));
      }
    }
  }

  Reader reader_;
  Wanted base_;
  std::vector<Wanted> subjects_;
  std::vector<std::string> emit_, data_, traffic_, tops_, simulators_;
  std::vector<std::uint32_t> seeds_;
};

/// Its id with what goes together in one order, whatever the suite's is.
std::string in_order(Wanted run) {
  run.traffic = ways(run.traffic);
  return run.id();
}

void require_different(const std::vector<Wanted>& runs, const std::string& file) {
  std::map<std::string, std::string> seen;
  for (const Wanted& run : runs) {
    const auto [other, is_new] = seen.emplace(in_order(run), run.id());
    if (is_new) continue;
    if (other->second != run.id()) {
      refuse_suite(file,
                   fmt::format("\"{}\" and \"{}\" are the same run; expected each way to drive a "
                               "core once, in whatever order its words stand; remove one",
                               other->second,
                               run.id()));
    }
    refuse_suite(file,
                 fmt::format("asks twice for \"{}\"; remove one, or rename the directory where two "
                             "have the same name",
                             run.id()));
  }
}

}  // namespace

void require_text(const std::string& name, const std::string& where) {
  const std::string shown = text::printable(name, false);
  if (shown == name) return;
  refuse_suite(
      where,
      fmt::format("a name in it is no text; expected UTF-8 without control characters, got "
                  "\"{}\"; rename it",
                  shown));
}

std::string Wanted::design() const {
  return fmt::format("{}{}{}, {}", name, emit.empty() ? "" : " ", emit, top);
}

bool has_word(const std::string& traffic, const char* word) {
  std::istringstream words(traffic);
  for (std::string got; words >> got;) {
    if (got == word) return true;
  }
  return false;
}

std::string ways(const std::string& traffic) {
  std::istringstream words(traffic);
  const std::set<std::string> each(std::istream_iterator<std::string>(words), {});
  return fmt::format("{}", fmt::join(each, " "));
}

std::string Wanted::id() const {
  std::string out = fmt::format("{}, {}, {}", design(), data, traffic);
  if (seed != 1) out += fmt::format(", seed {}", seed);
  if (part) out += fmt::format(", part {}", *part);
  if (first != 0) out += fmt::format(", from image {}", first);
  if (simulator != "verilator") out += ", " + simulator;
  return out;
}

std::vector<std::string> preset_names() {
  std::vector<std::string> out;
  for (const EmbeddedFile& suite : embedded_suites()) out.emplace_back(suite.stem());
  return out;
}

Suite parse_suite(const std::string& text,
                  const std::string& file,
                  const std::string& name,
                  const std::string& folder) {
  const Json json = parse_json(text, file);
  Reader reader(json, file);
  (void)reader.whole("schema_version", 1, 1);
  Suite suite{.name = name, .file = file, .folder = folder, .data = {}, .runs = {}};
  if (reader.has("data")) {
    Reader data(reader.object("data"), reader.where("data"));
    for (const std::string& key : data.keys()) {
      suite.data[key] = (fs::path(folder) / data.text(key)).string();
    }
  }
  int number = 0;
  for (const Json& entry : reader.array("runs")) {
    Block(entry, fmt::format("{} / run {}", file, ++number), folder).append_to(suite.runs);
    if (suite.runs.size() > kMostRuns) {
      refuse_suite(file, fmt::format("stands for more than {} runs; make suites of it", kMostRuns));
    }
  }
  reader.finish();
  if (suite.runs.empty())
    refuse_suite(file, "has no runs; expected at least one, got none; add one");
  require_different(suite.runs, file);
  return suite;
}

Suite read_suite(const std::string& name) {
  for (const EmbeddedFile& suite : embedded_suites()) {
    if (suite.stem() != name) continue;
    Suite preset =
        parse_suite(std::string(suite.content), "suite " + name, name, committed().string());
    preset.file = name;
    return preset;
  }
  std::error_code error;
  if (!fs::exists(name, error)) {
    refuse_suite("SUITE",
                 fmt::format("no such suite; expected a file, or one of {}, got \"{}\"; choose one",
                             text::joined(preset_names(), ", "),
                             name));
  }
  const fs::path given = fs::absolute(name);
  const fs::path path = fs::canonical(given.parent_path()) / given.filename();
  require_text(path.string(), "SUITE");
  Suite suite =
      parse_suite(files::read(name), name, path.stem().string(), path.parent_path().string());
  suite.file = path.string();
  return suite;
}

void restrict_to(Suite& suite,
                 const std::vector<std::string>& tags,
                 std::optional<std::uint32_t> images) {
  if (!tags.empty()) {
    std::erase_if(suite.runs, [&](const Wanted& run) {
      return std::none_of(run.tags.begin(), run.tags.end(), [&](const std::string& tag) {
        return std::find(tags.begin(), tags.end(), tag) != tags.end();
      });
    });
    if (suite.runs.empty()) {
      refuse_suite(
          "--tag",
          fmt::format("no run of {} has it; expected one that some run has, got {}; choose "
                      "another",
                      suite.name,
                      text::joined(tags, ", ")));
    }
  }
  if (!images) return;
  for (Wanted& run : suite.runs) run.images = std::min(run.images.value_or(*images), *images);
}

std::map<std::string, std::string> data_sets(const std::vector<std::string>& pairs) {
  std::map<std::string, std::string> out;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == pair.size()) {
      refuse_suite(
          "--data",
          fmt::format("expected NAME=PATH, mnist=/data/mnist for example, got \"{}\"; correct it",
                      pair));
    }
    require_text(pair, "--data");
    const std::string name = pair.substr(0, equals);
    if (!out.emplace(name, fs::weakly_canonical(pair.substr(equals + 1)).string()).second) {
      refuse_suite(
          "--data",
          fmt::format("names {} twice; expected one PATH, got {}; leave one out", name, pair));
    }
  }
  return out;
}

void require_used(const std::map<std::string, std::string>& data, const Suite& suite) {
  std::set<std::string> used;
  for (const Wanted& run : suite.runs) used.insert(run.data);
  for (const auto& [name, path] : data) {
    if (used.contains(name)) continue;
    refuse_suite("--data",
                 fmt::format("no run of {} uses such a data set; expected one of {}, got {}; "
                             "correct it, or leave it out",
                             suite.name,
                             fmt::join(used, ", "),
                             name));
  }
}

std::string data_directory(const Suite& suite, const std::string& name) {
  if (const auto own = suite.data.find(name); own != suite.data.end()) return own->second;
  if (name == "fmnist-sample") return dataset::sample_directory();
  if (name == "fmnist") return "/usr/share/datasets/fashion-mnist";
  refuse_suite(
      "--data",
      fmt::format("suite {} needs the data set \"{}\", and nothing says where it is; give --data "
                  "{}=DIRECTORY",
                  suite.name,
                  name,
                  name));
}

}  // namespace spinforge::regress
