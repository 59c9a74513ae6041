#include "language/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/units.h"

namespace replyd {

namespace {

using Content = Parsed<std::string>;

std::string reason(int error) { return std::strerror(error); }

Content too_large(std::size_t most) {
  return Content::failed("is larger than " + format_size(most), "split it");
}

// Why this cannot be read as a file; empty if it can.
std::string kind_error(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return {};
  if (S_ISDIR(status.st_mode)) return "is a folder, not a file";
  if (S_ISFIFO(status.st_mode)) return "is a FIFO, not a file";
  if (S_ISSOCK(status.st_mode)) return "is a socket, not a file";
  return "is a device, not a file";
}

Content read_all(int fd, std::size_t most, std::size_t likely) {
  std::string text(std::min(likely, most) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    if (size == text.size()) text.resize(std::min(2 * size, most + 1));
    const auto count = ::read(fd, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Content::failed("cannot be read: " + reason(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > most) return too_large(most);
  }
  text.resize(size);
  return text;
}

bool same(const struct stat& before, const struct stat& after, std::size_t size) {
  return before.st_size == after.st_size && before.st_mtime == after.st_mtime &&
         static_cast<std::size_t>(after.st_size) == size;
}

std::string open_cure(int error) {
  if (error == ENOENT) return "check the path";
  if (error == EACCES) return "let the user that replyd runs as read it, and enter its folders";
  return {};
}

}  // namespace

Parsed<std::string> read_file(const std::string& path, std::size_t most) {
  if (path.find('\0') != std::string::npos) return Content::failed("a path has no NUL in it");
  // O_NONBLOCK: opening a FIFO would wait for a writer.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!fd) {
    const int error = errno;
    return Content::failed("cannot be opened: " + reason(error), open_cure(error));
  }
  struct stat before {};
  if (::fstat(fd.get(), &before) != 0) return Content::failed("cannot be read: " + reason(errno));
  if (auto error = kind_error(before); !error.empty()) return Content::failed(std::move(error));
  const auto size = static_cast<std::size_t>(before.st_size);
  if (size > most) return too_large(most);
  Content content = read_all(fd.get(), most, size);
  struct stat after {};
  // Files such as those in /proc have no size; they are what was read.
  if (content && size > 0 &&
      (::fstat(fd.get(), &after) != 0 || !same(before, after, content->size()))) {
    return Content::failed("changed while it was read", "try again when it is complete");
  }
  return content;
}

Parsed<std::string> read_standard_input(std::size_t most) {
  constexpr std::size_t kLikely = std::size_t{64} * 1024;
  return read_all(STDIN_FILENO, most, kLikely);
}

}  // namespace replyd
