#include "net/datagrams.h"
#include "net/gather.h"
#include "net/io.h"

namespace replyd {
namespace {

// What one wake reads of a stream.
constexpr std::size_t kInputSize = std::size_t{64} * 1024;

template <typename Part>
Part& made(std::unique_ptr<Part>& part) {
  if (!part) part = std::make_unique<Part>();
  return *part;
}

}  // namespace

IoBuffers::IoBuffers() = default;
IoBuffers::~IoBuffers() = default;

std::span<char> IoBuffers::input() {
  if (!input_) input_ = std::make_unique_for_overwrite<char[]>(kInputSize);
  return {input_.get(), kInputSize};
}

Gather& IoBuffers::output() { return made(output_); }
DatagramInbox& IoBuffers::inbox() { return made(inbox_); }
DatagramOutbox& IoBuffers::outbox() { return made(outbox_); }

}  // namespace replyd
