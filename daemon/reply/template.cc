#include "reply/template.h"

#include <memory>
#include <new>

#include "reply/filters.h"
#include "reply/source.h"

namespace replyd {

namespace {

// The value after slice and filters; none if it does not fit somewhere.
std::optional<Bytes> finish_value(const Placeholder& placeholder, Value value, Arena& arena,
                                  std::string_view& error) noexcept {
  if (placeholder.slice) value = sliced(bytes_of(value, arena), *placeholder.slice);
  for (const Filter filter : placeholder.filters) {
    const std::optional<Value> next = apply_filter(filter, value, arena, error);
    if (!next) return std::nullopt;
    value = *next;
  }
  return bytes_of(value, arena);
}

// Its bytes if they are the same for every message.
std::optional<std::string> known_value(const Placeholder& placeholder, Bytes listener) {
  if (placeholder.source != Source::Listener) return std::nullopt;
  Arena scratch;
  std::string_view error;
  const auto bytes = finish_value(placeholder, listener, scratch, error);
  return bytes ? std::optional<std::string>(*bytes) : std::nullopt;
}

// Values are made one by one before the message is put together, since the arena has one block
// open at a time; this is where they wait. A warm arena makes it free.
std::span<Bytes> make_values(Arena& arena, std::size_t count) noexcept {
  std::size_t room = count * sizeof(Bytes) + alignof(Bytes);
  void* start = arena.extend(room);
  arena.finish();
  start = std::align(alignof(Bytes), count * sizeof(Bytes), start, room);
  auto* const values = static_cast<Bytes*>(start);
  std::uninitialized_value_construct_n(values, count);
  return {values, count};
}

}  // namespace

Template::Template(const TemplateSpec& spec, Bytes listener, Storage& storage) {
  std::string literal;
  for (const auto& piece : spec.pieces) {
    if (const auto* bytes = std::get_if<std::string>(&piece)) {
      literal += *bytes;
      continue;
    }
    const auto& placeholder = std::get<Placeholder>(piece);
    if (const auto known = known_value(placeholder, listener)) {
      literal += *known;
      continue;
    }
    add_literal(literal, storage);
    literal.clear();
    add_placeholder(placeholder);
  }
  add_literal(literal, storage);
}

void Template::add_literal(const std::string& bytes, Storage& storage) {
  if (!bytes.empty()) pieces_.emplace_back(storage.keep(bytes));
}

void Template::add_placeholder(const Placeholder& placeholder) {
  pieces_.emplace_back(placeholders_.size());
  placeholders_.push_back(placeholder);
  needs_ |= needs_of(placeholder.source);
}

Template::Rendered Template::render(const Context& context, Arena& arena) const noexcept {
  if (is_constant()) return {pieces_.empty() ? Bytes() : std::get<Bytes>(pieces_.front()), {}};
  const std::span<Bytes> values = make_values(arena, placeholders_.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Placeholder& placeholder = placeholders_[i];
    std::string_view error;
    const auto bytes = finish_value(
        placeholder, read_source(placeholder.source, placeholder.argument, context, arena), arena,
        error);
    if (!bytes) return {{}, error};
    values[i] = *bytes;
  }
  return {joined(values, arena), {}};
}

Bytes Template::joined(std::span<const Bytes> values, Arena& arena) const noexcept {
  for (const Piece& piece : pieces_) {
    const auto* literal = std::get_if<Bytes>(&piece);
    arena.append(literal != nullptr ? *literal : values[std::get<std::size_t>(piece)]);
  }
  return arena.finish();
}

}  // namespace replyd
