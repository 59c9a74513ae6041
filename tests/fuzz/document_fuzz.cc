// No file, however broken, makes the loader crash, hang or point past a line. The files of
// tests/corpus are its seeds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "language/loader.h"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = replyd::load_text("fuzz.yaml", text, {});
  for (const auto& each : loaded.diagnostics.sorted()) {
    const bool placed = each.where.line == 0 || each.where.column > 0;
    if (!placed || format_diagnostic(each, loaded.sources).empty()) std::abort();
  }
  return 0;
}
