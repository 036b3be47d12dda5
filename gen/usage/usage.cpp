// SPDX-License-Identifier: Apache-2.0
#include "gen/usage/usage.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/outputs.hpp"
#include "gen/base/tool.hpp"
#include "gen/directory/inventory.hpp"

namespace spinforge::usage {
namespace {

/// The list of subcommands shows the first line of each.
class Formatter : public CLI::Formatter {
 public:
  std::string make_subcommand(const CLI::App* sub) const override {
    const std::string text = sub->get_description();
    return fmt::format("  {:<12} {}\n", sub->get_name(), text.substr(0, text.find('\n')));
  }
};

std::string examples_text(const std::vector<Example>& examples) {
  expects(!examples.empty(), "every command has an example");
  std::size_t width = 0;
  for (const Example& example : examples) {
    if (!example.purpose.empty()) width = std::max(width, example.command.size());
  }
  std::string text = "Examples:";
  for (const Example& example : examples) {
    text += "\n  " + (example.purpose.empty()
                          ? example.command
                          : fmt::format("{:<{}}   {}", example.command, width, example.purpose));
  }
  return text;
}

void explain(CLI::App& app, const Help& help) {
  app.description(help.details.empty() ? help.summary : help.summary + "\n" + help.details);
  app.footer(examples_text(help.examples));
}

/// What stands where `output` is to go; false where nothing does.
bool look(const Output& output, struct stat& status) {
  return (output.to_stdout() ? ::fstat(STDOUT_FILENO, &status)
                             : ::stat(output.path().c_str(), &status)) == 0;
}

/// True where both would go to one file or stream. The null device takes any number.
bool is_one_place(const Output& a, const Output& b) {
  if (a.to_stdout() && b.to_stdout()) return true;
  struct stat of_a = {}, of_b = {};
  if (look(a, of_a) && look(b, of_b)) {
    const bool null = S_ISCHR(of_a.st_mode) && of_a.st_rdev == makedev(1, 3);
    return of_a.st_dev == of_b.st_dev && of_a.st_ino == of_b.st_ino && !null;
  }
  return !a.to_stdout() && !b.to_stdout() && files::resolved(a.path()) == files::resolved(b.path());
}

void require_apart(const Output& first, const Output& second) {
  if (!is_one_place(first, second)) return;
  throw Error(
      ErrorCode::kUsage,
      second.option(),
      fmt::format("{} is taken by {}; expected one result there, got two; name another file for "
                  "one of them",
                  second.to_stdout()                ? "standard output"
                  : files::is_stream(second.path()) ? second.path()
                                                    : files::resolved(second.path()),
                  first.option()));
}

/// `read`: a file that is read, or a directory of which all is; for `input`, as the user named it.
void require_not_over(const Output& output, const std::string& read, const std::string& input) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (output.to_stdout() || !fs::exists(output.path(), error) || files::is_stream(output.path())) {
    return;
  }
  for (fs::path at = files::resolved(output.path()); at.has_relative_path();
       at = at.parent_path()) {
    if (!fs::equivalent(at, read, error)) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("{} {}", output.option(), output.path()),
                input == read && !fs::is_directory(read, error)
                    ? std::string("is read; choose another file")
                    : fmt::format("is a file of {}, which is read; choose another file", input));
  }
}

/// The same for all that may come into `folder`.
void require_outside(const OutputFolder& folder,
                     const std::string& read,
                     const std::string& input) {
  std::error_code error;
  if (!std::filesystem::is_directory(read, error)) return;
  const std::string path = files::resolved(folder.path), whole = files::resolved(read);
  if (!files::is_within(path, whole)) return;
  throw Error(
      ErrorCode::kUsage,
      fmt::format("{} {}", folder.option, folder.path),
      fmt::format("{}is read; choose another directory",
                  path == whole ? std::string() : fmt::format("lies in {}, which ", input)));
}

/// Refuses to write over a file of a network that is not this result's own, read or not.
void require_no_part(const Output& output) {
  const std::filesystem::path path(files::resolved(output.path()));
  if (output.to_stdout() || path.filename() == output.part()) return;
  for (const std::string& file : directory::network_files(path.parent_path().string())) {
    if (file != path) continue;
    throw Error(ErrorCode::kUsage,
                fmt::format("{} {}", output.option(), output.path()),
                fmt::format("is a file of the network {}; choose another file",
                            path.parent_path().string()));
  }
}

void require_apart(const OutputFolder& folder, const Output& output) {
  if (output.to_stdout() || files::is_stream(output.path())) return;
  const std::filesystem::path path(files::resolved(output.path()));
  if (path.parent_path() != files::resolved(folder.path)) return;
  const std::string name = path.filename().string();
  const auto is_it = [&](const std::string& file) {
    return file.starts_with('*') ? name.ends_with(file.substr(1)) : name == file;
  };
  if (std::none_of(folder.files.begin(), folder.files.end(), is_it)) return;
  throw Error(ErrorCode::kUsage,
              fmt::format("{} {}", output.option(), output.path()),
              fmt::format("is where {} may put a file; choose another file", folder.option));
}

/// Refuses an empty element of a list, which CLI11 would leave out.
void require_whole_lists(const CLI::App& tool, int argc, char** argv) {
  const auto chosen = tool.get_subcommands(
      [&](const CLI::App* command) { return argc > 1 && command->get_name() == argv[1]; });
  if (chosen.empty()) return;
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const CLI::Option* const option = chosen.front()->get_option_no_throw(name);
    if (option == nullptr || option->get_delimiter() == 0) continue;
    if (equals == std::string::npos && ++i == argc) return;
    const std::string list = equals == std::string::npos ? argv[i] : word.substr(equals + 1);
    const std::string between{option->get_delimiter(), option->get_delimiter()};
    if (list.find(between) == std::string::npos && !list.starts_with(between[0]) &&
        !list.ends_with(between[0])) {
      continue;
    }
    throw Error(ErrorCode::kUsage,
                name,
                fmt::format("expected values with one {} between them, got '{}'; remove the others",
                            between[0],
                            list));
  }
}

}  // namespace

Tool::Tool(const std::string& name, const Help& help) : app_(std::make_unique<CLI::App>("", name)) {
  app_->formatter(std::make_shared<Formatter>());
  explain(*app_, help);
  app_->set_version_flag("--version", name + " " + version(), "Print the version and exit");
  app_->require_subcommand(1);
}

Tool::~Tool() = default;

Command* Tool::add_command(const std::string& name, const Help& help) {
  CLI::App* const command = app_->add_subcommand(name);
  explain(*command, help);
  commands_.push_back(std::make_unique<Command>(*command));
  return commands_.back().get();
}

void Tool::require_command(const std::string& name) const {
  std::vector<std::string> names;
  for (const CLI::App* command : app_->get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  throw Error(ErrorCode::kUsage,
              name,
              fmt::format("no such command; expected one of {}; {} --help says what they do",
                          fmt::join(names, ", "),
                          app_->get_name()));
}

int Tool::run(int argc, char** argv) {
  return tool::run(app_->get_name(), argc, argv, [&] {
    if (argc > 1 && argv[1][0] != '-') require_command(argv[1]);
    try {
      require_whole_lists(*app_, argc, argv);
      app_->parse(argc, argv);
      return exit_code_;
    } catch (const CLI::ParseError& error) {
      return app_->exit(error) == 0 ? 0 : static_cast<int>(ErrorCode::kUsage);
    }
  });
}

void Tool::parse(const std::string& line) { app_->parse(line); }

void Output::add_to(Command& command, const std::string& what) {
  command.add_option(option_, path_, what + "; - for standard output")->type_name("FILE|-");
}

Option* Output::add_file_to(Command& command, const std::string& help) {
  return command.add_option(option_, path_, help);
}

Output Output::beside(const std::string& ending) const {
  Output out(option_);
  if (wanted()) out.path_ = std::filesystem::path(path_).replace_extension(ending).string();
  return out;
}

void Output::write(const std::string& text) const {
  if (wanted()) files::write_output(path_, text);
}

bool prepare(std::initializer_list<Output> outputs,
             const std::vector<std::string>& inputs,
             const std::vector<OutputFolder>& folders) {
  bool talk = true;
  std::vector<const Output*> taken;
  for (const Output& output : outputs) {
    if (!output.wanted()) continue;
    files::require_writable(output.option(), output.path());
    for (const Output* const other : taken) require_apart(*other, output);
    taken.push_back(&output);
    talk = talk && !output.to_stdout();
  }
  std::vector<const OutputFolder*> filled;
  for (const OutputFolder& folder : folders) {
    if (folder.path.empty()) continue;
    for (const Output* const output : taken) require_apart(folder, *output);
    filled.push_back(&folder);
  }
  if (taken.empty() && filled.empty()) return talk;
  for (const std::string& input : inputs) {
    for (const std::string& read : directory::read_at(input)) {
      for (const Output* const output : taken) require_not_over(*output, read, input);
      for (const OutputFolder* const folder : filled) require_outside(*folder, read, input);
    }
  }
  for (const Output* const output : taken) require_no_part(*output);
  return talk;
}

}  // namespace spinforge::usage
