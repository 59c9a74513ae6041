#include "language/loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load.h"

namespace replyd {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = ConditionSpec::Kind;

TEST(Loader, ReadsTheSmallestFile) {
  const auto loaded =
      load("listeners:\n  - listen: tcp://127.0.0.1:12345\n    reply: hi\n    close: true\n");
  EXPECT_THAT(said(loaded), IsEmpty());
  ASSERT_THAT(loaded.config.listeners, SizeIs(1));
  const ListenerSpec& listener = loaded.config.listeners[0];
  EXPECT_EQ(listener.name, "tcp-12345");
  EXPECT_EQ(listener.where, (Position{0, 2, 5}));
  ASSERT_THAT(listener.rules, SizeIs(1));
  EXPECT_EQ(listener.rules[0].match.kind, Kind::All);
  EXPECT_THAT(listener.rules[0].match.children, IsEmpty());
  EXPECT_EQ(listener.rules[0].action.close, Close::Yes);
  EXPECT_EQ(listener.rules[0].where, (Position{0, 3, 5}));
}

TEST(Loader, NamesAListenerAfterItsFirstEndpoint) {
  const std::pair<const char*, const char*> cases[] = {
      {"udp://a:53", "udp-53"},
      {"['tcp://a:2,1', udp://a:3]", "tcp-2"},
      {"unix:///run/re plyd/a b.sock", "unix-a-b.sock"},
      {"unixgram:@door", "unixgram-door"}};
  for (const auto& [listen, name] : cases) {
    const auto loaded = load("listeners:\n  - listen: " + std::string(listen) + "\n");
    EXPECT_THAT(said(loaded), IsEmpty());
    EXPECT_EQ(loaded.config.listeners.at(0).name, name);
  }
}

TEST(Loader, ReadsTheFilesOwnKeys) {
  const auto loaded =
      load("workers: 3\nbackend: select\nshutdown_timeout: 0s\nx-a: {b: c}\nlisteners: []\n");
  EXPECT_THAT(said(loaded), IsEmpty());
  EXPECT_EQ(loaded.config.workers, 3u);
  EXPECT_EQ(loaded.config.backend, Backend::Select);
  EXPECT_EQ(loaded.config.shutdown_timeout, 0s);
  EXPECT_EQ(loaded.config.workers_where, (Position{0, 1, 10}));
}

TEST(Limits, AreWhatTheFileSays) {
  const auto loaded = load(
      "listeners:\n- listen: [tcp://a:1, udp://a:1]\n  limits:\n    connection_rate: 5/m\n"
      "    message_rate: {rate: 5/s, burst: 20}\n    answer_bytes_per_peer: 1KiB/s\n"
      "    pending_output: 2KiB\n    oversize: truncate\n    source_ports: any\n    exempt: []\n");
  EXPECT_THAT(said(loaded), IsEmpty());
  const LimitsSpec& limits = loaded.config.listeners.at(0).limits;
  EXPECT_EQ(limits.connection_rate, (Rate{5, 1min, 5}));
  EXPECT_EQ(limits.message_rate, (Rate{5, 1s, 20}));
  EXPECT_EQ(limits.answer_bytes_per_peer, (Rate{1024, 1s, 1024}));
  EXPECT_EQ(limits.pending_output, 2048u);
  EXPECT_EQ(limits.pending_datagrams, 2048u);
  EXPECT_EQ(limits.oversize, Oversize::Truncate);
  EXPECT_EQ(limits.source_ports, (PortRange{0, 65535}));
  EXPECT_THAT(limits.exempt, IsEmpty());
}

TEST(Limits, ExemptLoopbackIfNothingIsSaid) {
  const auto loaded = load_listener("reply: x");
  ASSERT_THAT(loaded.config.listeners.at(0).limits.exempt, SizeIs(2));
  const LimitsSpec& limits = loaded.config.listeners[0].limits;
  EXPECT_TRUE(limits.exempt[0].contains(*parse_ip("127.8.9.1")));
  EXPECT_TRUE(limits.exempt[1].contains(*parse_ip("::1")));
}

TEST(Framing, HasFiveForms) {
  const auto framing = [](const std::string& text) {
    const auto loaded = load_listener("framing: " + text);
    EXPECT_THAT(said(loaded), IsEmpty()) << text;
    return loaded.config.listeners.at(0).framing;
  };
  EXPECT_EQ(framing("raw").kind, FramingSpec::Kind::Raw);
  EXPECT_EQ(framing("line").kind, FramingSpec::Kind::Line);
  EXPECT_EQ(framing("end").kind, FramingSpec::Kind::End);
  EXPECT_EQ(framing("{fixed: 1KiB}").size, 1024u);
  EXPECT_THAT(framing("{delimiter: \"\\r\\n\"}").delimiters, ElementsAre("\r\n"));
  EXPECT_THAT(framing("{delimiter: [a, {hex: 00}]}").delimiters,
              ElementsAre("a", std::string(1, '\0')));
}

// Conditions as text: "equals(a)", "all(prefix(b)i length(1-2))".
std::string shown(const ConditionSpec& condition) {
  constexpr const char* kNames[] = {"all",    "any",      "not",   "equals", "prefix",
                                    "suffix", "contains", "regex", "length"};
  std::string text = kNames[static_cast<int>(condition.kind)];
  text += "(" + condition.bytes;
  if (condition.kind == Kind::Length) {
    text += std::to_string(condition.min_length) + "-" +
            (condition.max_length == UINT64_MAX ? "" : std::to_string(condition.max_length));
  }
  for (const auto& child : condition.children) {
    if (text.back() != '(') text += " ";
    text += shown(child);
  }
  return text + ")" + (condition.ignore_case ? "i" : "");
}

TEST(Match, ReadsConditions) {
  const std::pair<const char*, const char*> cases[] = {
      {"hello", "equals(hello)"},
      {"\"\"", "equals()"},
      {"{hex: 6162}", "equals(ab)"},
      {"{equals: {text: a}}", "equals(a)"},
      {"{prefix: a, suffix: {hex: 62}}", "all(prefix(a) suffix(b))"},
      {"{regex: '^\\d$', ignore_case: true}", "regex(^\\d$)i"},
      {"{contains: a, length: 4, ignore_case: true}", "all(contains(a)i length(4-4))"},
      {"{length: {min: 2}}", "length(2-)"},
      {"{length: {max: 2}}", "length(0-2)"},
      {"[a, {prefix: b}]", "any(equals(a) prefix(b))"},
      {"{not: a}", "not(equals(a))"},
      {"{not: [a, b]}", "not(equals(a) equals(b))"},
      {"{all: [{prefix: a}, {suffix: b}], any: [c, d]}",
       "all(all(prefix(a) suffix(b)) any(equals(c) equals(d)))"},
      {"{any: [a, {length: 1}], ignore_case: true}", "any(equals(a)i length(1-1))"},
      {"\"$${x}\"", "equals(${x})"},
      {"0x17", "equals(0x17)"},
  };
  for (const auto& [yaml, wanted] : cases) {
    const auto loaded = load_listener("rules:\n- {match: " + std::string(yaml) + ", reply: x}");
    EXPECT_THAT(said(loaded), IsEmpty()) << yaml;
    ASSERT_THAT(loaded.config.listeners.at(0).rules, SizeIs(1)) << yaml;
    EXPECT_EQ(shown(loaded.config.listeners[0].rules[0].match), wanted);
  }
}

TEST(Match, PointsIntoTheRegex) {
  LoadOptions options;
  options.check_pattern = [](std::string_view pattern) {
    return LoadOptions::PatternError{pattern.find('!'), 1, "no bang"};
  };
  const auto loaded = load_text("t.yaml",
                                "listeners:\n- listen: tcp://a:1\n  rules:\n  - {match: {regex: "
                                "\"\\x41\\\\d!\"}, silent: true}\n",
                                options);
  EXPECT_THAT(said(loaded),
              ElementsAre("4:29 error: bad regex: no bang; a character that means itself has two "
                          "backslashes before it in double quotes"));
}

TEST(Action, IsReadWithAllItsKeys) {
  const auto loaded = load_listener(
      "rules:\n- delay: {min: 1ms, max: 1s}\n  reply: x\n  event: {level: error, text: "
      "'${input}'}\n"
      "  close: reset");
  EXPECT_THAT(said(loaded), IsEmpty());
  const ActionSpec& action = loaded.config.listeners.at(0).rules.at(0).action;
  EXPECT_EQ(action.delay, (DelaySpec{1ms, 1s}));
  EXPECT_EQ(action.close, Close::Reset);
  EXPECT_EQ(action.event->level, Level::Error);
  EXPECT_EQ(shown(action.event->text), "<input>");
}

TEST(Action, MayBeTheGreeting) {
  const auto loaded = load_listener("greeting: {delay: 1s, reply: {hex: ff}, close: write}");
  EXPECT_THAT(said(loaded), IsEmpty());
  const ActionSpec& greeting = *loaded.config.listeners.at(0).greeting;
  EXPECT_EQ(greeting.delay, (DelaySpec{1s, 1s}));
  EXPECT_EQ(greeting.close, Close::Write);
}

TEST(Logs, OfAListenerChangeWhatTheyName) {
  const auto loaded = load(
      "log: [{format: json, output: a.log}, {level: error}]\nlisteners:\n"
      "- listen: tcp://a:1\n  log: {payload_bytes: 0, messages: false}\n"
      "- listen: tcp://a:2\n  log: [{format: text}]\n- listen: tcp://a:3\n");
  EXPECT_THAT(said(loaded), IsEmpty());
  const auto& listeners = loaded.config.listeners;
  ASSERT_THAT(listeners, SizeIs(3));
  ASSERT_THAT(listeners[0].logs, SizeIs(2));
  EXPECT_EQ(listeners[0].logs[0].format, LogFormat::Json);
  EXPECT_EQ(listeners[0].logs[0].output, "a.log");
  EXPECT_EQ(listeners[0].logs[1].level, Level::Error);
  EXPECT_FALSE(listeners[0].logs[1].messages);
  EXPECT_EQ(listeners[0].logs[1].payload_bytes, 0u);
  ASSERT_THAT(listeners[1].logs, SizeIs(1));
  EXPECT_EQ(listeners[1].logs[0].format, LogFormat::Text);
  EXPECT_EQ(listeners[1].logs[0].output, "stderr");
  EXPECT_EQ(listeners[2].logs, loaded.config.logs);
}

TEST(Loader, SaysNothingTwice) {
  // Each of these is one mistake, and one line.
  for (const char* keys : {
           "rules:\n- match: a\n  repyl: x",           // not also: does nothing
           "rules:\n- match: a\n  reply: '${inptu}'",  // not also: does nothing
           "rules:\n- match: a\n  reply:",             // not also: does nothing
           "reply: !help",                             // not also: no reply
           "limits: {mesage_rate: 5/s}",
           "greeting: {reply: '${inptu}'}",
           "log: [{level: loud}, {level: info}]",
           "framing: {delimiter: ''}",
       }) {
    EXPECT_THAT(said(load_listener(keys)), SizeIs(1)) << keys;
  }
  EXPECT_THAT(said(load("listeners:\n- lisen: tcp://a:1\n  reply: x\n  framing: line\n")),
              SizeIs(1));
  EXPECT_THAT(said(load("listeners:\n- listen: tcp://a:x\n  framing: line\n- listen: tcp://a:x\n")),
              SizeIs(2));
  EXPECT_THAT(
      said(load("vars: {a: '${inptu}'}\nlisteners:\n- listen: tcp://a:1\n  reply: ${var.a}\n")),
      SizeIs(1));
}

TEST(Loader, SortsWhatItSays) {
  const auto lines = said(load("listeners:\n- {lisen: a}\nworkers: x\nvars: {a: '${b}'}\n"));
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0].substr(0, 3), "2:4");
  EXPECT_EQ(lines[1].substr(0, 4), "3:10");
  EXPECT_EQ(lines[2].substr(0, 4), "4:14");
}

// What is quadratic takes minutes here, and the test's time is over.
TEST(Loader, BearsManyListeners) {
  std::string text = "{listeners: [";
  for (int i = 1; i <= 10000; ++i) {
    const auto number = std::to_string(i);
    text.append("{name: l").append(number).append(", listen: tcp://a:").append(number);
    text.append(", reply: 'hi ${input}'},");
  }
  const auto loaded = load(text + "]}");
  EXPECT_FALSE(loaded.diagnostics.has_errors());
  EXPECT_EQ(loaded.config.listeners.size(), 10000u);
}

}  // namespace
}  // namespace replyd
