// SPDX-License-Identifier: Apache-2.0
#include "gen/sv/interface.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <charconv>
#include <memory>
#include <utility>

#include "gen/base/error.hpp"

namespace spinforge::sv {
namespace {

using Tokens = std::vector<std::string>;

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$';
}

/// Words, numbers, texts in quotes, and every other character by itself; no comments.
Tokens tokens_of(std::string_view text) {
  Tokens out;
  while (!text.empty()) {
    std::size_t length = 1;
    if (text.starts_with("//")) {
      text.remove_prefix(std::min(text.find('\n'), text.size()));
      continue;
    }
    if (text.front() == '"') length = text.find('"', 1) + 1;
    if (in_word(text.front())) {
      length = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), in_word) -
                                        text.begin());
    }
    if (std::isspace(static_cast<unsigned char>(text.front())) == 0) {
      out.emplace_back(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

/// Constants of a module that follow from its parameters, as expressions.
using Derived = std::map<std::string, Tokens, std::less<>>;

/// The value of one expression, by recursive descent.
class Evaluation {
 public:
  Evaluation(const Tokens& tokens, const Parameters& parameters, const Derived& derived)
      : tokens_(tokens), parameters_(parameters), derived_(derived) {}

  std::int64_t value() {
    const std::int64_t out = choice();
    expects(at_ == tokens_.size(), fmt::format("an expression ends before {}", next()));
    return out;
  }

 private:
  [[nodiscard]] std::string_view next() const {
    return at_ < tokens_.size() ? std::string_view(tokens_[at_]) : std::string_view();
  }

  bool take(std::string_view token) {
    if (next() != token) return false;
    ++at_;
    return true;
  }

  void require(std::string_view token) {
    expects(take(token), fmt::format("an expression has {} where {} stands", token, next()));
  }

  std::int64_t choice() {
    const std::int64_t condition = comparison();
    if (!take("?")) return condition;
    const std::int64_t yes = choice();
    require(":");
    const std::int64_t no = choice();
    return condition != 0 ? yes : no;
  }

  std::int64_t comparison() {
    const std::int64_t left = sum();
    return take(">") ? static_cast<std::int64_t>(left > sum()) : left;
  }

  std::int64_t sum() {
    std::int64_t out = product();
    while (true) {
      if (take("+")) {
        out += product();
      } else if (take("-")) {
        out -= product();
      } else {
        return out;
      }
    }
  }

  std::int64_t product() {
    std::int64_t out = single();
    while (true) {
      if (take("*")) {
        out *= single();
      } else if (take("/")) {
        out /= single();
      } else {
        return out;
      }
    }
  }

  std::int64_t single() {
    if (take("(")) {
      const std::int64_t out = choice();
      require(")");
      return out;
    }
    if (take("$clog2")) {
      require("(");
      const std::int64_t of = choice();
      require(")");
      return static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(of - 1)));
    }
    expects(at_ < tokens_.size(), "an expression does not end with an operator");
    const std::string& token = tokens_[at_++];
    std::int64_t number = 0;
    const char* const end = token.data() + token.size();
    if (std::from_chars(token.data(), end, number).ptr == end) return number;
    if (const auto found = parameters_.find(token); found != parameters_.end()) {
      return found->second;
    }
    const auto found = derived_.find(token);
    expects(found != derived_.end(), fmt::format("{} is a parameter that has a value", token));
    return Evaluation(found->second, parameters_, derived_).value();
  }

  const Tokens& tokens_;
  const Parameters& parameters_;
  const Derived& derived_;
  std::size_t at_ = 0;
};

/// Reads a header, token by token.
class Header {
 public:
  explicit Header(std::string_view text) : tokens_(tokens_of(text)) {}

  Interface read() {
    require("module");
    out_.name = take();
    if (tokens_[at_] == "#") {
      ++at_;
      require("(");
      while (declaration()) {
      }
    }
    require("(");
    while (port()) {
    }
    return std::move(out_);
  }

 private:
  std::string take() {
    expects(at_ < tokens_.size(), fmt::format("the header of {} is whole", out_.name));
    return tokens_[at_++];
  }

  void require(std::string_view token) {
    const std::string got = take();
    expects(got == token, fmt::format("the header of {} has {}, got {}", out_.name, token, got));
  }

  /// What stands before the first of `ends` that is in no bracket; takes that, too.
  Tokens until(std::string_view ends) {
    Tokens out;
    for (int depth = 0;;) {
      std::string token = take();
      if (depth == 0 && token.size() == 1 && ends.find(token) != std::string_view::npos) {
        last_ = token;
        return out;
      }
      if (token == "(" || token == "{" || token == "[") ++depth;
      if (token == ")" || token == "}" || token == "]") --depth;
      out.push_back(std::move(token));
    }
  }

  /// False for the last one.
  bool declaration() {
    const std::string kind = take();
    expects(kind == "parameter" || kind == "localparam",
            fmt::format("the header of {} has a parameter, got {}", out_.name, kind));
    const std::string name = until("=").back();
    Tokens value = until(",)");
    if (kind == "parameter") {
      out_.parameters.push_back(name);
    } else {
      derived_->emplace(name, std::move(value));
    }
    return last_ == ",";
  }

  bool port() {
    const std::string direction = take();
    expects(direction == "input" || direction == "output",
            fmt::format("the header of {} has a port, got {}", out_.name, direction));
    require("logic");
    Interface::Port port{"", direction == "input" ? Direction::kInput : Direction::kOutput, {}};
    Tokens words = until(",)");
    port.name = words.back();
    words.pop_back();
    if (!words.empty() && words.front() == "signed") words.erase(words.begin());
    port.width = width(words, port.name);
    out_.ports.push_back(std::move(port));
    return last_ == ",";
  }

  /// Of a range [HIGH:0], or of one bit where there is none.
  std::function<int(const Parameters&)> width(const Tokens& range, const std::string& name) const {
    if (range.empty()) return [](const Parameters&) { return 1; };
    const std::size_t size = range.size();
    expects(size > 4 && range.front() == "[" && range[size - 3] == ":" && range[size - 2] == "0" &&
                range.back() == "]",
            fmt::format("the range of {} in {} is [HIGH:0]", name, out_.name));
    return [high = Tokens(range.begin() + 1, range.end() - 3),
            derived = derived_](const Parameters& parameters) {
      return static_cast<int>(Evaluation(high, parameters, *derived).value()) + 1;
    };
  }

  Tokens tokens_;
  std::size_t at_ = 0;
  std::string last_;  ///< what until() ended at
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  Interface out_;
};

}  // namespace

const Interface::Port& Interface::port(std::string_view port) const {
  const auto found =
      std::find_if(ports.begin(), ports.end(), [&](const Port& p) { return p.name == port; });
  expects(found != ports.end(), fmt::format("{} has a port {}", name, port));
  return *found;
}

Interface read_interface(std::string_view source) {
  const std::size_t begin = source.find("\nmodule ");
  expects(begin != std::string_view::npos, "the source holds a module");
  return Header(source.substr(begin, source.find("\n);", begin) + 2 - begin)).read();
}

}  // namespace spinforge::sv
