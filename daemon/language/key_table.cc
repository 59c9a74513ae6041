#include "language/keys.h"

namespace replyd {

namespace {

using Type = KeyType;

constexpr std::uint64_t kYear = std::uint64_t{366} * 24 * 3600 * 1'000'000'000;
constexpr std::uint64_t kIntMax = 0x7fffffff;
constexpr std::uint64_t kMessageMax = std::uint64_t{64} * 1024 * 1024;

// A row of the table: the five things that every key has, and then what only some have.
class Row : public KeyDeclaration {
  template <typename Value>
  constexpr Row with(Value KeyDeclaration::*field, Value value) const {
    Row row = *this;
    row.*field = value;
    return row;
  }

 public:
  constexpr Row(std::string_view key, Places where, Type kind, std::string_view preset,
                std::string_view line) {
    name = key, places = where, type = kind, fallback = preset, help = line;
  }
  constexpr Row later() const { return with(&KeyDeclaration::available, false); }
  constexpr Row of(std::string_view list) const { return with(&KeyDeclaration::words, list); }
  constexpr Row needing(NeededEndpoint what) const { return with(&KeyDeclaration::needs, what); }
  constexpr Row from(std::uint64_t least) const { return with(&KeyDeclaration::min, least); }
  constexpr Row to(std::uint64_t most) const { return with(&KeyDeclaration::max, most); }
};

constexpr auto kFile = Places{} | Place::File;
constexpr auto kListener = Places{} | Place::Listener;
constexpr auto kLimits = Places{} | Place::Limits;
constexpr auto kLog = Places{} | Place::Log;
constexpr auto kFraming = Places{} | Place::Framing;
constexpr auto kFramingLength = Places{} | Place::FramingLength;
constexpr auto kRule = Places{} | Place::Rule;
constexpr auto kState = Places{} | Place::State;
constexpr auto kMessage = Places{} | Place::Message;
constexpr auto kMatch = Places{} | Place::Match;
constexpr auto kAction = kListener | kRule | kState | Place::Action | Place::Choice;
constexpr auto kRuled = kListener | kRule | kState;

constexpr Row kRows[] = {
    // The file.
    {"listeners", kFile, Type::List, "", "what to listen on, and what to answer"},
    Row("include", kFile, Type::List, "", "other files, by path or glob").later(),
    Row("defaults", kFile, Type::Mapping, "", "what every listener starts from").later(),
    Row("rule_sets", kFile, Type::Names, "", "named lists of rules").later(),
    {"vars", kFile, Type::Names, "", "named messages, for ${var.NAME}"},
    Row("tables", kFile, Type::Names, "", "tables for the filter lookup").later(),
    Row("workers", kFile, Type::Number, "auto", "event loops, each a thread; auto: one per CPU")
        .from(1)
        .to(1024),
    Row("backend", kFile, Type::Word, "auto", "how the kernel is asked for ready sockets")
        .of("auto | epoll | kqueue | poll | select"),
    {"log", kFile, Type::Log, "", "which events are written, where and how"},
    Row("admin", kFile, Type::Mapping, "", "an HTTP endpoint for status and metrics").later(),
    Row("shutdown_timeout", kFile, Type::Duration, "10s", "how long draining may take").to(kYear),
    Row("seed", kFile, Type::Text, "", "makes the random choices repeatable").later(),

    // A listener.
    {"name", kListener, Type::Name, "", "unique; what logs and metrics call it"},
    {"name", kRule, Type::Text, "", "what logs and metrics call it; else its place"},
    {"listen", kListener, Type::Endpoints, "", "one endpoint or a list of them"},
    Row("framing", kListener | kState, Type::Framing, "raw", "how a stream is cut into messages")
        .of("raw | line | end")
        .needing(NeededEndpoint::Stream),
    Row("greeting", kListener, Type::Greeting, "", "what to send when a peer connects")
        .needing(NeededEndpoint::Stream),
    {"rules", kListener | kState, Type::Rules, "", "the first rule that matches answers"},
    Row("find", kRuled, Type::Names, "", "named look-ups in the message").later(),
    Row("fields", kRuled, Type::List, "", "the layout of a binary message").later(),
    Row("states", kListener, Type::Names, "", "more lists of rules, for dialogues").later(),
    Row("idle_timeout", kListener, Type::Duration, "5m", "close after this long without a byte")
        .from(1)
        .to(kYear),
    Row("lifetime", kListener, Type::Duration, "", "close after this long in any case")
        .from(1)
        .to(kYear),
    {"limits", kListener, Type::Mapping, "", "the bounds of the listener"},
    Row("access", kListener, Type::Mapping, "", "who may connect").later(),
    Row("refuse", kListener, Type::Action, "close", "what a peer gets that is refused").later(),
    {"reply_end", kListener, Type::Octets, "", "bytes put after each text or crlf reply"},
    Row("backlog", kListener, Type::Number, "4096", "connections that wait to be accepted")
        .from(1)
        .to(kIntMax)
        .needing(NeededEndpoint::Stream),
    Row("v6_only", kListener, Type::Boolean, "", "an IPv6 socket takes no IPv4")
        .needing(NeededEndpoint::Ip),
    Row("no_delay", kListener, Type::Boolean, "true", "small replies leave at once")
        .needing(NeededEndpoint::Tcp),
    Row("keep_alive", kListener, Type::Boolean, "false", "probe silent peers")
        .needing(NeededEndpoint::Tcp),
    Row("receive_buffer", kListener, Type::Size, "", "the kernel's buffer for what arrives")
        .from(1)
        .to(kIntMax),
    Row("send_buffer", kListener, Type::Size, "", "the kernel's buffer for what leaves")
        .from(1)
        .to(kIntMax),
    Row("free_bind", kListener, Type::Boolean, "false", "bind an address that is not there yet")
        .needing(NeededEndpoint::Ip),
    Row("mode", kListener, Type::Mode, "", "access to a unix socket's file, as \"0660\"")
        .needing(NeededEndpoint::UnixPath),
    Row("owner", kListener, Type::Text, "", "the user of a unix socket's file")
        .needing(NeededEndpoint::UnixPath),
    Row("group", kListener, Type::Text, "", "the group of a unix socket's file")
        .needing(NeededEndpoint::UnixPath),
    {"log", kListener, Type::Log, "", "what is different from the file's log"},
    Row("examples", kListener | kRule, Type::List, "", "conversations that are tested").later(),

    // limits
    Row("connections", kLimits, Type::Number, "10000", "open at a time")
        .from(1)
        .needing(NeededEndpoint::Stream),
    Row("connections_per_peer", kLimits, Type::Number, "", "open at a time, of one address")
        .from(1)
        .needing(NeededEndpoint::Stream),
    Row("connection_rate", kLimits, Type::Rate, "", "new connections")
        .needing(NeededEndpoint::Stream),
    Row("connection_rate_per_peer", kLimits, Type::Rate, "", "new connections of one address")
        .needing(NeededEndpoint::Stream),
    {"message_rate", kLimits, Type::Rate, "", "messages"},
    {"message_rate_per_peer", kLimits, Type::Rate, "", "messages of one address"},
    Row("message_size", kLimits, Type::Size, "64KiB", "the longest message")
        .from(1)
        .to(kMessageMax),
    Row("oversize", kLimits, Type::Word, "close", "what becomes of a longer one")
        .of("close | truncate"),
    Row("pending_output", kLimits, Type::Size, "1MiB",
        "bytes waiting to be sent; 16MiB for all of a datagram listener")
        .from(1)
        .to(std::uint64_t{1} << 40),
    Row("conversations", kLimits, Type::Number, "10000", "peers remembered on datagrams").later(),
    Row("source_ports", kLimits, Type::Ports, "1024-65535", "the ports that are answered")
        .needing(NeededEndpoint::Datagram),
    Row("answer_broadcast", kLimits, Type::Boolean, "false",
        "answer what was sent to a broadcast or multicast address")
        .needing(NeededEndpoint::Datagram),
    Row("answer_rate_per_peer", kLimits, Type::Rate, "200/s", "answers to each /24 or /56")
        .needing(NeededEndpoint::Datagram),
    Row("answer_bytes_per_peer", kLimits, Type::Volume, "256KiB/s", "bytes to each /24 or /56")
        .needing(NeededEndpoint::Datagram),
    {"exempt", kLimits, Type::Networks, "[127.0.0.0/8, ::1]", "who is not rate-limited"},
    Row("regex_memory", kLimits, Type::Size, "", "memory for compiled regexes").later(),

    // log
    Row("level", kLog | Place::Event, Type::Word, "info", "how much an event matters")
        .of("debug | info | warning | error"),
    Row("format", kLog, Type::Word, "auto", "what a line looks like")
        .of("auto | text | logfmt | json | journald"),
    {"output", kLog, Type::Path, "stderr", "stderr, stdout, syslog or a path"},
    {"messages", kLog, Type::Boolean, "true", "also connected, message and closed"},
    Row("payload_bytes", kLog, Type::Size, "64", "how much of a message is shown").to(65536),
    {"rate", kLog, Type::Rate, "300/s", "traffic events; more are summed up in one line a second"},

    // A rate as a mapping.
    {"rate", Places{} | Place::Rate, Type::Rate, "", "so many in a time"},
    Row("burst", Places{} | Place::Rate, Type::Number, "", "how many may come at once").from(1),

    // framing
    {"delimiter", kFraming, Type::Octets, "",
     "a message ends with these bytes; a list: any of them"},
    Row("fixed", kFraming, Type::Size, "", "a message is so many bytes").from(1).to(kMessageMax),
    Row("length", kFraming, Type::Mapping, "", "where the message's length stands").later(),
    Row("head", kFraming, Type::Octets, "", "the delimiter that ends a head").later(),
    Row("body", kFraming, Type::Regex, "", "the head's length of the body").later(),
    Row("plus", kFraming | kFramingLength, Type::Number, "0", "added to the length").later(),
    Row("silence", kFraming, Type::Duration, "", "a pause ends a message").later(),
    Row("at", kFramingLength, Type::Number, "0", "where the length field stands").later(),
    Row("size", kFramingLength, Type::Number, "", "bytes of the length field").later(),
    Row("endian", kFramingLength, Type::Word, "big", "of the length field")
        .of("big | little")
        .later(),
    Row("as", kFramingLength, Type::Word, "", "the form of the length field")
        .of("varint | ber | hex4 | decimal")
        .later(),
    Row("until", kFramingLength, Type::Octets, "", "what ends a decimal length").later(),
    Row("strip", kFramingLength, Type::Boolean, "false", "without the length field").later(),

    // A rule.
    {"match", kRule, Type::Match, "", "when the rule answers; without it always"},
    Row("use", kRule, Type::Name, "", "the rules of a rule set").later(),
    Row("times", kRule, Type::Number, "", "match so often, then no longer").later(),
    Row("scope", kRule | kMessage, Type::Word, "listener", "what is counted together")
        .of("listener | peer | connection")
        .later(),
    Row("else", kState, Type::Name, "", "the state that is tried next").later(),

    // match
    {"equals", kMatch, Type::Octets, "", "the whole message"},
    {"prefix", kMatch, Type::Octets, "", "how it begins"},
    {"suffix", kMatch, Type::Octets, "", "how it ends"},
    {"contains", kMatch, Type::Octets, "", "what is anywhere in it"},
    {"regex", kMatch, Type::Regex, "", "RE2 over bytes, unanchored"},
    {"length", kMatch, Type::Mapping, "", "its number of bytes, or min and max"},
    {"ignore_case", kMatch, Type::Boolean, "false", "for every text and regex beside it"},
    {"all", kMatch, Type::Matches, "", "all of these conditions"},
    {"any", kMatch, Type::Matches, "", "any of these conditions"},
    {"not", kMatch, Type::Matches, "", "none of these conditions"},
    Row("at", kMatch, Type::Names, "", "bytes at offsets").later(),
    Row("json", kMatch, Type::Names, "", "paths of a JSON message").later(),
    Row("field", kMatch, Type::Names, "", "named fields of a message").later(),
    Row("from", kMatch, Type::Networks, "", "the peer's address").later(),
    Row("transport", kMatch, Type::Word, "", "what it came over").later(),
    Row("nth", kMatch, Type::Number, "", "the Nth message of the connection").later(),
    Row("chance", kMatch, Type::Share, "", "so often, at random").later(),
    Row("of", kMatch, Type::Message, "", "what is looked at instead of the message").later(),
    {"min", Places{} | Place::LengthRange, Type::Number, "0", "the fewest bytes"},
    {"max", Places{} | Place::LengthRange, Type::Number, "", "the most bytes"},

    // An action.
    Row("delay", kAction, Type::Duration, "", "wait first; {min: , max: } for a random wait")
        .to(kYear),
    Row("after_silence", Places{} | Place::Action, Type::Duration, "", "only to a silent peer")
        .later(),
    Row("set", kAction, Type::Names, "", "values remembered on this connection").later(),
    {"reply", kAction, Type::Message, "", "a message to send"},
    Row("pace", kAction, Type::Mapping, "", "send slowly").later(),
    Row("repeat", kAction, Type::Number, "", "send so many times").later(),
    Row("every", kAction | Place::Pace, Type::Duration, "", "the time between two").later(),
    {"event", kAction, Type::Mapping, "", "one log event of your own"},
    Row("goto", kAction, Type::Name, "", "the state for what follows").later(),
    Row("close", kListener, Type::Word, "false", "close when all is sent")
        .of("false | true | write | reset")
        .needing(NeededEndpoint::Stream),
    Row("close", kAction & ~kListener, Type::Word, "false", "close when all is sent")
        .of("false | true | write | reset"),
    {"silent", kAction, Type::Boolean, "false", "on purpose nothing is done"},
    Row("steps", kAction, Type::List, "", "actions, one after another").later(),
    {"min", Places{} | Place::Delay, Type::Duration, "0s", "the shortest wait"},
    Row("max", Places{} | Place::Delay, Type::Duration, "", "the longest wait").to(kYear),
    Row("median", Places{} | Place::Delay, Type::Duration, "", "of a lognormal wait").later(),
    Row("sigma", Places{} | Place::Delay, Type::Text, "", "of a lognormal wait").later(),
    {"text", Places{} | Place::Event, Type::Message, "", "what the event says"},
    Row("weight", Places{} | Place::Choice, Type::Number, "1", "how often, of all").later(),

    // A message.
    {"text", kMessage, Type::Text, "", "sent as UTF-8"},
    {"crlf", kMessage, Type::Text, "", "a text whose line feeds go out as CR LF"},
    {"hex", kMessage, Type::Text, "", "hex digits, and text in single quotes"},
    {"bytes", kMessage, Type::Text, "", "each character is one byte, up to \\xff"},
    {"base64", kMessage, Type::Text, "", "base64"},
    {"file", kMessage, Type::Path, "", "a file's bytes, relative to the YAML file"},
    Row("http", kMessage, Type::Mapping, "", "an HTTP response").later(),
    Row("cycle", kMessage, Type::List, "", "one after another, over and over").later(),
    Row("random", kMessage, Type::List, "", "one of them, by chance").later(),
    Row("template", kMessage, Type::Boolean, "false", "a file with placeholders").later(),
    Row("with", kMessage, Type::Names, "", "parts that are made first").later(),
    Row("status", Places{} | Place::Http, Type::Number, "200", "of an HTTP response").later(),
    Row("headers", Places{} | Place::Http, Type::Names, "", "of an HTTP response").later(),
    Row("body", Places{} | Place::Http, Type::Message, "", "of an HTTP response").later(),
    Row("exists", Places{} | Place::JsonValue, Type::Boolean, "", "whether it is there").later(),

    // access, tables
    Row("allow", Places{} | Place::Access, Type::Networks, "", "who may connect").later(),
    Row("deny", Places{} | Place::Access, Type::Networks, "", "who may not").later(),
    Row("key", Places{} | Place::Table, Type::Name, "", "the column to look in").later(),
    Row("values", Places{} | Place::Table, Type::Names, "", "the table itself").later(),
    Row("default", Places{} | Place::Table, Type::Text, "", "what is not in the table").later(),

    // Reserved, so that nothing stands in their way.
    Row("tls", kListener, Type::Mapping, "", "reserved").later(),
    Row("starttls", kAction, Type::Mapping, "", "reserved").later(),
    Row("proxy_protocol", kListener, Type::Boolean, "", "reserved").later(),
    Row("faults", kListener | kRule | kFile, Type::Mapping, "", "reserved").later(),
    Row("phases", kListener | kRule, Type::List, "", "reserved").later(),
    Row("device", kListener, Type::Mapping, "", "reserved").later(),
    Row("expect", kListener | kRule | kFile, Type::Mapping, "", "reserved").later(),
    Row("relay", kListener | kRule, Type::Mapping, "", "reserved").later(),
    Row("record", kListener | kRule, Type::Path, "", "reserved").later(),
    Row("capture", kListener | kFile, Type::Path, "", "reserved").later(),
    Row("multicast", kListener, Type::List, "", "reserved").later(),
    Row("user", kFile | kListener, Type::Name, "", "reserved").later(),
    Row("group", kFile, Type::Name, "", "reserved").later(),
    Row("ban", kListener | kRule | kFile, Type::Mapping, "", "reserved").later(),
};

}  // namespace

std::size_t key_count() { return std::size(kRows); }
const KeyDeclaration& key_at(std::size_t index) { return kRows[index]; }

}  // namespace replyd
