// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

/// What is kept of a training beside its network.
namespace spinforge::train {

/// SHA-256 of the data files in `directory` as they lie there, compressed or not: those of the
/// training split, and with `test_too` of the test split. *Errors*: kIo.
[[nodiscard]] nlohmann::json data_hashes(const std::string& directory, bool test_too);

/// Provenance as network.json holds it: on one line, real numbers to six digits.
[[nodiscard]] std::string provenance_text(nlohmann::json provenance);

/// The log beside the network: one line an epoch, real numbers to six digits, without its speed,
/// which would differ from run to run.
[[nodiscard]] std::string log_text(nlohmann::json log);

}  // namespace spinforge::train
