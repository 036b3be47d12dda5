# SPDX-License-Identifier: Apache-2.0
# cmake -D ROOT=source tree -D OUT=file.cpp -D VERSION=x.y.z -P embed.cmake
# Writes the definitions of embedded.hpp.
function(literal file out)
  file(READ ${file} content)
  set(${out} "R\"embedded(${content})embedded\"" PARENT_SCOPE)
endfunction()

set(text "// SPDX-License-Identifier: Apache-2.0\n#include \"gen/emit/embedded.hpp\"\n\n")
string(APPEND text "namespace spinforge::emit {\nnamespace {\n\nconstexpr EmbeddedFile kMacros[] = {\n")
# Elements of an array for the files that match `pattern`.
macro(append_files pattern)
  file(GLOB files ${pattern})
  list(SORT files)
  foreach(file ${files})
    get_filename_component(name ${file} NAME)
    literal(${file} content)
    string(APPEND text "{\"${name}\", ${content}},\n")
  endforeach()
endmacro()

append_files(${ROOT}/rtl/macros/sf_*.sv)
string(APPEND text "};\n\nconstexpr EmbeddedFile kWrappers[] = {\n")
append_files(${ROOT}/rtl/targets/sf_axi_*.sv)
string(APPEND text "};\n\nconstexpr EmbeddedFile kDriver[] = {\n")
append_files(${ROOT}/rtl/targets/sf_axi.[ch])
string(APPEND text "};\n\nconstexpr EmbeddedFile kBench[] = {\n")
append_files(${ROOT}/rtl/bench/sf_bench_*.sv)
string(APPEND text "};\n\nconstexpr EmbeddedFile kWrapperBench[] = {\n")
append_files(${ROOT}/rtl/bench/sf_axi_bench_*.sv)
string(APPEND text "};\n\nconstexpr EmbeddedFile kPages[] = {\n")
append_files(${ROOT}/rtl/doc/*.md)
string(APPEND text "};\n\nconstexpr EmbeddedFile kAdapter[] = {\n")
append_files(${ROOT}/rtl/model/*.[ch]*)
literal(${ROOT}/gen/emit/INTEGRATION.md integration)
literal(${ROOT}/LICENSE license)
string(APPEND text "};\n\n}  // namespace\n\n"
  "std::span<const EmbeddedFile> macro_files() { return kMacros; }\n"
  "std::span<const EmbeddedFile> wrapper_files() { return kWrappers; }\n"
  "std::span<const EmbeddedFile> driver_files() { return kDriver; }\n"
  "std::span<const EmbeddedFile> bench_files() { return kBench; }\n"
  "std::span<const EmbeddedFile> wrapper_bench_files() { return kWrapperBench; }\n"
  "std::span<const EmbeddedFile> page_files() { return kPages; }\n"
  "std::span<const EmbeddedFile> adapter_files() { return kAdapter; }\n"
  "std::string_view license() { return ${license}; }\n"
  "std::string_view integration_page() { return ${integration}; }\n"
  "std::string_view version() { return \"${VERSION}\"; }\n\n}  // namespace spinforge::emit\n")
file(WRITE ${OUT} "${text}")
