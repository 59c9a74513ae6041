#pragma once

namespace replyd {

// Opens /dev/null in place of standard input, output or error that are closed. Else the next socket
// would get such a number, and whoever prints would write to a peer. To be called before anything
// is opened.
void reserve_standard_streams() noexcept;

}  // namespace replyd
