// SPDX-License-Identifier: Apache-2.0
#include "sim/fit/measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/device/units.hpp"

namespace spinforge::fit {
namespace {

/// What a column may be, and the unit that it is converted to ("": none).
struct Wanted {
  std::string_view name, unit;
};
constexpr auto kColumns = std::to_array<Wanted>({{"operation", ""},
                                                 {"slot", ""},
                                                 {"time", "s"},
                                                 {"kind", ""},
                                                 {"field", "Oe"},
                                                 {"current", "mA"},
                                                 {"voltage", "uV"}});
enum Column : std::size_t { kOperation, kSlot, kTime, kKind, kField, kCurrent, kVoltage, kCount };
static_assert(kColumns.size() == kCount);

struct CellPlace {
  std::size_t index = 0;  ///< of the cell in a line
  std::string unit;
};

/// Without blanks and quotes around it.
std::string bare(std::string_view text) { return text::trimmed(text, " \t\r\""); }

std::string lowered(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::vector<std::string> cells_of(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::size_t begin = 0;
  for (std::size_t end; (end = line.find(separator, begin)) != std::string::npos; begin = end + 1) {
    cells.push_back(bare(std::string_view(line).substr(begin, end - begin)));
  }
  cells.push_back(bare(std::string_view(line).substr(begin)));
  return cells;
}

std::vector<std::string> lines_of(const std::string& text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";  // that some programs put before UTF-8
  std::vector<std::string> lines;
  std::size_t begin = text.starts_with(kMark) ? kMark.size() : 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  lines.push_back(text.substr(begin));
  return lines;
}

/// "u" for both of Unicode's micro signs.
std::string with_plain_micro(std::string unit) {
  for (const std::string_view micro : {"\xc2\xb5", "\xce\xbc"}) {
    if (unit.starts_with(micro)) return "u" + unit.substr(micro.size());
  }
  return unit;
}

/// A row of the file, still of no operation.
struct Line {
  std::size_t line;
  double at;  ///< slot, or seconds
  Kind kind;
  double current, voltage;
};

class Parser {
 public:
  Parser(const std::string& text, const std::string& file) : file_(file), lines_(lines_of(text)) {
    out_.file = file;
  }

  Measurement parse() {
    read_header();
    while (++line_ < lines_.size()) {
      const std::string& line = lines_[line_];
      if (bare(line).empty() || bare(line).front() == '#') continue;
      read_row(cells_of(line, separator_));
    }
    if (rows_.empty()) fail("", "no measurement; expected lines below the header");
    arrange();
    return out_;
  }

 private:
  [[noreturn]] void fail(const std::string& column, const std::string& what) const {
    throw Error(ErrorCode::kParse,
                fmt::format("{} / line {}{}{}",
                            file_,
                            std::min(line_, lines_.size() - 1) + 1,
                            column.empty() ? "" : " / ",
                            column),
                what + "; correct the file");
  }

  void read_header() {
    while (line_ < lines_.size() &&
           (bare(lines_[line_]).empty() || bare(lines_[line_]).front() == '#')) {
      ++line_;
    }
    if (line_ == lines_.size()) fail("", "empty; expected a header and lines below it");
    const std::string& header = lines_[line_];
    for (const char c : {';', '\t'}) {
      if (header.find(c) != std::string::npos) separator_ = c;
    }
    const auto cells = cells_of(header, separator_);
    columns_ = cells.size();
    for (std::size_t i = 0; i < cells.size(); ++i) place_column(cells[i], i);
    for (const Column needed : {kOperation, kKind, kField, kCurrent, kVoltage}) {
      if (!places_[needed]) {
        fail(std::string(kColumns[needed].name), "missing; expected a column of that name");
      }
    }
    if (places_[kSlot].has_value() == places_[kTime].has_value()) {
      fail("slot", "expected one of the columns slot and time");
    }
  }

  void place_column(const std::string& cell, std::size_t index) {
    const std::string low = lowered(cell);
    for (std::size_t c = 0; c < kCount; ++c) {
      const auto& [name, unit] = kColumns[c];
      if (!low.starts_with(name)) continue;
      const std::string rest = cell.substr(name.size());
      if (!rest.empty() && std::string_view(" _([/").find(rest.front()) == std::string_view::npos) {
        continue;
      }
      const std::size_t begin = rest.find_first_not_of(" _([/");
      const std::size_t end = rest.find_last_not_of(" )]");
      const std::string given =
          begin == std::string::npos ? "" : with_plain_micro(rest.substr(begin, end + 1 - begin));
      if (places_[c]) fail(std::string(name), "given twice");
      if (!unit.empty() && !device::converted(1.0, given, unit)) {
        fail(std::string(name),
             fmt::format("expected its unit behind the name, as in {}_{}, got \"{}\"",
                         name,
                         unit,
                         text::brief(cell)));
      }
      places_[c] = CellPlace{index, given};
      return;
    }
    out_.ignored.push_back(cell);
  }

  const std::string& cell(const std::vector<std::string>& cells, Column column) const {
    const std::size_t index = places_[column]->index;
    if (index >= cells.size()) {
      fail(std::string(kColumns[column].name),
           fmt::format("missing; expected {} cells, got {}", index + 1, cells.size()));
    }
    return cells[index];
  }

  /// NaN for an empty cell.
  double number(const std::vector<std::string>& cells, Column column) const {
    std::string text = cell(cells, column);
    const std::string low = lowered(text);
    if (text.empty() || low == "nan" || low == "-" || low == "na") return std::nan("");
    if (separator_ != ',') std::replace(text.begin(), text.end(), ',', '.');
    if (text.front() == '+') text.erase(0, 1);
    const auto value = text::number<double>(text);
    const std::string name(kColumns[column].name);
    if (!value || !std::isfinite(*value)) {
      fail(name, fmt::format("expected a number, got \"{}\"", text::brief(cell(cells, column))));
    }
    const auto& unit = kColumns[column].unit;
    const double got =
        unit.empty() ? *value : *device::converted(*value, places_[column]->unit, unit);
    if (column != kField && column != kCurrent) return got;
    // 0.019 T is 190 Oe: conditions are told apart by numbers without a conversion's last digit.
    return *text::number<double>(fmt::format("{:.9g}", got));
  }

  void read_row(const std::vector<std::string>& cells) {
    // A decimal comma in a file with commas between its cells would shift them.
    if (cells.size() > columns_ &&
        std::any_of(cells.begin() + static_cast<std::ptrdiff_t>(columns_),
                    cells.end(),
                    [](const std::string& cell) { return !cell.empty(); })) {
      fail("row",
           fmt::format("expected {} cells as in the header, got {}{}",
                       columns_,
                       cells.size(),
                       separator_ == ',' ? "; where commas are decimal, put ; between cells" : ""));
    }
    const Column place = places_[kSlot] ? kSlot : kTime;
    const double at = number(cells, place);
    const double field = number(cells, kField);
    if (std::isnan(at)) fail(std::string(kColumns[place].name), "empty; expected a number");
    if (std::isnan(field)) fail("field", "empty; expected a number");
    if (place == kSlot && (at != std::floor(at) || at < 0.0 || at > 1e6)) {
      fail("slot", fmt::format("expected a whole number from 0 on, got {:g}", at));
    }
    const std::string kind = lowered(cell(cells, kKind));
    if (kind != "write" && kind != "read" && kind != "w" && kind != "r") {
      fail("kind",
           fmt::format("expected write or read, got \"{}\"", text::brief(cell(cells, kKind))));
    }
    const Line row{line_,
                   at,
                   kind.front() == 'w' ? Kind::kWrite : Kind::kRead,
                   number(cells, kCurrent),
                   number(cells, kVoltage)};
    if (row.kind == Kind::kWrite && std::isnan(row.current)) {
      fail("current", "empty at a write; expected a number");
    }
    auto& runs = rows_[{field, cell(cells, kOperation)}];
    if (runs.empty() || row.at < runs.back().back().at) runs.emplace_back();
    if (!runs.back().empty() && row.at == runs.back().back().at) {
      fail(std::string(kColumns[place].name),
           fmt::format("{:g} is given twice in operation \"{}\", first on line {}",
                       at,
                       text::brief(cell(cells, kOperation)),
                       runs.back().back().line + 1));
    }
    runs.back().push_back(row);
  }

  /// Median time from a slot of kind `a` to the next one of kind `b`; NaN where there is none.
  [[nodiscard]] double usual_step(Kind a, Kind b) const {
    std::vector<double> steps;
    for (const auto& [key, runs] : rows_) {
      for (const auto& run : runs) {
        for (std::size_t i = 1; i < run.size(); ++i) {
          if (run[i - 1].kind == a && run[i].kind == b) steps.push_back(run[i].at - run[i - 1].at);
        }
      }
    }
    if (steps.empty()) return std::nan("");
    std::nth_element(
        steps.begin(), steps.begin() + static_cast<long>(steps.size() / 2), steps.end());
    return steps[steps.size() / 2];
  }

  /// Slots of a run's rows: their numbers, or their order and what is missing between.
  std::vector<int> slots_of(const std::vector<Line>& run) const {
    std::vector<int> slots;
    for (std::size_t i = 0; i < run.size(); ++i) {
      if (places_[kSlot]) {
        slots.push_back(static_cast<int>(run[i].at));
        continue;
      }
      int missing = 0;
      if (i > 0) {
        const double usual = usual_.at({run[i - 1].kind, run[i].kind});
        const double excess = run[i].at - run[i - 1].at - usual;
        const double read = usual_.at({Kind::kRead, Kind::kRead});
        if (excess > 0.5 * read) missing = static_cast<int>(std::lround(excess / read));
      }
      slots.push_back(i == 0 ? 0 : slots.back() + 1 + missing);
    }
    return slots;
  }

  /// Where most operations begin; those that begin later lack their first readings.
  void add_beginnings() {
    std::map<std::pair<double, Kind>, std::size_t> beginnings;
    std::size_t all = 0;
    for (const auto& [key, runs] : rows_) {
      for (const auto& run : runs) {
        ++beginnings[{run.front().at, run.front().kind}];
        ++all;
      }
    }
    const auto usual =
        std::max_element(beginnings.begin(), beginnings.end(), [](const auto& a, const auto& b) {
          return a.second < b.second;
        });
    if (2 * usual->second <= all) return;  // operations are numbered through
    const auto [at, kind] = usual->first;
    for (auto& [key, runs] : rows_) {
      for (auto& run : runs) {
        if (run.front().at <= at) continue;
        run.insert(run.begin(), Line{run.front().line, at, kind, std::nan(""), std::nan("")});
      }
    }
  }

  void arrange() {
    for (const Kind a : {Kind::kWrite, Kind::kRead}) {
      for (const Kind b : {Kind::kWrite, Kind::kRead}) usual_[{a, b}] = usual_step(a, b);
    }
    add_beginnings();
    // What a slot is, by its number from the first write on: for those that are missing.
    std::map<int, std::map<Kind, int>> schedule;
    struct Run {
      double field, current;
      std::vector<int> slots;
      const std::vector<Line>* rows;
      int first_write;
    };
    std::vector<Run> all;
    for (const auto& [key, runs] : rows_) {
      for (const auto& rows : runs) {
        Run run{key.first, std::nan(""), slots_of(rows), &rows, -1};
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (rows[i].kind != Kind::kWrite) continue;
          if (run.first_write < 0) run.first_write = run.slots[i];
          if (std::isnan(rows[i].current)) continue;
          if (!std::isnan(run.current) && rows[i].current != run.current) {
            line_ = rows[i].line;
            fail("current",
                 fmt::format("{:g} mA, but {:g} mA before in operation \"{}\"; expected one write "
                             "current in an operation",
                             rows[i].current,
                             run.current,
                             key.second));
          }
          run.current = rows[i].current;
        }
        if (std::isnan(run.current)) continue;  // nothing was written
        for (std::size_t i = 0; i < rows.size(); ++i) {
          ++schedule[run.slots[i] - run.first_write][rows[i].kind];
        }
        all.push_back(run);
      }
    }
    line_ = lines_.size();
    if (all.empty()) fail("kind", "no write slot in the file; expected some");
    const auto usual_kind = [&](int slot) {
      const auto found = schedule.find(slot);
      if (found == schedule.end()) return Kind::kUnknown;
      const auto& counts = found->second;
      const auto count = [&](Kind kind) {
        const auto at = counts.find(kind);
        return at == counts.end() ? 0 : at->second;
      };
      return count(Kind::kWrite) > count(Kind::kRead) ? Kind::kWrite : Kind::kRead;
    };
    std::map<std::pair<double, double>, std::vector<Operation>> conditions;
    for (const Run& run : all) {
      Operation operation;
      int next = run.slots.front();
      for (std::size_t i = 0; i < run.slots.size(); ++i, ++next) {
        for (; next < run.slots[i]; ++next) {
          operation.slots.push_back({usual_kind(next - run.first_write), std::nan("")});
        }
        operation.slots.push_back({(*run.rows)[i].kind, (*run.rows)[i].voltage});
      }
      conditions[{run.field, run.current}].push_back(operation);
    }
    for (auto& [key, operations] : conditions) {
      out_.conditions.push_back({key.first, key.second, std::move(operations)});
    }
    count();
  }

  /// Most frequent numbers of writes and of reads behind one.
  void count() {
    std::map<int, int> pulses, reads;
    for (const Condition& condition : out_.conditions) {
      for (const Operation& operation : condition.operations) {
        int writes = 0, behind = 0;
        for (const Slot& slot : operation.slots) {
          out_.missing += std::isnan(slot.voltage) ? 1 : 0;
          if (slot.kind == Kind::kWrite) {
            if (writes > 0) ++reads[behind];
            ++writes;
            behind = 0;
          } else {
            ++behind;
          }
        }
        ++reads[behind];
        ++pulses[writes];
      }
    }
    const auto most = [](const std::map<int, int>& counts) {
      return std::max_element(counts.begin(),
                              counts.end(),
                              [](const auto& a, const auto& b) { return a.second < b.second; })
          ->first;
    };
    out_.pulses = most(pulses);
    out_.reads = most(reads);
  }

  const std::string& file_;
  std::vector<std::string> lines_;
  std::size_t line_ = 0;
  char separator_ = ',';
  std::size_t columns_ = 0;  // of the header
  std::array<std::optional<CellPlace>, kCount> places_;
  /// By field and name of the operation: its runs, each of rising slots.
  std::map<std::pair<double, std::string>, std::vector<std::vector<Line>>> rows_;
  std::map<std::pair<Kind, Kind>, double> usual_;  ///< seconds from one kind to the next
  Measurement out_;
};

}  // namespace

Measurement parse_measurement(const std::string& text, const std::string& file) {
  return Parser(text, file).parse();
}

}  // namespace spinforge::fit
