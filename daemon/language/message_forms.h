#pragma once

#include <optional>

#include "language/document.h"
#include "language/reader.h"
#include "language/template_text.h"
#include "model/message.h"

namespace replyd {

// The bytes that a scalar stands for in each form. None if it is wrong, which has been said then.
using Content = std::optional<TemplateSpec>;

Content read_text(Reader& reader, const TreeNode& scalar, Placeholders placeholders);
Content read_crlf(Reader& reader, const TreeNode& scalar, Placeholders placeholders);
Content read_octets(Reader& reader, const TreeNode& scalar, Placeholders placeholders);
Content read_hex(Reader& reader, const TreeNode& scalar, Placeholders placeholders);
Content read_base64(Reader& reader, const TreeNode& scalar);
Content read_file_form(Reader& reader, const TreeNode& scalar);

}  // namespace replyd
