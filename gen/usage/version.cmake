# Writes OUT, a header with VERSION and the revision of the clone in SOURCE ("" where it is none),
# where that changed. Runs at each build, since a commit changes no file that CMake knows of.
set(revision "")
if(EXISTS ${SOURCE}/.git)  # sources unpacked inside somebody's clone have no revision of that
  execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=*
    OUTPUT_VARIABLE revision OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
file(CONFIGURE OUTPUT ${OUT} @ONLY CONTENT [[
#pragma once
inline constexpr const char* kVersion = "@VERSION@";
inline constexpr const char* kRevision = "@revision@";
]])
