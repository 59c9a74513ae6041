#include "observe/sink.h"

namespace replyd {

Parsed<std::unique_ptr<Sink>> open_journald_sink() {
  return Parsed<std::unique_ptr<Sink>>::failed("this replyd was built without journald",
                                               "text, logfmt or json");
}

}  // namespace replyd
