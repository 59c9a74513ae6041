#include "language/keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "language/synonyms.h"
#include "load.h"

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(Keys, StandOnceInEachPlace) {
  for (std::size_t i = 0; i < key_count(); ++i) {
    for (std::size_t j = i + 1; j < key_count(); ++j) {
      if (key_at(i).name == key_at(j).name) {
        EXPECT_EQ(key_at(i).places & key_at(j).places, 0u) << key_at(i).name;
      }
    }
  }
}

TEST(Keys, AreDeclaredInFull) {
  for (std::size_t i = 0; i < key_count(); ++i) {
    const KeyDeclaration& key = key_at(i);
    EXPECT_NE(key.places, 0u) << key.name;
    EXPECT_THAT(key.help, Not(IsEmpty())) << key.name;
    EXPECT_LE(key.help.size(), 72u) << key.name;
    EXPECT_LE(key.min, key.max) << key.name;
    if (key.type == KeyType::Word && key.available) {
      EXPECT_THAT(key.words, Not(IsEmpty())) << key.name;
    }
  }
}

// The defaults that the declarations tell are the ones that hold.
TEST(Keys, TellTheDefaultsOfTheModel) {
  std::string listener = "listeners:\n- listen: [tcp://a:1, udp://a:1, unix:///a]\n";
  std::string limits = "  limits:\n";
  std::string file;
  for (std::size_t i = 0; i < key_count(); ++i) {
    const KeyDeclaration& key = key_at(i);
    if (!key.available || key.fallback.empty() || key.type == KeyType::Log) continue;
    const std::string line = std::string(key.name) + ": " + std::string(key.fallback) + "\n";
    if (holds(key.places, Place::Limits)) {
      if (key.name != "pending_output") limits += "    " + line;
    } else if (holds(key.places, Place::Listener) && !holds(key.places, Place::Rule)) {
      if (key.name != "close") listener += "  " + line;
    } else if (holds(key.places, Place::File)) {
      file += line;
    }
  }
  auto written = load(file + listener + limits);
  auto silent = load("listeners:\n- listen: [tcp://a:1, udp://a:1, unix:///a]\n");
  EXPECT_THAT(said(written), IsEmpty());
  for (Loaded* loaded : {&written, &silent}) {
    loaded->config.workers_where = loaded->config.backend_where = {};
    ASSERT_EQ(loaded->config.listeners.size(), 1u);
    loaded->config.listeners[0].where = {};
    for (auto& endpoint : loaded->config.listeners[0].endpoints) endpoint.where = {};
  }
  EXPECT_EQ(written.config, silent.config);
}

TEST(Keys, ThatAreNotBuiltYetAreErrorsWhereverTheyStand) {
  const std::pair<Place, std::string> frames[] = {
      {Place::File, "listeners: []\nKEY: 1\n"},
      {Place::Listener, "listeners:\n- listen: tcp://a:1\n  KEY: 1\n"},
      {Place::Rule, "listeners:\n- listen: tcp://a:1\n  rules:\n  - KEY: 1\n"},
      {Place::Match,
       "listeners:\n- listen: tcp://a:1\n  rules:\n  - match: {KEY: 1}\n    reply: x\n"},
      {Place::Message, "listeners:\n- listen: tcp://a:1\n  reply: {KEY: 1}\n"},
      {Place::Limits, "listeners:\n- listen: tcp://a:1\n  limits: {KEY: 1}\n"},
      {Place::Framing, "listeners:\n- listen: tcp://a:1\n  framing: {KEY: 1}\n"},
      {Place::Delay, "listeners:\n- listen: tcp://a:1\n  reply: x\n  delay: {KEY: 1}\n"},
      {Place::Action, "listeners:\n- listen: tcp://a:1\n  greeting: {KEY: 1}\n"},
  };
  for (std::size_t i = 0; i < key_count(); ++i) {
    const KeyDeclaration& key = key_at(i);
    for (const auto& [place, frame] : frames) {
      if (key.available || !holds(key.places, place)) continue;
      std::string text = frame;
      text.replace(text.find("KEY"), 3, key.name);
      const auto lines = said(load(text));
      ASSERT_EQ(lines.size(), 1u) << text << testing::PrintToString(lines);
      EXPECT_THAT(lines[0], testing::HasSubstr("'" + std::string(key.name) + "' is not built yet"));
    }
  }
}

TEST(Keys, AreSuggestedByWhatOtherSystemsCallThem) {
  EXPECT_EQ(suggest_key(Place::Listener, "port"), "listen");
  EXPECT_EQ(suggest_key(Place::Listener, "repyl"), "reply");
  EXPECT_EQ(suggest_key(Place::Match, "starts_with"), "prefix");
  EXPECT_EQ(suggest_key(Place::Match, "startsWith"), "prefix");
  EXPECT_EQ(suggest_key(Place::Match, "port"), "");
}

TEST(Keys, HaveSynonymsThatAreNoKeysOfThatPlaceThemselves) {
  for (std::size_t i = 0; i < key_count(); ++i) {
    for (std::uint32_t bit = 1; bit <= static_cast<std::uint32_t>(Place::JsonValue); bit <<= 1) {
      const auto place = static_cast<Place>(bit);
      if (!holds(key_at(i).places, place) || !key_at(i).available) continue;
      const auto other = synonym_of(place, key_at(i).name);
      EXPECT_EQ(other, "") << key_at(i).name << " in " << name_of(place);
    }
  }
}

TEST(Words, AreSplitAtTheirBars) {
  EXPECT_THAT(split_words("a | b | c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(split_words("a"), ElementsAre("a"));
  EXPECT_THAT(split_words(""), IsEmpty());
}

}  // namespace
}  // namespace replyd
