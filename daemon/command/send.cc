#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>

#include "base/escape.h"
#include "command/client.h"
#include "command/commands.h"
#include "command/decode.h"
#include "language/parse_endpoint.h"

namespace replyd {
namespace {

using std::chrono::steady_clock;

ExitStatus complain(ExitStatus status, const std::string& message) {
  std::fprintf(stderr, "replyd send: %s\n", message.c_str());
  return status;
}

template <typename Value>
std::string reason(const Parsed<Value>& parsed) {
  return parsed.expected.empty() ? parsed.error : parsed.error + "; " + parsed.expected;
}

std::string read_all(std::istream& in) {
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

Parsed<std::string> read_file(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) {
    return Parsed<std::string>::failed("'" + path + "' is a folder, not a file");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Parsed<std::string>::failed("cannot read '" + path + "'");
  return read_all(file);
}

Parsed<std::string> message_of(const SendOptions& options) {
  if (options.text) return options.escapes ? decode_escapes(*options.text) : *options.text;
  if (options.hex) return decode_hex(*options.hex);
  if (options.file) return read_file(*options.file);
  if (::isatty(STDIN_FILENO) != 0) return std::string{};
  return read_all(std::cin);
}

// A person's terminal obeys some bytes, so it is shown none of them but line ends and tabs.
void print(Bytes bytes) {
  if (::isatty(STDOUT_FILENO) == 0) {
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return;
  }
  std::string shown;
  for (const char c : bytes) {
    if (c == '\n' || c == '\t' || c == '"' || c == '\\')
      shown += c;
    else if (c != '\r')
      append_escaped(shown, Bytes(&c, 1));
  }
  if (!shown.empty() && shown.back() != '\n') shown += '\n';
  std::fputs(shown.c_str(), stdout);
}

// What came back, and why no more is waited for.
struct Answer {
  std::string bytes;
  bool anything = false;  // an empty datagram is something
  std::string why;        // a disorderly end
};

bool is_enough(const Answer& answer, bool stream, const std::optional<std::string>& expected) {
  if (!stream) return answer.anything;
  return expected && answer.bytes.size() >= expected->size();
}

Answer receive(Client& client, bool stream, const SendOptions& options,
               const std::optional<std::string>& expected) {
  Answer answer;
  while (!is_enough(answer, stream, expected)) {
    const auto deadline = steady_clock::now() + options.timeout;
    const auto received = client.receive(answer.bytes, deadline, answer.why);
    if (received != Client::Received::Some) break;
    answer.anything = true;
  }
  return answer;
}

ExitStatus judge(const Answer& answer, const SendOptions& options,
                 const std::optional<std::string>& expected) {
  if (expected && answer.bytes != *expected) {
    return complain(ExitStatus::Failed, "expected \"" + escaped(*expected) + "\", and got \"" +
                                            escaped(answer.bytes) + "\"");
  }
  if (!answer.why.empty()) return complain(ExitStatus::Failed, answer.why);
  if (expected || answer.anything) return ExitStatus::Ok;
  return complain(ExitStatus::Failed, "no answer within " + format_duration(options.timeout));
}

ExitStatus exchange(const EndpointSpec& endpoint, const std::string& message,
                    const SendOptions& options, const std::optional<std::string>& expected) {
  const auto deadline = steady_clock::now() + options.timeout;
  auto client = Client::connect(endpoint, deadline);
  if (!client) return complain(ExitStatus::Unavailable, reason(client));
  const bool stream = is_stream(endpoint.transport);
  // On a stream nothing to send is said by the end alone; a datagram may well be empty.
  Parsed<bool> sent = true;
  if (!stream || !message.empty()) sent = client.value->send(message, deadline);
  if (!message.empty()) client.value->finish_sending();
  // A peer that takes no more may have answered all the same.
  const Answer answer = receive(*client.value, stream, options, expected);
  print(answer.bytes);
  if (!sent && !answer.anything) return complain(ExitStatus::Failed, reason(sent));
  if (!stream && !answer.why.empty()) {
    return complain(ExitStatus::Unavailable,
                    "cannot reach " + format_endpoint(endpoint) + ": " + answer.why);
  }
  return judge(answer, options, expected);
}

// The endpoint to talk to; what can only be listened on is an error.
Parsed<EndpointSpec> parse_destination(const std::string& text) {
  using Result = Parsed<EndpointSpec>;
  if (text.find(':') == std::string::npos ||
      (text.find("://") == std::string::npos && !text.starts_with("unix"))) {
    return Result::failed("'" + text + "' does not say where to send",
                          "such as tcp://127.0.0.1:12345 or unix:///run/name.sock");
  }
  auto endpoint = parse_endpoint(text);
  if (!endpoint) return endpoint;
  if (endpoint->host == "*") return Result::failed("'*' is no host to send to", "name one");
  return endpoint;
}

}  // namespace

ExitStatus send(const SendOptions& options) {
  const auto endpoint = parse_destination(options.endpoint);
  if (!endpoint) return complain(ExitStatus::Usage, reason(endpoint));
  const auto message = message_of(options);
  if (!message) return complain(ExitStatus::Usage, reason(message));
  std::optional<std::string> expected = options.expect;
  if (expected && options.escapes) {
    auto decoded = decode_escapes(*expected);
    if (!decoded) return complain(ExitStatus::Usage, "--expect: " + reason(decoded));
    expected = std::move(*decoded.value);
  }
  for (std::uint64_t i = 0; i < options.count; ++i) {
    const ExitStatus status = exchange(*endpoint, *message, options, expected);
    std::fflush(stdout);
    if (status != ExitStatus::Ok) return status;
  }
  return ExitStatus::Ok;
}

}  // namespace replyd
