#include "homesync/version_order.h"

#include <string.h>

namespace homesync {

namespace {

/** Takes what stands before the next `separator` off the front, and the separator with it. */
Text take_before(Text& text, char separator) {
  size_t size = 0;
  while (size < text.size && text.data[size] != separator) ++size;
  const Text part(text.data, size);
  const size_t taken = size < text.size ? size + 1 : size;
  text = Text(text.data + taken, text.size - taken);
  return part;
}

bool is_number(Text text) {
  for (size_t i = 0; i < text.size; ++i) {
    if (text.data[i] < '0' || text.data[i] > '9') return false;
  }
  return !text.empty();
}

Text without_leading_zeros(Text number) {
  while (number.size > 1 && number.data[0] == '0') number = Text(number.data + 1, number.size - 1);
  return number;
}

int compare_sizes(size_t left, size_t right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By ASCII; what only goes on longer is larger. */
int compare_texts(Text left, Text right) {
  const size_t shared = left.size < right.size ? left.size : right.size;
  const int order = memcmp(left.data, right.data, shared);
  return order != 0 ? order : compare_sizes(left.size, right.size);
}

/** Of any length, so that no number is too large. */
int compare_numbers(Text left, Text right) {
  left = without_leading_zeros(left);
  right = without_leading_zeros(right);
  if (left.size != right.size) return compare_sizes(left.size, right.size);
  return compare_texts(left, right);
}

/** Clause 11.4.1 to 11.4.3: numbers as numbers, texts as texts, a number before a text. */
int compare_identifiers(Text left, Text right) {
  const bool left_is_number = is_number(left);
  if (left_is_number != is_number(right)) return left_is_number ? -1 : 1;
  return left_is_number ? compare_numbers(left, right) : compare_texts(left, right);
}

/** Clause 11.3 and 11.4: a pre-release comes before its release; then identifier by identifier. */
int compare_prereleases(Text left, Text right) {
  if (left.empty() || right.empty()) return compare_sizes(right.size, left.size);
  while (!left.empty() && !right.empty()) {
    const int order = compare_identifiers(take_before(left, '.'), take_before(right, '.'));
    if (order != 0) return order;
  }
  // 11.4.4: the one with more identifiers.
  return compare_sizes(left.size, right.size);
}

}  // namespace

int compare_versions(Text left, Text right) {
  Text left_core = take_before(left, '-');
  Text right_core = take_before(right, '-');
  while (!left_core.empty() || !right_core.empty()) {
    const int order = compare_numbers(take_before(left_core, '.'), take_before(right_core, '.'));
    if (order != 0) return order;
  }
  return compare_prereleases(left, right);
}

}  // namespace homesync
