# What `cmake --install` leaves: the command, static libraries, public headers, and a package for find_package(squall).
# Layers and command install themselves into the export set squallTargets.

include(CMakePackageConfigHelpers)

set(squall_package ${CMAKE_INSTALL_LIBDIR}/cmake/squall)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/squall DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(EXPORT squallTargets NAMESPACE squall:: DESTINATION ${squall_package})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/squallConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/squallConfig.cmake
  INSTALL_DESTINATION ${squall_package}
  PATH_VARS CMAKE_INSTALL_INCLUDEDIR CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/squallConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/squallConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/squallConfigVersion.cmake
  DESTINATION ${squall_package})
