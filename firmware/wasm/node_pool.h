#pragma once

#include <stddef.h>

namespace homesync::wasm {

/**
 * Memory for blocks of one size: a list of those given back, and the instance's own memory behind
 * them, grown page by page. The only user of that memory, in place of an allocator of 10 KB.
 */
class NodePool {
 public:
  /** `block_size` is a multiple of the largest alignment. */
  constexpr explicit NodePool(size_t block_size) : block_size_(block_size) {}

  /** Null when the host gives no more memory. */
  void* take();

  void give_back(void* block);

 private:
  struct Free {
    Free* next;
  };

  /** Makes room for one block behind what is in use. */
  bool grow();

  size_t block_size_;
  Free* free_ = nullptr;
  /** Addresses of the memory not used yet; both 0 before the first block. */
  size_t unused_ = 0;
  size_t end_ = 0;
};

}  // namespace homesync::wasm
