#pragma once

#include <optional>
#include <string>

#include "language/document.h"
#include "language/reader.h"
#include "model/message.h"

namespace replyd {

// Something to send: a scalar, or a mapping with exactly one form key. None if it is wrong, which
// has been said then.
std::optional<MessageSpec> load_message(Reader& reader, const TreeNode& node);

// Bytes that are known at load, in any form but `file`: what conditions, delimiters and the like
// take. `what` names them in messages.
std::optional<std::string> load_bytes(Reader& reader, const TreeNode& node);

// Whether a mapping has one of a message's form keys.
bool looks_like_message(const TreeNode& map);

}  // namespace replyd
