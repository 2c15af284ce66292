#include "homesync/text.h"

namespace homesync {

bool write_behind(char* characters, uint16_t& size, size_t capacity, Text text) {
  if (text.size > capacity - size) return false;
  memmove(characters + size, text.data, text.size);
  size = static_cast<uint16_t>(size + text.size);
  characters[size] = '\0';
  return true;
}

}  // namespace homesync
