#pragma once

#include <string>

#include "base/parsed.h"

namespace replyd {

// A file that appears whole, and goes when its owner does.
class ReadyFile {
 public:
  // Writes `content` beside `path` and renames it there. The error says why it cannot be.
  static Parsed<ReadyFile> write(std::string path, const std::string& content);

  // Removes a file that a daemon has left behind which is no more. A living one's stays.
  static void remove_stale(const std::string& path) noexcept;

  ReadyFile(ReadyFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  ReadyFile& operator=(ReadyFile&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }
  ReadyFile(const ReadyFile&) = delete;
  ~ReadyFile();

 private:
  explicit ReadyFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace replyd
