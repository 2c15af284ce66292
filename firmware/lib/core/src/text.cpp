#include "homesync/text.h"

namespace homesync {

Text Text::terminated(const char* characters) {
  return Text(characters, strlen(characters));
}

bool put_text(char* characters, size_t at, size_t capacity, Text text, uint16_t& size) {
  if (text.size > capacity - at) return false;
  // As little as can be outlives the call: this is the end of the deepest stack.
  char* const end = characters + at + text.size;
  size = static_cast<uint16_t>(end - characters);
  memmove(characters + at, text.data, text.size);
  *end = '\0';
  return true;
}

}  // namespace homesync
