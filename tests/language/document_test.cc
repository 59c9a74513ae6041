#include "language/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A file and its tree as text: lists in [], mappings in {}, `!` for absent, `?` for broken; each
// scalar with its line and column.
class Parsed {
 public:
  explicit Parsed(std::string text) : text_(std::move(text)), source_(0, text_) {
    document_ = parse_document(source_, diagnostics_);
  }
  std::string tree() const { return document_.root() ? show(*document_.root()) : "(none)"; }
  std::vector<std::string> messages() const {
    std::vector<std::string> list;
    for (const auto& each : diagnostics_.sorted()) {
      list.push_back(std::to_string(each.where.line) + ":" + std::to_string(each.where.column) +
                     " " + each.message);
    }
    return list;
  }
  const TreeNode& root() const { return *document_.root(); }
  const SourceText& source() const { return source_; }

 private:
  std::string show(const TreeNode& node) const {
    const auto place = source_.position(node.offset);
    switch (node.kind) {
      case TreeNode::Kind::Absent:
        return "!";
      case TreeNode::Kind::Broken:
        return "?";
      case TreeNode::Kind::Scalar:
        return std::string(node.text) + "@" + std::to_string(place.line) + ":" +
               std::to_string(place.column);
      default:
        break;
    }
    const bool map = node.kind == TreeNode::Kind::Map;
    std::string text = map ? "{" : "[";
    for (const Entry& entry : node.entries) {
      if (text.size() > 1) text += ", ";
      if (map) text += std::string(entry.key->text) + ": ";
      text += show(*entry.value);
    }
    return text + (map ? "}" : "]");
  }

  std::string text_;
  SourceText source_;
  Diagnostics diagnostics_;
  Document document_;
};

TEST(Document, KeepsTheOrderAndThePlaces) {
  const Parsed parsed("b: 1\na: [x, 'y', {c: \"d\"}]\n");
  EXPECT_EQ(parsed.tree(), "{b: 1@1:4, a: [x@2:5, y@2:8, {c: d@2:17}]}");
}

TEST(Document, CountsCharactersNotBytes) {
  EXPECT_EQ(Parsed("{\u00e4\u20ac: b}\n").tree(), "{\u00e4\u20ac: b@1:6}");
}

TEST(Document, TellsNothingFromTheWordNull) {
  const Parsed parsed("a:\nb: null\nc: ~\nd: ''\ne: &x\nf: NULL # no\ng: nullable\n");
  EXPECT_EQ(parsed.tree(),
            "{a: !, b: null@2:4, c: ~@3:4, d: @4:4, e: !, f: NULL@6:4, g: nullable@7:4}");
}

TEST(Document, TellsNothingFromAKeyThatIsNull) {
  EXPECT_EQ(Parsed("a:\n~: b\n").tree(), "{a: !, ~: b@2:4}");
}

TEST(Document, PutsAnAbsentEntryAtItsDash) {
  const Parsed parsed("- a\n-\n- b\n");
  const TreeNode& absent = *parsed.root().entries[1].value;
  EXPECT_EQ(absent.kind, TreeNode::Kind::Absent);
  EXPECT_EQ(parsed.source().position(absent.offset), (Position{0, 2, 1}));
}

TEST(Document, LooksBehindAnchorsAndTags) {
  EXPECT_EQ(Parsed("a: &x !!str b\nc: !!str &y  d\ne: &z\n  f\n").tree(),
            "{a: b@1:13, c: d@2:14, e: f@4:3}");
}

TEST(Document, PutsAnAliasedValueWhereItStands) {
  EXPECT_EQ(Parsed("a: &x b\nc: *x\n").tree(), "{a: b@1:7, c: b@1:7}");
}

TEST(Document, RefusesTheSecondOfTwoEqualKeys) {
  const Parsed parsed("a: 1\nb: 2\na: 3\n\"b\": 4\n");
  EXPECT_EQ(parsed.tree(), "{a: 1@1:4, b: 2@2:4}");
  EXPECT_THAT(parsed.messages(), ElementsAre("3:1 duplicate key 'a'", "4:1 duplicate key 'b'"));
}

TEST(Document, FindsEqualKeysInALargeMapping) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_THAT(Parsed(text).messages(), IsEmpty());
  EXPECT_THAT(Parsed(text + "k7: 2\nk99: 2\n").messages(),
              ElementsAre("101:1 duplicate key 'k7'", "102:1 duplicate key 'k99'"));
}

TEST(Document, MergesWhatIsNotThereYet) {
  EXPECT_EQ(Parsed("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n").tree(),
            "{a: {x: 1@1:11, y: 2@1:17}, b: {y: 3@2:16, x: 1@1:11}}");
  EXPECT_EQ(Parsed("- &a {x: 1}\n- &b {x: 2, y: 2}\n- <<: [*a, *b]\n").tree(),
            "[{x: 1@1:10}, {x: 2@2:10, y: 2@2:16}, {x: 1@1:10, y: 2@2:16}]");
  EXPECT_EQ(Parsed("\"<<\": {a: b}\n").tree(), "{<<: {a: b@1:11}}");
}

TEST(Document, TakesOnlyTwoTags) {
  const Parsed parsed("- !!str 5\n- !!binary aGk=\n- !help\n- !!int 5\n- !a [b]\n");
  EXPECT_EQ(parsed.tree(), "[5@1:9, aGk=@2:12, ?, ?, ?]");
  EXPECT_EQ(parsed.root().entries[1].value->tag, TreeNode::Tag::Binary);
  EXPECT_THAT(parsed.messages(), ElementsAre("3:3 '!help' is a YAML tag, which means nothing here",
                                             "4:3 '!!int' is a YAML tag, which means nothing here",
                                             "5:3 '!a' is a YAML tag, which means nothing here"));
}

TEST(Document, KeepsTheFirstOfTwoDocuments) {
  const Parsed parsed("a: 1\n---\nb: 2\n");
  EXPECT_EQ(parsed.tree(), "{a: 1@1:4}");
  EXPECT_THAT(parsed.messages(), ElementsAre("2:1 a second document begins here"));
}

TEST(Document, BoundsDepthAndAliases) {
  const std::string deep(64, '[');
  EXPECT_THAT(Parsed(deep + std::string(64, ']')).messages(), IsEmpty());
  EXPECT_THAT(Parsed("[" + deep + std::string(65, ']')).messages(),
              ElementsAre("1:65 nested deeper than 64 levels"));
  EXPECT_THAT(Parsed("&a [*a]").messages(), ElementsAre("1:5 an alias inside its own anchor"));
}

TEST(Document, SeesAQuoteThatNothingCloses) {
  EXPECT_THAT(Parsed("a: \"b\nc: d\n").messages(),
              ElementsAre("1:4 the quote that opens here is not closed"));
  EXPECT_THAT(Parsed("a: 'b''\n").messages(),
              ElementsAre("1:4 the quote that opens here is not closed"));
}

}  // namespace
}  // namespace replyd
