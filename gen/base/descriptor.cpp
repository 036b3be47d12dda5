// SPDX-License-Identifier: Apache-2.0
#include "gen/base/descriptor.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "gen/base/error.hpp"

namespace spinforge::files {

int Descriptor::release() { return std::exchange(number_, -1); }

void Descriptor::reset(int number) {
  close();
  number_ = number;
}

bool Descriptor::close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

void fail(const std::string& path, std::string_view doing, int error) {
  const std::string advice = error == ENOSPC || error == EDQUOT ? "free some space"
                             : error == EACCES || error == EPERM || error == EROFS
                                 ? "choose a place that you may write, or change its permissions"
                                 : "check the path";
  throw Error(
      ErrorCode::kIo, path, fmt::format("cannot {}: {}; {}", doing, std::strerror(error), advice));
}

int write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

int write_trouble(const std::string& directory) {
  Descriptor file(::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600));
  if (!file.open()) return errno == EOPNOTSUPP ? 0 : errno;
  return write_to_disk(file, std::string(1 << 20, 'x'));
}

int write_to_disk(Descriptor& file, std::string_view content) {
  if (const int error = write_all(file.number(), content); error != 0) return error;
  if (::fsync(file.number()) != 0) return errno;
  return file.close() ? 0 : errno;
}

}  // namespace spinforge::files
