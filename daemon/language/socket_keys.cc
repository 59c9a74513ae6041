#include "language/socket_keys.h"

#include <string>

#include "language/quote.h"

namespace replyd {

namespace {

// Access bits in octal, as chmod takes them.
void load_mode(const Fields& fields, std::optional<std::uint32_t>& mode) {
  const TreeNode* node = fields.find("mode");
  if (!node) return;
  const auto text = fields.reader().text(*node, "an octal mode such as \"0660\"");
  if (!text) return;
  const std::string_view digits = text->value;
  const bool octal = digits.find_first_not_of("01234567") == std::string_view::npos;
  const bool long_enough = digits.size() == 3 || (digits.size() == 4 && digits.front() == '0');
  if (!octal || !long_enough) {
    fields.reader().error(*node, "'" + shortened(digits) + "' is not the mode of a socket's file",
                          "three octal digits, such as 660 or \"0660\"");
    return;
  }
  std::uint32_t bits = 0;
  for (const char c : digits) bits = bits * 8 + static_cast<std::uint32_t>(c - '0');
  mode = bits;
}

void load_account(const Fields& fields, std::string_view key, std::string& account) {
  const TreeNode* node = fields.find(key);
  if (!node) return;
  const auto text = fields.reader().text(*node, "a name or a number");
  if (!text) return;
  if (text->value.empty()) {
    fields.reader().error(*node, "'" + std::string(key) + "' is empty", "a name or a number");
    return;
  }
  account = text->value;
}

}  // namespace

void load_socket_keys(const Fields& fields, SocketSpec& socket) {
  fields.read("backlog", socket.backlog);
  fields.read("v6_only", socket.v6_only);
  fields.read("no_delay", socket.no_delay);
  fields.read("keep_alive", socket.keep_alive);
  fields.read("receive_buffer", socket.receive_buffer);
  fields.read("send_buffer", socket.send_buffer);
  fields.read("free_bind", socket.free_bind);
  load_mode(fields, socket.mode);
  load_account(fields, "owner", socket.owner);
  load_account(fields, "group", socket.group);
}

}  // namespace replyd
