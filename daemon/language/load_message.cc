#include "language/load_message.h"

#include <utility>

#include "language/fields.h"
#include "language/json_text.h"
#include "language/message_forms.h"
#include "language/quote.h"

namespace replyd {

namespace {

struct FormKey {
  std::string_view name;
  MessageForm form;
};
constexpr FormKey kForms[] = {
    {"text", MessageForm::Text},    {"crlf", MessageForm::Crlf},     {"hex", MessageForm::Hex},
    {"bytes", MessageForm::Octets}, {"base64", MessageForm::Base64}, {"file", MessageForm::File},
};

Content read_form(Reader& reader, const TreeNode& scalar, MessageForm form,
                  Placeholders placeholders) {
  switch (form) {
    case MessageForm::Crlf:
      return read_crlf(reader, scalar, placeholders);
    case MessageForm::Hex:
      return read_hex(reader, scalar, placeholders);
    case MessageForm::Octets:
      return read_octets(reader, scalar, placeholders);
    case MessageForm::Base64:
      return read_base64(reader, scalar);
    case MessageForm::File:
      return read_file_form(reader, scalar);
    case MessageForm::Text:
      break;
  }
  return read_text(reader, scalar, placeholders);
}

bool has_form_key(const TreeNode& map) {
  for (const Entry& entry : map.entries) {
    if (find_key(Place::Message, entry.key->text)) return true;
  }
  return false;
}

const TreeNode* value_of(const TreeNode& map, std::string_view key) {
  for (const Entry& entry : map.entries) {
    if (entry.key->text == key) return entry.value;
  }
  return nullptr;
}

// `reply: {delay: 1s, reply: hi}`. An `event` by itself may be anybody's JSON.
bool looks_like_action(const TreeNode& map) {
  bool sure = false;
  for (const Entry& entry : map.entries) {
    if (!find_key(Place::Action, entry.key->text)) return false;
    sure = sure || entry.key->text != "event";
  }
  return sure;
}

// `reply: {status: 200, body: OK}`. A status that is a word is somebody's JSON.
bool looks_like_http(const TreeNode& map) {
  const TreeNode* status = value_of(map, "status");
  const bool number = status && status->text.size() == 3 &&
                      status->text.find_first_not_of("0123456789") == std::string_view::npos;
  return (number || value_of(map, "headers")) && (value_of(map, "body") || map.entries.size() < 3);
}

// A mapping or list that was meant as something else.
void refuse(Reader& reader, const TreeNode& node) {
  const bool map = node.kind == TreeNode::Kind::Map;
  if (map && looks_like_action(node)) {
    return reader.error(node, "these are keys of an action, and a message is expected here",
                        "write them beside 'reply', not in it");
  }
  if (map && looks_like_http(node)) {
    return reader.error(node, "an HTTP response as a form is not built yet",
                        "for now write " + std::string(kHttpCure));
  }
  reader.error(node, map ? "a mapping without a form is no message" : "a list is no message",
               "to send it as JSON text write " + single_quoted(json_text(node)));
}

// The one form key of a mapping, and its value; null if there is not exactly one.
const TreeNode* find_form(Reader& reader, const Fields& fields, MessageForm& form) {
  const TreeNode* found = nullptr;
  std::string_view name;
  for (const FormKey& each : kForms) {
    if (!fields.has(each.name)) continue;
    if (!name.empty()) {
      reader.error(*fields.key_of(each.name), "a message has one form",
                   "this has '" + std::string(name) + "' and '" + std::string(each.name) + "'");
      return nullptr;
    }
    name = each.name;
    form = each.form;
    found = fields.find(each.name);
  }
  return found;
}

std::optional<MessageSpec> load(Reader& reader, const TreeNode& node, Placeholders placeholders) {
  MessageSpec message;
  message.where = reader.where(node);
  const TreeNode* scalar = &node;
  if (node.kind == TreeNode::Kind::Broken) return {};
  if (node.kind == TreeNode::Kind::Map || node.kind == TreeNode::Kind::List) {
    const bool near = node.entries.size() == 1 && node.entries[0].key &&
                      !suggest_key(Place::Message, node.entries[0].key->text).empty();
    if (node.kind == TreeNode::Kind::List || (!near && !has_form_key(node))) {
      refuse(reader, node);
      return {};
    }
    const Fields fields(reader, node, Place::Message);
    scalar = find_form(reader, fields, message.form);
    if (!scalar || !fields.clean()) return {};
  } else if (node.tag == TreeNode::Tag::Binary) {
    message.form = MessageForm::Base64;
  }
  if (scalar->kind != TreeNode::Kind::Scalar) {
    if (scalar->kind != TreeNode::Kind::Broken) reader.error(*scalar, "a text is expected here");
    return {};
  }
  auto content = read_form(reader, *scalar, message.form, placeholders);
  if (!content) return {};
  message.content = std::move(*content);
  return message;
}

}  // namespace

std::optional<MessageSpec> load_message(Reader& reader, const TreeNode& node) {
  return load(reader, node, Placeholders::Allowed);
}

std::optional<std::string> load_bytes(Reader& reader, const TreeNode& node) {
  const auto message = load(reader, node, Placeholders::ConstantOnly);
  if (!message) return {};
  if (message->form == MessageForm::File) {
    reader.error(node, "'file' cannot stand here", "write text, crlf, hex, bytes or base64");
    return {};
  }
  return constant_of(message->content);
}

bool looks_like_message(const TreeNode& map) {
  return map.kind == TreeNode::Kind::Map && has_form_key(map);
}

}  // namespace replyd
