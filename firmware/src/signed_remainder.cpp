#include <stdint.h>

// The compiler's own remainder of signed 64-bit numbers, which BearSSL needs once a certificate,
// comes with the instruction RAM as its place (0.9 KB); the unsigned one lies in the flash.

extern "C" uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);

/** The remainder has the dividend's sign (C++17, 8.6 [expr.mul]). */
extern "C" int64_t __moddi3(int64_t dividend, int64_t divisor) {
  const uint64_t left = dividend < 0 ? 0 - static_cast<uint64_t>(dividend) : dividend;
  const uint64_t right = divisor < 0 ? 0 - static_cast<uint64_t>(divisor) : divisor;
  const uint64_t rest = __umoddi3(left, right);
  return static_cast<int64_t>(dividend < 0 ? 0 - rest : rest);
}
