#include "node_pool.h"

#include <stdint.h>

/** Where the linker says that nothing of the program lies any more. */
extern "C" char __heap_base;

namespace homesync::wasm {

namespace {

constexpr size_t kPage = 65536;
constexpr size_t kAlignment = 16;

}  // namespace

void* NodePool::take() {
  if (free_ != nullptr) {
    Free* block = free_;
    free_ = block->next;
    return block;
  }
  if (end_ - unused_ < block_size_ && !grow()) return nullptr;
  void* block = reinterpret_cast<void*>(unused_);
  unused_ += block_size_;
  return block;
}

void NodePool::give_back(void* block) {
  Free* freed = static_cast<Free*>(block);
  freed->next = free_;
  free_ = freed;
}

bool NodePool::grow() {
  if (end_ == 0) {
    const auto base = reinterpret_cast<size_t>(&__heap_base);
    unused_ = (base + kAlignment - 1) / kAlignment * kAlignment;
    end_ = __builtin_wasm_memory_size(0) * kPage;
  }
  if (end_ - unused_ >= block_size_) return true;
  const size_t pages = (block_size_ - (end_ - unused_) + kPage - 1) / kPage;
  if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX) return false;
  end_ += pages * kPage;
  return true;
}

}  // namespace homesync::wasm
