#include "host_update_ports.h"

#include "host_imports.h"

namespace homesync::wasm {

bool HostDownload::prepare(Text url) {
  host_download_prepare(node_, url.data, url.size);
  return true;
}

void HostDownload::start(uint32_t offset) {
  open_ = true;
  host_download_start(node_, offset);
}

void HostDownload::abort() {
  if (open_) host_download_abort(node_);
  open_ = false;
}

bool HostSignature::verify(Text bytes, const uint8_t* signature, size_t size) {
  return host_verify_signature(node_, bytes.data, bytes.size, signature, size) != 0;
}

}  // namespace homesync::wasm
