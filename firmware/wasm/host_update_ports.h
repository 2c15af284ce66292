#pragma once

#include "homesync/ports/download.h"
#include "homesync/ports/signature.h"

namespace homesync::wasm {

/** The host's HTTP client. */
class HostDownload final : public DownloadPort {
 public:
  explicit HostDownload(uint32_t node) : node_(node) {}

  /** As on the board, so that the virtual node is absent when a board would be. */
  bool has_room_for_tls() override { return false; }
  bool prepare(Text url) override;
  void start(uint32_t offset) override;
  void abort() override;

 private:
  uint32_t node_;
  bool open_ = false;
};

/** The host's public key and its cryptography. */
class HostSignature final : public SignaturePort {
 public:
  explicit HostSignature(uint32_t node) : node_(node) {}

  bool verify(Text bytes, const uint8_t* signature, size_t size) override;

 private:
  uint32_t node_;
};

}  // namespace homesync::wasm
