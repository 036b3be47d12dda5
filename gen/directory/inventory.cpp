// SPDX-License-Identifier: Apache-2.0
#include "gen/directory/inventory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/staged.hpp"
#include "gen/base/text.hpp"
#include "gen/network/network.hpp"
#include "gen/network/sha256.hpp"

namespace spinforge::directory {
namespace {

namespace fs = std::filesystem;

constexpr const char* kAdded = "added";  ///< in manifest.json: what emission did not write
constexpr std::size_t kNamed = 5;        ///< strangers that an error names

/// manifest.json of a directory, and what is wrong with it where it is not ours.
struct Listing {
  Json json;
  Hashes files;
  std::string fault;
};

std::string fault_of(const Json& json) {
  if (!json.is_object()) return "is no manifest";
  const auto generator = json.find("generator");
  if (generator == json.end() || !generator->is_string() ||
      !generator->get_ref<const std::string&>().starts_with(kGenerator)) {
    return "is not spinforge-gen's";
  }
  const auto version = json.find("schema_version");
  if (version == json.end() || !version->is_number_integer() || *version != kManifestVersion) {
    return "is another version's, without hashes that are known here";
  }
  const auto files = json.find("files");
  const auto is_hash = [](const Json& value) { return value.is_string(); };
  if (files == json.end() || !files->is_object() ||
      !std::all_of(files->begin(), files->end(), is_hash)) {
    return "does not list files with their hashes";
  }
  return "";
}

Listing listing_of(const std::string& directory) {
  const fs::path path = fs::path(directory) / kManifest;
  std::error_code error;
  if (!fs::is_regular_file(fs::symlink_status(path, error))) return {{}, {}, "is missing"};
  Listing out;
  out.json = json_or_null(files::read(path.string()));
  out.fault = fault_of(out.json);
  if (!out.fault.empty()) return out;
  out.files = out.json["files"].get<Hashes>();
  return out;
}

bool is_product(const std::string& path) {
  return std::any_of(products().begin(), products().end(), [&](const std::string& product) {
    if (!product.ends_with('*')) return path == product;
    return path.starts_with(product.substr(0, product.size() - 1));
  });
}

/// True where a listed file or a product stands below folder `path`.
bool is_folder_of_ours(const Hashes& files, const std::string& path) {
  if (path == kVectors) return true;  // files of it may be in the making
  const std::string prefix = path + "/";
  const auto first = files.lower_bound(prefix);
  if (first != files.end() && first->first.starts_with(prefix)) return true;
  return std::any_of(products().begin(), products().end(), [&](const std::string& product) {
    return product.starts_with(prefix);
  });
}

/// Looks through a directory for what its manifest does not account for.
class Search {
 public:
  Search(const fs::path& root, const Listing& manifest)
      : root_(root), files_(manifest.files), ours_(manifest.fault.empty()) {
    look(root);
  }

  [[nodiscard]] std::vector<std::string> found() && {
    std::sort(found_.begin(), found_.end());
    return std::move(found_);
  }

 private:
  void look(const fs::path& folder) {
    std::error_code error;
    for (auto entry = fs::directory_iterator(folder, error);
         !error && entry != fs::directory_iterator();
         entry.increment(error)) {
      judge(entry->path(), entry->symlink_status().type());
    }
    if (error) found_.push_back(relative(folder) + "/ (cannot be read)");
  }

  void judge(const fs::path& at, fs::file_type type) {
    const std::string path = relative(at);
    if (path == kManifest && type == fs::file_type::regular && ours_) return;
    if (type != fs::file_type::regular && type != fs::file_type::directory) {
      found_.push_back(path + (type == fs::file_type::symlink ? " (a link)" : " (not a file)"));
      return;
    }
    if (is_product(path) || (ours_ && files::is_left_behind(at.string()))) return;
    if (type == fs::file_type::directory) {
      is_folder_of_ours(files_, path) ? look(at) : found_.push_back(path + "/");
      return;
    }
    const auto listed = files_.find(path);
    if (listed == files_.end()) {
      found_.push_back(path);
    } else if (network::sha256(files::read(at.string())) != listed->second) {
      found_.push_back(path + " (changed)");
    }
  }

  [[nodiscard]] std::string relative(const fs::path& path) const {
    return path.lexically_relative(root_).string();
  }

  const fs::path root_;
  const Hashes& files_;
  const bool ours_;  // a manifest that is not is a file like any other
  std::vector<std::string> found_;
};

/// "a, b, c and 7 more"
std::string shown(std::vector<std::string> names) {
  const std::size_t more = names.size() > kNamed ? names.size() - kNamed : 0;
  names.resize(names.size() - more);
  return text::joined(names, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

[[noreturn]] void refuse(const std::string& directory,
                         const std::vector<std::string>& names,
                         const std::string& fault) {
  const std::string why = fault.empty() ? "" : fmt::format(" ({} {})", kManifest, fault);
  throw Error(ErrorCode::kIo,
              directory,
              fmt::format("holds what spinforge-gen did not make, or what was changed since: {}{}; "
                          "choose another directory, or replace that with --force",
                          shown(names),
                          why));
}

/// Nothing is written through links: what they lead to is no part of the directory.
void require_no_link(const fs::path& root, const fs::path& file) {
  fs::path at = root;
  for (const fs::path& part : file) {
    at /= part;
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(at, error))) continue;
    throw Error(ErrorCode::kIo, at.string(), "is a link; expected a file or folder; remove it");
  }
}

/// `directory`, and the links in it.
std::vector<std::string> with_links(const fs::path& directory) {
  std::vector<std::string> out{directory.string()};
  std::error_code error;
  for (auto entry = fs::recursive_directory_iterator(directory, error);
       !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (entry->is_symlink(error)) out.push_back(entry->path().string());
  }
  return out;
}

/// The files among `files` whose place is taken by something that is neither listed nor the same.
std::vector<std::string> taken(const fs::path& root,
                               const Hashes& listed,
                               const std::vector<files::File>& files) {
  std::vector<std::string> out;
  for (const files::File& file : files) {
    const fs::path path = root / file.path;
    std::error_code error;
    const fs::file_type type = fs::symlink_status(path, error).type();
    if (type == fs::file_type::not_found) continue;
    if (type == fs::file_type::regular) {
      const std::string there = files::read(path.string());
      const auto known = listed.find(file.path);
      if (there == file.content) continue;
      if (known != listed.end() && known->second == network::sha256(there)) continue;
    }
    out.push_back(file.path);
  }
  return out;
}

}  // namespace

Hashes hashes_of(const std::vector<files::File>& files) {
  Hashes out;
  for (const files::File& file : files) out[file.path] = network::sha256(file.content);
  return out;
}

const std::vector<std::string>& products() {
  // bench.vvp: iverilog -o. obj_dir: Verilator. build: FuseSoC, a folder for each core.
  static const std::vector<std::string> kProducts{
      "bench.vvp", "obj_dir", "build/spinforge_generated_*"};
  return kProducts;
}

std::vector<std::string> strangers(const std::string& directory) {
  return Search(directory, listing_of(directory)).found();
}

std::vector<std::string> missing(const std::string& directory) {
  std::vector<std::string> out;
  std::error_code error;
  for (const auto& [path, hash] : listing_of(directory).files) {
    if (!fs::is_regular_file(fs::path(directory) / path, error)) out.push_back(path);
  }
  return out;
}

std::vector<std::string> added(const std::string& directory) {
  std::vector<std::string> out;
  const Listing manifest = listing_of(directory);
  if (!manifest.fault.empty() || !manifest.json.contains(kAdded)) return out;
  for (const auto& path : manifest.json[kAdded]) {
    if (path.is_string()) out.push_back(path.get<std::string>());
  }
  return out;
}

void require_ours(const std::string& directory) {
  const Listing manifest = listing_of(directory);
  const std::vector<std::string> found = Search(directory, manifest).found();
  if (!found.empty()) refuse(directory, found, manifest.fault);
}

std::vector<std::string> network_files(const std::string& at) {
  const fs::path root(at);
  std::vector<std::string> out;
  std::error_code error;
  if (!fs::exists(root / network::kDescriptionFile, error)) return out;
  for (const char* const file : {network::kDescriptionFile,
                                 network::kTensorsFile,
                                 network::kTrainingFile,
                                 network::kQuantisationFile,
                                 network::kVerifiedFile}) {
    out.push_back((root / file).string());
  }
  return out;
}

std::vector<std::string> read_at(const std::string& path) {
  const fs::path at(files::resolved(path));
  std::error_code error;
  if (!fs::is_directory(at, error)) return {path};
  if (fs::exists(at / kManifest, error)) return with_links(at);
  if (!fs::exists(at / network::kDescriptionFile, error)) return {path};
  std::vector<std::string> out;
  if (at.filename() == kNetwork && fs::exists(at.parent_path() / kManifest, error)) {
    out = with_links(at.parent_path());
  }
  for (std::string& file : network_files(at.string())) out.push_back(std::move(file));
  return out;
}

void add(const std::string& directory, const std::vector<files::File>& files, bool force) {
  Listing manifest = listing_of(directory);
  const fs::path root(directory);
  if (!manifest.fault.empty()) {
    throw Error(ErrorCode::kParse,
                (root / kManifest).string(),
                fmt::format("{}; {}", manifest.fault, kEmitAgain));
  }
  for (const files::File& file : files) require_no_link(root, file.path);
  const std::vector<std::string> lost = taken(root, manifest.files, files);
  if (!lost.empty() && !force) refuse(directory, lost, "");
  for (const auto& [path, hash] : hashes_of(files)) manifest.files[path] = hash;
  manifest.json["files"] = manifest.files;
  std::set<std::string> since;
  for (std::string& path : added(directory)) since.insert(std::move(path));
  for (const files::File& file : files) since.insert(file.path);
  manifest.json[kAdded] = since;
  std::vector<files::File> all;
  for (const files::File& file : files) {
    const fs::path path = root / file.path;
    files::make_directory("", path.parent_path().string());
    all.push_back({path.string(), file.content});
  }
  // Last: who is killed in the middle can do the same again, since files that are as they should be
  // are in nobody's way.
  all.push_back({(root / kManifest).string(), manifest.json.dump(2) + "\n"});
  files::write_together(all);
}

}  // namespace spinforge::directory
