# `cmake --install build/release --prefix DIR`: tools, headers and libraries, and what the tools read. All of
# it may be moved afterwards: the tools find their data beside themselves.
include(CMakePackageConfigHelpers)

install(DIRECTORY gen sim DESTINATION ${SPINFORGE_HEADERS}
  FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h" PATTERN "cli*.hpp" EXCLUDE)
install(DIRECTORY weights/models weights/data DESTINATION ${CMAKE_INSTALL_DATADIR}/spinforge)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# find_package(spinforge) gives the libraries as spinforge::network, spinforge::golden and so on.
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/spinforge)
install(EXPORT spinforge NAMESPACE spinforge:: FILE spinforge-targets.cmake DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/spinforge-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES cmake/spinforge-config.cmake ${PROJECT_BINARY_DIR}/spinforge-config-version.cmake
  DESTINATION ${package})
