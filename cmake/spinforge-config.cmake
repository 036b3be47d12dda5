# What find_package(spinforge) reads: the libraries' own needs, then the libraries.
include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(nlohmann_json 3.11)
find_dependency(CLI11)
find_dependency(ZLIB)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/spinforge-targets.cmake)
