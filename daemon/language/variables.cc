#include "language/variables.h"

#include <string>

#include "language/load_message.h"
#include "language/names.h"
#include "language/quote.h"
#include "language/reader.h"

namespace replyd {

namespace {

constexpr std::size_t kMaxNesting = 64;  // of vars in vars

// A list of small mappings: only its dashes are too many.
std::string mapping_cure(const TreeNode& vars) {
  const bool list = vars.kind == TreeNode::Kind::List && !vars.entries.empty();
  const TreeNode* first = list ? vars.entries.front().value : nullptr;
  if (first && first->kind == TreeNode::Kind::Map && !first->entries.empty()) {
    const std::string key = shortened(first->entries.front().key->text);
    if (key != "name") return "leave out the dashes, and write '" + key + ": ...' below 'vars:'";
  }
  return "such as vars: {banner: \"hello\\r\\n\"}";
}

}  // namespace

void Variables::declare(Reader& reader, const TreeNode& vars) {
  if (vars.kind == TreeNode::Kind::Broken) return;
  if (vars.kind != TreeNode::Kind::Map) {
    reader.error(vars, "'vars' is a mapping of names to messages", mapping_cure(vars));
    return;
  }
  for (const Entry& entry : vars.entries) {
    if (!check_name(reader, *entry.key)) continue;
    Variable variable{entry.key, entry.value, Variable::State::Unread, {}};
    if (entry.value->kind == TreeNode::Kind::Absent) {
      reader.error(*entry.key, "'" + std::string(entry.key->text) + "' has no value",
                   "write a message; the empty text is \"\"");
      variable.state = Variable::State::Wrong;
    }
    variables_.emplace(entry.key->text, std::move(variable));
  }
}

void Variables::read_all(Reader& reader) {
  for (auto& [name, variable] : variables_) content(reader, name);
}

std::vector<std::string_view> Variables::names() const {
  std::vector<std::string_view> list;
  for (const auto& [name, variable] : variables_) list.push_back(name);
  return list;
}

const TemplateSpec* Variables::content(Reader& reader, std::string_view name) {
  using State = Variable::State;
  Variable& variable = variables_.at(name);
  if (variable.state == State::Reading || depth_ >= kMaxNesting) {
    const bool circle = variable.state == State::Reading;
    if (circle) variable.state = State::Wrong;
    reader.error(*variable.key,
                 circle ? "'var." + std::string(name) + "' leads back to itself"
                        : "vars are nested deeper than 64 levels",
                 "write the text out in one of them");
  } else if (variable.state == State::Unread) {
    variable.state = State::Reading;
    ++depth_;
    auto message = load_message(reader, *variable.value);
    --depth_;
    const bool fine = message && variable.state == State::Reading;
    variable.state = fine ? State::Read : State::Wrong;
    if (fine) variable.content = std::move(message->content);
  }
  return variable.state == State::Read ? &variable.content : nullptr;
}

}  // namespace replyd
