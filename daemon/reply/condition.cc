#include "reply/condition.h"

#include <string.h>

#include <algorithm>
#include <string>

#include "reply/ascii.h"
#include "reply/compile.h"

namespace replyd {

namespace {

// Bytes of a regex would only be kept twice.
Bytes literal_of(const ConditionSpec& spec, Storage& storage) {
  if (spec.kind == ConditionSpec::Kind::Regex) return {};
  std::string bytes = spec.bytes;
  if (spec.ignore_case) std::transform(bytes.begin(), bytes.end(), bytes.begin(), to_lower);
  return storage.keep(std::move(bytes));
}

std::optional<Regex> regex_of(const ConditionSpec& spec, Diagnostics& diagnostics) {
  if (spec.kind != ConditionSpec::Kind::Regex) return std::nullopt;
  Regex regex(spec.bytes, spec.ignore_case ? Regex::Case::Ignored : Regex::Case::Exact);
  if (!regex.ok()) {
    const auto fault = check_regex(spec.bytes);
    diagnostics.error(spec.where,
                      fault ? fault->message : "too large once compiled without regard to case");
  }
  return regex;
}

// In linear time, also where string_view::find would not be.
bool contains(Bytes message, Bytes part) noexcept {
  return part.empty() ||
         ::memmem(message.data(), message.size(), part.data(), part.size()) != nullptr;
}

}  // namespace

Guard Guard::both(const Guard& other) const noexcept {
  Guard guard = knows_first() ? *this : other;
  guard.min_length = std::max(min_length, other.min_length);
  guard.max_length = std::min(max_length, other.max_length);
  return guard;
}

Guard Guard::either(const Guard& other) const noexcept {
  Guard guard;
  guard.min_length = std::min(min_length, other.min_length);
  guard.max_length = std::max(max_length, other.max_length);
  if (first_mask == other.first_mask && first == other.first) {
    guard.first_mask = first_mask;
    guard.first = first;
  }
  return guard;
}

Condition::Condition(const ConditionSpec& spec, Storage& storage, Diagnostics& diagnostics)
    : kind_(spec.kind),
      ignore_case_(spec.ignore_case),
      bytes_(literal_of(spec, storage)),
      min_length_(spec.min_length),
      max_length_(spec.max_length),
      regex_(regex_of(spec, diagnostics)) {
  if (kind_ == Kind::Contains && ignore_case_) search_.emplace(bytes_);
  children_.reserve(spec.children.size());
  for (const ConditionSpec& child : spec.children) {
    children_.emplace_back(child, storage, diagnostics);
  }
}

bool Condition::holds(Bytes message) const noexcept {
  const auto child_holds = [message](const Condition& child) { return child.holds(message); };
  switch (kind_) {
    case Kind::All:
      return std::all_of(children_.begin(), children_.end(), child_holds);
    case Kind::Any:
      return std::any_of(children_.begin(), children_.end(), child_holds);
    case Kind::Not:
      return std::none_of(children_.begin(), children_.end(), child_holds);
    case Kind::Length:
      return message.size() >= min_length_ && message.size() <= max_length_;
    case Kind::Equals:
    case Kind::Prefix:
    case Kind::Suffix:
    case Kind::Contains:
    case Kind::Regex:
      break;
  }
  return holds_of_bytes(message);
}

bool Condition::holds_of_bytes(Bytes message) const noexcept {
  if (regex_) return regex_->found_in(message);
  const std::size_t size = bytes_.size();
  if (message.size() < size) return false;
  if (kind_ == Kind::Equals) return equals(message);
  if (kind_ == Kind::Prefix) return equals(message.substr(0, size));
  if (kind_ == Kind::Suffix) return equals(message.substr(message.size() - size));
  return search_ ? search_->found_in(message) : contains(message, bytes_);
}

bool Condition::equals(Bytes part) const noexcept {
  return ignore_case_ ? equal_but_for_case(part, bytes_) : part == bytes_;
}

Guard Condition::guard() const noexcept {
  Guard guard;
  if (kind_ == Kind::All) {
    for (const Condition& child : children_) guard = guard.both(child.guard());
  } else if (kind_ == Kind::Any && !children_.empty()) {
    guard = children_.front().guard();
    for (const Condition& child : children_) guard = guard.either(child.guard());
  } else if (kind_ == Kind::Length) {
    guard.min_length = min_length_;
    guard.max_length = max_length_;
  } else if (kind_ != Kind::Not && kind_ != Kind::Any && kind_ != Kind::Regex) {
    guard = guard_of_bytes();
  }
  return guard;
}

Guard Condition::guard_of_bytes() const noexcept {
  Guard guard;
  guard.min_length = bytes_.size();
  if (kind_ == Kind::Equals) guard.max_length = bytes_.size();
  if (bytes_.empty() || (kind_ != Kind::Equals && kind_ != Kind::Prefix)) return guard;
  // The one bit by which a small letter differs from its capital.
  guard.first_mask = ignore_case_ && is_lower(bytes_.front()) ? 'a' ^ 'A' : 0;
  guard.first = static_cast<unsigned char>(bytes_.front());
  return guard;
}

}  // namespace replyd
