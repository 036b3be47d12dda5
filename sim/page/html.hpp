// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Pages for a browser: one file that needs no other and no network. Text and HTML are different
/// types, so that nothing gets into a page unescaped.
namespace spinforge::page {

/// A piece of HTML or SVG, tags closed.
struct Html {
  std::string code;
  Html& operator+=(const Html& other) {
    code += other.code;
    return *this;
  }
  friend Html operator+(Html left, const Html& right) { return left += right; }
};

/// `plain` as it is to be read.
[[nodiscard]] Html text(std::string_view plain);
/// An element with `inner` in it; `attributes` is code: `class="a"`.
[[nodiscard]] Html element(std::string_view name,
                           const Html& inner,
                           std::string_view attributes = "");
[[nodiscard]] Html paragraph(std::string_view plain);
/// Lines as they stand, a command for instance.
[[nodiscard]] Html code_block(std::string_view plain);
/// A heading of `level` 3 or 4; those of sections are 2.
[[nodiscard]] Html heading(int level, std::string_view plain);
/// Hidden until it is asked for.
[[nodiscard]] Html details(std::string_view summary, const Html& inner);
/// `chart` with `caption` above it. `attributes`: of the element around both.
[[nodiscard]] Html figure(std::string_view caption,
                          const Html& chart,
                          std::string_view attributes = "");
/// Figures side by side where there is room.
[[nodiscard]] Html grid(const Html& figures);

/// What a cell or tile says of its value.
enum class Tone { kPlain, kGood, kBad };

struct Cell {
  Html inner;
  Tone tone = Tone::kPlain;
  // NOLINTBEGIN(google-explicit-constructor)
  Cell(Html html, Tone of = Tone::kPlain) : inner(std::move(html)), tone(of) {}
  Cell(std::string_view plain, Tone of = Tone::kPlain) : inner(text(plain)), tone(of) {}
  Cell(const std::string& plain, Tone of = Tone::kPlain) : inner(text(plain)), tone(of) {}
  Cell(const char* plain, Tone of = Tone::kPlain) : inner(text(plain)), tone(of) {}
  // NOLINTEND(google-explicit-constructor)
};

struct Column {
  std::string name;
  bool number = false;  ///< right-aligned
};

/// A table that scrolls sideways by itself where it is wider than the page. `name` tells what it is
/// to who does not see it.
struct Table {
  std::string name;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< as many cells as columns; the first one heads its row
};
[[nodiscard]] Html table(const Table& table);

/// Names and values in two columns.
[[nodiscard]] Html facts(const std::vector<std::pair<std::string, std::string>>& facts);

/// A number that is worth a large print.
struct Tile {
  std::string name, value;
  Tone tone = Tone::kPlain;
};
[[nodiscard]] Html tiles(const std::vector<Tile>& tiles);

/// Which of the elements with the attribute data-`key` are shown: those of the chosen value, or
/// all where that is "". Without a script all of them are.
struct Chooser {
  std::string label;
  std::string key;
  std::vector<std::pair<std::string, std::string>> options;  ///< values of the attribute, and texts
};
[[nodiscard]] Html controls(const std::vector<Chooser>& choosers);

struct Section {
  std::string id;  ///< in links
  std::string title;
  Html body;
};

struct Page {
  std::string title;
  std::string verdict;  ///< one sentence
  bool good = false;    ///< its tone
  Html lead;            ///< between it and the sections
  std::vector<Section> sections;
};

/// The file: style and script in it. What it may load is nothing: a policy in it says so.
[[nodiscard]] std::string document(const Page& page);

}  // namespace spinforge::page
