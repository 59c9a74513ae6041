#include "reply/conversation.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reply/chance.h"
#include "reply/compile.h"
#include "spec_builder.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using spec::equals;
using spec::from;
using spec::reply;
using spec::rule;
using spec::text;

// A listener that answers, without sockets.
class Talk {
 public:
  explicit Talk(ListenerSpec listener) {
    listener.name = "door";
    sources_.add("replyd.yaml", "");
    program_ = compile_program(listener, sources_, diagnostics_);
    facts_.peer = &peer_;
    facts_.local = &peer_;
    facts_.connection = 1;
  }

  Effects say(Bytes message) { return answer(*program_, conversation_, message, facts_, arena_); }
  Effects greeting() { return greet(*program_, facts_, arena_); }
  const Program* program() const { return program_.get(); }
  const Diagnostics& diagnostics() const { return diagnostics_; }
  const Arena& arena() const { return arena_; }
  Facts& facts() { return facts_; }

 private:
  Sources sources_;
  Diagnostics diagnostics_;
  std::shared_ptr<const Program> program_;
  Address peer_ = Address::ip4({127, 0, 0, 1}, 40000);
  Facts facts_;
  Conversation conversation_;
  Arena arena_;
};

ListenerSpec listener(std::vector<RuleSpec> rules) {
  ListenerSpec spec;
  spec.rules = std::move(rules);
  return spec;
}
ListenerSpec listener(const ActionSpec& action) { return listener({rule({}, action)}); }

TEST(Answer, IsThatOfTheFirstRuleThatMatches) {
  Talk talk(listener({rule(equals("1"), reply({"welcome to server"}), "first"),
                      rule({}, reply({"please go out!"}), "else")}));
  EXPECT_EQ(talk.say("1").reply->bytes, "welcome to server");
  EXPECT_EQ(talk.say("1").rule, "first");
  EXPECT_EQ(talk.say("2").reply->bytes, "please go out!");
  EXPECT_TRUE(talk.say("2").matched);
}

TEST(Answer, IsNothingWhereNoRuleMatches) {
  Talk talk(listener({rule(equals("1"), reply({"x"}))}));
  const Effects effects = talk.say("2");
  EXPECT_FALSE(effects.matched);
  EXPECT_EQ(effects.rule, "");
  EXPECT_FALSE(effects.reply.has_value());
  EXPECT_EQ(effects.close, Close::No);
}

TEST(Answer, WithoutRulesIsTakenInSilence) {
  Talk talk(listener(std::vector<RuleSpec>{}));
  const Effects effects = talk.say("anything");
  EXPECT_TRUE(effects.matched);
  EXPECT_FALSE(effects.reply);
  EXPECT_EQ(effects.rule, "");
}

TEST(Answer, CostsNothingForAConstant) {
  Talk talk(listener(reply({"Hello from server!"})));
  const Effects effects = talk.say("x");
  EXPECT_TRUE(effects.reply->kept);
  EXPECT_EQ(talk.arena().used(), 0U);
  EXPECT_EQ(effects.reply->bytes.data(), talk.say("y").reply->bytes.data());
}

TEST(Answer, IsRenderedFromTheMessage) {
  Talk talk(listener(reply({from(Source::Message), ": ", from(Source::Input)})));
  EXPECT_EQ(talk.say("a").reply->bytes, "1: a");
  const Effects second = talk.say("b\0"s);
  EXPECT_EQ(second.reply->bytes, "2: b\0"s);
  EXPECT_FALSE(second.reply->kept);
}

TEST(Answer, TellsEmptyFromNoReply) {
  Talk empty(listener(reply({})));
  ASSERT_TRUE(empty.say("x").reply.has_value());
  EXPECT_EQ(empty.say("x").reply->bytes, "");
  ActionSpec close;
  close.close = Close::Reset;
  Talk none(listener(close));
  EXPECT_FALSE(none.say("x").reply.has_value());
  EXPECT_EQ(none.say("x").close, Close::Reset);
}

TEST(Answer, NamesARuleByItsPlaceIfItHasNoName) {
  ListenerSpec spec = listener(reply({"x"}));
  spec.rules.front().where = {0, 12, 5};
  EXPECT_EQ(Talk(spec).say("x").rule, "replyd.yaml:12");
}

TEST(Answer, CarriesTheUsersEvent) {
  ActionSpec action = reply({"ok"});
  action.event = EventSpec{Level::Warning, text({"got ", from(Source::Input, {Filter::Hex})})};
  Talk talk(listener(action));
  const Effects effects = talk.say("\xff");
  ASSERT_TRUE(effects.event.has_value());
  EXPECT_EQ(effects.event->level, Level::Warning);
  EXPECT_EQ(effects.event->text, "got ff");
  EXPECT_EQ(effects.reply->bytes, "ok");
}

TEST(Answer, SaysWhyThereIsNoReplyAndDoesTheRest) {
  ActionSpec action = reply({from(Source::Input, {Filter::Len, Filter::U8})});
  action.event = EventSpec{Level::Info, text({"seen"})};
  action.close = Close::Yes;
  Talk talk(listener({rule({}, action, "length")}));
  const Effects effects = talk.say(std::string(300, 'x'));
  EXPECT_FALSE(effects.reply.has_value());
  EXPECT_EQ(effects.error, "300 does not fit into u8");
  EXPECT_EQ(effects.rule, "length");
  EXPECT_EQ(effects.event->text, "seen");
  EXPECT_EQ(effects.close, Close::Yes);
  EXPECT_EQ(talk.say("x").error, "");
}

TEST(Greeting, IsMessageNumber0) {
  ListenerSpec spec = listener(reply({from(Source::Message)}));
  EXPECT_FALSE(Talk(spec).program()->has_greeting());
  spec.greeting = reply({"220 ready ", from(Source::Message), "\r\n"});
  spec.greeting->where = {0, 3, 5};
  Talk talk(spec);
  EXPECT_TRUE(talk.program()->has_greeting());
  EXPECT_EQ(talk.greeting().reply->bytes, "220 ready 0\r\n");
  EXPECT_EQ(talk.greeting().rule, "replyd.yaml:3");
  EXPECT_EQ(talk.say("x").reply->bytes, "1");
}

TEST(Delay, IsFixedOrBetweenItsBounds) {
  ActionSpec action = reply({"x"});
  action.delay = DelaySpec{200ms, 200ms};
  EXPECT_EQ(Talk(listener(action)).say("x").delay, 200ms);
  action.delay = DelaySpec{100ms, 300ms};
  Talk talk(listener(action));
  Nanoseconds least{1h};
  Nanoseconds most{0};
  for (int i = 0; i < 1000; ++i) {
    const Nanoseconds delay = talk.say("x").delay;
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  EXPECT_GE(least, 100ms);
  EXPECT_LT(least, 105ms);
  EXPECT_GT(most, 295ms);
  EXPECT_LE(most, 300ms);
}

TEST(Delay, DependsOnSeedConnectionAndMessageOnly) {
  ActionSpec action = reply({"x"});
  action.delay = DelaySpec{0ns, 1h};
  const auto delay = [&action](std::uint64_t seed, std::uint64_t connection, Bytes message) {
    Talk talk(listener(action));
    talk.facts().seed = seed;
    talk.facts().connection = connection;
    return talk.say(message).delay;
  };
  EXPECT_EQ(delay(1, 1, "a"), delay(1, 1, "b"));
  EXPECT_NE(delay(1, 1, "a"), delay(2, 1, "a"));
  EXPECT_NE(delay(1, 1, "a"), delay(1, 2, "a"));
  Talk talk(listener(action));
  EXPECT_NE(talk.say("a").delay, talk.say("a").delay);
}

// What a seed gives must stay what it was, or nobody could repeat a run with the next version.
TEST(Delay, IsTheSameInEveryVersion) {
  EXPECT_EQ(mixed(0), 0xe220a8397b1dcdafU);  // the first output of the published generator
  EXPECT_EQ(random_number(1, 2, 3, Choice::Delay), 0xa67f0349b6b7d27dU);
}

TEST(Compile, GathersWhatTheProgramNeedsToKnow) {
  EXPECT_EQ(Talk(listener(reply({"x"}))).program()->needs(), Needs{});
  ActionSpec event;
  event.event = EventSpec{Level::Info, text({from(Source::Time)})};
  ListenerSpec spec =
      listener({rule(equals("a"), reply({from(Source::LocalIp)})), rule({}, event)});
  spec.greeting = reply({from(Source::Connection)});
  EXPECT_EQ(Talk(spec).program()->needs(),
            (Needs{.clock = true, .local_address = true, .connection = true}));
  ActionSpec late = reply({"x"});
  late.delay = DelaySpec{1ms, 1ms};
  EXPECT_FALSE(Talk(listener(late)).program()->needs().connection);
  late.delay = DelaySpec{1ms, 2ms};
  EXPECT_TRUE(Talk(listener(late)).program()->needs().connection);
}

TEST(Compile, TakesFramingAndItsLimits) {
  ListenerSpec spec = listener(reply({"x"}));
  spec.framing.kind = FramingSpec::Kind::Line;
  spec.limits.message_size = 5;
  spec.limits.oversize = Oversize::Truncate;
  const Talk talk(spec);
  EXPECT_EQ(talk.program()->framing().spec(), spec.framing);
  EXPECT_EQ(talk.program()->framing().message_size(), 5U);
  EXPECT_EQ(talk.program()->framing().oversize(), Oversize::Truncate);
}

TEST(Compile, GivesNothingForABadRegexButTheReason) {
  const Talk talk(listener({rule(spec::regex("(a"), reply({"x"})), rule(spec::regex("*"), {})}));
  EXPECT_EQ(talk.program(), nullptr);
  EXPECT_TRUE(talk.diagnostics().has_errors());
}

TEST(Program, IsWholeAfterItsSpecIsGone) {
  auto spec = std::make_unique<ListenerSpec>(
      listener({rule(spec::prefix("a long enough prefix"), reply({"a long enough answer"}),
                     "a long enough name")}));
  Talk talk(*spec);
  spec.reset();
  const Effects effects = talk.say("a long enough prefix and more");
  EXPECT_EQ(effects.rule, "a long enough name");
  EXPECT_EQ(effects.reply->bytes, "a long enough answer");
}

}  // namespace
}  // namespace replyd
