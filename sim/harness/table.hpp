// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

/// What is known of the networks of a directory, as one Markdown table.
namespace spinforge::harness {

/// A row for each NAME of `directory` with a network.json: shape, bits, cycles, and the accuracy in
/// reals, in integers and of the RTL. The last comes from NAME/verified.json (`spinforge-sim verify
/// --record`) and is left out where that belongs to another version of the network.
/// *Errors*: kIo where there is no network; those of network::load; kParse for a bad record.
[[nodiscard]] std::string model_table(const std::string& directory);

/// `text` with the lines between the markers replaced by `table`.
/// *Errors*: kParse where `text`, called `name` in the sentence, has no markers.
[[nodiscard]] std::string with_table(const std::string& text,
                                     const std::string& table,
                                     const std::string& name);

}  // namespace spinforge::harness
