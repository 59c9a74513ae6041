#include "command/decode.h"

#include <string>

#include <gtest/gtest.h>

namespace replyd {
namespace {

using namespace std::string_literals;

TEST(DecodeEscapes, ReadsWhatAFileWouldReadInDoubleQuotes) {
  EXPECT_EQ(*decode_escapes(R"(PING\r\n)"), "PING\r\n");
  EXPECT_EQ(*decode_escapes(R"(a\tb\\c)"), "a\tb\\c");
  EXPECT_EQ(*decode_escapes(R"(\0\x00\xfF)"), "\0\0\xff"s);
  EXPECT_EQ(*decode_escapes(""), "");
}

TEST(DecodeEscapes, RefusesWhatItDoesNotKnowAndNamesIt) {
  for (const char* text : {R"(\q)", R"(\)", R"(\x1)", R"(\xg0)", R"(ab\x)"}) {
    EXPECT_FALSE(decode_escapes(text)) << text;
  }
  EXPECT_EQ(decode_escapes(R"(ab\q)").error, R"(unknown escape '\q')");
}

TEST(DecodeHex, IgnoresWhiteSpace) {
  EXPECT_EQ(*decode_hex("0001 fF\n0a"), "\0\x01\xff\n"s);
  EXPECT_EQ(*decode_hex(" "), "");
}

TEST(DecodeHex, RefusesHalfBytesAndOtherLetters) {
  for (const char* text : {"0", "001", "0g", "+1", "0x"}) EXPECT_FALSE(decode_hex(text)) << text;
}

}  // namespace
}  // namespace replyd
