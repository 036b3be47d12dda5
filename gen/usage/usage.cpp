// SPDX-License-Identifier: Apache-2.0
#include "gen/usage/usage.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

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

int Tool::run(int argc, char** argv) {
  return tool::run(app_->get_name(), argc, argv, [&] {
    try {
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

void Output::write(const std::string& text) const {
  if (wanted()) files::write_output(path_, text);
}

bool prepare(std::initializer_list<Output> outputs, const std::vector<std::string>& inputs) {
  bool talk = true;
  std::map<std::string, std::string> taken;  // by which option
  for (const Output& output : outputs) {
    if (!output.wanted()) continue;
    files::require_writable(output.option(), output.path());
    const std::string place =
        output.to_stdout() ? "standard output" : files::resolved(output.path());
    const auto [at, is_first] = taken.emplace(place, output.option());
    if (!is_first) {
      throw Error(ErrorCode::kUsage,
                  output.option(),
                  fmt::format("{} is taken by {}; expected one result there, got two; name another "
                              "file for one of them",
                              place,
                              at->second));
    }
    talk = talk && !output.to_stdout();
  }
  for (const std::string& directory : inputs) {
    for (const Output& output : outputs) {
      directory::require_no_input(directory, output.option(), output.path());
    }
  }
  return talk;
}

}  // namespace spinforge::usage
