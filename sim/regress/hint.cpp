// SPDX-License-Identifier: Apache-2.0
#include "sim/regress/hint.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace spinforge::regress {

namespace {

constexpr std::array kHinted{SIGINT, SIGTERM, SIGHUP};
constexpr std::string_view kHint =
    "\nspinforge-sim: ended by a signal; what is finished is kept: run again with --resume\n";

std::array<struct sigaction, kHinted.size()> before_hint{};  // for the handler

void put_back() {
  for (std::size_t i = 0; i < kHinted.size(); ++i)
    ::sigaction(kHinted[i], &before_hint[i], nullptr);
}

void on_signal(int number) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kHint.data(), kHint.size());
  put_back();
  ::raise(number);  // once this returns
}

}  // namespace

Hint::Hint() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  for (std::size_t i = 0; i < kHinted.size(); ++i) {
    ::sigaction(kHinted[i], nullptr, &before_hint[i]);
    if (before_hint[i].sa_handler != SIG_IGN) ::sigaction(kHinted[i], &action, nullptr);
  }
}

Hint::~Hint() { let_go(); }

void Hint::let_go() {
  if (holds_) put_back();
  holds_ = false;
}

}  // namespace spinforge::regress
