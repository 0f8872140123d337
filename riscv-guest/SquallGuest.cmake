# Builds guest programs: bare RV32IM (or RV64IM) ELF files from C and header-only C++20, and a native twin of each.
#
#   squall_add_guest(NAME sources... [OPTIONS compiler options...] [INCLUDES folders...] [HEAP bytes] [STACK bytes]
#                   [ACCELERATORS] [FUNCTIONS] [STDLIB] [GUEST_ONLY] [XLEN 32|64])
#
# makes
#   guest_NAME     target, part of `all` and of `guests`; property SQUALL_GUEST_ELF is the path <build>/guests/NAME.elf
#   NAME_native    executable <build>/guests/NAME_native of the same sources for the host: standard input is the guest's
#                  input, standard output its output (not with GUEST_ONLY, or when SQUALL_GUEST_NATIVE
#                  is OFF)
# With ACCELERATORS both are linked with the functions of zkvm_accelerators.h; a program takes in those that it calls. With
# FUNCTIONS the guest uses the instructions of squall_functions.h, and no longer runs under qemu; implies ACCELERATORS.
# With STDLIB the program has all of the C++ library (exceptions, RTTI, streams) from the folder SQUALL_LIBSTDCXX, which
# scripts/build-libstdcxx.sh makes; without that folder only the native twin is built.
# XLEN 64 makes an RV64IM program, which can be run, but not yet proven; without FUNCTIONS and STDLIB.
#
# The cross compiler is Debian's gcc-riscv64-unknown-elf with picolibc; the C++ headers come from Debian's
# libstdc++-arm-none-eabi-newlib. Both are run by custom commands, since CMake's own compiler is the host's. Without them
# SQUALL_GUEST_FOUND is false, the guests are skipped with a message, and the native twins are still built.

set(SQUALL_GUEST_DIR ${CMAKE_CURRENT_LIST_DIR})
set(SQUALL_GUEST_OUTPUT ${CMAKE_BINARY_DIR}/guests)
set(SQUALL_LIBSTDCXX "" CACHE PATH "Full C++ library for guests, made by scripts/build-libstdcxx.sh")
option(SQUALL_GUEST_NATIVE "Build a native twin of every guest program" ON)

find_program(SQUALL_GUEST_CC riscv64-unknown-elf-gcc DOC "C compiler for guest programs")
find_program(SQUALL_GUEST_CXX riscv64-unknown-elf-g++ DOC "C++ compiler for guest programs")
find_program(SQUALL_GUEST_AR riscv64-unknown-elf-ar DOC "Archiver for the guest runtime")
find_file(SQUALL_GUEST_SPECS picolibc.specs PATHS /usr/lib/picolibc/riscv64-unknown-elf NO_CMAKE_FIND_ROOT_PATH
  DOC "GCC specs file of picolibc for RISC-V")
file(GLOB squall_guest_libstdcxx LIST_DIRECTORIES true /usr/include/newlib/c++/*)
find_path(SQUALL_GUEST_CXX_HEADERS span PATHS ${squall_guest_libstdcxx} NO_DEFAULT_PATH
  DOC "Folder of libstdc++ headers for bare-metal targets")

set(SQUALL_GUEST_FOUND TRUE)
set(squall_guest_missing)
foreach(part CC CXX AR SPECS CXX_HEADERS)
  if(NOT SQUALL_GUEST_${part})
    set(SQUALL_GUEST_FOUND FALSE)
    list(APPEND squall_guest_missing SQUALL_GUEST_${part})
  endif()
endforeach()
if(TARGET guests)
  # Said before: this file may be included by several folders.
elseif(SQUALL_GUEST_FOUND)
  message(STATUS "Guest programs: built with ${SQUALL_GUEST_CC}")
else()
  list(JOIN squall_guest_missing ", " squall_guest_missing)
  message(STATUS "Guest programs: SKIPPED, not found: ${squall_guest_missing}. On Debian: apt-get install "
    "gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-newlib")
endif()

# -mstrict-align: a misaligned access is an error on the machine, and slow on RV64. The prefix map keeps the place of the sources out of the
# program (assert names its file), and so out of its id. The C++ options leave out what needs run-time support.
set(SQUALL_GUEST_TARGET_32 -march=rv32im -mabi=ilp32)
set(SQUALL_GUEST_TARGET_64 -march=rv64im -mabi=lp64)  # written behind the other: the last one counts
set(SQUALL_GUEST_OPTIONS ${SQUALL_GUEST_TARGET_32} -mstrict-align -O3 -g0
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffunction-sections -fdata-sections -fno-common
  -fno-asynchronous-unwind-tables -Wall -Wextra -Werror)
set(SQUALL_GUEST_C_OPTIONS -std=c11 --specs=${SQUALL_GUEST_SPECS})
set(SQUALL_GUEST_CXX_OPTIONS -std=c++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-use-cxa-atexit
  -D_GLIBCXX_EXTERN_TEMPLATE=0 -isystem ${SQUALL_GUEST_CXX_HEADERS} -isystem ${SQUALL_GUEST_CXX_HEADERS}/arm-none-eabi
  --specs=${SQUALL_GUEST_SPECS})

# With STDLIB. The specs put picolibc's headers before those of -isystem, but <cstdlib> and its kin must come first.
file(GLOB squall_stdlib_headers LIST_DIRECTORIES true ${SQUALL_LIBSTDCXX}/include/c++/*)
find_library(SQUALL_LIBSTDCXX_ARCHIVE libstdc++.a PATHS ${SQUALL_LIBSTDCXX}/riscv64-unknown-elf/lib NO_DEFAULT_PATH
  NO_CACHE)
set(SQUALL_GUEST_STDLIB_FOUND FALSE)
if(SQUALL_GUEST_FOUND AND SQUALL_LIBSTDCXX AND squall_stdlib_headers AND SQUALL_LIBSTDCXX_ARCHIVE)
  set(SQUALL_GUEST_STDLIB_FOUND TRUE)
elseif(SQUALL_LIBSTDCXX)
  message(FATAL_ERROR "SQUALL_LIBSTDCXX: no C++ library for guests in ${SQUALL_LIBSTDCXX}: see scripts/build-libstdcxx.sh")
endif()
set(SQUALL_GUEST_STDLIB_OPTIONS -std=c++20 -fno-threadsafe-statics -I${squall_stdlib_headers}
  -I${squall_stdlib_headers}/riscv64-unknown-elf --specs=${SQUALL_GUEST_SPECS})

# Compiles one source into OBJECT; the language follows the suffix. STDLIB among the options: with the full C++ library.
function(squall_guest_object object source)
  set(options ${ARGN})
  if(source MATCHES "\\.(cpp|cc)$" AND STDLIB IN_LIST options)
    set(compiler ${SQUALL_GUEST_CXX} ${SQUALL_GUEST_OPTIONS} ${SQUALL_GUEST_STDLIB_OPTIONS})
  elseif(source MATCHES "\\.(cpp|cc)$")
    set(compiler ${SQUALL_GUEST_CXX} ${SQUALL_GUEST_OPTIONS} ${SQUALL_GUEST_CXX_OPTIONS})
  elseif(source MATCHES "\\.(c|S)$")
    set(compiler ${SQUALL_GUEST_CC} ${SQUALL_GUEST_OPTIONS} ${SQUALL_GUEST_C_OPTIONS})
  else()
    message(FATAL_ERROR "squall_add_guest: ${source}: expected .c, .S, .cc or .cpp")
  endif()
  list(REMOVE_ITEM options STDLIB)
  add_custom_command(OUTPUT ${object}
    COMMAND ${compiler} ${options} -I${SQUALL_GUEST_DIR}/include -MMD -MF ${object}.d -MT ${object} -c ${source} -o ${object}
    DEPENDS ${source} ${SQUALL_GUEST_DIR}/SquallGuest.cmake
    DEPFILE ${object}.d
    COMMENT "Guest object ${object}" VERBATIM)
endfunction()

# The runtime: crt0.o by name, the rest as a library from which the linker takes what a program uses. `suffix` is empty
# for RV32 and 64 for RV64.
function(squall_guest_runtime suffix)
  set(runtime ${SQUALL_GUEST_OUTPUT}/runtime${suffix})
  set(target)
  set(defines)
  if(suffix)
    set(target ${SQUALL_GUEST_TARGET_${suffix}})
    set(defines -Wa,--defsym,squall_rv${suffix}=1)
  endif()
  file(MAKE_DIRECTORY ${runtime})
  squall_guest_object(${runtime}/crt0.o ${SQUALL_GUEST_DIR}/runtime/crt0.S ${target} ${defines})
  squall_guest_object(${runtime}/platform.o ${SQUALL_GUEST_DIR}/runtime/platform.c ${target})
  # Without -fno-builtin calloc's own malloc and memset become a call of calloc.
  squall_guest_object(${runtime}/libc.o ${SQUALL_GUEST_DIR}/runtime/libc.c ${target} -fno-builtin)
  squall_guest_object(${runtime}/stdio.o ${SQUALL_GUEST_DIR}/runtime/stdio.c ${target})
  squall_guest_object(${runtime}/cxx.o ${SQUALL_GUEST_DIR}/runtime/cxx.cpp ${target})
  set(objects ${runtime}/platform.o ${runtime}/libc.o ${runtime}/stdio.o ${runtime}/cxx.o)
  add_custom_command(OUTPUT ${runtime}/libsquall_guest.a
    COMMAND ${CMAKE_COMMAND} -E rm -f ${runtime}/libsquall_guest.a
    COMMAND ${SQUALL_GUEST_AR} crD ${runtime}/libsquall_guest.a ${objects}
    DEPENDS ${objects}
    COMMENT "Guest runtime${suffix}" VERBATIM)
  # Not in the library, which would be asked for it too late: only for programs with STDLIB.
  squall_guest_object(${runtime}/stdlib.o ${SQUALL_GUEST_DIR}/runtime/stdlib.c ${target})
  add_custom_target(guest_runtime${suffix} DEPENDS ${runtime}/stdlib.o ${runtime}/crt0.o ${runtime}/libsquall_guest.a)
endfunction()
if(SQUALL_GUEST_FOUND AND NOT TARGET guest_runtime)
  squall_guest_runtime("")
  squall_guest_runtime(64)
endif()

# The functions of zkvm_accelerators.h and squall_hashes.h, an object for each group of them, in software and with the
# machine's own functions: built when a program asks for them.
set(squall_accelerators blake2f blake2s blake3 bls12_g1 bls12_g2 bls12_map bls12_pairing bls12_points bn254_g1 bn254_pairing
  keccak256 kzg modexp ripemd160 secp256k1 secp256r1 sha256)
set(SQUALL_GUEST_FUNCTIONS -DSQUALL_FUNCTIONS=1)
foreach(variant accelerators functions accelerators64)
  if(NOT SQUALL_GUEST_FOUND OR TARGET guest_${variant})
    continue()
  endif()
  set(squall_folder ${SQUALL_GUEST_OUTPUT}/${variant})
  file(MAKE_DIRECTORY ${squall_folder})
  set(squall_objects)
  set(squall_defines)
  if(variant STREQUAL functions)
    set(squall_defines ${SQUALL_GUEST_FUNCTIONS})
  elseif(variant STREQUAL accelerators64)
    set(squall_defines ${SQUALL_GUEST_TARGET_64})
  endif()
  foreach(name ${squall_accelerators})
    squall_guest_object(${squall_folder}/${name}.o ${SQUALL_GUEST_DIR}/accelerators/${name}.cpp ${squall_defines})
    list(APPEND squall_objects ${squall_folder}/${name}.o)
  endforeach()
  add_custom_command(OUTPUT ${squall_folder}/libsquall_accelerators.a
    COMMAND ${CMAKE_COMMAND} -E rm -f ${squall_folder}/libsquall_accelerators.a
    COMMAND ${SQUALL_GUEST_AR} crD ${squall_folder}/libsquall_accelerators.a ${squall_objects}
    DEPENDS ${squall_objects}
    COMMENT "Guest ${variant}" VERBATIM)
  add_custom_target(guest_${variant} DEPENDS ${squall_folder}/libsquall_accelerators.a)
endforeach()
if(SQUALL_GUEST_NATIVE AND NOT TARGET squall_guest_accelerators)
  list(TRANSFORM squall_accelerators PREPEND ${SQUALL_GUEST_DIR}/accelerators/ OUTPUT_VARIABLE squall_sources)
  list(TRANSFORM squall_sources APPEND .cpp)
  add_library(squall_guest_accelerators STATIC EXCLUDE_FROM_ALL ${squall_sources})
  target_include_directories(squall_guest_accelerators PUBLIC ${SQUALL_GUEST_DIR}/include)
  target_compile_features(squall_guest_accelerators PUBLIC cxx_std_20)
  if(TARGET squall_options)
    target_link_libraries(squall_guest_accelerators PRIVATE squall_options)
  endif()
endif()

if(NOT TARGET guests)
  add_custom_target(guests ALL)
endif()

# picolibc's "release" build is the one made for speed: its memcpy moves words, the other one bytes.
function(squall_add_guest name)
  cmake_parse_arguments(GUEST "ACCELERATORS;FUNCTIONS;STDLIB;GUEST_ONLY" "HEAP;STACK;XLEN" "OPTIONS;INCLUDES" ${ARGN})
  set(sources)
  foreach(source ${GUEST_UNPARSED_ARGUMENTS})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND sources ${source})
  endforeach()
  if(NOT sources)
    message(FATAL_ERROR "squall_add_guest(${name}): no sources")
  endif()
  set(accelerators accelerators)
  if(GUEST_FUNCTIONS)
    set(GUEST_ACCELERATORS TRUE)
    set(accelerators functions)
    list(APPEND GUEST_OPTIONS ${SQUALL_GUEST_FUNCTIONS})
  endif()
  set(suffix)
  if(NOT GUEST_XLEN)
    set(GUEST_XLEN 32)
  elseif(NOT GUEST_XLEN MATCHES "^(32|64)$")
    message(FATAL_ERROR "squall_add_guest(${name}): XLEN is ${GUEST_XLEN}, expected 32 or 64")
  endif()
  if(GUEST_XLEN EQUAL 64)
    if(GUEST_FUNCTIONS OR GUEST_STDLIB)
      message(FATAL_ERROR "squall_add_guest(${name}): FUNCTIONS and STDLIB are for RV32 only")
    endif()
    set(suffix 64)
    set(accelerators accelerators64)
  endif()
  set(target ${SQUALL_GUEST_TARGET_${GUEST_XLEN}})

  if(SQUALL_GUEST_NATIVE AND NOT GUEST_GUEST_ONLY)
    add_executable(${name}_native ${sources} ${SQUALL_GUEST_DIR}/runtime/host.cpp)
    target_include_directories(${name}_native PRIVATE ${SQUALL_GUEST_DIR}/include ${GUEST_INCLUDES})
    target_compile_features(${name}_native PRIVATE cxx_std_20)
    set_target_properties(${name}_native PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${SQUALL_GUEST_OUTPUT})
    if(TARGET squall_options)
      target_link_libraries(${name}_native PRIVATE squall_options)
    endif()
    if(GUEST_ACCELERATORS)
      target_link_libraries(${name}_native PRIVATE squall_guest_accelerators)
    endif()
  endif()

  if(NOT SQUALL_GUEST_FOUND OR (GUEST_STDLIB AND NOT SQUALL_GUEST_STDLIB_FOUND))
    return()
  endif()
  if(NOT GUEST_HEAP)
    set(GUEST_HEAP 0x4000000)
  endif()
  if(NOT GUEST_STACK)
    set(GUEST_STACK 0x100000)
  endif()
  set(elf ${SQUALL_GUEST_OUTPUT}/${name}.elf)
  set(runtime ${SQUALL_GUEST_OUTPUT}/runtime${suffix})
  set(objects)
  set(libraries ${runtime}/libsquall_guest.a)
  set(stdlib)
  set(stdlib_link)
  if(GUEST_STDLIB)
    set(stdlib STDLIB)
    set(stdlib_link ${runtime}/stdlib.o -Wl,-T,${SQUALL_GUEST_DIR}/runtime/exceptions.ld)
    list(PREPEND libraries ${SQUALL_LIBSTDCXX_ARCHIVE})
  endif()
  if(GUEST_ACCELERATORS)
    list(PREPEND libraries ${SQUALL_GUEST_OUTPUT}/${accelerators}/libsquall_accelerators.a)
  endif()
  set(includes ${GUEST_INCLUDES})
  list(TRANSFORM includes PREPEND -I)
  file(MAKE_DIRECTORY ${SQUALL_GUEST_OUTPUT}/${name}.dir)
  foreach(source ${sources})
    cmake_path(GET source FILENAME file)
    set(object ${SQUALL_GUEST_OUTPUT}/${name}.dir/${file}.o)
    squall_guest_object(${object} ${source} ${stdlib} ${target} ${includes} ${GUEST_OPTIONS})
    list(APPEND objects ${object})
  endforeach()
  add_custom_command(OUTPUT ${elf}
    COMMAND ${SQUALL_GUEST_CC} ${target} --specs=${SQUALL_GUEST_SPECS} --picolibc-buildtype=release
      -nostartfiles -static -Wl,--strip-debug
      -T ${SQUALL_GUEST_DIR}/runtime/guest.ld -Wl,--gc-sections -Wl,--fatal-warnings -Wl,--build-id=none
      -Wl,--defsym=squall_heap_size=${GUEST_HEAP} -Wl,--defsym=squall_stack_size=${GUEST_STACK}
      ${runtime}/crt0.o ${objects} ${stdlib_link} ${libraries} -o ${elf}
    DEPENDS ${objects} guest_runtime${suffix} ${runtime}/crt0.o ${libraries} ${SQUALL_GUEST_DIR}/runtime/guest.ld
      ${SQUALL_GUEST_DIR}/runtime/exceptions.ld
    COMMENT "Guest program guests/${name}.elf" VERBATIM)
  add_custom_target(guest_${name} ALL DEPENDS ${elf})
  add_dependencies(guest_${name} guest_runtime${suffix})
  if(GUEST_ACCELERATORS)
    add_dependencies(guest_${name} guest_${accelerators})
  endif()
  add_dependencies(guests guest_${name})
  set_target_properties(guest_${name} PROPERTIES SQUALL_GUEST_ELF ${elf})
endfunction()
