#include "language/document.h"

#include <algorithm>
#include <istream>
#include <streambuf>
#include <unordered_map>
#include <unordered_set>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "language/members.h"
#include "language/quote.h"
#include "language/scan.h"
#include "language/syntax_error.h"

namespace replyd {

namespace {

// Lets yaml-cpp read the text where it is.
class View : public std::streambuf {
 public:
  explicit View(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // setg wants it so; nothing writes
    setg(begin, begin, begin + text.size());
  }
};

// Thrown to end the parse early; what is wrong has been said.
struct Stop {};

std::size_t offset_of(const YAML::Mark& mark) {
  return mark.pos < 0 ? 0 : static_cast<std::size_t>(mark.pos);
}

// `null` and `~` are the same event as nothing at all: what stands there tells.
std::string_view null_word(std::string_view source, std::size_t offset) {
  for (const std::string_view word : {"null", "Null", "NULL", "~"}) {
    if (source.substr(offset, word.size()) != word) continue;
    const auto next = offset + word.size();
    constexpr std::string_view kEnds = " \t\r\n,]}:";
    if (next >= source.size() || kEnds.find(source[next]) != std::string_view::npos) return word;
  }
  return {};
}

// An absent list entry has the position of what follows; this is the one of its dash.
std::size_t dash_before(std::string_view source, std::size_t offset) {
  const auto dash = offset == 0 ? kNowhere : source.rfind('-', offset - 1);
  return dash == kNowhere ? offset : dash;
}

}  // namespace

// Builds the tree from yaml-cpp's events, and keeps the budgets while it does.
class DocumentBuilder : public YAML::EventHandler {
 public:
  DocumentBuilder(const SourceText& source, Diagnostics& diagnostics)
      : source_(source), diagnostics_(diagnostics) {}

  Document take() { return std::move(document_); }
  void drop() { document_.root_ = nullptr; }
  SyntaxState state() const {
    return {last_scalar_, open_.empty() ? nullptr : open_.back().node, last_offset_};
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) second_document(offset_of(mark));
  }
  void OnDocumentEnd() override { warn_of_unused_anchors(); }
  void OnAnchor(const YAML::Mark&, const std::string&) override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(TreeNode::Kind::List, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(TreeNode::Kind::Map, mark, tag, anchor);
  }
  void OnMapEnd() override {
    settle_members(source_, *open_.back().node, diagnostics_);
    close();
  }

 private:
  struct Open {
    TreeNode* node;
    const TreeNode* key = nullptr;  // whose value comes next
    bool broken = false;
  };

  [[noreturn]] void stop(std::size_t offset, std::string message, std::string expected,
                         std::uint32_t width = 1) {
    diagnostics_.error(source_.position(offset), std::move(message), std::move(expected), width);
    drop();
    throw Stop{};
  }
  Inside inside() const {
    const char open = open_.empty() ? '\0' : source_.at(open_.back().node->offset);
    return open == '{' || open == '[' ? Inside::Brackets : Inside::Block;
  }
  void second_document(std::size_t offset);
  void warn_of_unused_anchors();
  TreeNode& add(TreeNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
  void attach(const TreeNode& node);
  void open(TreeNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor);
  void close();
  void spend(std::size_t nodes, std::size_t offset);
  bool judge_tag(TreeNode& node, const YAML::Mark& mark, const std::string& tag);
  void set_text(TreeNode& node, const std::string& value);

  const SourceText& source_;
  Diagnostics& diagnostics_;
  Document document_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, const TreeNode*> anchors_;
  std::unordered_set<YAML::anchor_t> used_anchors_;
  const TreeNode* last_scalar_ = nullptr;
  TreeNode* last_null_ = nullptr;
  std::size_t last_null_offset_ = kNowhere;
  std::size_t last_offset_ = 0;
  std::size_t nodes_ = 0;
  unsigned documents_ = 0;
};

void DocumentBuilder::second_document(std::size_t offset) {
  const bool marked = source_.text().substr(offset, 3) == "---";
  const auto before = source_.text().substr(0, offset);
  if (marked || before.ends_with("...\n") || before.ends_with("...\r\n")) {
    diagnostics_.error(source_.position(offset), "a second document begins here",
                       "a file holds one; remove the line, or put the rest in another file", 3);
  } else if (document_.root_ && document_.root_->kind == TreeNode::Kind::Map) {
    diagnostics_.error(source_.position(offset), "this line does not belong to what is above it",
                       "indent it like the first line of the file, or the first line like it",
                       source_.width(offset, source_.line_end(offset)));
  }
  throw Stop{};
}

// `reply: &c Sons` sends "Sons": said aloud where no alias shows that an anchor was meant.
void DocumentBuilder::warn_of_unused_anchors() {
  const auto text = source_.text();
  for (const auto& [anchor, node] : anchors_) {
    const bool plain =
        node->kind == TreeNode::Kind::Scalar && node->style == TreeNode::Style::Plain;
    const auto from = node->offset == 0 ? kNowhere : text.rfind('&', node->offset - 1);
    if (!plain || used_anchors_.contains(anchor) || from == kNowhere) continue;
    const auto end = std::min(text.find_first_of(" \t\r\n", from), text.size());
    diagnostics_.warning(source_.position(from),
                         "'" + std::string(text.substr(from, end - from)) +
                             "' is a YAML anchor that nothing uses, and no part of the text",
                         "if it belongs to the text, write " + quote_line(source_, from),
                         source_.width(from, end));
  }
}

void DocumentBuilder::spend(std::size_t nodes, std::size_t offset) {
  nodes_ += nodes;
  if (nodes_ > kMaxNodes) {
    stop(offset, "more than 4,000,000 values, those that aliases repeat included",
         "use fewer aliases of aliases, or split the file");
  }
}

TreeNode& DocumentBuilder::add(TreeNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto offset = offset_of(mark);
  spend(1, offset);
  last_offset_ = offset;
  TreeNode& node = document_.nodes_.emplace_back();
  node.kind = kind;
  node.offset = static_cast<std::uint32_t>(skip_properties(source_.text(), offset));
  if (anchor != 0) anchors_[anchor] = &node;
  return node;
}

void DocumentBuilder::attach(const TreeNode& node) {
  if (open_.empty()) {
    document_.root_ = &node;
    return;
  }
  Open& parent = open_.back();
  parent.node->height = std::max(parent.node->height, static_cast<std::uint8_t>(node.height + 1));
  parent.node->weight += node.weight;
  if (parent.node->kind == TreeNode::Kind::List) {
    parent.node->entries.push_back({nullptr, &node});
  } else if (parent.key == nullptr) {
    parent.key = &node;
  } else {
    parent.node->entries.push_back({std::exchange(parent.key, nullptr), &node});
  }
}

void DocumentBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto offset = offset_of(mark);
  // Nothing, and then the key `~`, are two events at one place: the word is the second one's.
  if (last_null_ && last_null_offset_ == offset) last_null_->kind = TreeNode::Kind::Absent;
  TreeNode& node = add(TreeNode::Kind::Absent, mark, anchor);
  const bool only_anchor = anchor != 0;
  if (const auto word = null_word(source_.text(), node.offset); !word.empty()) {
    node.kind = TreeNode::Kind::Scalar;
    node.text = word;
    last_scalar_ = &node;
  } else if (only_anchor) {
    node.offset = static_cast<std::uint32_t>(offset);
  } else if (!open_.empty() && open_.back().node->kind == TreeNode::Kind::List) {
    node.offset = static_cast<std::uint32_t>(dash_before(source_.text(), offset));
  }
  last_null_ = &node;
  last_null_offset_ = offset;
  attach(node);
}

void DocumentBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto offset = offset_of(mark);
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) throw YAML::ParserException(mark, "unknown alias");
  const TreeNode& node = *found->second;
  const bool inside = std::any_of(open_.begin(), open_.end(),
                                  [&](const Open& parent) { return parent.node == &node; });
  if (inside) stop(offset, "an alias inside its own anchor", "the value would hold itself");
  spend(node.weight, offset);
  if (open_.size() + node.height > kMaxDepth) {
    stop(offset, "nested deeper than 64 levels", "through the aliases; use fewer of them");
  }
  last_offset_ = offset;
  used_anchors_.insert(anchor);
  attach(node);
}

void DocumentBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag,
                               YAML::anchor_t anchor, const std::string& value) {
  TreeNode& node = add(TreeNode::Kind::Scalar, mark, anchor);
  node.style = style_at(source_.text(), node.offset);
  set_text(node, value);
  last_scalar_ = &node;
  const bool quoted =
      node.style == TreeNode::Style::Single || node.style == TreeNode::Style::Double;
  if (quoted && quoted_end(source_.text(), node.offset) == kNowhere) {
    stop(node.offset, "the quote that opens here is not closed",
         std::string("write ") + source_.at(node.offset) + " at the end of the text");
  }
  if (!judge_tag(node, mark, tag)) node.kind = TreeNode::Kind::Broken;
  attach(node);
}

void DocumentBuilder::set_text(TreeNode& node, const std::string& value) {
  const bool quoted =
      node.style == TreeNode::Style::Single || node.style == TreeNode::Style::Double;
  const auto as_written = source_.text().substr(node.offset + (quoted ? 1 : 0), value.size());
  const bool block =
      node.style == TreeNode::Style::Literal || node.style == TreeNode::Style::Folded;
  const bool same = !block && as_written == value;
  node.text = same ? as_written : std::string_view(document_.texts_.emplace_back(value));
}

bool DocumentBuilder::judge_tag(TreeNode& node, const YAML::Mark& mark, const std::string& tag) {
  // A lone `!` is a tag as well; quoted texts have it without writing it.
  const bool lone = tag == "!" && source_.at(offset_of(mark)) == '!';
  if (!lone && (tag == "?" || tag == "!" || tag.empty())) return true;
  const bool scalar = node.kind == TreeNode::Kind::Scalar;
  if (scalar && tag == "tag:yaml.org,2002:str") node.tag = TreeNode::Tag::Text;
  if (scalar && tag == "tag:yaml.org,2002:binary") node.tag = TreeNode::Tag::Binary;
  if (node.tag != TreeNode::Tag::None) return true;
  const auto text = source_.text();
  const auto at = std::min(text.find('!', offset_of(mark)), text.size() - 1);
  const auto end = std::min(text.find_first_of(" \t\r\n", at), text.size());
  const bool plain = scalar && node.style == TreeNode::Style::Plain;
  diagnostics_.error(
      source_.position(at),
      "'" + std::string(text.substr(at, end - at)) + "' is a YAML tag, which means nothing here",
      plain ? "quote it: " + quote_value(source_, at, inside())
            : "only !!binary and !!str are known",
      source_.width(at, end));
  return false;
}

void DocumentBuilder::open(TreeNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
                           YAML::anchor_t anchor) {
  if (open_.size() >= kMaxDepth) {
    stop(offset_of(mark), "nested deeper than 64 levels", "no configuration needs that");
  }
  TreeNode& node = add(kind, mark, anchor);
  const bool fine = judge_tag(node, mark, tag);
  open_.push_back({&node, nullptr, !fine});
}

void DocumentBuilder::close() {
  const Open done = open_.back();
  open_.pop_back();
  if (done.broken) done.node->kind = TreeNode::Kind::Broken;
  done.node->entries.shrink_to_fit();
  attach(*done.node);
}

Document parse_document(const SourceText& source, Diagnostics& diagnostics) {
  DocumentBuilder builder(source, diagnostics);
  try {
    View view(source.text());
    std::istream stream(&view);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Stop&) {
  } catch (const YAML::Exception& error) {
    explain_syntax_error(source, error.msg, offset_of(error.mark), builder.state(), diagnostics);
    builder.drop();
  }
  return builder.take();
}

}  // namespace replyd
