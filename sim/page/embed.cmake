# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOT=source tree -D OUT=file.cpp -P embed.cmake
# Writes the definitions of embedded.hpp.
file(READ ${ROOT}/sim/page/style.css style)
file(READ ${ROOT}/sim/page/script.js script)
file(WRITE ${OUT} "// SPDX-License-Identifier: Apache-2.0\n#include \"sim/page/embedded.hpp\"\n\n"
  "namespace spinforge::page {\n\n"
  "std::string_view embedded_style() { return R\"embedded(${style})embedded\"; }\n"
  "std::string_view embedded_script() { return R\"embedded(${script})embedded\"; }\n\n"
  "}  // namespace spinforge::page\n")
