#pragma once

#include <stddef.h>
#include <stdint.h>

#include "homesync/protocol.h"
#include "homesync/text.h"

namespace homesync {

/**
 * Walks over the tokens of a document that may hold anything (RFC 8259). The first fault stays;
 * what is read after it means nothing, so a caller looks at fault() before it uses a token. The
 * same steps as the TypeScript codec's lexer.
 */
class JsonLexer {
 public:
  explicit JsonLexer(Text document) : document_(document) {}

  size_t position() const { return position_; }
  bool at_end() const { return position_ >= document_.size; }
  protocol::ErrorCode fault() const { return fault_; }

  /** The byte at the position; NUL, which begins no token, at the end. */
  char peek() const { return byte_at(position_); }

  void skip_space();
  /** Steps over one byte. */
  void skip() { ++position_; }
  /** From the opening quote to behind the closing one. */
  void string();
  void number();
  /** One of `true`, `false`, `null`. */
  void literal(Text word);

  void fail(protocol::ErrorCode code);

 private:
  char byte_at(size_t at) const { return at < document_.size ? document_.data[at] : '\0'; }
  size_t escape(size_t at);
  int32_t hex4(size_t at) const;
  bool is_low_surrogate_escape(size_t at) const;
  void digits();

  Text document_;
  size_t position_ = 0;
  protocol::ErrorCode fault_ = protocol::ErrorCode::kNone;
};

}  // namespace homesync
