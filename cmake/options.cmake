# What every target of the project compiles with, in one INTERFACE target; nothing is set globally.
add_library(detente_options INTERFACE)
target_compile_features(detente_options INTERFACE cxx_std_20)
target_include_directories(detente_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(detente_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Wold-style-cast -Werror
  # The same bits everywhere: no a*b+c contracted into one rounding.
  -ffp-contract=off -fno-fast-math)
# Sums of Eigen's are then made in order, with each instruction set; it also refuses AVX-512 without fused multiplication.
target_compile_definitions(detente_options INTERFACE EIGEN_DONT_VECTORIZE)
# Packs are passed by value inside one binary; what other instruction sets would do with them is no concern.
# g++ 12 takes assigning a short literal to a string for a copy of 2^63 bytes (GCC bug 105651), and copying a short string for one
# past its end; with a precompiled header it says so inside the standard library, too. The address sanitizer sees the real ones.
target_compile_options(detente_options INTERFACE
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)
# libstdc++ 12's own stable_sort calls what it has deprecated; clang says so.
target_compile_options(detente_options INTERFACE $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>)
# A field that an initialiser leaves out has its default: that is what they are for.
target_compile_options(detente_options INTERFACE -Wno-missing-field-initializers)
# Masks are written with ! & | whatever the lane type; with one lane they are bool, where compilers suspect a slip.
target_compile_options(detente_options INTERFACE -Wno-psabi -Wno-parentheses
  $<$<CXX_COMPILER_ID:Clang>:-Wno-bitwise-instead-of-logical -Wno-bitwise-op-parentheses>)

if(DETENTE_INSTRUCTIONS STREQUAL "avx2")
  # g++ copies lanes in halves otherwise, and reading them whole waits for both: a tenth of all time. With AVX-512 it
  # makes no difference.
  target_compile_options(detente_options INTERFACE -mavx2 -mbmi2 -mno-fma
    $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_GREATER_EQUAL:$<CXX_COMPILER_VERSION>,12>>:-mmove-max=256 -mstore-max=256>)
elseif(DETENTE_INSTRUCTIONS STREQUAL "avx512")
  target_compile_options(detente_options INTERFACE -mavx2 -mbmi2 -mavx512f -mavx512dq -mavx512vl -mavx512bw -mno-fma -mprefer-vector-width=512)
elseif(NOT DETENTE_INSTRUCTIONS STREQUAL "baseline")
  message(FATAL_ERROR "DETENTE_INSTRUCTIONS=${DETENTE_INSTRUCTIONS}: use baseline, avx2 or avx512")
endif()

if(DETENTE_SANITIZE)
  # What sanitizers add makes g++ 12 see uninitialised values in the standard library's own code.
  target_compile_options(detente_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized> -fsanitize=${DETENTE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(detente_options INTERFACE -fsanitize=${DETENTE_SANITIZE})
  target_compile_definitions(detente_options INTERFACE DETENTE_SANITIZED)  # tests play fewer trials
endif()

# Parsed once a build: what most files include anyway. Each file still names what it uses, which a build with
# -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows.
set(detente_common_headers <algorithm> <array> <cmath> <cstdint> <functional> <limits> <map> <optional> <set> <span> <string>
    <string_view> <vector> <fmt/format.h>)

# A module's sources are compiled eight at a time, which takes half the time: what most take of it is the libraries' headers.
# Those that are fast when they run are compiled one by one. A name in a file's unnamed namespace is so the module's: 0 shows where two
# have the same, and 1 that each file names what it uses.
set(DETENTE_BATCH 8 CACHE STRING "How many sources of a module are compiled together; 1: each by itself, 0: all")

# detente_module(NAME SOURCES a.cpp ... USES core math ...): one static library per folder under sim/.
function(detente_module name)
  cmake_parse_arguments(module "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_library(detente_${name} STATIC ${module_SOURCES})
  set_target_properties(detente_${name} PROPERTIES POSITION_INDEPENDENT_CODE ${DETENTE_BINDINGS})
  if(NOT DETENTE_BATCH EQUAL 1 AND NOT name MATCHES "^(math|random|model|agents|protocols|engine)$")
    set_target_properties(detente_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${DETENTE_BATCH})
  endif()
  list(TRANSFORM module_USES PREPEND detente_)
  target_link_libraries(detente_${name} PUBLIC detente_options ${module_USES} ${module_LIBRARIES})
  if(name STREQUAL "core")
    target_precompile_headers(detente_core PRIVATE ${detente_common_headers})
  else()
    target_precompile_headers(detente_${name} REUSE_FROM detente_core)
  endif()
endfunction()

# detente_test(NAME SOURCES a_test.cpp ... USES core ...): one test binary per folder under tests/.
function(detente_test name)
  cmake_parse_arguments(test "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
  add_executable(${name}_test ${test_SOURCES})
  list(TRANSFORM test_USES PREPEND detente_)
  target_link_libraries(${name}_test PRIVATE ${test_USES} ${test_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name}_test PRIVATE DETENTE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  # A test's own code is not what takes its time, but optimising it takes the compiler's.
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Release>:-O1>)
  if(name STREQUAL "core")
    target_precompile_headers(core_test PRIVATE ${detente_common_headers} <gmock/gmock.h> <gtest/gtest.h>)
  else()
    target_precompile_headers(${name}_test REUSE_FROM core_test)
  endif()
  gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${name})
endfunction()
