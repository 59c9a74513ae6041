#include "language/members.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/escape.h"
#include "language/quote.h"
#include "language/scan.h"

namespace replyd {

namespace {

class Members {
 public:
  Members(const SourceText& source, TreeNode& map, Diagnostics& diagnostics)
      : source_(source), map_(map), diagnostics_(diagnostics) {}

  void settle() {
    const auto written = std::exchange(map_.entries, {});
    map_.entries.reserve(written.size());
    std::vector<const TreeNode*> merged;
    for (const Entry& entry : written) take(entry, merged);
    for (const TreeNode* other : merged) merge(*other, true);
  }

 private:
  void take(const Entry& entry, std::vector<const TreeNode*>& merged) {
    const TreeNode& key = *entry.key;
    if (key.kind == TreeNode::Kind::Broken) return;
    if (key.kind != TreeNode::Kind::Scalar) {
      refuse_key(key);
    } else if (key.text == "<<" && key.style == TreeNode::Style::Plain) {
      merged.push_back(entry.value);
    } else if (const TreeNode* first = find(key.text)) {
      const auto line = source_.position(first->offset).line;
      error(key, "duplicate key " + in_quotes(key.text),
            "it stands on line " + std::to_string(line) + " already; remove one of them");
    } else {
      add(entry);
    }
  }

  void refuse_key(const TreeNode& key) {
    // `{{ name }}`: a mapping in braces that has such a key is no mapping at all.
    const bool braces = source_.at(map_.offset) == '{';
    if (braces) map_.kind = TreeNode::Kind::Broken;
    error(braces ? map_ : key, "a key must be one word, not a mapping or a list",
          braces ? "to have a text, quote this value: " + quote_line(source_, map_.offset)
                 : "quote it, if the brackets belong to a text");
  }

  void merge(const TreeNode& other, bool lists) {
    if (other.kind == TreeNode::Kind::Broken) return;
    if (other.kind == TreeNode::Kind::List && lists) {
      for (const Entry& entry : other.entries) merge(*entry.value, false);
    } else if (other.kind == TreeNode::Kind::Map) {
      for (const Entry& entry : other.entries) {
        if (!find(entry.key->text)) add(entry);
      }
    } else {
      error(other, "the merge key '<<' takes a mapping or a list of mappings",
            "such as <<: *anchor");
    }
  }

  void add(const Entry& entry) {
    map_.entries.push_back(entry);
    if (map_.entries.size() == kFew) {
      for (const Entry& each : map_.entries) index_.emplace(each.key->text, each.key);
    } else if (map_.entries.size() > kFew) {
      index_.emplace(entry.key->text, entry.key);
    }
  }

  const TreeNode* find(std::string_view text) const {
    if (!index_.empty()) {
      const auto found = index_.find(text);
      return found == index_.end() ? nullptr : found->second;
    }
    for (const Entry& entry : map_.entries) {
      if (entry.key->text == text) return entry.key;
    }
    return nullptr;
  }

  void error(const TreeNode& node, std::string message, std::string expected) {
    const auto end = node.kind == TreeNode::Kind::Scalar
                         ? scalar_end(source_.text(), node)
                         : static_cast<std::size_t>(node.offset) + 1;
    diagnostics_.error(source_.position(node.offset), std::move(message), std::move(expected),
                       source_.width(node.offset, end));
  }

  static constexpr std::size_t kFew = 16;  // from here on a hash is quicker than looking at each

  const SourceText& source_;
  TreeNode& map_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string_view, const TreeNode*> index_;
};

}  // namespace

void settle_members(const SourceText& source, TreeNode& map, Diagnostics& diagnostics) {
  Members(source, map, diagnostics).settle();
}

}  // namespace replyd
