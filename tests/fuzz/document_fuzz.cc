// No file, however broken, makes the loader crash, hang or point past a line. Built by hand:
//   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Idaemon \
//     tests/fuzz/document_fuzz.cc daemon/{base,model,language}/*.cc -lyaml-cpp -o document_fuzz
// The files of tests/corpus are its seeds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "language/loader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto loaded = replyd::load_text("fuzz.yaml", text, {});
  for (const auto& each : loaded.diagnostics.sorted()) {
    const bool placed = each.where.line == 0 || each.where.column > 0;
    if (!placed || format_diagnostic(each, loaded.sources).empty()) std::abort();
  }
  return 0;
}
