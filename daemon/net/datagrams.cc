#include "net/datagrams.h"

#include <utility>

namespace replyd {

DatagramInbox::DatagramInbox()
    : payloads_(std::make_unique_for_overwrite<char[]>(kDatagramBatch * kMaxDatagram)) {
  for (std::size_t i = 0; i < kDatagramBatch; ++i) {
    slots_[i].piece = {payloads_.get() + i * kMaxDatagram, kMaxDatagram};
    prepare(i);
  }
}

// The kernel writes lengths into the header, so it is set anew after each use.
void DatagramInbox::prepare(std::size_t index) noexcept {
  Slot& slot = slots_[index];
  msghdr& header = messages_[index].header;
  header = {};
  header.msg_name = &slot.from;
  header.msg_namelen = sizeof slot.from;
  header.msg_iov = &slot.piece;
  header.msg_iovlen = 1;
  header.msg_control = slot.control.bytes.data();
  header.msg_controllen = sizeof slot.control.bytes;
}

IoResult DatagramInbox::receive(int fd) noexcept {
  for (std::size_t i = 0; i < used_; ++i) prepare(i);
  const IoResult result = receive_datagrams(fd, messages_);
  used_ = result.size;
  return result;
}

Datagram DatagramInbox::at(std::size_t index) const noexcept {
  const DatagramMessage& message = messages_[index];
  return {Bytes(static_cast<const char*>(slots_[index].piece.iov_base), message.size),
          (message.header.msg_flags & MSG_TRUNC) != 0,
          reinterpret_cast<const sockaddr*>(&slots_[index].from), message.header.msg_namelen,
          packet_info_of(message.header)};
}

void DatagramOutbox::add(Bytes payload, const sockaddr* to, socklen_t to_length, int family,
                         const PacketInfo& info) noexcept {
  Slot& slot = slots_[count_];
  slot.piece = {const_cast<char*>(payload.data()), payload.size()};  // sendmsg only reads it
  msghdr& header = messages_[count_].header;
  header = {};
  header.msg_name = const_cast<sockaddr*>(to);
  header.msg_namelen = to_length;
  header.msg_iov = &slot.piece;
  header.msg_iovlen = 1;
  attach_packet_info(header, slot.control, family, info);
  family_ = family;
  ++count_;
}

std::size_t DatagramOutbox::bytes_of(std::span<const DatagramMessage> messages) noexcept {
  std::size_t bytes = 0;
  for (const DatagramMessage& message : messages) bytes += message.header.msg_iov->iov_len;
  return bytes;
}

DatagramOutbox::Sent DatagramOutbox::send(int fd) noexcept {
  Sent sent;
  std::span<DatagramMessage> rest(messages_.data(), std::exchange(count_, 0));
  // What waits for the network, waits in the socket's own queue; a unix datagram in its receiver's.
  const bool is_shared = family_ != AF_UNIX;
  bool retried = false;
  while (!rest.empty()) {
    const IoResult result = send_datagrams(fd, rest);
    if (result.status == IoStatus::Done) {
      sent.sent += result.size;
      sent.bytes += bytes_of(rest.first(result.size));
      rest = rest.subspan(result.size);
      continue;
    }
    if (sent.error == 0) sent.error = result.error;
    const bool is_full =
        is_shared && (result.status == IoStatus::Again || result.status == IoStatus::NoResources);
    if (is_full && !std::exchange(retried, true)) continue;
    const std::size_t lost = is_full ? rest.size() : 1;
    sent.dropped += lost;
    rest = rest.subspan(lost);
  }
  return sent;
}

}  // namespace replyd
