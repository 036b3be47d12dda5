// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "weights/train/parameters.hpp"

/// The state of a training between two epochs, as one file that appears whole or not at all.
namespace spinforge::train {

/// `identity` are the options that shape the result, `log` has one object an epoch. *Errors*: kIo.
void save_checkpoint(const std::string& path,
                     const nlohmann::json& identity,
                     const nlohmann::json& log,
                     std::span<const Parameter> parameters);

/// Fills the parameters and returns the log, whose length is the number of epochs done.
/// *Errors*: kIo, kParse where the file is damaged, kUsage where it was made with other options
/// (the sentence names the first that differs).
[[nodiscard]] nlohmann::json load_checkpoint(const std::string& path,
                                             const nlohmann::json& identity,
                                             std::span<Parameter> parameters);

}  // namespace spinforge::train
