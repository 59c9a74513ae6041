#include "service/ready_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>

#include <nlohmann/json.hpp>

#include "base/fd.h"

namespace replyd {

Parsed<ReadyFile> ReadyFile::write(std::string path, const std::string& content) {
  const std::string unfinished = path + ".new";
  ::unlink(unfinished.c_str());
  // Never through a link that somebody else has put there: the folder may be /tmp.
  const UniqueFd file(
      ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
  const std::string line = content + "\n";
  const bool written =
      file && ::write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (!written || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    ::unlink(unfinished.c_str());
    return Parsed<ReadyFile>::failed("cannot write the ready file '" + path + "': " + why);
  }
  return ReadyFile(std::move(path));
}

void ReadyFile::remove_stale(const std::string& path) noexcept {
  std::ifstream file(path);
  const auto content = nlohmann::json::parse(file, nullptr, false);
  if (!content.is_object() || !content.contains("pid")) return;
  const auto& pid = content["pid"];
  if (!pid.is_number_integer()) return;
  if (::kill(pid.get<pid_t>(), 0) != 0 && errno == ESRCH) ::unlink(path.c_str());
}

ReadyFile::~ReadyFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace replyd
