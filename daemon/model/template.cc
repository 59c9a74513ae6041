#include "model/template.h"

namespace replyd {

namespace {

constexpr auto kBytes = ValueType::Octets;
constexpr auto kNumber = ValueType::Number;

// A name that ends in NAME or PATH stands for all that begin like it. `var` and `env` have no
// Source, because loading fills them in.
constexpr SourceDeclaration kSources[] = {
    {"input", Source::Input, kBytes, false, "the message being answered, as its framing cut it"},
    {"match.NAME", {}, kBytes, false, "the rule's regex: 0 is the whole match, else a capture"},
    {"find.NAME", {}, kBytes, false, "what the regex of that name in `find` finds"},
    {"field.NAME", {}, kBytes, false, "a field of a binary message, as `fields` lays it out"},
    {"json.PATH", {}, kBytes, false, "a field of a JSON message"},
    {"peer.ip", Source::PeerIp, kBytes, false, "the peer's address"},
    {"peer.port", Source::PeerPort, kNumber, false, "the peer's port"},
    {"local.ip", Source::LocalIp, kBytes, false, "the address that the peer reached"},
    {"local.port", Source::LocalPort, kNumber, false, "the port that the peer reached"},
    {"transport", Source::Transport, kBytes, false, "tcp, udp, unix or unixgram"},
    {"listener", Source::Listener, kBytes, false, "the listener's name"},
    {"hostname", {}, kBytes, false, "this machine's name"},
    {"version", {}, kBytes, false, "replyd's version"},
    {"pid", {}, kNumber, false, "replyd's process number"},
    {"connection", Source::Connection, kNumber, false, "the connection's number on this listener"},
    {"message", Source::Message, kNumber, false, "the message's number on this connection, from 1"},
    {"listener.message", {}, kNumber, false, "the message's number on this listener"},
    {"received", {}, kNumber, false, "bytes received so far on this connection"},
    {"sent", {}, kNumber, false, "bytes sent so far on this connection"},
    {"time", Source::Time, kBytes, true, "now, RFC 3339 in UTC; time:FORMAT as strftime"},
    {"localtime", Source::LocalTime, kBytes, true, "localtime:FORMAT, as strftime in local time"},
    {"time.unix", Source::TimeUnix, kNumber, false, "seconds since 1970"},
    {"time.ms", Source::TimeMs, kNumber, false, "milliseconds since 1970"},
    {"time.ntp", Source::TimeNtp, kBytes, false, "8 bytes, as NTP counts"},
    {"random", {}, kBytes, true, "random:16 is 16 random bytes"},
    {"random.text", {}, kBytes, true, "random.text:8 is 8 random letters and digits"},
    {"uuid", {}, kBytes, false, "a random UUID"},
    {"var.NAME", {}, kBytes, false, "a named message of `vars`"},
    {"set.NAME", {}, kBytes, false, "what `set` stored on this connection"},
    {"env.NAME", {}, kBytes, false, "the environment when the file is read; env.NAME:-default"},
};

constexpr FilterDeclaration kFilters[] = {
    {"hex", Filter::Hex, kBytes, kBytes, "two lower-case digits for each byte"},
    {"unhex", {}, kBytes, kBytes, "the bytes that hex digits stand for"},
    {"base64", {}, kBytes, kBytes, "as base64"},
    {"upper", Filter::Upper, kBytes, kBytes, "a to z as A to Z"},
    {"lower", Filter::Lower, kBytes, kBytes, "A to Z as a to z"},
    {"trim", {}, kBytes, kBytes, "without white space at both ends"},
    {"reverse", {}, kBytes, kBytes, "last byte first"},
    {"replace", {}, kBytes, kBytes, "replace A B"},
    {"json", {}, kBytes, kBytes, "escaped for a JSON string"},
    {"ip", {}, kBytes, kBytes, "an address as its 4 or 16 bytes"},
    {"md5", {}, kBytes, kBytes, "the 16 bytes of the MD5 sum"},
    {"sha1", {}, kBytes, kBytes, "the 20 bytes of the SHA-1 sum"},
    {"sha256", {}, kBytes, kBytes, "the 32 bytes of the SHA-256 sum"},
    {"pad", {}, kBytes, kBytes, "pad 4 fills behind, pad -4 in front"},
    {"times", {}, kBytes, kBytes, "so many times over"},
    {"len", Filter::Len, kBytes, kNumber, "the number of bytes"},
    {"uint", {}, kBytes, kNumber, "the bytes as a big-endian number"},
    {"uintle", {}, kBytes, kNumber, "the bytes as a little-endian number"},
    {"dec", {}, kBytes, kNumber, "the number that decimal digits stand for"},
    {"sum8", {}, kBytes, kNumber, "the sum of the bytes, modulo 256"},
    {"xor8", {}, kBytes, kNumber, "all bytes, exclusive or"},
    {"crc16_modbus", {}, kBytes, kNumber, "the CRC-16 of Modbus"},
    {"crc32", {}, kBytes, kNumber, "the CRC-32 of zip and Ethernet"},
    {"add", {}, kNumber, kNumber, "plus a number"},
    {"sub", {}, kNumber, kNumber, "minus a number"},
    {"mul", {}, kNumber, kNumber, "times a number"},
    {"and", {}, kNumber, kNumber, "bitwise and"},
    {"shr", {}, kNumber, kNumber, "shifted right by so many bits"},
    {"xor", {}, kNumber, kNumber, "bitwise exclusive or"},
    {"u8", Filter::U8, kNumber, kBytes, "as one byte"},
    {"u16", Filter::U16, kNumber, kBytes, "as 2 bytes, big-endian"},
    {"u24", Filter::U24, kNumber, kBytes, "as 3 bytes, big-endian"},
    {"u32", Filter::U32, kNumber, kBytes, "as 4 bytes, big-endian"},
    {"u64", Filter::U64, kNumber, kBytes, "as 8 bytes, big-endian"},
    {"u16le", Filter::U16le, kNumber, kBytes, "as 2 bytes, little-endian"},
    {"u24le", Filter::U24le, kNumber, kBytes, "as 3 bytes, little-endian"},
    {"u32le", Filter::U32le, kNumber, kBytes, "as 4 bytes, little-endian"},
    {"u64le", Filter::U64le, kNumber, kBytes, "as 8 bytes, little-endian"},
    {"varint", {}, kNumber, kBytes, "as a varint of Protocol Buffers and MQTT"},
    {"ber", {}, kNumber, kBytes, "as a length in BER"},
    {"counted", {}, kBytes, kBytes, "counted u16: the bytes with their length in front"},
    {"lookup", {}, kBytes, kBytes, "lookup TABLE COLUMN"},
};

}  // namespace

std::span<const SourceDeclaration> source_declarations() { return kSources; }
std::span<const FilterDeclaration> filter_declarations() { return kFilters; }

}  // namespace replyd
