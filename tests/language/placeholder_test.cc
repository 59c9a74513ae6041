#include "language/placeholder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load.h"

namespace replyd {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Case {
  std::string text;
  std::string wanted;
};

TEST(Placeholder, IsReadInFull) {
  const Case cases[] = {
      {"${input}", "<input>"},
      {"${ input }", "<input>"},
      {"a${input}b${peer.ip}", "a<input>b<peer.ip>"},
      {"${input[0:2]}", "<input[0:2]>"},
      {"${input[-2:]}", "<input[-2:]>"},
      {"${input[:]|hex}", "<input[:]|hex>"},
      {"${input [1:] | hex | upper}", "<input[1:]|hex|upper>"},
      {"${input | len | u16le}", "<input|len|u16le>"},
      {"${message | hex}", "<message|hex>"},
      {"${time:%H:%M | upper}", "<time:%H:%M|upper>"},
      {"${time:%H[0:1]}", "<time:%H[0:1]>"},
      {"${localtime:[%d]}", "<localtime:[%d]>"},
      {"${connection}/${time.unix}", "<connection>/<time.unix>"},
      {"$put {input} $", "$put {input} $"},
      {"$${input}", "${input}"},
      {"$$${input}", "$<input>"},
      {"$$$${input}", "$${input}"},
      {"$$ $${", "$$ ${"},
  };
  for (const auto& [text, wanted] : cases) {
    const auto loaded = load_listener("reply: '" + text + "'");
    EXPECT_THAT(said(loaded), ElementsAre()) << text;
    EXPECT_EQ(reply_of(loaded), wanted) << text;
  }
}

TEST(Placeholder, KnowsItsPlace) {
  const auto loaded = load_listener("reply: \"\\x41\\u00e4 ${input}\"");
  const auto& pieces = loaded.config.listeners.at(0).rules.at(0).action.reply->content.pieces;
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_EQ(std::get<Placeholder>(pieces[1]).where, (Position{0, 3, 24}));
}

TEST(Placeholder, OfEachReservedNameSaysNotBuiltYet) {
  for (const auto& each : source_declarations()) {
    if (each.source || each.name.starts_with("var.") || each.name.starts_with("env.")) continue;
    const auto lines = said(load_listener("reply: '${" + std::string(each.name) + "}'"));
    ASSERT_EQ(lines.size(), 1u) << each.name;
    EXPECT_THAT(lines[0], HasSubstr("is not built yet"));
  }
  for (const auto& each : filter_declarations()) {
    if (each.filter) continue;
    const auto lines =
        said(load_listener("reply: '${input | " + std::string(each.name) + " 4 u8}'"));
    ASSERT_EQ(lines.size(), 1u) << each.name;
    EXPECT_THAT(lines[0], HasSubstr("is not built yet"));
  }
}

TEST(Placeholder, FillsInTheEnvironment) {
  ::setenv("REPLYD_TEST_WHO", "me$$${x}", 1);
  ::unsetenv("REPLYD_TEST_NONE");
  const Case cases[] = {
      {"${env.REPLYD_TEST_WHO}", "me$$${x}"}, {"${env.REPLYD_TEST_WHO[0:2] | upper}", "ME"},
      {"${env.REPLYD_TEST_WHO | len}", "8"},  {"${env.REPLYD_TEST_NONE:-a b}", "a b"},
      {"${env.REPLYD_TEST_NONE:-}", ""},      {"${env.REPLYD_TEST_NONE:-ab|hex}", "6162"},
  };
  for (const auto& [text, wanted] : cases) {
    const auto loaded = load_listener("reply: '" + text + "'");
    EXPECT_THAT(said(loaded), ElementsAre()) << text;
    EXPECT_EQ(reply_of(loaded), wanted) << text;
  }
}

TEST(Placeholder, FillsInVars) {
  const auto loaded = load(
      "vars:\n  who: '${peer.ip}:${name | upper}'\n  name: bob\n  bin: {hex: ff}\nlisteners: []\n");
  EXPECT_THAT(said(loaded), ElementsAre(HasSubstr("unknown source 'name'")));
  const auto fine = load(
      "vars:\n  who: '${peer.ip} ${var.name | upper}'\n  name: bob\n  bin: {hex: ff}\n"
      "listeners:\n- listen: tcp://a:1\n  reply: {hex: \"00 ${var.bin} '${var.who}' "
      "${var.name | len | u8}\"}\n");
  EXPECT_THAT(said(fine), ElementsAre());
  EXPECT_EQ(reply_of(fine), std::string("\0\xff<peer.ip> BOB\x03", 16));
}

TEST(Placeholder, OfAConstantVarStandsInAnyScalar) {
  const auto loaded = load(
      "vars: {port: 8080, wait: 5s}\nlisteners:\n- listen: tcp://a:${var.port}\n"
      "  idle_timeout: ${var.wait}\n  rules: [{match: 'x${var.port}', reply: y}]\n");
  EXPECT_THAT(said(loaded), ElementsAre());
  const auto& listener = loaded.config.listeners.at(0);
  EXPECT_EQ(listener.endpoints.at(0).port, 8080);
  EXPECT_EQ(listener.idle_timeout, std::chrono::seconds(5));
  EXPECT_EQ(listener.rules.at(0).match.bytes, "x8080");
}

TEST(Placeholder, RefusesANumberThatDoesNotFit) {
  const auto lines = said(load_listener("reply: {hex: \"${env.REPLYD_TEST_NONE:-" +
                                        std::string(300, 'a') + " | len | u8}\"}"));
  EXPECT_THAT(lines, ElementsAre("3:19 error: 300 does not fit into 1 byte"));
}

}  // namespace
}  // namespace replyd
