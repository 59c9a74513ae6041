#include "command/options.h"

#include <chrono>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace replyd {
namespace {

using namespace std::chrono_literals;
using testing::internal::CaptureStderr;
using testing::internal::CaptureStdout;
using testing::internal::GetCapturedStderr;
using testing::internal::GetCapturedStdout;

CommandLine parse(std::vector<std::string> words) {
  std::vector<char*> argv{const_cast<char*>("replyd")};
  for (std::string& word : words) argv.push_back(word.data());
  return parse_command_line(static_cast<int>(argv.size()), argv.data());
}

TEST(CommandLine, RunsTheInstalledFileIfNoneIsNamed) {
  const auto options = std::get<RunOptions>(parse({"run"}));
  EXPECT_EQ(options.file, "/etc/replyd/replyd.yaml");
  EXPECT_EQ(options.workers, std::nullopt);
}

TEST(CommandLine, TakesTheFileWithOrWithoutItsOption) {
  EXPECT_EQ(std::get<RunOptions>(parse({"run", "a.yaml"})).file, "a.yaml");
  EXPECT_EQ(std::get<RunOptions>(parse({"run", "-c", "a.yaml"})).file, "a.yaml");
  EXPECT_EQ(std::get<RunOptions>(parse({"run", "-"})).file, "-");
  EXPECT_EQ(std::get<CheckOptions>(parse({"check", "a.yaml"})).file, "a.yaml");
}

TEST(CommandLine, OverridesWhatAFileSaysOfLogsAndWorkers) {
  const auto options = std::get<RunOptions>(
      parse({"run", "--log-format", "json", "--log-level", "warning", "--workers", "3", "a.yaml"}));
  EXPECT_EQ(options.log_format, LogFormat::Json);
  EXPECT_EQ(options.log_level, Level::Warning);
  EXPECT_EQ(options.workers, 3u);
}

TEST(CommandLine, SendsWithTheLanguagesDurations) {
  const auto options = std::get<SendOptions>(
      parse({"send", "udp://[::1]:5", "hi", "--timeout", "1m30s", "--count", "7"}));
  EXPECT_EQ(options.endpoint, "udp://[::1]:5");
  EXPECT_EQ(options.text, "hi");
  EXPECT_EQ(options.timeout, 90s);
  EXPECT_EQ(options.count, 7u);
}

TEST(CommandLine, MistakesAreUsageErrorsOnStandardError) {
  const std::vector<std::vector<std::string>> mistakes = {
      {},
      {"rum"},
      {"run", "--workers", "0"},
      {"run", "--log-format", "xml"},
      {"run", "a", "b"},
      {"send"},
      {"send", "tcp://[::1]:5", "hi", "--hex", "00"},
      {"send", "tcp://[::1]:5", "--timeout", "100"},
      {"explain", "a.yaml"},
  };
  for (const auto& words : mistakes) {
    CaptureStderr();
    const CommandLine parsed = parse(words);
    const std::string said = GetCapturedStderr();
    ASSERT_TRUE(std::holds_alternative<ExitStatus>(parsed)) << testing::PrintToString(words);
    EXPECT_EQ(std::get<ExitStatus>(parsed), ExitStatus::Usage) << testing::PrintToString(words);
    EXPECT_NE(said, "") << testing::PrintToString(words);
  }
}

TEST(CommandLine, HelpOfEachCommandShowsAnExampleAndEndsWell) {
  const std::vector<std::pair<std::vector<std::string>, std::string>> helps = {
      {{"--help"}, "replyd check replyd.yaml"},
      {{"run", "--help"}, "replyd run --ready-file"},
      {{"check", "--help"}, "FILE"},
      {{"send", "--help"}, "--expect '+PONG"},
  };
  for (const auto& [words, example] : helps) {
    CaptureStdout();
    const CommandLine parsed = parse(words);
    const std::string said = GetCapturedStdout();
    EXPECT_EQ(std::get<ExitStatus>(parsed), ExitStatus::Ok);
    EXPECT_NE(said.find(example), std::string::npos) << said;
  }
}

}  // namespace
}  // namespace replyd
