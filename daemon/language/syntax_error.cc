#include "language/syntax_error.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "language/quote.h"
#include "language/scan.h"

namespace replyd {

namespace {

// What is wrong, where, and the cure.
struct Finding {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string message;
  std::string expected;
};
using Found = std::optional<Finding>;

// The mistakes that people make, each looked for where yaml-cpp gave up. Its own message tells
// only what it wanted to see next.
class Explainer {
 public:
  Explainer(const SourceText& source, const std::string& message, std::size_t offset,
            const SyntaxState& state)
      : source_(source),
        text_(source.text()),
        message_(message),
        at_(std::min(offset, text_.size())),
        state_(state) {}

  Finding explain() const {
    using Look = Found (Explainer::*)() const;
    constexpr Look kLooks[] = {
        &Explainer::tab,          &Explainer::escape,       &Explainer::alias,
        &Explainer::bad_start,    &Explainer::depth,        &Explainer::block_header,
        &Explainer::open_quote,   &Explainer::after_quote,  &Explainer::after_bracket,
        &Explainer::brace,        &Explainer::open_bracket, &Explainer::colon,
        &Explainer::continuation, &Explainer::dash,         &Explainer::indentation,
    };
    for (const Look look : kLooks) {
      if (Found found = (this->*look)()) return *found;
    }
    return {at_, at_ + 1, "this is not YAML: " + message_,
            "check the brackets, quotes and indentation here and on the line above"};
  }

 private:
  bool says(std::string_view part) const { return message_.find(part) != std::string::npos; }
  char here() const { return source_.at(at_); }
  std::size_t line_of(std::size_t offset) const { return source_.position(offset).line; }
  bool on_line_of_error(std::size_t offset) const {
    return source_.line_start(offset) == source_.line_start(at_);
  }
  const TreeNode* scalar() const { return state_.last_scalar; }
  std::size_t line_end(std::size_t offset) const { return source_.line_end(offset); }
  std::size_t first_of_line(std::size_t offset) const {
    return std::min(text_.find_first_not_of(" \t", source_.line_start(offset)), text_.size());
  }
  bool in_flow() const {
    return state_.open &&
           (source_.at(state_.open->offset) == '{' || source_.at(state_.open->offset) == '[');
  }
  std::string number(std::size_t offset) const { return std::to_string(line_of(offset)); }

  Found tab() const {
    for (auto line = source_.line_start(state_.last_offset); line <= at_;) {
      const auto word = text_.find_first_not_of(" \t", line);
      const auto tab = text_.substr(line, word - line).find('\t');
      if (tab != std::string_view::npos && word < text_.size() && text_[word] != '\n') {
        return Finding{line + tab, line + tab + 1, "a tab cannot indent", "use spaces"};
      }
      const auto end = text_.find('\n', line);
      if (end == std::string_view::npos) break;
      line = end + 1;
    }
    return {};
  }

  Found escape() const {
    const bool unknown = says("unknown escape");
    if (!unknown && !says("scanning hex number") && !says("invalid unicode")) return {};
    const auto slash = at_ == 0 ? kNowhere : text_.rfind('\\', at_ - 1);
    if (slash == kNowhere) return {};
    // Of two backslashes the second is the escaped one.
    const std::string name(text_.substr(slash, 2));
    if (unknown) {
      return Finding{slash, slash + 2, "'" + name + "' is no escape of YAML",
                     "write '\\" + name + "' for a backslash, or use single quotes"};
    }
    const char* digits = name == "\\x" ? "two" : name == "\\u" ? "four" : "eight";
    return Finding{slash, at_, "'" + name + "' needs " + digits + " hex digits",
                   "such as \"\\x1b\" or \"\\u20ac\""};
  }

  // What a value that starts at `from` should be written as.
  std::string quote_value(std::size_t from) const {
    return replyd::quote_value(source_, from, in_flow() ? Inside::Brackets : Inside::Block);
  }

  Found alias() const {
    if (!says("anchor is not defined") && !says("alias")) return {};
    const auto from = here() == '*' || at_ == 0 ? at_ : at_ - 1;
    const auto end = std::min(text_.find_first_of(" \t\r\n,]}", from), text_.size());
    return Finding{from, end,
                   "'" + std::string(text_.substr(from, end - from)) +
                       "' is a YAML alias, and no anchor has that name",
                   "quote this value: " + quote_value(from)};
  }

  Found bad_start() const {
    constexpr std::string_view kBad = "@`%|>}],?";
    const bool comma = here() == ',' && says("not found") && !in_flow();
    if (!comma && !says("illegal flow end") && !says("illegal map key") && !says("unknown token")) {
      return {};
    }
    if (kBad.find(here()) == std::string_view::npos) return {};
    if (says("illegal flow end") && in_flow()) return not_closed();
    return Finding{at_, at_ + 1, std::string("a value cannot begin with '") + here() + "'",
                   "quote this value: " + quote_value(at_)};
  }

  Found depth() const {
    if (!says("bad file")) return {};
    return Finding{at_, at_ + 1, "nested deeper than 64 levels", "no configuration needs that"};
  }

  Found block_header() const {
    if (!says("block scalar")) return {};
    return Finding{at_, line_end(at_), "no text may stand on the line of '|' or '>'",
                   "begin it on the next line, indented; or quote this value"};
  }

  // A quote that was meant to end earlier swallowed the lines up to the next one.
  Found open_quote() const {
    if (!scalar() || scalar()->style == TreeNode::Style::Plain) return {};
    const auto end = scalar_end(text_, *scalar());
    if (scalar()->style == TreeNode::Style::Literal || scalar()->style == TreeNode::Style::Folded)
      return {};
    if (end == kNowhere || !on_line_of_error(end) || on_line_of_error(scalar()->offset)) return {};
    const auto from = static_cast<std::size_t>(scalar()->offset);
    return Finding{from, line_end(from),
                   "the quote that opens here is closed only on line " + number(end),
                   std::string("write ") + source_.at(from) + " where the text ends"};
  }

  Found after_quote() const {
    if (!scalar() || !on_line_of_error(scalar()->offset) || at_ == 0) return {};
    const bool quoted =
        scalar()->style == TreeNode::Style::Single || scalar()->style == TreeNode::Style::Double;
    if (!quoted || !says("not found") || here() == ':') return {};
    const auto end = scalar_end(text_, *scalar());
    if (end > at_ || text_.substr(end, at_ - end).find_first_not_of(" \t") != kNowhere) return {};
    return Finding{at_, line_end(at_), "text after the closing quote",
                   scalar()->style == TreeNode::Style::Double
                       ? "a quote inside the text is written \\\""
                       : "a quote inside the text is doubled: ''"};
  }

  // `key: [x] y`, `key: {x} y`.
  Found after_bracket() const {
    if (!says("end of map not found") && !says("end of sequence not found")) return {};
    const auto before = at_ == 0 ? kNowhere : text_.find_last_not_of(" \t", at_ - 1);
    if (before == kNowhere || !on_line_of_error(before)) return {};
    if (text_[before] != ']' && text_[before] != '}') return {};
    const auto start = text_.find(": ", source_.line_start(at_));
    const auto from = start < before ? text_.find_first_not_of(' ', start + 1) : before;
    return Finding{
        from, before + 1, std::string("nothing may follow the closing '") + text_[before] + "'",
        "if the brackets belong to a text, quote this value: " + quote_line(source_, from)};
  }

  // `{reply: ${input}}`: in a flow collection a brace ends the text.
  Found brace() const {
    if (here() != '{' || at_ == 0 || text_[at_ - 1] != '$') return {};
    const auto from = scalar() ? static_cast<std::size_t>(scalar()->offset) : at_ - 1;
    const auto close = std::min(text_.find('}', at_), line_end(at_));
    const auto end = std::min(text_.find_first_of(",}]\n", close + 1), line_end(at_));
    return Finding{at_ - 1, at_ + 1, "'${' stops the text inside '{...}' and '[...]'",
                   "quote this value: " + single_quoted(text_.substr(from, end - from))};
  }

  Found open_bracket() const {
    if (!says("flow not found") || !state_.open) return {};
    const auto from = static_cast<std::size_t>(state_.open->offset);
    if (is_closed(from)) return flow_text();
    return not_closed();
  }

  Finding not_closed() const {
    const auto from = static_cast<std::size_t>(state_.open->offset);
    const char opened = source_.at(from);
    return {from, from + 1, std::string("the '") + opened + "' that opens here is not closed",
            std::string("write '") + (opened == '[' ? ']' : '}') +
                "', or quote this value if it is a text"};
  }

  bool is_closed(std::size_t from) const {
    int depth = 0;
    for (auto at = from; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '"' || c == '\'') {
        const auto end = quoted_end(text_, at);
        if (end != kNowhere) at = end - 1;
      } else if (c == '[' || c == '{') {
        ++depth;
      } else if ((c == ']' || c == '}') && --depth == 0) {
        return true;
      }
    }
    return false;
  }

  // Something that ends a text inside brackets.
  Found flow_text() const {
    const std::string what(1, here());
    return Finding{at_, at_ + 1,
                   "unexpected '" + what + "' inside '" + source_.at(state_.open->offset) + "...'",
                   "separate entries by ',', or quote this value if it is one text"};
  }

  Found colon() const {
    if (here() != ':' || !scalar() || !on_line_of_error(scalar()->offset)) return {};
    if (!says("illegal map value")) return {};
    auto from = static_cast<std::size_t>(scalar()->offset);
    // The brackets of `key: [x]: y` belong to the value.
    while (from > 0 && (text_[from - 1] == '[' || text_[from - 1] == '{')) --from;
    return Finding{at_, at_ + 1, "a second ': ' stops the text here",
                   "quote this value: " + quote_line(source_, from)};
  }

  // A line that YAML reads as the rest of the text above it.
  Found continuation() const {
    if (!says("illegal map value") || !scalar()) return {};
    const auto from = first_of_line(at_);
    const auto above = first_of_line(scalar()->offset);
    if (scalar()->style == TreeNode::Style::Literal || scalar()->style == TreeNode::Style::Folded) {
      return Finding{from, at_, "the text below '|' or '>' must be indented more than its key",
                     "indent the lines from line " + number(scalar()->offset + 1) + " on"};
    }
    if (source_.at(above) == '-' && source_.at(above + 1) != ' ') {
      return Finding{above, above + 1, "a space is missing behind the '-'",
                     "write '- ' where an entry of a list begins"};
    }
    if (auto found = missing_space(from)) return found;
    return Finding{from, at_, "this line continues the text of line " + number(scalar()->offset),
                   "indent it like the keys that it belongs to"};
  }

  // `close:true` on the line above the one that starts at `from`.
  Found missing_space(std::size_t from) const {
    const auto end = source_.line_start(from);
    const auto line = end == 0 ? from : first_of_line(end - 1);
    const auto colon = text_.find(':', line);
    if (line >= end || colon >= end || text_.substr(line, colon - line).find(' ') != kNowhere) {
      return {};
    }
    if (std::string_view(" \r\n").find(source_.at(colon + 1)) != kNowhere) return {};
    return Finding{line, colon + 1, "a space is missing behind the ':'",
                   "write '" + std::string(text_.substr(line, colon + 1 - line)) + " " +
                       std::string(text_.substr(colon + 1, line_end(line) - colon - 1)) + "'"};
  }

  Found dash() const {
    if (!says("illegal block entry")) return {};
    return Finding{at_, at_ + 1, "a list cannot begin on the line of its key",
                   "put each '- ' on a line of its own, or quote this value if it is a text"};
  }

  Found indentation() const {
    if (!says("not found")) return {};
    const auto from = first_of_line(at_);
    if (from != at_) return {};
    return Finding{from, line_end(from), "this line is indented like none that it could belong to",
                   "align it with the keys or dashes of its own mapping or list"};
  }

  const SourceText& source_;
  std::string_view text_;
  const std::string& message_;
  std::size_t at_;
  const SyntaxState& state_;
};

}  // namespace

void explain_syntax_error(const SourceText& source, const std::string& message, std::size_t offset,
                          const SyntaxState& state, Diagnostics& diagnostics) {
  const Finding finding = Explainer(source, message, offset, state).explain();
  diagnostics.error(source.position(finding.from), finding.message, finding.expected,
                    source.width(finding.from, finding.to));
}

}  // namespace replyd
