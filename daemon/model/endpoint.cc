#include "model/endpoint.h"

namespace replyd {

std::string format_endpoint(const EndpointSpec& endpoint) {
  std::string text(name_of(endpoint.transport));
  if (is_unix(endpoint.transport)) {
    text += endpoint.path.starts_with('@') ? ":" : "://";
    return text += endpoint.path;
  }
  const bool bracketed = endpoint.host.find(':') != std::string::npos;
  text += bracketed ? "://[" : "://";
  text += endpoint.host;
  text += bracketed ? "]:" : ":";
  return text += std::to_string(endpoint.port);
}

}  // namespace replyd
