# CUDA sources are compiled twice: by nvcc into the library squall_cuda, if there is an nvcc, and by the host compiler under
# the emulation of cuda/emulation into squall_emulated_FOLDER, for tests. Headers are included as "cuda/folder/file.hpp".

set(SQUALL_CUDA AUTO CACHE STRING "Build the CUDA back end: ON, OFF, or AUTO (if nvcc is found)")
set_property(CACHE SQUALL_CUDA PROPERTY STRINGS AUTO ON OFF)
set(SQUALL_CUDA_ARCHITECTURES 80 89 90 120 CACHE STRING "Architectures that the CUDA library has code for")

set(SQUALL_HAVE_CUDA OFF)
if(SQUALL_SANITIZE)
  # Sanitizers watch the emulation; device code would be the same as without.
  message(STATUS "CUDA back end: emulation only, because of sanitizers")
elseif(NOT SQUALL_CUDA STREQUAL "OFF")
  include(CheckLanguage)
  if(NOT CMAKE_CUDA_COMPILER AND NOT DEFINED ENV{CUDACXX})
    find_program(SQUALL_NVCC nvcc PATHS /usr/local/cuda/bin)
    mark_as_advanced(SQUALL_NVCC)
    if(SQUALL_NVCC)
      set(CMAKE_CUDA_COMPILER ${SQUALL_NVCC})
    endif()
  endif()
  check_language(CUDA)
  if(CMAKE_CUDA_COMPILER)
    set(CMAKE_CUDA_ARCHITECTURES OFF) # the options below say it
    enable_language(CUDA)
    find_package(CUDAToolkit REQUIRED)
    set(SQUALL_HAVE_CUDA ON)
  elseif(SQUALL_CUDA STREQUAL "ON")
    message(FATAL_ERROR "SQUALL_CUDA is ON, but there is no nvcc; set CUDACXX to its path")
  endif()
  if(SQUALL_HAVE_CUDA)
    message(STATUS "CUDA back end: built by ${CMAKE_CUDA_COMPILER} for ${SQUALL_CUDA_ARCHITECTURES}")
  else()
    message(STATUS "CUDA back end: not built, no nvcc found")
  endif()
endif()

# One translation to PTX, one assembly per architecture: kernels use no instruction that only later ones have.
list(GET SQUALL_CUDA_ARCHITECTURES 0 squall_lowest_architecture)
set(squall_codes ${SQUALL_CUDA_ARCHITECTURES})
list(TRANSFORM squall_codes PREPEND sm_)
list(JOIN squall_codes "," squall_codes)
set(SQUALL_CUDA_OPTIONS
  "--generate-code=arch=compute_${squall_lowest_architecture},code=[${squall_codes}]"
  -std=c++20 --no-compress --expt-relaxed-constexpr --extended-lambda --Werror=all-warnings
  # 186: comparisons of unsigned with 0 in templates; 20012 to 20015: annotations on defaulted and constexpr functions
  --diag-suppress=186,20012,20013,20014,20015
  -Xcompiler=-Wall,-Wextra,-Wno-unused-parameter,-Wno-pedantic)

# Sources as the host compiler takes them: a .cu file through a unit that includes it.
function(squall_emulated_sources result)
  set(units)
  foreach(source ${ARGN})
    if(source MATCHES "\\.cu$")
      set(unit ${CMAKE_CURRENT_BINARY_DIR}/${source}.cpp)
      cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE folder)
      file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${folder}/${source}\"\n" @ONLY)
      list(APPEND units ${unit})
    else()
      list(APPEND units ${source})
    endif()
  endforeach()
  set(${result} ${units} PARENT_SCOPE)
endfunction()

# squall_cuda_part(FOLDER SOURCES files... DEPENDS layers... PARTS other folders...): one folder of cuda/.
function(squall_cuda_part folder)
  cmake_parse_arguments(PART "" "" "SOURCES;DEPENDS;PARTS" ${ARGN})
  squall_emulated_sources(emulated ${PART_SOURCES})
  list(TRANSFORM PART_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE native)
  list(TRANSFORM PART_DEPENDS PREPEND squall_)

  if(SQUALL_TESTS)
    list(TRANSFORM PART_PARTS PREPEND squall_emulated_ OUTPUT_VARIABLE parts)
    add_library(squall_emulated_${folder} STATIC ${emulated})
    target_include_directories(squall_emulated_${folder} PUBLIC ${PROJECT_SOURCE_DIR})
    target_compile_options(squall_emulated_${folder} PUBLIC "SHELL:-include cuda/emulation/runtime.hpp")
    target_link_libraries(squall_emulated_${folder} PRIVATE squall_options PUBLIC ${parts} ${PART_DEPENDS})
  endif()
  if(SQUALL_HAVE_CUDA)
    target_sources(squall_cuda PRIVATE ${native})
    target_link_libraries(squall_cuda PUBLIC ${PART_DEPENDS})
  endif()
endfunction()

# squall_cuda_test(NAME SOURCES files... PARTS folders of cuda/... LINKS targets... LABELS labels...): a Catch2 executable
# over the emulated parts, and with nvcc the same sources over the real library: gpu_test_NAME, in the target gpu_tests.
function(squall_cuda_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;PARTS;LINKS;LABELS" ${ARGN})
  list(TRANSFORM TEST_PARTS PREPEND squall_emulated_ OUTPUT_VARIABLE parts)
  squall_emulated_sources(emulated ${TEST_SOURCES})
  add_executable(test_cuda_${name} ${emulated})
  target_link_libraries(test_cuda_${name} PRIVATE squall_options squall_test_kit ${parts} ${TEST_LINKS})
  add_test(NAME cuda_${name} COMMAND test_cuda_${name})
  set_tests_properties(cuda_${name} PROPERTIES LABELS "cuda;${TEST_LABELS}")
  if(SQUALL_HAVE_CUDA)
    set(native)
    set(options ${SQUALL_CUDA_OPTIONS})
    foreach(source ${TEST_SOURCES})
      set(unit ${CMAKE_CURRENT_BINARY_DIR}/${source}.gpu.cu)
      file(CONFIGURE OUTPUT ${unit} CONTENT "#include \"${CMAKE_CURRENT_SOURCE_DIR}/${source}\"\n" @ONLY)
      list(APPEND native ${unit})
    endforeach()
    add_executable(gpu_test_${name} EXCLUDE_FROM_ALL ${native})
    list(REMOVE_ITEM options --Werror=all-warnings)
    target_compile_options(gpu_test_${name} PRIVATE ${options} -diag-suppress=177)
    target_link_libraries(gpu_test_${name} PRIVATE squall_test_kit squall_cuda ${TEST_LINKS})
    add_dependencies(gpu_tests gpu_test_${name})
  endif()
endfunction()
