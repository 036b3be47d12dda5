// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gen/emit/core.hpp"

/// What the two benches are written with.
namespace spinforge::emit {

/// Names and what they are connected to: parameters or ports of an instance in a bench.
using Connections = std::vector<std::pair<std::string, std::string>>;

/// The folder of vectors that a part of a bench reads. In braces: a parameter that is a text
/// reaches the parts whole in every tool.
inline const std::pair<std::string, std::string> kBenchFolder{"Folder", "{Vectors}"};

/// A file with the bench `name`, which has a part NAME_control; `body` stands between its head and
/// its end.
[[nodiscard]] std::string bench_module(std::string_view name,
                                       std::string_view header,
                                       std::string_view body);

/// Text of an instance.
[[nodiscard]] std::string bench_instance(std::string_view module,
                                         std::string_view name,
                                         const Connections& parameters,
                                         const Connections& ports);

/// An instance of a part in rtl/bench. A port is connected to the signal of its name, signal_of(),
/// but for `others`: such names, with blanks between them, and what they are connected to instead,
/// where * stands for the name.
[[nodiscard]] std::string bench_part(std::string_view module,
                                     std::string_view name,
                                     const Connections& parameters,
                                     const Connections& others = {});

/// Parameters of a part of a bench that reads the commits of layer `number`.
[[nodiscard]] Connections layer_parameters(const LayerConstants& layer, std::size_t number);

/// A port without its direction, and without the mark of an active-low one: the signal that it is
/// connected to.
[[nodiscard]] std::string signal_of(const sv::Interface::Port& port);

/// "logic [7:0] NAME" for a signal at `port`.
[[nodiscard]] std::string declared(const sv::Interface::Port& port, std::string_view name);

}  // namespace spinforge::emit
