# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOT=source tree -D OUT=file.cpp -D VERSION=x.y.z -P embed.cmake
# Writes the definitions of embedded.hpp.
function(literal file out)
  file(READ ${file} content)
  set(${out} "R\"embedded(${content})embedded\"" PARENT_SCOPE)
endfunction()

set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"gen/emit/embedded.hpp\"\n\n")
string(APPEND text "namespace spinforge::emit {\nnamespace {\n\nconstexpr EmbeddedFile kMacros[] = {\n")
file(GLOB macros ${ROOT}/rtl/macros/sf_*.sv)
list(SORT macros)
foreach(macro ${macros})
  get_filename_component(name ${macro} NAME)
  literal(${macro} content)
  string(APPEND text "{\"${name}\", ${content}},\n")
endforeach()
literal(${ROOT}/sim/harness/model_abi.h abi)
string(APPEND text "};\n\n}  // namespace\n\n"
  "std::span<const EmbeddedFile> macro_files() { return kMacros; }\n"
  "std::string_view model_abi_header() { return ${abi}; }\n"
  "std::string_view version() { return \"${VERSION}\"; }\n\n}  // namespace spinforge::emit\n")
file(WRITE ${OUT} "${text}")
