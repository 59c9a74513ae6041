#include "language/load_framing.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/suggest.h"
#include "language/fields.h"
#include "language/load_message.h"
#include "language/quote.h"

namespace replyd {

namespace {

using Kind = FramingSpec::Kind;

constexpr std::array<std::string_view, 9> kLater{"http", "dns",  "resp",  "modbus",  "mqtt",
                                                 "ber",  "tpkt", "mysql", "postgres"};
constexpr std::string_view kForms = "raw, line, end, {delimiter: \"\\r\\n\"} or {fixed: 48}";

std::optional<FramingSpec> load_word(Reader& reader, const TreeNode& node) {
  const auto text = reader.text(node, std::string("a framing: ") + std::string(kForms));
  if (!text) return {};
  FramingSpec framing;
  constexpr std::pair<std::string_view, Kind> kWords[] = {
      {"raw", Kind::Raw}, {"line", Kind::Line}, {"end", Kind::End}};
  for (const auto& [word, kind] : kWords) {
    if (text->value != word) continue;
    framing.kind = kind;
    return framing;
  }
  if (std::find(kLater.begin(), kLater.end(), text->value) != kLater.end()) {
    reader.error(node, "the framing '" + text->value + "' is not built yet",
                 text->value == "http" ? "for now write " + std::string(kHttpCure)
                                       : "for now it is " + std::string(kForms));
    return {};
  }
  std::vector<std::string_view> known = split_words(find_key(Place::Listener, "framing")->words);
  known.insert(known.end(), kLater.begin(), kLater.end());
  const auto near = nearest(text->value, known);
  reader.error(
      node, "unknown framing '" + shortened(text->value) + "'",
      near.empty() ? "it is " + std::string(kForms) : "did you mean '" + std::string(near) + "'?");
  return {};
}

bool load_delimiter(Reader& reader, const TreeNode& node, FramingSpec& framing) {
  auto bytes = load_bytes(reader, node);
  if (!bytes) return false;
  if (bytes->empty()) {
    reader.error(node, "the delimiter is empty", "such as \"\\r\\n\"");
    return false;
  }
  framing.delimiters.push_back(std::move(*bytes));
  return true;
}

bool load_delimiters(Reader& reader, const TreeNode& node, FramingSpec& framing) {
  framing.kind = Kind::Delimiter;
  if (node.kind != TreeNode::Kind::List) return load_delimiter(reader, node, framing);
  bool ok = true;
  for (const Entry& entry : node.entries) {
    ok = load_delimiter(reader, *entry.value, framing) && ok;
  }
  if (node.entries.empty()) {
    reader.error(node, "the list of delimiters is empty", "such as [\"\\r\\n\", \"\\n\"]");
    return false;
  }
  return ok;
}

}  // namespace

std::optional<FramingSpec> load_framing(Reader& reader, const TreeNode& node) {
  if (node.kind != TreeNode::Kind::Map) return load_word(reader, node);
  const Fields fields(reader, node, Place::Framing);
  if (!fields.clean()) return {};
  FramingSpec framing;
  const TreeNode* delimiter = fields.find("delimiter");
  const TreeNode* fixed = fields.find("fixed");
  if (fields.has("delimiter") && fields.has("fixed")) {
    reader.error(*fields.key_of("fixed"), "'delimiter' and 'fixed' exclude each other",
                 "leave one of them out");
    return {};
  }
  if (node.entries.empty())
    reader.error(node, "'framing' is empty", "it is " + std::string(kForms));
  if (delimiter && !load_delimiters(reader, *delimiter, framing)) return {};
  if (fixed) {
    framing.kind = Kind::Fixed;
    if (!fields.read("fixed", framing.size)) return {};
  }
  if (!delimiter && !fixed) return {};
  return framing;
}

}  // namespace replyd
