#include <stdint.h>

/*
 * What the compiler calls where the lx106 has no instruction. The ESP8266 has these in its ROM, so
 * Debian's libgcc for it leaves them out. Plain rather than fast: only tests run on them.
 */

extern "C" {

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __umodsi3(uint32_t dividend, uint32_t divisor);
int32_t __divsi3(int32_t dividend, int32_t divisor);
int32_t __modsi3(int32_t dividend, int32_t divisor);
uint64_t __udivdi3(uint64_t dividend, uint64_t divisor);
uint64_t __umoddi3(uint64_t dividend, uint64_t divisor);
int64_t __divdi3(int64_t dividend, int64_t divisor);
int64_t __moddi3(int64_t dividend, int64_t divisor);
int64_t __muldi3(int64_t left, int64_t right);
}

namespace {

template <typename Word>
struct Division {
  Word quotient = 0;
  Word remainder = 0;
};

/** By long division, bit by bit. A division by zero is the program's fault: it stops the machine.
 */
template <typename Word>
Division<Word> divide(Word dividend, Word divisor) {
  if (divisor == 0) asm volatile("ill");
  Division<Word> result;
  for (int bit = static_cast<int>(sizeof(Word)) * 8 - 1; bit >= 0; --bit) {
    // The bit that the shift loses counts: with it the remainder is larger than any divisor.
    const bool carry = (result.remainder >> (sizeof(Word) * 8 - 1)) != 0;
    result.remainder = (result.remainder << 1) | ((dividend >> bit) & 1);
    if (!carry && result.remainder < divisor) continue;
    result.remainder -= divisor;
    result.quotient |= Word{1} << bit;
  }
  return result;
}

template <typename Word>
Word magnitude(Word bits, bool negative) {
  return negative ? 0 - bits : bits;
}

}  // namespace

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor) {
  return divide(dividend, divisor).quotient;
}

uint32_t __umodsi3(uint32_t dividend, uint32_t divisor) {
  return divide(dividend, divisor).remainder;
}

int32_t __divsi3(int32_t dividend, int32_t divisor) {
  const uint32_t quotient = divide(magnitude(static_cast<uint32_t>(dividend), dividend < 0),
                                   magnitude(static_cast<uint32_t>(divisor), divisor < 0))
                                .quotient;
  return static_cast<int32_t>(magnitude(quotient, (dividend < 0) != (divisor < 0)));
}

int32_t __modsi3(int32_t dividend, int32_t divisor) {
  const uint32_t remainder = divide(magnitude(static_cast<uint32_t>(dividend), dividend < 0),
                                    magnitude(static_cast<uint32_t>(divisor), divisor < 0))
                                 .remainder;
  return static_cast<int32_t>(magnitude(remainder, dividend < 0));
}

uint64_t __udivdi3(uint64_t dividend, uint64_t divisor) {
  return divide(dividend, divisor).quotient;
}

uint64_t __umoddi3(uint64_t dividend, uint64_t divisor) {
  return divide(dividend, divisor).remainder;
}

int64_t __divdi3(int64_t dividend, int64_t divisor) {
  const uint64_t quotient = divide(magnitude(static_cast<uint64_t>(dividend), dividend < 0),
                                   magnitude(static_cast<uint64_t>(divisor), divisor < 0))
                                .quotient;
  return static_cast<int64_t>(magnitude(quotient, (dividend < 0) != (divisor < 0)));
}

int64_t __moddi3(int64_t dividend, int64_t divisor) {
  const uint64_t remainder = divide(magnitude(static_cast<uint64_t>(dividend), dividend < 0),
                                    magnitude(static_cast<uint64_t>(divisor), divisor < 0))
                                 .remainder;
  return static_cast<int64_t>(magnitude(remainder, dividend < 0));
}

int64_t __muldi3(int64_t left, int64_t right) {
  auto factor = static_cast<uint64_t>(left);
  uint64_t product = 0;
  for (auto bits = static_cast<uint64_t>(right); bits != 0; bits >>= 1, factor <<= 1) {
    if ((bits & 1) != 0) product += factor;
  }
  return static_cast<int64_t>(product);
}
