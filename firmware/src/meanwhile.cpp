#include "meanwhile.h"

#include <Arduino.h>
#include <Schedule.h>

#include "loop_stack.h"

namespace homesync::board {
namespace {

void (*work)() = nullptr;
bool is_blocking = false;
bool is_working = false;
uint32_t last_turn_at = 0;

uint32_t began_at = 0;
uint32_t limit = 0;
Meanwhile::Blocking::GiveUp give_up = nullptr;
void* subject = nullptr;

}  // namespace

void Meanwhile::begin(void (*todo)()) {
  work = todo;
  // With a recurrent function the core splits every wait into pieces of this length.
  schedule_recurrent_function_us(
      [] {
        take_turn();
        return true;
      },
      kEvery * 1000);
}

void Meanwhile::take_turn() {
  if (!is_blocking || is_working) return;
  const uint32_t now = millis();
  if (now - last_turn_at < kEvery) return;
  last_turn_at = now;
  is_working = true;
  run_on_loop_stack(work);
  is_working = false;
  if (give_up != nullptr && now - began_at >= limit) {
    Blocking::GiveUp const once = give_up;
    give_up = nullptr;
    once(subject);
  }
}

Meanwhile::Blocking::Blocking(uint32_t limit_ms, GiveUp after_limit, void* of) {
  began_at = millis();
  limit = limit_ms;
  give_up = after_limit;
  subject = of;
  is_blocking = true;
}

Meanwhile::Blocking::~Blocking() {
  is_blocking = false;
  give_up = nullptr;
}

}  // namespace homesync::board

using homesync::board::Meanwhile;

extern "C" {

void __real_br_i15_montymul(uint16_t* d, const uint16_t* x, const uint16_t* y, const uint16_t* m,
                            uint16_t m0i);
void __real_br_i15_muladd_small(uint16_t* x, uint16_t z, const uint16_t* m);

// The linker puts these two before BearSSL's arithmetic (platformio.ini: --wrap), of which a
// handshake consists for a second or more, and which comes back to nobody by itself: an RSA
// signature takes dozens of the former, a curve thousands, and either takes hundreds of the latter.

void __wrap_br_i15_montymul(uint16_t* d, const uint16_t* x, const uint16_t* y, const uint16_t* m,
                            uint16_t m0i) {
  Meanwhile::take_turn();
  __real_br_i15_montymul(d, x, y, m, m0i);
}

void __wrap_br_i15_muladd_small(uint16_t* x, uint16_t z, const uint16_t* m) {
  Meanwhile::take_turn();
  __real_br_i15_muladd_small(x, z, m);
}
}
