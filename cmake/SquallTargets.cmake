# Helpers that every folder uses: one library per layer, one executable per test file group.

add_library(squall_options INTERFACE)
target_compile_features(squall_options INTERFACE cxx_std_20)
target_compile_options(squall_options INTERFACE -Wall -Wextra -Wshadow $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms on "literal" + std::string (GCC bug 105651).
  target_compile_options(squall_options INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Rows are made from a flat list of values, arrays in them included (air/columns.hpp).
  target_compile_options(squall_options INTERFACE -Wno-missing-braces)
endif()
if(SQUALL_WERROR)
  target_compile_options(squall_options INTERFACE -Werror)
endif()
if(SQUALL_SANITIZE)
  target_compile_options(squall_options INTERFACE -fsanitize=${SQUALL_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(squall_options INTERFACE -fsanitize=${SQUALL_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # false alarms in the instrumented standard library
    target_compile_options(squall_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# squall_layer(NAME sources... DEPENDS layers...): the static library squall_NAME, seen from outside as squall::NAME.
# Its folder is src/NAME; headers are included as "NAME/file.hpp". Arrows between layers are checked by a test.
function(squall_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;DEPENDS;AVX2_SOURCES;LINKS" ${ARGN})
  add_library(squall_${name} STATIC ${LAYER_SOURCES})
  add_library(squall::${name} ALIAS squall_${name})
  set_target_properties(squall_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(squall_${name}
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>)
  target_link_libraries(squall_${name} PRIVATE $<BUILD_INTERFACE:squall_options>)
  target_compile_features(squall_${name} PUBLIC cxx_std_20)
  foreach(dependency ${LAYER_DEPENDS})
    target_link_libraries(squall_${name} PUBLIC squall_${dependency})
  endforeach()
  target_link_libraries(squall_${name} PUBLIC ${LAYER_LINKS})
  if(SQUALL_AVX2 AND LAYER_AVX2_SOURCES)
    target_sources(squall_${name} PRIVATE ${LAYER_AVX2_SOURCES})
    set_source_files_properties(${LAYER_AVX2_SOURCES} PROPERTIES COMPILE_OPTIONS "-mavx2;-mbmi2")
    target_compile_definitions(squall_${name} PRIVATE SQUALL_HAVE_AVX2=1)
  endif()
  install(TARGETS squall_${name} EXPORT squallTargets)
endfunction()

# squall_test(NAME sources... LINKS targets... LABELS labels...): a Catch2 executable registered with ctest.
function(squall_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LINKS;LABELS" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES})
  target_link_libraries(test_${name} PRIVATE squall_options squall_test_kit ${TEST_LINKS})
  target_precompile_headers(test_${name} REUSE_FROM squall_test_kit)
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
endfunction()
