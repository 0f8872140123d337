# Builds images for the platform airbender from C.
#
#   squall_add_airbender_guest(NAME sources... [OPTIONS compiler options...])
#
# makes the target guest_NAME, part of `all` and of `guests`, with <build>/guests/NAME.bin (a flat image for address 0) and
# NAME.elf (the same with symbols). A program includes "airbender.h" and defines `const uint32_t* main(void)`.

include(${CMAKE_CURRENT_LIST_DIR}/SquallGuest.cmake)
find_program(SQUALL_GUEST_OBJCOPY riscv64-unknown-elf-objcopy DOC "Makes flat images of guest programs")

function(squall_add_airbender_guest name)
  cmake_parse_arguments(GUEST "" "" "OPTIONS" ${ARGN})
  if(NOT SQUALL_GUEST_FOUND OR NOT SQUALL_GUEST_OBJCOPY)
    return()
  endif()
  set(folder ${SQUALL_GUEST_OUTPUT}/${name}.objects)
  file(MAKE_DIRECTORY ${folder})
  set(objects ${folder}/start.o)
  squall_guest_object(${folder}/start.o ${SQUALL_GUEST_DIR}/airbender/start.S)
  foreach(source ${GUEST_UNPARSED_ARGUMENTS})
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    cmake_path(GET source STEM stem)
    squall_guest_object(${folder}/${stem}.o ${source} -I${SQUALL_GUEST_DIR}/airbender -ffreestanding -msmall-data-limit=0
                        ${GUEST_OPTIONS})
    list(APPEND objects ${folder}/${stem}.o)
  endforeach()
  set(elf ${SQUALL_GUEST_OUTPUT}/${name}.elf)
  set(image ${SQUALL_GUEST_OUTPUT}/${name}.bin)
  add_custom_command(OUTPUT ${elf} ${image}
    COMMAND ${SQUALL_GUEST_CC} ${SQUALL_GUEST_OPTIONS} -nostdlib -Wl,--gc-sections,--build-id=none
            -T ${SQUALL_GUEST_DIR}/airbender/image.ld ${objects} -lgcc -o ${elf}
    COMMAND ${SQUALL_GUEST_OBJCOPY} -O binary ${elf} ${image}
    DEPENDS ${objects} ${SQUALL_GUEST_DIR}/airbender/image.ld
    COMMENT "Airbender image ${name}" VERBATIM)
  add_custom_target(guest_${name} DEPENDS ${image})
  set_target_properties(guest_${name} PROPERTIES SQUALL_GUEST_ELF ${elf} SQUALL_GUEST_IMAGE ${image})
  add_dependencies(guests guest_${name})
endfunction()
