// SPDX-License-Identifier: Apache-2.0
#include "sim/page/html.hpp"

#include <fmt/format.h>

#include <span>

#include "gen/base/embedded.hpp"
#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"

namespace spinforge::page {

/// assets/*; see gen/base/embedded.hpp.
std::span<const EmbeddedFile> embedded_assets();

namespace {

std::string_view asset(std::string_view name) {
  for (const EmbeddedFile& file : embedded_assets()) {
    if (file.name == name) return file.content;
  }
  expects(false, "an asset of that name");
  return {};
}

/// Nothing is loaded from anywhere, whatever a page should hold.
constexpr const char* kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

constexpr std::size_t kLongCell = 40;  // characters that are not to stand one below the other

/// `class="..."`, or nothing.
std::string class_of(const std::vector<std::string>& names) {
  return names.empty() ? "" : fmt::format("class=\"{}\"", text::joined(names, " "));
}

std::vector<std::string> names_of(Tone tone) {
  if (tone == Tone::kPlain) return {};
  return {tone == Tone::kGood ? "good" : "bad"};
}

std::string class_of(const Cell& cell, bool number) {
  std::vector<std::string> names = names_of(cell.tone);
  if (number) names.emplace_back("n");
  const std::string& code = cell.inner.code;
  if (code.size() > kLongCell && code.find('<') == std::string::npos) names.emplace_back("long");
  return class_of(names);
}

Html row_of(const Table& table, const std::vector<Cell>& cells) {
  expects(cells.size() == table.columns.size(), "a cell for each column");
  Html out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cls = class_of(cells[i], table.columns[i].number);
    out += i == 0 ? element("th", cells[i].inner, "scope=\"row\"" + (cls.empty() ? "" : " " + cls))
                  : element("td", cells[i].inner, cls);
  }
  return element("tr", out) + Html{"\n"};
}

Html links(const std::vector<Section>& sections) {
  Html out;
  for (const Section& section : sections) {
    out += element("a", text(section.title), fmt::format("href=\"#{}\"", text(section.id).code));
  }
  return element("nav", out, "aria-label=\"Contents\"");
}

}  // namespace

Html text(std::string_view plain) { return {text::xml(plain)}; }

Html element(std::string_view name, const Html& inner, std::string_view attributes) {
  const char* const blank = attributes.empty() ? "" : " ";
  return {fmt::format("<{0}{1}{2}>{3}</{0}>", name, blank, attributes, inner.code)};
}

Html paragraph(std::string_view plain) { return element("p", text(plain)) + Html{"\n"}; }

Html code_block(std::string_view plain) {
  return element("pre", text(plain), "tabindex=\"0\"") + Html{"\n"};
}

Html heading(int level, std::string_view plain) {
  return element(fmt::format("h{}", level), text(plain)) + Html{"\n"};
}

Html details(std::string_view summary, const Html& inner) {
  return element("details", element("summary", text(summary)) + inner) + Html{"\n"};
}

Html figure(std::string_view caption, const Html& chart, std::string_view attributes) {
  return element("figure", element("figcaption", text(caption)) + chart, attributes) + Html{"\n"};
}

Html grid(const Html& figures) { return element("div", figures, "class=\"grid\"") + Html{"\n"}; }

Html table(const Table& table) {
  Html head, rows;
  for (const Column& column : table.columns) {
    head += element(
        "th", text(column.name), column.number ? "scope=\"col\" class=\"n\"" : "scope=\"col\"");
  }
  for (const std::vector<Cell>& cells : table.rows) rows += row_of(table, cells);
  return element("div",
                 element("table", element("thead", element("tr", head)) + element("tbody", rows)),
                 fmt::format("class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"",
                             text(table.name).code)) +
         Html{"\n"};
}

Html facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  Html out;
  for (const auto& [name, value] : facts) {
    out += element("dt", text(name)) + element("dd", text(value)) + Html{"\n"};
  }
  return element("dl", out);
}

Html tiles(const std::vector<Tile>& tiles) {
  Html out;
  for (const Tile& tile : tiles) {
    out += element("div",
                   element("span", text(tile.name)) +
                       element("b", text(tile.value), class_of(names_of(tile.tone)))) +
           Html{"\n"};
  }
  return element("div", out, "class=\"tiles\"");
}

Html controls(const std::vector<Chooser>& choosers) {
  Html out;
  for (const Chooser& chooser : choosers) {
    Html options;
    for (const auto& [value, label] : chooser.options) {
      options += element("option", text(label), fmt::format("value=\"{}\"", text(value).code));
    }
    out += element("label",
                   text(chooser.label + " ") +
                       element("select", options, fmt::format("data-chooses=\"{}\"", chooser.key)));
  }
  return element("div", out, "class=\"controls\" hidden") + Html{"\n"};
}

std::string document(const Page& page) {
  Html body = element("header",
                      element("h1", text(page.title)) +
                          element("p",
                                  text(page.verdict),
                                  page.good ? "class=\"verdict good\"" : "class=\"verdict bad\"") +
                          page.lead + links(page.sections));
  Html main;
  for (const Section& section : page.sections) {
    main += element("section",
                    element("h2", text(section.title)) + Html{"\n"} + section.body,
                    fmt::format("id=\"{}\"", text(section.id).code)) +
            Html{"\n"};
  }
  body += element("main", main);
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}\n<script>\n{}</script>\n"
      "</body>\n</html>\n",
      kPolicy,
      text(page.title).code,
      asset("style.css"),
      body.code,
      asset("script.js"));
}

}  // namespace spinforge::page
