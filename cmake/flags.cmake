# Flags of every target: the language, warnings, hardening, sanitizers.
include(CheckCXXCompilerFlag)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND REPLYD_SANITIZE)
  set(CMAKE_BUILD_TYPE Debug)  # asserts stay on
elseif(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

# With its default care ccache would refuse the tests' precompiled header.
find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

# The same for libraries and programs, else they could not share a precompiled header.
add_compile_options(-fPIE -pthread -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  $<$<BOOL:${REPLYD_WERROR}>:-Werror>)
add_link_options(-pie -pthread)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  add_compile_options(-Wno-restrict)  # false for `"text" + string`: gcc.gnu.org/PR105651
endif()

if(REPLYD_SANITIZE)
  add_compile_options(-O1 -fno-omit-frame-pointer -fsanitize=${REPLYD_SANITIZE}
    -fno-sanitize-recover=all -fno-sanitize=vptr)  # vptr needs a free descriptor to look at memory
  add_link_options(-fsanitize=${REPLYD_SANITIZE})
else()
  foreach(flag IN ITEMS -fstack-protector-strong -fstack-clash-protection -fcf-protection)
    string(MAKE_C_IDENTIFIER "HAVE${flag}" have)
    check_cxx_compiler_flag(-Werror\ ${flag} ${have})
    add_compile_options($<$<BOOL:${${have}}>:${flag}>)
  endforeach()
  # Fortified functions need the optimiser.
  add_compile_options("$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  if(NOT APPLE)
    add_link_options(LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
  endif()
endif()
