/** How every C++ source of the project is compiled: the core's rules, and all warnings as errors. */
export const STRICT_FLAGS = [
  "-std=c++17",
  "-fno-exceptions",
  "-fno-rtti",
  "-Wall",
  "-Wextra",
  "-Wpedantic",
  "-Wshadow",
  "-Wconversion",
  "-Werror",
] as const;
