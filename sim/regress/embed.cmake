# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOT=source tree -D OUT=file.cpp -P embed.cmake
# Writes the definition of embedded.hpp.
set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"sim/regress/embedded.hpp\"\n\n")
string(APPEND text "namespace spinforge::regress {\nnamespace {\n\nconstexpr EmbeddedSuite kSuites[] = {\n")
file(GLOB files ${ROOT}/sim/regress/suites/*.json)
list(SORT files)
foreach(file ${files})
  get_filename_component(name ${file} NAME_WLE)
  file(READ ${file} content)
  string(APPEND text "{\"${name}\", R\"embedded(${content})embedded\"},\n")
endforeach()
string(APPEND text "};\n\n}  // namespace\n\n"
  "std::span<const EmbeddedSuite> embedded_suites() { return kSuites; }\n\n"
  "}  // namespace spinforge::regress\n")
file(WRITE ${OUT} "${text}")
