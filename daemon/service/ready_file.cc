#include "service/ready_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace replyd {

Parsed<ReadyFile> ReadyFile::write(std::string path, const std::string& content) {
  const std::string unfinished = path + ".new";
  std::ofstream file(unfinished, std::ios::trunc | std::ios::binary);
  file << content << '\n';
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    ::unlink(unfinished.c_str());
    return Parsed<ReadyFile>::failed("cannot write the ready file '" + path + "': " + why);
  }
  return ReadyFile(std::move(path));
}

ReadyFile::~ReadyFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace replyd
