# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOT=source tree -D OUT=file.cpp -P embed.cmake
# Writes the definition of embedded.hpp.
set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"sim/device/embedded.hpp\"\n\n")
string(APPEND text "namespace spinforge::device {\nnamespace {\n\nconstexpr EmbeddedDevice kDevices[] = {\n")
file(GLOB files ${ROOT}/sim/device/devices/*.json)
list(SORT files)
foreach(file ${files})
  get_filename_component(name ${file} NAME_WLE)
  file(READ ${file} content)
  string(APPEND text "{\"${name}\", R\"embedded(${content})embedded\"},\n")
endforeach()
string(APPEND text "};\n\n}  // namespace\n\n"
  "std::span<const EmbeddedDevice> embedded_devices() { return kDevices; }\n\n"
  "}  // namespace spinforge::device\n")
file(WRITE ${OUT} "${text}")
