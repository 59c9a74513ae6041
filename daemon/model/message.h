#pragma once

#include <cstdint>

#include "base/diagnostic.h"
#include "model/template.h"

namespace replyd {

enum class MessageForm : std::uint8_t { Text, Crlf, Hex, Octets, Base64, File };

// Something to send. Whatever its form was, `content` is the bytes, and `reply_end` is in them.
struct MessageSpec {
  TemplateSpec content;
  MessageForm form = MessageForm::Text;
  Position where;

  bool operator==(const MessageSpec&) const = default;
};

}  // namespace replyd
