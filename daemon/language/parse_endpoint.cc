#include "language/parse_endpoint.h"

#include <string>

#include "language/loader.h"

namespace replyd {
namespace {

std::string in_single_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

}  // namespace

// The reader of files judges it, so that a command line hears the same words as a file.
Parsed<EndpointSpec> parse_endpoint(std::string_view text) {
  const Loaded loaded =
      load_text("ENDPOINT", "listeners: [{listen: " + in_single_quotes(text) + "}]", {});
  if (loaded.diagnostics.has_errors()) {
    const Diagnostic first = loaded.diagnostics.sorted().front();
    return Parsed<EndpointSpec>::failed(first.message, first.expected);
  }
  const auto& endpoints = loaded.config.listeners.front().endpoints;
  if (endpoints.size() > 1) {
    return Parsed<EndpointSpec>::failed("there are several ports", "name one");
  }
  return endpoints.front();
}

}  // namespace replyd
