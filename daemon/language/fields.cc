#include "language/fields.h"

#include <string>

#include "language/quote.h"
#include "language/synonyms.h"

namespace replyd {

namespace {

std::string quoted(std::string_view name) { return "'" + shortened(name) + "'"; }

std::string list_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (const auto name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

}  // namespace

Fields::Fields(Reader& reader, const TreeNode& node, Place place)
    : reader_(reader), node_(node), place_(place) {
  if (node.kind == TreeNode::Kind::Broken) {
    clean_ = false;
  } else if (node.kind != TreeNode::Kind::Map) {
    clean_ = false;
    std::string expected = "it takes " + list_of(keys_of(place));
    if (place == Place::Listener) expected = "it begins with '- listen: tcp://127.0.0.1:12345'";
    if (place == Place::Rule) expected = "such as '- match: PING' and, below it, 'reply: PONG'";
    reader.error(node, std::string(name_of(place)) + " is a mapping", std::move(expected));
  } else {
    for (const Entry& entry : node.entries) check(entry);
  }
}

void Fields::check(const Entry& entry) {
  const TreeNode& key = *entry.key;
  const bool private_ok = place_ == Place::File || place_ == Place::Listener;
  if (private_ok && key.text.starts_with("x-")) return;
  const KeyDeclaration* declared = find_key(place_, key.text);
  if (!declared) {
    clean_ = false;
    unknown(key);
  } else if (!declared->available) {
    clean_ = false;
    not_built(key);
  } else if (entry.value->kind == TreeNode::Kind::Absent) {
    absent(entry);
  }
}

void Fields::not_built(const TreeNode& key) {
  reader_.error(
      key, quoted(key.text) + " is not built yet",
      key.text == "http" ? "for now write " + std::string(kHttpCure) : "leave it out for now");
}

void Fields::absent(const Entry& entry) {
  const std::size_t from = entry.value->offset;
  if (reader_.source().at(from) == '&') {  // `&hello`, meant as a text
    const auto text = quote_line(reader_.source(), from);
    reader_.error(*entry.key, quoted(entry.key->text) + " has only an anchor, " + text,
                  "quote this value: " + text);
    return;
  }
  reader_.error(*entry.key, quoted(entry.key->text) + " has no value",
                "write one, or leave the key out; the empty text is \"\"");
}

void Fields::unknown(const TreeNode& key) {
  const auto colon = key.text.find(':');
  if (colon != std::string_view::npos && find_key(place_, key.text.substr(0, colon))) {
    reader_.error(key, "a space is missing behind the ':'",
                  "write '" + std::string(key.text.substr(0, colon)) + ": " +
                      shortened(key.text.substr(colon + 1)) + "'");
    return;
  }
  const auto places = places_of(key.text);
  const auto cure = cure_of_key(place_, key.text);
  // `file` in a log is its output, though a message has a key of that name.
  if (!places.empty() && synonym_of(place_, key.text).empty()) {
    reader_.error(key, quoted(key.text) + " does not belong in " + std::string(name_of(place_)),
                  "it belongs in " + places);
  } else if (is_for_later(key.text) && synonym_of(place_, key.text).empty()) {
    not_built(key);
  } else if (!cure.empty()) {
    reader_.error(key, "unknown key " + quoted(key.text), cure);
  } else {
    reader_.error(key, "unknown key " + quoted(key.text),
                  std::string(name_of(place_)) + " takes " + list_of(keys_of(place_)));
  }
}

const TreeNode* Fields::key_of(std::string_view key) const {
  if (node_.kind != TreeNode::Kind::Map) return nullptr;
  for (const Entry& entry : node_.entries) {
    if (entry.key->text == key) return entry.key;
  }
  return nullptr;
}

const TreeNode* Fields::find(std::string_view key) const {
  if (node_.kind != TreeNode::Kind::Map) return nullptr;
  for (const Entry& entry : node_.entries) {
    if (entry.key->text != key) continue;
    const bool usable =
        entry.value->kind != TreeNode::Kind::Absent && entry.value->kind != TreeNode::Kind::Broken;
    const KeyDeclaration* declared = find_key(place_, key);
    return usable && declared && declared->available ? entry.value : nullptr;
  }
  return nullptr;
}

const TreeNode* Fields::require(std::string_view key, std::string_view what) const {
  if (!has(key) && clean_) {
    reader_.error(node_, std::string(name_of(place_)) + " needs '" + std::string(key) + "'",
                  std::string(what));
  }
  return find(key);
}

bool Fields::read(std::string_view key, std::uint64_t& value) const {
  const TreeNode* node = find(key);
  if (!node) return !has(key);
  const KeyDeclaration& declared = *find_key(place_, key);
  const auto read_value = declared.type == KeyType::Size ? reader_.size(*node, declared)
                                                         : reader_.number(*node, declared);
  value = read_value.value_or(value);
  return read_value.has_value();
}

bool Fields::read(std::string_view key, Nanoseconds& value) const {
  const TreeNode* node = find(key);
  if (!node) return !has(key);
  const auto read_value = reader_.duration(*node, *find_key(place_, key));
  value = read_value.value_or(value);
  return read_value.has_value();
}

bool Fields::read(std::string_view key, bool& value) const {
  const TreeNode* node = find(key);
  if (!node) return !has(key);
  const auto read_value = reader_.boolean(*node);
  value = read_value.value_or(value);
  return read_value.has_value();
}

bool Fields::read(std::string_view key, Rate& value) const {
  const TreeNode* node = find(key);
  if (!node) return !has(key);
  const bool volume = find_key(place_, key)->type == KeyType::Volume;
  const auto read_value = reader_.rate(*node, volume ? Counted::Volume : Counted::Events);
  value = read_value.value_or(value);
  return read_value.has_value();
}

}  // namespace replyd
