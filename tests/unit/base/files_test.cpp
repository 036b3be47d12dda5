// SPDX-License-Identifier: Apache-2.0
#include "gen/base/files.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gen/base/descriptor.hpp"
#include "gen/base/temporary.hpp"
#include "tests/support.hpp"

using namespace spinforge;
using test::error_of;
using test::status_of;
using test::TempDir;
namespace fs = std::filesystem;

TEST_CASE("what is written to a file is read back, zeros included") {
  const TempDir dir;
  const std::string content("a\0b\n\xff", 5);
  files::write(dir / "f", content);
  CHECK(files::read(dir / "f") == content);
  files::write(dir / "f", "");
  CHECK(files::read(dir / "f").empty());
  CHECK(dir.entries() == 1);
}

TEST_CASE("a missing file is an I/O error that names it") {
  const TempDir dir;
  const Error error = error_of(ErrorCode::kIo, [&] { (void)files::read(dir / "absent"); });
  CHECK(error.where() == dir / "absent");
}

TEST_CASE("a directory read as a file is an I/O error") {
  const TempDir dir;
  CHECK(error_of([&] { (void)files::read(dir.path()); }).code() == ErrorCode::kIo);
}

TEST_CASE("writing into a directory that does not exist is an I/O error") {
  const TempDir dir;
  error_of(
      ErrorCode::kIo, "No such file or directory", [&] { files::write(dir / "absent/f", "x"); });
}

TEST_CASE("a full disk is an I/O error that says so") {
  if (!std::filesystem::exists("/dev/full")) return test::skip("no /dev/full");
  const Error error =
      error_of(ErrorCode::kIo, "No space left on device", [] { files::write("/dev/full", "x"); });
  CHECK_THAT(error.what(), Catch::Contains("free some space"));
}

TEST_CASE("a failed write leaves the old file and no other") {
  const TempDir dir;
  std::filesystem::create_directory(dir / "f");  // a rename cannot replace a directory by a file
  files::write(dir / "f/inside", "old");
  CHECK(error_of([&] { files::write(dir / "f", "new"); }).code() == ErrorCode::kIo);
  CHECK(files::read(dir / "f/inside") == "old");
  CHECK(dir.entries() == 1);
}

TEST_CASE("a directory without write permission is an I/O error that says what to do") {
  const TempDir dir;
  const std::string report = dir / "report";
  files::write(report, "");
  std::filesystem::permissions(report, std::filesystem::perms::all);
  std::filesystem::create_directory(dir / "locked");
  std::filesystem::permissions(dir / "locked", std::filesystem::perms::owner_read);
  const int descriptor = ::open(report.c_str(), O_WRONLY);
  const int status = test::status_of([&] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(1);  // root may write everywhere
    const Error error = error_of([&] { files::write(dir / "locked/f", "x"); });
    if (::write(descriptor, error.what(), std::string_view(error.what()).size()) < 0) ::_exit(2);
    if (error.code() != ErrorCode::kIo) ::_exit(3);
  });
  ::close(descriptor);
  CHECK(status == 0);
  CHECK_THAT(files::read(report), Catch::Contains("change its permissions"));
}

TEST_CASE("a link is written through, not replaced") {
  const TempDir dir;
  files::write(dir / "target", "old");
  std::filesystem::create_symlink(dir / "target", dir / "link");
  files::write(dir / "link", "new");
  CHECK(std::filesystem::is_symlink(dir / "link"));
  CHECK(files::read(dir / "target") == "new");
}

TEST_CASE("a pipe is written as it is") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    files::write(dir / "pipe", "through");
    ::_exit(0);
  }
  std::string text;
  std::ifstream(dir / "pipe") >> text;
  CHECK(text == "through");
  ::waitpid(writer, nullptr, 0);
}

TEST_CASE("a pipe or a device in place of a file is refused, without waiting for it") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
  const std::pair<std::string, std::string> cases[] = {
      {dir / "pipe", "a pipe"}, {"/dev/null", "a device"}, {dir.path(), "a directory"}};
  for (const auto& [path, kind] : cases) {
    for (const bool whole : {false, true}) {
      const Error error = error_of(ErrorCode::kIo, [&, path = path] {
        whole ? (void)files::read(path) : files::require_readable(path);
      });
      CHECK(error.where() == path);
      CHECK_THAT(error.what(), Catch::Contains("expected a file, got " + kind));
    }
  }
}

TEST_CASE("an empty path is a usage error") {
  CHECK(error_of([] { (void)files::read(""); }).code() == ErrorCode::kUsage);
  CHECK(error_of([] { files::write("", "x"); }).code() == ErrorCode::kUsage);
  CHECK(error_of([] { (void)files::resolved(""); }).code() == ErrorCode::kUsage);
}

TEST_CASE("names of any bytes are names of files") {
  const TempDir dir;
  const std::string path = dir / "\xff\xfe \n'\"$;#&>:";
  files::write(path, "x");
  CHECK(files::read(path) == "x");
  CHECK(files::resolved(path) == path);
}

TEST_CASE("a link to what does not exist yet is written through") {
  const TempDir dir;
  std::filesystem::create_symlink("target", dir / "link");
  files::write(dir / "link", "new");
  CHECK(std::filesystem::is_symlink(dir / "link"));
  CHECK(files::read(dir / "target") == "new");
  std::filesystem::create_symlink("round", dir / "round");
  CHECK(error_of([&] { files::write(dir / "round", ""); }).code() == ErrorCode::kIo);
}

TEST_CASE("the directory for temporary files is TMPDIR, and an error names it where it is none") {
  const TempDir dir;
  const int status = test::status_of([&] {
    ::setenv("TMPDIR", dir.path().c_str(), 1);
    if (files::temporary_directory() != dir.path()) ::_exit(1);
    ::unsetenv("TMPDIR");
    if (files::temporary_directory() != "/tmp") ::_exit(2);
    ::setenv("TMPDIR", "/absent", 1);
    const Error error = error_of([] { (void)files::temporary_directory(); });
    if (error.code() != ErrorCode::kIo || error.where() != "TMPDIR=/absent") ::_exit(3);
  });
  CHECK(status == 0);
}

TEST_CASE("a path lies within a directory by its components") {
  CHECK(files::is_within("/a/b", "/a/b"));
  CHECK(files::is_within("/a/b/c", "/a/b"));
  CHECK(files::is_within("/a", "/"));
  CHECK_FALSE(files::is_within("/a/bc", "/a/b"));
  CHECK_FALSE(files::is_within("/a", "/a/b"));
}

TEST_CASE("why a file cannot be written in a directory is found for whoever did not say") {
  const TempDir dir;
  CHECK(files::write_trouble(dir.path()) == 0);
  CHECK(files::write_trouble(dir / "absent") == ENOENT);
  const int status = test::status_of([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(files::write_trouble(dir.path()) == EFBIG ? 0 : 1);
  });
  CHECK(status == 0);
  CHECK(dir.entries() == 0);
}

TEST_CASE("several files are written like one") {
  const TempDir dir;
  files::write(dir / "a", "1");
  fs::create_directory(dir / "c");
  files::write(dir / "c/inside", "");
  files::write_together({{dir / "a", "2"}, {dir / "b", "2"}});
  CHECK(files::read(dir / "a") == "2");
  CHECK(files::read(dir / "b") == "2");
  const Error error = error_of(ErrorCode::kIo, [&] {
    files::write_together({{dir / "a", "3"}, {dir / "absent/d", "3"}});
  });
  CHECK(error.where() == dir / "absent/d");
  CHECK(files::read(dir / "a") == "2");
  CHECK(dir.entries() == 3);
}

TEST_CASE("a file that is replaced keeps its permissions, and one that is read-only stays") {
  const TempDir dir;
  files::write(dir / "f", "1");
  fs::permissions(dir / "f", fs::perms(0640));
  files::write(dir / "f", "2");
  CHECK(static_cast<int>(fs::status(dir / "f").permissions()) == 0640);
  fs::permissions(dir / "f", fs::perms(0444));
  fs::permissions(dir.path(), fs::perms(0777));
  const int nobody = status_of([&] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(2);
    try {
      files::write(dir / "f", "3");
    } catch (const Error& error) {
      ::_exit(std::string(error.what()).find("Permission denied") == std::string::npos ? 3 : 0);
    }
    ::_exit(4);
  });
  CHECK(nobody == 0);
  CHECK(files::read(dir / "f") == "2");
}
