#pragma once

#include <string>
#include <vector>

#include "language/loader.h"

namespace replyd {

// Loads text as the file "test.yaml".
inline Loaded load(std::string text) { return load_text("test.yaml", std::move(text), {}); }

// One listener with these keys, which begin at column 5 of line 3.
inline Loaded load_listener(const std::string& keys) {
  std::string text = "listeners:\n  - listen: tcp://127.0.0.1:1\n    ";
  for (const char c : keys) {
    text += c;
    if (c == '\n') text += "    ";
  }
  return load(text + "\n");
}

// "3:5 error: what; expected" of each diagnostic.
inline std::vector<std::string> said(const Loaded& loaded) {
  std::vector<std::string> lines;
  for (const Diagnostic& each : loaded.diagnostics.sorted()) {
    std::string line = std::to_string(each.where.line) + ":" + std::to_string(each.where.column);
    line += each.severity == Severity::Error ? " error: " : " warning: ";
    line += each.message;
    if (!each.expected.empty()) line += "; " + each.expected;
    lines.push_back(line);
  }
  return lines;
}

// A template as text: placeholders as <source:argument[from:to]|filter|filter>.
inline std::string shown(const TemplateSpec& content) {
  std::string text;
  for (const auto& piece : content.pieces) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      text += *literal;
      continue;
    }
    const auto& placeholder = std::get<Placeholder>(piece);
    for (const auto& each : source_declarations()) {
      if (each.source == placeholder.source) text += "<" + std::string(each.name);
    }
    if (!placeholder.argument.empty()) text += ":" + placeholder.argument;
    if (placeholder.slice) {
      const auto index = [](const auto& value) { return value ? std::to_string(*value) : ""; };
      text += "[" + index(placeholder.slice->from) + ":" + index(placeholder.slice->to) + "]";
    }
    for (const Filter filter : placeholder.filters) {
      for (const auto& each : filter_declarations()) {
        if (each.filter == filter) text += "|" + std::string(each.name);
      }
    }
    text += ">";
  }
  return text;
}

// The reply of the only rule of the only listener.
inline std::string reply_of(const Loaded& loaded) {
  if (loaded.config.listeners.size() != 1 || loaded.config.listeners[0].rules.size() != 1 ||
      !loaded.config.listeners[0].rules[0].action.reply) {
    return "(no reply)";
  }
  return shown(loaded.config.listeners[0].rules[0].action.reply->content);
}

}  // namespace replyd
