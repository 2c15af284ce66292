#include "esp8266_button.h"

#include <ets_sys.h>

namespace homesync::board {
namespace {

constexpr uint32_t kButtonBit = 1U << kButtonPin;

Esp8266Button::OnEdge on_edge = nullptr;
void* subject = nullptr;

void IRAM_ATTR on_interrupt(void*) {
  GPIEC = GPIE;  // acknowledges it
  on_edge(subject, (GPI & kButtonBit) == 0);
}

}  // namespace

void Esp8266Button::watch(OnEdge todo, void* of) {
  ETS_GPIO_INTR_DISABLE();
  on_edge = todo;
  subject = of;
  GPC(kButtonPin) = (GPC(kButtonPin) & ~(0xFU << GPCI)) | (CHANGE << GPCI);
  GPIEC = kButtonBit;
  ETS_GPIO_INTR_ATTACH(on_interrupt, nullptr);
  ETS_GPIO_INTR_ENABLE();
}

}  // namespace homesync::board
