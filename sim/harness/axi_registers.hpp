// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace spinforge::harness {

/// The register map of an emitted directory, from its axi/registers.json: what a driver in the
/// field would use.
class AxiRegisters {
 public:
  struct Field {
    std::string name;
    int high = 0, low = 0;
  };
  struct Register {
    std::string name;
    int offset = 0, count = 1, stride = 4;
    std::string access;  ///< "ro", "rw", "wo", "w1s", "w1c"
    std::vector<std::uint32_t> reset;
    std::vector<Field> fields;
  };

  /// `directory` is the emitted one. *Errors*: kIo, kParse for a map that is none.
  explicit AxiRegisters(const std::string& directory);

  [[nodiscard]] const std::vector<Register>& all() const { return all_; }

  /// Address of register `name`, of element `k` of an array. *Errors*: kParse where the map lacks
  /// it.
  [[nodiscard]] std::uint16_t at(const std::string& name, std::size_t k = 0) const;
  /// `value` in its place in the register.
  [[nodiscard]] std::uint32_t field(const std::string& name,
                                    const std::string& field,
                                    std::uint32_t value) const;
  /// The other way round.
  [[nodiscard]] std::uint32_t extract(const std::string& name,
                                      const std::string& field,
                                      std::uint32_t word) const;

 private:
  [[nodiscard]] const Register& find(const std::string& name) const;
  [[nodiscard]] const Field& find_field(const std::string& name, const std::string& field) const;
  [[noreturn]] void refuse(const std::string& lacks) const;

  std::string path_;
  std::vector<Register> all_;
};

}  // namespace spinforge::harness
