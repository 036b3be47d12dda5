// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/usage/usage.hpp"
#include "sim/classify/images.hpp"

/// The subcommands of spinforge-sim, each named like its file: it adds itself to the tool and runs
/// when it is chosen.
namespace spinforge::sim {

void add_golden_command(usage::Tool& tool);
void add_chip_command(usage::Tool& tool);
void add_verify_command(usage::Tool& tool);
void add_vectors_command(usage::Tool& tool);
void add_energy_command(usage::Tool& tool);
void add_sweep_command(usage::Tool& tool);
void add_regress_command(usage::Tool& tool);
void add_release_command(usage::Tool& tool);
void add_sweep_rtl_command(usage::Tool& tool);
void add_figures_command(usage::Tool& tool);
void add_table_command(usage::Tool& tool);
void add_serial_command(usage::Tool& tool);
void add_device_command(usage::Tool& tool);
void add_chain_command(usage::Tool& tool);

// Options that several of them have.

/// DIR, an emitted directory.
void add_directory(usage::Command& command, std::string& to);
/// --chip, the file of a chip.
void add_chip(usage::Command& command, std::string& to);
void add_sound_outputs(usage::Command& command, bool& to);
usage::Option* add_dataset(usage::Command& command, classify::Selection& to);
/// --images; `what` says which.
usage::Option* add_images(usage::Command& command,
                          classify::Selection& to,
                          const std::string& what);
usage::Option* add_first(usage::Command& command, classify::Selection& to);
/// --device, several times: devices that neurons stand for.
void add_device_choice(usage::Command& command, std::vector<std::string>& to);
void add_jobs(usage::Command& command, int& to);
void add_build_dir(usage::Command& command, std::string& to);
/// What that gave, for usage::prepare().
[[nodiscard]] usage::OutputFolder build_folder(const std::string& path);
void add_quiet(usage::Command& command, bool& to);
/// Of --plot; plot::image_format has the endings.
inline constexpr const char* kPlotHelp = "draw it into FILE, .svg or .png (gnuplot)";

/// Files, networks and emitted directories that a command reads: `read`, and its images. For
/// usage::prepare().
[[nodiscard]] std::vector<std::string> inputs_of(const classify::Selection& images,
                                                 std::vector<std::string> read);

/// What a run says of its images, as lines on standard error behind the tool's name.
void print_notes(const std::vector<std::string>& notes);

}  // namespace spinforge::sim
