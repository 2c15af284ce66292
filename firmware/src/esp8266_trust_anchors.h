#pragma once

#include <WiFiClientSecure.h>

#include <memory>

#include "homesync/ports/trust_anchor.h"
#include "roots.h"

namespace homesync::board {

/**
 * The built-in roots and one named later, as BearSSL's store of certificates. One is decoded while
 * a handshake looks at it, so that between two handshakes they cost 32 bytes each.
 */
class Esp8266TrustAnchors final : public TrustAnchorPort, public BearSSL::CertStoreBase {
 public:
  /** Learns the names of the built-in roots; takes some 50 ms. */
  void begin();

  bool accepts(const uint8_t* der, size_t size) override;
  void trust(const uint8_t* der, size_t size) override;

  /** CertStoreBase: a handshake begins. */
  void installCertStore(br_x509_minimal_context* validator) override;

 private:
  static constexpr size_t kBuiltIn = sizeof kRoots / sizeof *kRoots;

  /** SHA-256 of a certificate's subject. */
  struct NameHash {
    uint8_t bytes[br_sha256_SIZE];
  };

  static NameHash hash_name(const BearSSL::X509List& certificate);
  static const br_x509_trust_anchor* find(void* self, void* name_hash, size_t size);
  static void release(void* self, const br_x509_trust_anchor* anchor);
  const br_x509_trust_anchor* give(BearSSL::X509List* certificate, const NameHash& name);

  NameHash names_[kBuiltIn];
  NameHash extra_name_;
  std::unique_ptr<uint8_t[]> extra_;
  size_t extra_size_ = 0;
  /** What a handshake looks at: the certificate that was decoded, and its anchor. */
  std::unique_ptr<BearSSL::X509List> in_use_;
  br_x509_trust_anchor anchor_ = {};
};

}  // namespace homesync::board
