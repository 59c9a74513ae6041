#pragma once

#include <sys/types.h>

#include <string>
#include <utility>

namespace replyd {

// The file by which a unix socket is found. Removed at the end of this object, unless somebody has
// put another in its place by then.
class SocketFile {
 public:
  SocketFile() = default;
  // Takes over the file that is at `path` now.
  explicit SocketFile(std::string path);
  SocketFile(SocketFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}
  SocketFile& operator=(SocketFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(device_, other.device_);
    std::swap(inode_, other.inode_);
    return *this;
  }
  ~SocketFile();

 private:
  std::string path_;  // empty: none
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace replyd
