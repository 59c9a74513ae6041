#include "language/load_endpoint.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/address.h"
#include "base/suggest.h"
#include "base/units.h"
#include "language/quote.h"

namespace replyd {

namespace {

constexpr std::string_view kForms =
    "tcp://HOST:PORT, udp://HOST:PORT, unix:///PATH, unixgram:///PATH or unix:@NAME";

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<Transport> find_transport(std::string_view scheme) {
  for (const auto each : {Transport::Tcp, Transport::Udp, Transport::Unix, Transport::UnixGram}) {
    if (name_of(each) == scheme) return each;
  }
  return {};
}

// Reads one scalar of `listen`.
class EndpointReader {
 public:
  EndpointReader(Reader& reader, const Text& text, std::size_t before,
                 std::vector<EndpointSpec>& out)
      : reader_(reader), text_(text), value_(text.value), before_(before), out_(out) {
    endpoint_.where = reader.where(*text.node);
  }

  bool read() {
    const auto colon = value_.find(':');
    if (value_.substr(0, colon) == "systemd" && colon != std::string_view::npos) {
      return fail(0, colon + 1, "sockets from systemd are not built yet",
                  "name the endpoint itself");
    }
    if (value_.find('\0') != std::string_view::npos) return fail_whole("an endpoint has no NUL");
    const auto transport = find_transport(value_.substr(0, colon));
    const bool slashes = colon != std::string_view::npos && value_.substr(colon, 3) == "://";
    if (colon == std::string_view::npos || (!transport && !slashes)) return no_scheme();
    if (!transport) return unknown_scheme(value_.substr(0, colon));
    endpoint_.transport = *transport;
    if (is_unix(*transport)) return read_path(colon + 1);
    if (!slashes) {
      return fail(colon, 1, "'//' is missing behind the ':'",
                  "write " + std::string(name_of(*transport)) + "://" +
                      std::string(value_.substr(colon + 1)));
    }
    return read_host(colon + 3);
  }

 private:
  bool fail(std::size_t from, std::size_t length, std::string message, std::string expected = {}) {
    reader_.error_in(text_, from, length, std::move(message), std::move(expected));
    return false;
  }
  bool fail_whole(std::string message, std::string expected = {}) {
    reader_.error(*text_.node, std::move(message), std::move(expected));
    return false;
  }
  std::string scheme() const { return std::string(name_of(endpoint_.transport)); }
  std::string shown(std::string_view part) const { return "'" + shortened(part) + "'"; }

  bool no_scheme() {
    if (value_.empty()) return fail_whole("the endpoint is empty", std::string(kForms));
    std::string better;
    if (all_digits(value_)) {
      better = "tcp://127.0.0.1:" + std::string(value_);
    } else if (value_.starts_with('/')) {
      better = "unix://" + std::string(value_);
    } else if (value_.starts_with('@')) {
      better = "unix:" + std::string(value_);
    } else if (value_.starts_with(':')) {
      better = "tcp://127.0.0.1" + std::string(value_);
    } else if (value_.find(':') != std::string_view::npos) {
      better = "tcp://" + std::string(value_);
    }
    return fail_whole(
        shown(value_) + " does not say what to listen on",
        better.empty() ? "write " + std::string(kForms) : "write " + shortened(better));
  }

  bool unknown_scheme(std::string_view scheme) {
    constexpr std::array<std::string_view, 4> kSchemes{"tcp", "udp", "unix", "unixgram"};
    if (scheme == "http") {
      return fail(
          0, scheme.size(), "unknown scheme " + shown(scheme),
          "write tcp://" + shortened(value_.substr(7)) + ", and for now " + std::string(kHttpCure));
    }
    const auto near = nearest(scheme, kSchemes);
    return fail(0, std::max<std::size_t>(scheme.size(), 1), "unknown scheme " + shown(scheme),
                near.empty() ? "an endpoint is " + std::string(kForms)
                             : "did you mean '" + std::string(near) + "'?");
  }

  bool read_path(std::size_t from) {
    auto path = value_.substr(from);
    if (path.starts_with("//")) {
      path.remove_prefix(2);
      from += 2;
      if (path.starts_with('@')) {
        return fail(from - 2, 2, "an abstract name has no '//' before it",
                    "write " + scheme() + ":" + shortened(path));
      }
      if (path.empty()) return fail_whole("the path is missing", "such as unix:///run/name.sock");
      if (!path.starts_with('/')) {
        return fail(from, path.size(), "the path does not begin with '/'",
                    "write three slashes: " + scheme() + ":///" + shortened(path));
      }
    } else if (!path.starts_with('@')) {
      return fail(
          from, path.size(), "'//' is missing behind the ':'",
          "write " + scheme() + "://" + (path.starts_with('/') ? "" : "/run/") + shortened(path));
    }
    return judge_path(path, from);
  }

  bool judge_path(std::string_view path, std::size_t from) {
    if (path == "@") return fail(from, 1, "the name behind '@' is missing");
    if (path.front() == '/' && path.back() == '/') {
      return fail(from, path.size(), "the path is a folder's", "name the socket's file in it");
    }
    if (const auto address = SocketAddress::of_unix(path); !address) {
      return fail(from, path.size(), address.error, address.expected);
    }
    endpoint_.path = path;
    return add();
  }

  bool read_host(std::size_t from) {
    const auto rest = value_.substr(from);
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
      return fail(from + slash, rest.size() - slash, "an endpoint ends with its port",
                  "leave out " + shown(rest.substr(slash)));
    }
    if (rest.starts_with('[')) return read_brackets(from, rest);
    const auto colon = rest.rfind(':');
    if (colon == std::string_view::npos) return no_port(from, rest);
    const auto host = rest.substr(0, colon);
    if (host.find(':') != std::string_view::npos) return bare_ip6(from, rest);
    if (!judge_host(host, from)) return false;
    endpoint_.host = host;
    return read_ports(from + colon + 1);
  }

  bool no_port(std::size_t from, std::string_view rest) {
    const bool port = all_digits(rest);
    return fail(from, std::max<std::size_t>(rest.size(), 1),
                port ? "the host is missing" : "the port is missing",
                "write " + scheme() + "://" +
                    (port           ? "127.0.0.1:" + std::string(rest)
                     : rest.empty() ? "127.0.0.1:12345"
                                    : shortened(rest) + ":12345"));
  }

  bool read_brackets(std::size_t from, std::string_view rest) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos) {
      return fail(from, 1, "'[' is not closed by ']'", "such as " + scheme() + "://[::1]:12345");
    }
    const auto host = rest.substr(1, close - 1);
    const auto address = parse_ip(host);
    if (!address || address->family() != Address::Family::Ip6) {
      if (address && host.find(':') == std::string_view::npos) {
        return fail(from, close + 1, "only an IPv6 address stands in brackets",
                    "write " + std::string(host));
      }
      if (!address) {
        return fail(from + 1, std::max<std::size_t>(host.size(), 1),
                    shown(host) + " is not an IPv6 address", "such as [::1]");
      }
    }
    if (rest.substr(close + 1, 1) != ":") {
      return fail(
          from + close, 1, "the port is missing behind ']'",
          "such as " + scheme() + "://" + std::string(rest.substr(0, close + 1)) + ":12345");
    }
    endpoint_.host = host;
    return read_ports(from + close + 2);
  }

  // "::1:80": which colon is the port's cannot be told.
  bool bare_ip6(std::size_t from, std::string_view rest) {
    const auto colon = rest.rfind(':');
    const bool with_port = parse_ip(rest.substr(0, colon)) && all_digits(rest.substr(colon + 1));
    const std::string better =
        with_port ? "[" + std::string(rest.substr(0, colon)) + "]" + std::string(rest.substr(colon))
                  : "[" + shortened(rest) + "]:12345";
    return fail(from, rest.size(), "an IPv6 address stands in brackets",
                "write " + scheme() + "://" + better);
  }

  bool judge_host(std::string_view host, std::size_t from) {
    if (host.empty()) {
      return fail(from, 1, "the host is missing",
                  "127.0.0.1 is this machine only, '*' is every address");
    }
    if (host == "*" || parse_ip(host)) return true;
    const auto label = host.substr(host.rfind('.') + 1);
    if (all_digits(label)) {
      return fail(from, host.size(), shown(host) + " is not an IPv4 address",
                  "four numbers from 0 to 255, such as 127.0.0.1");
    }
    const auto fits = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
             c == '-' || c == '.' || c == '_';
    };
    const auto bad = std::find_if_not(host.begin(), host.end(), fits);
    if (bad != host.end()) {
      const auto at = static_cast<std::size_t>(bad - host.begin());
      return fail(from + at, 1, "a host name has letters, digits, '-' and '.'",
                  "a HOST is a name, an address, [an IPv6 address] or '*'");
    }
    return true;
  }

  bool read_ports(std::size_t from) {
    const auto ports = value_.substr(from);
    if (ports.empty()) {
      return fail(from == 0 ? 0 : from - 1, 1, "the port is missing behind the ':'",
                  "a number, a service name, or 0 for any");
    }
    const bool several = ports.find(',') != std::string_view::npos;
    for (std::size_t at = 0; at <= ports.size();) {
      const auto comma = std::min(ports.find(',', at), ports.size());
      const auto port = ports.substr(at, comma - at);
      if (several && text_.exact) endpoint_.where = reader_.where(*text_.node, from + at);
      if (!read_port(port, from + at)) return false;
      at = comma + 1;
    }
    return true;
  }

  bool read_port(std::string_view port, std::size_t from) {
    if (port.empty()) return fail(from == 0 ? 0 : from - 1, 1, "a port is missing beside the ','");
    const auto dash = port.find('-');
    const bool digit = port.front() >= '0' && port.front() <= '9';
    if (digit && dash != std::string_view::npos) return read_range(port, dash, from);
    if (!digit && port.front() != '-' && port.front() != '+') return read_service(port, from);
    const auto number = read_number(port, from);
    if (!number) return false;
    endpoint_.port = *number;
    return add();
  }

  std::optional<std::uint16_t> read_number(std::string_view digits, std::size_t from) {
    const auto number = parse_number(digits);
    const auto length = std::max<std::size_t>(digits.size(), 1);
    if (!number) {
      const bool minus = digits.starts_with('-');
      fail(from, length, minus ? shown(digits) + " is no port" : number.error,
           minus ? "a port is 0 to 65535" : number.expected);
      return {};
    }
    if (*number > 65535) {
      fail(from, length, "port " + shortened(digits) + " is out of range", "a port is 0 to 65535");
      return {};
    }
    return static_cast<std::uint16_t>(*number);
  }

  bool read_range(std::string_view port, std::size_t dash, std::size_t from) {
    const auto first = read_number(port.substr(0, dash), from);
    if (!first) return false;
    if (dash + 1 == port.size()) return fail(from + dash, 1, "the range has no end");
    const auto last = read_number(port.substr(dash + 1), from + dash + 1);
    if (!last) return false;
    if (*last < *first) {
      return fail(from, port.size(), "the range runs backwards",
                  "write " + std::to_string(*last) + "-" + std::to_string(*first));
    }
    if (*first == 0) return fail(from, 1, "a range begins at 1", "0 alone lets the kernel pick");
    for (unsigned each = *first; each <= *last; ++each) {
      endpoint_.port = static_cast<std::uint16_t>(each);
      if (!add()) return false;
    }
    return true;
  }

  bool read_service(std::string_view name, std::size_t from) {
    const servent* service =
        ::getservbyname(std::string(name).c_str(), scheme().c_str());  // NOLINT: one thread loads
    if (!service) {
      return fail(from, name.size(), shown(name) + " is neither a number nor a known service",
                  "services are those of /etc/services; a port is 0 to 65535");
    }
    endpoint_.port = ntohs(static_cast<std::uint16_t>(service->s_port));
    return add();
  }

  bool add() {
    if (before_ + out_.size() >= kMaxEndpoints) {
      return fail_whole("more than 65536 endpoints in the file", "use narrower ranges of ports");
    }
    out_.push_back(endpoint_);
    return true;
  }

  Reader& reader_;
  const Text& text_;
  std::string_view value_;
  std::size_t before_;
  std::vector<EndpointSpec>& out_;
  EndpointSpec endpoint_;
};

bool load_endpoint(Reader& reader, const TreeNode& node, std::size_t before,
                   std::vector<EndpointSpec>& out) {
  const auto text = reader.text(node, "an endpoint such as tcp://127.0.0.1:12345");
  return text && EndpointReader(reader, *text, before, out).read();
}

}  // namespace

bool load_endpoints(Reader& reader, const TreeNode& node, std::size_t before,
                    std::vector<EndpointSpec>& out) {
  if (node.kind != TreeNode::Kind::List) return load_endpoint(reader, node, before, out);
  if (node.entries.empty()) {
    reader.error(node, "the list of endpoints is empty", "such as [tcp://127.0.0.1:12345]");
    return false;
  }
  bool ok = true;
  for (const Entry& entry : node.entries) {
    ok = load_endpoint(reader, *entry.value, before, out) && ok;
  }
  return ok;
}

}  // namespace replyd
