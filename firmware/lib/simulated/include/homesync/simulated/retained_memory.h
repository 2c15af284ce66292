#pragma once

#include "homesync/ports/retained_memory.h"

namespace homesync::simulated {

/** Memory that outlives the node: keep it over a reset, and lose it with the power. */
class RetainedMemory final : public RetainedMemoryPort {
 public:
  uint32_t read(RetainedWord word) override { return words_[static_cast<uint8_t>(word)]; }
  void write(RetainedWord word, uint32_t value) override {
    words_[static_cast<uint8_t>(word)] = value;
  }

  /** A power cut: nobody may rely on what is left, so every bit is the opposite of what it was. */
  void lose() {
    for (uint32_t& word : words_) word = ~word;
  }

 private:
  uint32_t words_[kWords] = {};
};

}  // namespace homesync::simulated
