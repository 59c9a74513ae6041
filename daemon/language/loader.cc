#include "language/loader.h"

#include <utility>

#include "base/escape.h"
#include "language/check.h"
#include "language/document.h"
#include "language/fields.h"
#include "language/load_listener.h"
#include "language/load_log.h"
#include "language/raw_text.h"
#include "language/read_file.h"
#include "language/reader.h"

namespace replyd {

namespace {

void load_workers(const Fields& fields, Config& config) {
  const TreeNode* node = fields.find("workers");
  if (!node) return;
  config.workers_where = fields.reader().where(*node);
  const auto text = fields.reader().text(*node, "auto or a number");
  if (!text || text->value == "auto") return;
  const bool word = text->value.find_first_of("0123456789") == std::string::npos;
  if (word) {
    return fields.reader().error(*node, in_quotes(text->value) + " is not what 'workers' takes",
                                 "a number, or auto: one per CPU");
  }
  const auto number = fields.reader().number(*node, *find_key(Place::File, "workers"));
  if (number) config.workers = static_cast<std::uint32_t>(*number);
}

void load_config(Reader& reader, const TreeNode& root, Config& config) {
  if (root.kind == TreeNode::Kind::Scalar || root.kind == TreeNode::Kind::List) {
    reader.error(root,
                 root.kind == TreeNode::Kind::List ? "the file is a list, not a mapping"
                                                   : "the file is one text, not a mapping",
                 "it begins with 'listeners:'; each key ends with ':' and a space");
    return;
  }
  if (root.kind == TreeNode::Kind::Absent) {
    reader.error(root, "the file holds nothing", "it begins with 'listeners:'");
    return;
  }
  const Fields fields(reader, root, Place::File);
  if (const TreeNode* node = fields.find("vars")) reader.variables().declare(reader, *node);
  if (const TreeNode* node = fields.find("log")) load_logs(reader, *node, config.logs);
  load_workers(fields, config);
  fields.read_word("backend", config.backend);
  if (const TreeNode* node = fields.find("backend")) config.backend_where = reader.where(*node);
  fields.read("shutdown_timeout", config.shutdown_timeout);
  const TreeNode* listeners = fields.require("listeners", "a list of them, which may be empty: []");
  if (listeners) load_listeners(reader, *listeners, config);
  reader.variables().read_all(reader);
}

// "etc/" of "etc/replyd.yaml", or nothing.
std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/') + 1); }

void load_into(Loaded& loaded, const std::string& name, std::string text,
               const LoadOptions& options) {
  strip_byte_order_mark(text);
  const auto file = loaded.sources.add(name, std::move(text));
  const SourceText source(file, loaded.sources.text(file));
  if (!check_raw_text(source, loaded.diagnostics)) return;
  const Document document = parse_document(source, loaded.diagnostics);
  if (!document.root()) return;
  Reader reader(source, loaded.diagnostics, options, folder_of(name));
  load_config(reader, *document.root(), loaded.config);
  check_config(loaded.config, loaded.sources, loaded.diagnostics);
}

}  // namespace

Loaded load_file(const std::string& path, const LoadOptions& options) {
  Loaded loaded;
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "<stdin>" : path;
  auto text = standard_input ? read_standard_input(kMaxFileSize) : read_file(path, kMaxFileSize);
  if (!text) {
    const auto file = loaded.sources.add(name, {});
    loaded.diagnostics.error({file, 0, 0}, "the file " + text.error, text.expected);
    return loaded;
  }
  load_into(loaded, name, std::move(*text.value), options);
  return loaded;
}

Loaded load_text(std::string name, std::string text, const LoadOptions& options) {
  Loaded loaded;
  if (text.size() > kMaxFileSize) {
    const auto file = loaded.sources.add(std::move(name), {});
    loaded.diagnostics.error({file, 0, 0}, "the file is larger than 32MiB", "split it");
    return loaded;
  }
  load_into(loaded, name, std::move(text), options);
  return loaded;
}

}  // namespace replyd
