# Builds guest programs in Rust, by tools/build_rust_guest.sh.
#
#   squall_add_rust_guest(NAME FOLDER [STD] [HEAP bytes] [STACK bytes])
#
# FOLDER holds a Cargo package called NAME that depends on the crate squall-guest (rust/). With STD the program has all of
# std, otherwise core and alloc. Makes the targets
#   guest_NAME     property SQUALL_GUEST_ELF is the path <build>/guests/NAME.elf
#   NAME_native    the same program for the host, <build>/guests/NAME_native
# Neither is part of `all` or of `guests`: the first program of each kind takes half a minute to a minute, as Rust's standard
# library is built along. Cargo decides what is to be done when they are built.
#
# Without Rust and the sources of its standard library SQUALL_RUST_GUEST_FOUND is false, and there are no targets.

set(SQUALL_RUST_GUEST_DIR ${CMAKE_CURRENT_LIST_DIR})
set(SQUALL_RUST_GUEST_TOOL ${CMAKE_CURRENT_LIST_DIR}/tools/build_rust_guest.sh)
execute_process(COMMAND ${SQUALL_RUST_GUEST_TOOL} --check RESULT_VARIABLE squall_rust_missing
  ERROR_VARIABLE squall_rust_message ERROR_STRIP_TRAILING_WHITESPACE)
if(squall_rust_missing)
  set(SQUALL_RUST_GUEST_FOUND FALSE)
  message(STATUS "Guest programs in Rust: SKIPPED: ${squall_rust_message}")
else()
  set(SQUALL_RUST_GUEST_FOUND TRUE)
endif()

function(squall_add_rust_guest name folder)
  cmake_parse_arguments(GUEST "STD" "HEAP;STACK" "" ${ARGN})
  if(GUEST_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "squall_add_rust_guest(${name}): unknown argument ${GUEST_UNPARSED_ARGUMENTS}")
  endif()
  if(NOT SQUALL_RUST_GUEST_FOUND)
    return()
  endif()
  cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
  set(guests ${CMAKE_BINARY_DIR}/guests)
  set(options)
  if(GUEST_STD)
    list(APPEND options --std)
  endif()
  foreach(size HEAP STACK)
    if(GUEST_${size})
      string(TOLOWER ${size} option)
      list(APPEND options --${option} ${GUEST_${size}})
    endif()
  endforeach()
  # One folder for all programs, so that they share the standard library; Cargo lets only one build in it at a time.
  add_custom_target(guest_${name}
    COMMAND ${SQUALL_RUST_GUEST_TOOL} ${folder} ${guests}/${name}.elf ${options} --build ${guests}/rust -- --quiet
    COMMENT "Guest program guests/${name}.elf" VERBATIM)
  add_custom_target(${name}_native
    COMMAND ${SQUALL_RUST_GUEST_TOOL} ${folder} ${guests}/${name}_native --native --build ${guests}/rust -- --quiet
    COMMENT "Native twin guests/${name}_native" VERBATIM)
  set_target_properties(guest_${name} PROPERTIES SQUALL_GUEST_ELF ${guests}/${name}.elf)
endfunction()
