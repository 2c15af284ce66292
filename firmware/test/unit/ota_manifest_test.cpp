#include "homesync/ota_manifest.h"

#include "homesync/vectors.h"
#include "test.h"

using homesync::digest_of;
using homesync::OtaManifest;
using homesync::Sha256;
using homesync::Text;

TEST("a manifest's digest is the SHA-256 of the protocol's golden bytes") {
  for (const auto& vector : homesync::vectors::kManifestVectors) {
    homesync::test::set_subject(Text::terminated(vector.name));
    OtaManifest manifest;
    manifest.target = Text::terminated(vector.target);
    manifest.version = Text::terminated(vector.version);
    manifest.size = vector.size;
    manifest.sha256 = Text::terminated(vector.sha256);
    manifest.allow_downgrade = vector.allow_downgrade;
    const Text bytes = Text::terminated(vector.text);
    Sha256 hash;
    hash.update(bytes.data, bytes.size);
    CHECK(digest_of(manifest) == hash.finish());
  }
}
