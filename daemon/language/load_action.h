#pragma once

#include <optional>
#include <string>

#include "language/document.h"
#include "language/fields.h"
#include "language/reader.h"
#include "model/rule.h"

namespace replyd {

// Reads the action keys of a mapping whose keys have been checked. `reply_end` goes behind text
// replies. False if any is wrong.
bool load_action(const Fields& fields, const std::string& reply_end, ActionSpec& action);

// Whether any action key is written.
bool has_action(const Fields& fields);
// The first of them; null if there is none.
const TreeNode* first_action_key(const Fields& fields);

// Reports an action that does nothing and does not say `silent: true`, or says it and does
// something.
void judge_action(const Fields& fields, const ActionSpec& action);

// Reads `greeting`: a message or an action.
std::optional<ActionSpec> load_greeting(Reader& reader, const TreeNode& node,
                                        const std::string& reply_end);

}  // namespace replyd
