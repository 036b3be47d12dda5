// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "gen/base/descriptor.hpp"

/// Processes that run code of ours beside us: they see the same memory where that is wanted, tell
/// us what comes of it through a pipe, and end with us, however we end.
namespace spinforge::process {

/// Memory that a process shares with the children that it starts later.
class SharedMemory {
 public:
  /// *Errors*: kTool where there is none.
  explicit SharedMemory(std::size_t bytes);
  ~SharedMemory();
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  [[nodiscard]] void* get() const { return memory_; }

 private:
  std::size_t bytes_;
  void* memory_;
};

/// `count` values T{} in it; T is such that processes may use it at once, as lock-free atomics.
template <class T>
class Shared {
 public:
  explicit Shared(std::size_t count)
      : memory_(count * sizeof(T)), values_(new (memory_.get()) T[count]{}, count) {}
  [[nodiscard]] std::span<T> get() const { return values_; }

 private:
  static_assert(std::is_trivially_destructible_v<T>);
  SharedMemory memory_;
  std::span<T> values_;
};

/// What a child tells.
struct Message {
  std::uint32_t kind = 0;  ///< the caller's, below kChildError
  std::uint64_t number = 0;
  std::string bytes;
};
inline constexpr std::uint32_t kChildError = UINT32_MAX;

class Child {
 public:
  /// How a child tells a Message. Where nobody listens any more the child ends.
  using Tell =
      std::function<void(std::uint32_t kind, std::uint64_t number, std::string_view bytes)>;

  /// Starts one, which ends with the return of `work`. *Errors*: kTool where it cannot be started.
  explicit Child(const std::function<void(const Tell& tell)>& work);
  /// Ends it.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// What to poll for.
  [[nodiscard]] int pipe() const { return pipe_.number(); }
  [[nodiscard]] bool running() const { return pid_ > 0; }
  /// Reads what has been told; false at its end.
  bool receive();
  /// The next whole message, if there is one. *Errors*: the one that `work` threw, in its words.
  [[nodiscard]] std::optional<Message> message();
  /// Ends it, without waiting for that.
  void kill() const;
  /// Waits for its end, and gives how that was: "was ended by signal 9 (Killed)", "ended with code
  /// 3", or "" where `work` came to its end.
  std::string wait();

 private:
  pid_t pid_ = 0;
  files::Descriptor pipe_{-1};
  std::string buffer_;
};

/// Reads from `pipe` and gives it to `take`; false at its end.
bool read_some(int pipe, const std::function<void(std::string_view)>& take);

}  // namespace spinforge::process
