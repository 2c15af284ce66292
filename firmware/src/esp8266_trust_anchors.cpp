#include "esp8266_trust_anchors.h"

#include <string.h>

#include <new>

namespace homesync::board {

using BearSSL::X509List;

namespace {

/** Bytes of the longest modulus that BearSSL verifies with (its own limit, BR_MAX_RSA_SIZE). */
constexpr size_t kLongestModulus = 4096 / 8;

}  // namespace

void Esp8266TrustAnchors::begin() {
  for (size_t i = 0; i < kBuiltIn; ++i) names_[i] = hash_name(X509List(kRoots[i]));
}

bool Esp8266TrustAnchors::accepts(const uint8_t* der, size_t size) {
  // BearSSL would take PEM as well, and read on behind a certificate: DER is one SEQUENCE (X.690).
  const bool is_long_form = size > 4 && der[0] == 0x30 && der[1] == 0x82;
  if (!is_long_form || size_t{4} + (der[2] << 8 | der[3]) != size) return false;
  const X509List certificate(der, size);
  if (certificate.getCount() != 1) return false;
  const br_x509_trust_anchor& anchor = certificate.getTrustAnchors()[0];
  if ((anchor.flags & BR_X509_TA_CA) == 0) return false;
  if (anchor.pkey.key_type == BR_KEYTYPE_RSA) return anchor.pkey.key.rsa.nlen <= kLongestModulus;
  const int curve = anchor.pkey.key.ec.curve;
  return curve == BR_EC_secp256r1 || curve == BR_EC_secp384r1 || curve == BR_EC_secp521r1;
}

void Esp8266TrustAnchors::trust(const uint8_t* der, size_t size) {
  extra_size_ = 0;
  extra_.reset(size > 0 ? new (std::nothrow) uint8_t[size] : nullptr);
  if (!extra_) return;
  memcpy(extra_.get(), der, size);
  extra_size_ = size;
  extra_name_ = hash_name(X509List(extra_.get(), size));
}

void Esp8266TrustAnchors::installCertStore(br_x509_minimal_context* validator) {
  br_x509_minimal_set_dynamic(validator, this, find, release);
}

Esp8266TrustAnchors::NameHash Esp8266TrustAnchors::hash_name(const X509List& certificate) {
  NameHash name = {};
  if (certificate.getCount() == 0) return name;
  const br_x500_name& subject = certificate.getTrustAnchors()[0].dn;
  br_sha256_context hash;
  br_sha256_init(&hash);
  br_sha256_update(&hash, subject.data, subject.len);
  br_sha256_out(&hash, name.bytes);
  return name;
}

const br_x509_trust_anchor* Esp8266TrustAnchors::find(void* self, void* name_hash, size_t size) {
  Esp8266TrustAnchors& anchors = *static_cast<Esp8266TrustAnchors*>(self);
  if (size != sizeof(NameHash)) return nullptr;
  for (size_t i = 0; i < kBuiltIn; ++i) {
    if (memcmp(anchors.names_[i].bytes, name_hash, size) == 0) {
      return anchors.give(new (std::nothrow) X509List(kRoots[i]), anchors.names_[i]);
    }
  }
  if (anchors.extra_size_ > 0 && memcmp(anchors.extra_name_.bytes, name_hash, size) == 0) {
    return anchors.give(new (std::nothrow) X509List(anchors.extra_.get(), anchors.extra_size_),
                        anchors.extra_name_);
  }
  return nullptr;
}

const br_x509_trust_anchor* Esp8266TrustAnchors::give(X509List* certificate, const NameHash& name) {
  in_use_.reset(certificate);
  if (!in_use_ || in_use_->getCount() == 0) return nullptr;
  // The validator compares names by their hashes, which take the subject's place (BearSSL,
  // br_x509_minimal_set_dynamic); the list's own name may be shorter than a hash.
  anchor_ = in_use_->getTrustAnchors()[0];
  anchor_.dn.data = const_cast<uint8_t*>(name.bytes);  // BearSSL only reads it
  anchor_.dn.len = sizeof name.bytes;
  return &anchor_;
}

void Esp8266TrustAnchors::release(void* self, const br_x509_trust_anchor*) {
  static_cast<Esp8266TrustAnchors*>(self)->in_use_.reset();
}

}  // namespace homesync::board
