#include "esp8266_store.h"

#include <LittleFS.h>

namespace homesync::board {
namespace {

/** `/kv/{key}`, with `suffix` behind it. */
class Path {
 public:
  Path(Text key, Text suffix) {
    path_.append("/kv/");
    path_.append(key);
    path_.append(suffix);
  }
  const char* c_str() const { return path_.c_str(); }

 private:
  FixedText<4 + StorePort::kMaxKey + 4> path_;
};

}  // namespace

bool Esp8266Store::begin() {
  if (!LittleFS.begin() && !(LittleFS.format() && LittleFS.begin())) return false;
  return LittleFS.exists("/kv") || LittleFS.mkdir("/kv");
}

size_t Esp8266Store::read(Text key, void* value, size_t capacity) {
  File file = LittleFS.open(Path(key, "").c_str(), "r");
  if (!file) return 0;
  const size_t size = file.size();
  const size_t wanted = size < capacity ? size : capacity;
  const size_t got = file.read(static_cast<uint8_t*>(value), wanted);
  return got == wanted ? size : 0;
}

bool Esp8266Store::write(Text key, const void* value, size_t size) {
  const Path path(key, "");
  const Path fresh(key, ".new");
  File file = LittleFS.open(fresh.c_str(), "w");
  if (!file) return false;
  const bool whole = file.write(static_cast<const uint8_t*>(value), size) == size;
  file.close();
  return whole && LittleFS.rename(fresh.c_str(), path.c_str());
}

bool Esp8266Store::remove(Text key) {
  const Path path(key, "");
  return !LittleFS.exists(path.c_str()) || LittleFS.remove(path.c_str());
}

}  // namespace homesync::board
