#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "observe/sink.h"

namespace replyd {
namespace {

constexpr std::size_t kEnoughForOneWrite = 65536;
// Non-blocking: else a FIFO without a reader would hold us up.
constexpr int kOpenFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;

// Waits until a descriptor that somebody made non-blocking takes more.
void wait_writable(int fd) {
  pollfd wanted{fd, POLLOUT, 0};
  ::poll(&wanted, 1, -1);
}

// Gathers lines and writes many at once.
class DescriptorSink : public Sink {
 public:
  DescriptorSink(int fd, std::string name, Colour colour)
      : fd_(fd), name_(std::move(name)), colour_(colour) {}

  bool put(const Record& record) override {
    text_.append(format_line(record, colour_)).append("\n");
    return text_.size() - written_ < kEnoughForOneWrite || flush();
  }

  bool flush() override {
    while (written_ < text_.size()) {
      const ssize_t n = ::write(fd_, text_.data() + written_, text_.size() - written_);
      if (n > 0) {
        written_ += static_cast<std::size_t>(n);
      } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        wait_writable(fd_);
      } else if (n == 0 || errno != EINTR) {
        trouble_ = "cannot write " + name_ + ": " + std::strerror(n == 0 ? ENOSPC : errno);
        return false;
      }
    }
    text_.clear();
    written_ = 0;
    return true;
  }

  std::string trouble() const override { return trouble_; }
  std::uint64_t lost() const noexcept override { return lost_; }

 protected:
  void use(int fd) { fd_ = fd; }
  const std::string& name() const { return name_; }
  void set_trouble(std::string trouble) { trouble_ = std::move(trouble); }
  // Of a line that is half written only the rest could follow in another file: it is given up.
  void drop_torn_line() {
    if (written_ > 0 && text_[written_ - 1] != '\n') {
      written_ = text_.find('\n', written_) + 1;
      ++lost_;
    }
  }
  void begin_with_newline() { text_.insert(written_, "\n"); }

 private:
  int fd_;
  std::string name_;
  Colour colour_;
  std::string text_;
  std::size_t written_ = 0;
  std::string trouble_;
  std::uint64_t lost_ = 0;
};

// True for a file whose last line was torn, by a crash or a full disk.
bool ends_in_mid_line(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) return false;
  if (!S_ISREG(status.st_mode) || status.st_size == 0) return false;
  char last = '\n';
  return ::pread(file.get(), &last, 1, status.st_size - 1) == 1 && last != '\n';
}

class FileSink : public DescriptorSink {
 public:
  explicit FileSink(std::string path) : DescriptorSink(-1, std::move(path), Colour::No) {}

  bool reopen() override {
    UniqueFd file(::open(name().c_str(), kOpenFlags, 0640));
    if (!file) {
      set_trouble("cannot open the log '" + name() + "': " + std::strerror(errno));
      return false;
    }
    drop_torn_line();
    if (ends_in_mid_line(name())) begin_with_newline();
    file_ = std::move(file);
    use(file_.get());
    return true;
  }

  bool may_stand_still() const noexcept override {
    struct stat status {};
    return ::fstat(file_.get(), &status) != 0 || !S_ISREG(status.st_mode);
  }

 private:
  UniqueFd file_;
};

}  // namespace

std::unique_ptr<Sink> make_stream_sink(int fd, std::string name, Colour colour) {
  return std::make_unique<DescriptorSink>(fd, std::move(name), colour);
}

Parsed<std::unique_ptr<Sink>> open_file_sink(std::string path) {
  using Result = Parsed<std::unique_ptr<Sink>>;
  auto sink = std::make_unique<FileSink>(std::move(path));
  if (!sink->reopen()) {
    return Result::failed(sink->trouble(), "a file in a folder that replyd may write to");
  }
  return Result(std::move(sink));
}

}  // namespace replyd
