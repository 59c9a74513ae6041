#include "language/load_action.h"

#include <utility>

#include "language/load_message.h"
#include "language/template_text.h"

namespace replyd {

namespace {

bool is_action_key(std::string_view name) { return find_key(Place::Action, name) != nullptr; }

bool load_delay(const Fields& fields, ActionSpec& action) {
  const TreeNode* node = fields.find("delay");
  if (!node) return !fields.has("delay");
  Reader& reader = fields.reader();
  DelaySpec delay;
  if (node->kind != TreeNode::Kind::Map) {
    const auto fixed = reader.duration(*node, *find_key(Place::Action, "delay"));
    if (!fixed) return false;
    delay.min = delay.max = *fixed;
  } else {
    const Fields range(reader, *node, Place::Delay);
    const TreeNode* max = range.require("max", "such as {min: 100ms, max: 2s}");
    if (!range.read("min", delay.min) || !range.read("max", delay.max) || !max || !range.clean()) {
      return false;
    }
  }
  if (delay.min > delay.max) {
    reader.error(*node, "'min' is more than 'max'", "such as {min: 100ms, max: 2s}");
    return false;
  }
  action.delay = delay;
  return true;
}

bool load_reply(const Fields& fields, const std::string& reply_end, ActionSpec& action) {
  const TreeNode* node = fields.find("reply");
  if (!node) return !fields.has("reply");
  action.reply = load_message(fields.reader(), *node);
  if (!action.reply) return false;
  const bool text =
      action.reply->form == MessageForm::Text || action.reply->form == MessageForm::Crlf;
  if (text) append_literal(action.reply->content, reply_end);
  return true;
}

bool load_event(const Fields& fields, ActionSpec& action) {
  const TreeNode* node = fields.find("event");
  if (!node) return !fields.has("event");
  EventSpec event;
  const TreeNode* text = node;
  if (node->kind == TreeNode::Kind::Map) {
    const Fields parts(fields.reader(), *node, Place::Event);
    text = parts.require("text", "such as {level: warning, text: \"login from ${peer.ip}\"}");
    if (!parts.read_word("level", event.level) || !parts.clean()) return false;
  }
  if (!text) return false;
  auto message = load_message(fields.reader(), *text);
  if (!message) return false;
  event.text = std::move(message->content);
  action.event = std::move(event);
  return true;
}

}  // namespace

bool load_action(const Fields& fields, const std::string& reply_end, ActionSpec& action) {
  action.where = fields.reader().where(fields.node());
  bool ok = load_delay(fields, action);
  ok = load_reply(fields, reply_end, action) && ok;
  ok = load_event(fields, action) && ok;
  ok = fields.read_word("close", action.close) && ok;
  ok = fields.read("silent", action.silent) && ok;
  return ok && fields.clean();
}

const TreeNode* first_action_key(const Fields& fields) {
  if (fields.node().kind != TreeNode::Kind::Map) return nullptr;
  for (const Entry& entry : fields.node().entries) {
    if (is_action_key(entry.key->text)) return entry.key;
  }
  return nullptr;
}

bool has_action(const Fields& fields) { return first_action_key(fields) != nullptr; }

void judge_action(const Fields& fields, const ActionSpec& action) {
  Reader& reader = fields.reader();
  const bool does = action.reply || action.event || action.close != Close::No;
  if (!does && !action.silent) {
    const TreeNode* delay = fields.key_of("delay");
    reader.error(delay ? *delay : fields.node(),
                 delay ? "a delay, and nothing that it delays" : "this does nothing",
                 "add 'reply' or 'close'; to stay silent on purpose write 'silent: true'");
  } else if (action.silent && (action.reply || action.close != Close::No || action.delay)) {
    const std::string_view other = action.reply                ? "reply"
                                   : action.close != Close::No ? "close"
                                                               : "delay";
    reader.error(*fields.key_of("silent"),
                 "'silent' and '" + std::string(other) + "' exclude each other",
                 "leave one of them out");
  }
}

std::optional<ActionSpec> load_greeting(Reader& reader, const TreeNode& node,
                                        const std::string& reply_end) {
  ActionSpec action;
  if (node.kind == TreeNode::Kind::List) {
    reader.error(node, "a list of rules in 'greeting' is not built yet",
                 "write a message or an action");
    return {};
  }
  if (node.kind == TreeNode::Kind::Map && !looks_like_message(node)) {
    const Fields fields(reader, node, Place::Action);
    if (!load_action(fields, reply_end, action)) return {};
    judge_action(fields, action);
    return action;
  }
  action.where = reader.where(node);
  action.reply = load_message(reader, node);
  if (!action.reply) return {};
  const bool text =
      action.reply->form == MessageForm::Text || action.reply->form == MessageForm::Crlf;
  if (text) append_literal(action.reply->content, reply_end);
  return action;
}

}  // namespace replyd
