// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/reads.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <sstream>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/network/sha256.hpp"
#include "sim/harness/filelist.hpp"

namespace spinforge::harness {

namespace fs = std::filesystem;

namespace {

using Paths = std::set<std::string>;

/// "./a/b" is "a/b". Where there is a ".." it may follow a link, and the path stays as it is.
std::string plain(const std::string& path) {
  return path.find("..") != std::string::npos ? path : fs::path(path).lexically_normal().string();
}

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

/// Verilator's program is among what it read; its version stands for it.
bool is_program(const std::string& path) {
  return fs::path(path).filename().string().starts_with("verilator_bin");
}

/// A file that comes with Verilator.
bool is_verilators(const std::string& path) {
  return is_program(path) || fs::path(path).filename().string().starts_with("verilated_");
}

/// `path` as the tool in `directory` named it; an error where there is no such file.
std::string found(const std::string& path, const fs::path& directory) {
  if (is_file(directory / path)) return path;
  throw Error(ErrorCode::kTool,
              path,
              "is listed among what the model was made from, but there is no such file; rename "
              "sources with blanks in their names");
}

Paths folders(const Paths& files) {
  Paths out;
  for (const std::string& path : files) out.insert(fs::path(path).parent_path().string());
  return out;
}

/// The names by which a file may have been asked for: "c.v", "b/c.v", "a/b/c.v".
std::vector<std::string> names_of(const std::string& path) {
  std::vector<std::string> out;
  fs::path name;
  const fs::path relative = fs::path(path).relative_path();
  for (auto part = relative.end(); part != relative.begin();) {
    --part;
    name = name.empty() ? *part : *part / name;
    out.push_back(name.string());
  }
  return out;
}

/// Adds where a file of one of `files`' names would be found, if it were there.
/// `endings`: of the files in which a module is searched by its name.
void add_shadows(Reads& to, const Paths& files, const Paths& where, const Paths& endings) {
  const auto add = [&](const std::string& folder, const std::string& name) {
    const std::string path = plain((fs::path(folder) / name).string());
    if (!to.rtl.contains(path) && !to.cpp.contains(path)) to.shadows.insert(path);
  };
  for (const std::string& path : files) {
    const std::string stem = fs::path(path).stem().string();
    for (const std::string& folder : where) {
      for (const std::string& name : names_of(path)) add(folder, name);
      for (const std::string& ending : endings) add(folder, stem + ending);
    }
  }
}

struct Kind {
  std::string_view name;
  Paths Reads::*paths;
};
constexpr Kind kKinds[] = {
    {"rtl ", &Reads::rtl}, {"c++ ", &Reads::cpp}, {"shadow ", &Reads::shadows}};

}  // namespace

std::string content_hash(const fs::path& path) {
  return is_file(path) ? network::sha256(files::read(path.string())) : "none";
}

std::vector<std::string> prerequisites(std::string_view rule) {
  std::vector<std::string> out;
  std::string name;
  bool target = true;
  const auto end_name = [&] {
    if (target && name.ends_with(':')) {
      target = false;
    } else if (!target && !name.empty()) {
      out.push_back(name);
    }
    name.clear();
  };
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const char next = i + 1 < rule.size() ? rule[i + 1] : '\n';
    if (rule[i] == '\\' && (next == ' ' || next == '#' || next == '\n')) {
      if (next == '\n') {
        end_name();
      } else {
        name += next;
      }
      ++i;
    } else if (rule[i] == '\n' && !target) {
      break;  // the rules after it keep make going where a header went away
    } else if (rule[i] == ' ' || rule[i] == '\t' || rule[i] == '\n') {
      end_name();
    } else {
      name += rule[i];
    }
  }
  end_name();
  return out;
}

Reads reads_of(const Design& design, const std::string& objects) {
  Reads out;
  Paths headers;  // of the model, by the names that the adapter may include them by
  Paths own;      // sources of C++ in the design
  const std::string folder = (fs::path(design.adapter).parent_path() / "").string();
  for (const auto& entry : fs::directory_iterator(objects)) {
    if (entry.path().extension() != ".d") continue;
    const bool verilog = entry.path().filename().string().ends_with("__ver.d");
    for (const std::string& path : prerequisites(files::read(entry.path().string()))) {
      if (verilog) {
        if (!is_program(path) && !path.starts_with(objects + "/"))
          out.rtl.insert(plain(found(path, design.directory)));
        continue;
      }
      const bool ours = path.starts_with(folder);
      headers.insert(path);
      if (ours) own.insert(path);
      if (ours || fs::path(path).is_absolute()) out.cpp.insert(found(path, design.directory));
    }
  }
  Filelist list = read_filelist(design.directory, design.filelist);
  list.folders.merge(folders(out.rtl));
  add_shadows(out, out.rtl, list.folders, list.endings);
  add_shadows(out, headers, folders(own), {});
  return out;
}

void merge(Reads& into, const Reads& more) {
  for (const Kind& kind : kKinds) {
    (into.*kind.paths).insert((more.*kind.paths).begin(), (more.*kind.paths).end());
  }
}

std::string to_text(const Reads& reads) {
  std::string out;
  for (const Kind& kind : kKinds) {
    for (const std::string& path : reads.*kind.paths) out += fmt::format("{}{}\n", kind.name, path);
  }
  return out;
}

Reads reads_from(const std::string& text) {
  Reads out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    for (const Kind& kind : kKinds) {
      if (line.starts_with(kind.name)) {
        (out.*kind.paths).insert(line.substr(kind.name.size()));
      }
    }
  }
  return out;
}

std::string digest(const Reads& reads, const std::string& directory) {
  std::string text;
  for (const Kind& kind : kKinds) {
    for (const std::string& path : reads.*kind.paths) {
      text += fmt::format("{}{} {}\n", kind.name, path, content_hash(fs::path(directory) / path));
    }
  }
  return network::sha256(text);
}

std::string rtl_hash(const Reads& reads, const std::string& directory) {
  std::string text;
  for (const std::string& path : reads.rtl) {
    if (is_verilators(path)) continue;
    text += fmt::format("{} {}\n", path, content_hash(fs::path(directory) / path));
  }
  return network::sha256(text);
}

}  // namespace spinforge::harness
