#include "language/load_log.h"

#include <array>
#include <string>
#include <utility>

#include "base/suggest.h"
#include "language/fields.h"

namespace replyd {

namespace {

// A word near one of the three is a slip; anything else is a file.
bool load_output(const Fields& fields, LogSpec& log) {
  const TreeNode* node = fields.find("output");
  if (!node) return !fields.has("output");
  const auto text = fields.reader().text(*node, "stderr, stdout, syslog or a path");
  if (!text) return false;
  constexpr std::array<std::string_view, 3> kWords{"stderr", "stdout", "syslog"};
  const bool path = text->value.find('/') != std::string::npos;
  const auto near = path ? std::string_view() : nearest(text->value, kWords);
  if (text->value.empty()) {
    fields.reader().error(*node, "the output is empty", "stderr, stdout, syslog or a path");
    return false;
  }
  if (!near.empty() && near != text->value) {
    fields.reader().error(*node, "unknown output '" + text->value + "'",
                          "did you mean '" + std::string(near) + "'? A file is ./" + text->value);
    return false;
  }
  log.output = text->value;
  return true;
}

bool load_log(Reader& reader, const TreeNode& node, LogSpec& log) {
  const Fields fields(reader, node, Place::Log);
  log.where = reader.where(node);
  bool ok = fields.clean();
  ok = fields.read_word("level", log.level) && ok;
  ok = fields.read_word("format", log.format) && ok;
  ok = load_output(fields, log) && ok;
  ok = fields.read("messages", log.messages) && ok;
  ok = fields.read("payload_bytes", log.payload_bytes) && ok;
  return fields.read("rate", log.rate) && ok;
}

}  // namespace

bool load_logs(Reader& reader, const TreeNode& node, std::vector<LogSpec>& logs) {
  bool ok = true;
  if (node.kind != TreeNode::Kind::List) {
    // What is wrong with it is wrong once, for however many logs it changes.
    LogSpec tried;
    if (!load_log(reader, node, tried)) return false;
    for (LogSpec& log : logs) load_log(reader, node, log);
    return true;
  }
  std::vector<LogSpec> list;
  for (const Entry& entry : node.entries) {
    if (entry.value->kind == TreeNode::Kind::Absent) {
      reader.error(*entry.value, "a log is missing behind the dash");
      ok = false;
      continue;
    }
    ok = load_log(reader, *entry.value, list.emplace_back()) && ok;
  }
  if (ok) logs = std::move(list);
  return ok;
}

}  // namespace replyd
