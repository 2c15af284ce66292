#include "homesync/sha256.h"

#include "homesync/hexadecimal.h"
#include "homesync/text.h"
#include "test.h"

using homesync::decode_hexadecimal;
using homesync::Sha256;
using homesync::Sha256Digest;
using homesync::Text;

namespace {

Sha256Digest digest(Text hexadecimal) {
  Sha256Digest bytes;
  decode_hexadecimal(hexadecimal, bytes.bytes, Sha256Digest::kSize);
  return bytes;
}

Sha256Digest digest_of_text(Text text) {
  Sha256 hash;
  hash.update(text.data, text.size);
  return hash.finish();
}

}  // namespace

TEST("SHA-256 makes the digests of the NIST examples") {
  CHECK(digest_of_text("") ==
        digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CHECK(digest_of_text("abc") ==
        digest("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  CHECK(digest_of_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        digest("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
  CHECK(digest_of_text("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                       "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu") ==
        digest("cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"));
}

TEST("SHA-256 of a million letters, in pieces of every size up to 999") {
  char letters[999];
  for (char& letter : letters) letter = 'a';
  Sha256 hash;
  size_t left = 1000000;
  for (size_t size = 1; left > 0; size = size % sizeof letters + 1) {
    const size_t count = size < left ? size : left;
    hash.update(letters, count);
    left -= count;
  }
  CHECK(hash.finish() ==
        digest("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
}

TEST("SHA-256 is right for every number of bytes in the last block") {
  // The digest of the digests of 0 to 129 letters, as `sha256sum` makes it.
  char letters[129];
  for (char& letter : letters) letter = 'a';
  Sha256 digests;
  for (size_t size = 0; size <= sizeof letters; ++size) {
    const Sha256Digest one = digest_of_text(Text(letters, size));
    digests.update(one.bytes, Sha256Digest::kSize);
  }
  CHECK(digests.finish() ==
        digest("39a48225ae6069c68f7c9f867bf47f4a2e188c3903dd919926b8259a73ecada5"));
}

TEST("after its digest a hash is as new") {
  Sha256 hash;
  hash.update("something", 9);
  hash.finish();
  CHECK(hash.finish() == digest_of_text(""));
  CHECK(digest_of_text("a") != digest_of_text("b"));
}
