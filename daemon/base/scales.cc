#include <cstdint>

#include "base/quantity.h"

namespace replyd {
namespace {

constexpr Unit kDurationUnits[] = {{"d", 86'400'000'000'000}, {"h", 3'600'000'000'000},
                                   {"m", 60'000'000'000},     {"s", 1'000'000'000},
                                   {"ms", 1'000'000},         {"us", 1'000}};

constexpr Unit kSizeUnits[] = {{"GiB", 1U << 30}, {"GB", 1'000'000'000}, {"MiB", 1U << 20},
                               {"MB", 1'000'000}, {"KiB", 1U << 10},     {"KB", 1'000},
                               {"B", 1}};

constexpr Synonym kDurationSynonyms[] = {
    {"", "ms"},          {"", "s"},           {"day", "d"},           {"days", "d"},
    {"hr", "h"},         {"hrs", "h"},        {"hour", "h"},          {"hours", "h"},
    {"min", "m"},        {"mins", "m"},       {"minute", "m"},        {"minutes", "m"},
    {"sec", "s"},        {"secs", "s"},       {"second", "s"},        {"seconds", "s"},
    {"msec", "ms"},      {"msecs", "ms"},     {"millis", "ms"},       {"millisecond", "ms"},
    {"usec", "us"},      {"usecs", "us"},     {"micros", "us"},       {"microsecond", "us"},
    {"\xc2\xb5s", "us"}, {"\xce\xbcs", "us"}, {"milliseconds", "ms"}, {"microseconds", "us"}};

constexpr Synonym kSizeSynonyms[] = {
    {"byte", "B"},       {"bytes", "B"},       {"k", "KiB"},         {"k", "KB"},
    {"m", "MiB"},        {"m", "MB"},          {"g", "GiB"},         {"g", "GB"},
    {"ki", "KiB"},       {"mi", "MiB"},        {"gi", "GiB"},        {"kilobyte", "KB"},
    {"megabyte", "MB"},  {"gigabyte", "GB"},   {"kilobytes", "KB"},  {"megabytes", "MB"},
    {"gigabytes", "GB"}, {"kibibytes", "KiB"}, {"mebibytes", "MiB"}, {"gibibytes", "GiB"}};

}  // namespace

// A hundred years, so that a point in time and a duration always add up.
constinit const Scale kDurationScale{.noun = "duration",
                                     .examples = "250ms, 5s or 1m30s",
                                     .units = kDurationUnits,
                                     .synonyms = kDurationSynonyms,
                                     .largest = 36'500 * kDurationUnits[0].factor,
                                     .largest_text = "36500d",
                                     .zero_text = "0s",
                                     .bare = false,
                                     .compound = true};

// Half of what 64 bits hold, so that two sizes always add up, and off_t holds each.
constinit const Scale kSizeScale{.noun = "size",
                                 .examples = "512, 64KiB or 1MB",
                                 .units = kSizeUnits,
                                 .synonyms = kSizeSynonyms,
                                 .largest = INT64_MAX,
                                 .largest_text = "8589934591GiB",
                                 .zero_text = "0B",
                                 .bare = true,
                                 .compound = false};

}  // namespace replyd
