#include "homesync/ota_manifest.h"

#include "homesync/vectors.h"
#include "test.h"

using homesync::OtaManifest;
using homesync::OtaSignedBytes;
using homesync::Text;

TEST("what a manifest's signature covers is the protocol's golden bytes") {
  for (const auto& vector : homesync::vectors::kManifestVectors) {
    homesync::test::set_subject(Text::terminated(vector.name));
    OtaManifest manifest;
    manifest.target = Text::terminated(vector.target);
    manifest.version = Text::terminated(vector.version);
    manifest.size = vector.size;
    manifest.sha256 = Text::terminated(vector.sha256);
    manifest.allow_downgrade = vector.allow_downgrade;
    OtaSignedBytes bytes;
    write_signed_bytes(manifest, bytes);
    CHECK_EQ(bytes.view(), Text::terminated(vector.text));
  }
}
