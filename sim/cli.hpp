// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gen/usage/usage.hpp"

/// The subcommands of spinforge-sim: each adds itself to the tool and runs when it is chosen.
/// (`device` is in cli_device.hpp.)
namespace spinforge::sim {

/// `golden NETWORK`: the network in integers, without any RTL.
void add_golden_command(usage::Tool& tool);

/// `verify DIR`: an emitted core in lockstep with the golden model. Leaves 1 in `exit_code` where
/// they differ or nothing was compared.
void add_verify_command(usage::Tool& tool, int& exit_code);

/// `vectors DIR`: golden vectors for the bench of an emitted directory.
void add_vectors_command(usage::Tool& tool);
/// `energy DIR`: joules of the devices, and toggles of the core.
void add_energy_command(usage::Tool& tool);

/// `sweep fields|noise NETWORK...`: the golden model under other conditions than the training's.
void add_sweep_command(usage::Tool& tool);

/// `sweep-rtl DIR`: an emitted core at each of its field codes. Leaves 1 in `exit_code` likewise.
void add_sweep_rtl_command(usage::Tool& tool, int& exit_code);

/// `figures MODELS -o DIR`: their training curves and the confusion matrices of their RTL.
void add_figures_command(usage::Tool& tool);

/// `table MODELS`: the networks of a directory, their accuracies and what their RTL did.
void add_table_command(usage::Tool& tool, int& exit_code);

/// `serial PORT NETWORK`: images to a board. Leaves 1 in `exit_code` where its answers differ from
/// the golden model's.
void add_serial_command(usage::Tool& tool, int& exit_code);

}  // namespace spinforge::sim
