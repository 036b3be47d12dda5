# SPDX-License-Identifier: Apache-2.0
# Files of the source tree that travel inside the tools.
#
# spinforge_embed(OUT NAMESPACE FUNCTION=PATTERN...): writes a source during the build and puts its path into
# OUT. It defines, for each pair, `std::span<const EmbeddedFile> NAMESPACE::FUNCTION()` (gen/base/embedded.hpp):
# the files that match PATTERN, a glob as seen from the folder of the list, by name.
function(spinforge_embed out namespace)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/embedded.cpp)
  set(script ${PROJECT_SOURCE_DIR}/cmake/embed.cmake)
  foreach(pair ${ARGN})
    string(REGEX MATCH "^([^=]*)=(.*)$" pair ${pair})
    set(pattern ${CMAKE_CURRENT_SOURCE_DIR}/${CMAKE_MATCH_2})
    file(GLOB files CONFIGURE_DEPENDS ${pattern})
    list(APPEND all ${files})
    list(APPEND pairs ${CMAKE_MATCH_1}=${pattern})
  endforeach()
  # Of files that are gone, or came with an old time, only this list tells.
  set(list ${CMAKE_CURRENT_BINARY_DIR}/embedded.txt)
  file(CONFIGURE OUTPUT ${list} CONTENT "${all}" @ONLY)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -P ${script} ${source} ${namespace} ${pairs}
    DEPENDS ${all} ${list} ${script}
    VERBATIM)
  set(${out} ${source} PARENT_SCOPE)
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE)
  return()
endif()

# As a script: cmake -P embed.cmake SOURCE NAMESPACE FUNCTION=PATTERN...
set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"gen/base/embedded.hpp\"\n\n")
string(APPEND text "namespace spinforge::${CMAKE_ARGV4} {\n")
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE 5 ${last})
  string(REGEX MATCH "^([^=]*)=(.*)$" pair "${CMAKE_ARGV${i}}")
  set(name ${CMAKE_MATCH_1})
  file(GLOB files ${CMAKE_MATCH_2})
  list(SORT files)
  string(APPEND text "\nstd::span<const EmbeddedFile> ${name}() {\n"
    "  static constexpr EmbeddedFile kFiles[] = {\n")
  foreach(file ${files})
    get_filename_component(base ${file} NAME)
    file(READ ${file} content)
    string(APPEND text "{\"${base}\", R\"embedded(${content})embedded\"},\n")
  endforeach()
  string(APPEND text "};\n  return kFiles;\n}\n")
endforeach()
string(APPEND text "\n}  // namespace spinforge::${CMAKE_ARGV4}\n")
file(WRITE ${CMAKE_ARGV3} "${text}")
