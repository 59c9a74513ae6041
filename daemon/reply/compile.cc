#include "reply/compile.h"

#include <utility>

#include "reply/rules.h"

namespace replyd {

// Builds one Program; it alone sees the inside.
class Compiler {
 public:
  Compiler(const ListenerSpec& listener, const Sources& sources, Diagnostics& diagnostics)
      : listener_(listener), sources_(sources), diagnostics_(diagnostics) {}

  std::shared_ptr<const Program> compile();

 private:
  Action compile_action(const ActionSpec& spec, const std::string& name);
  std::optional<Template> compile_template(const TemplateSpec* spec);

  const ListenerSpec& listener_;
  const Sources& sources_;
  Diagnostics& diagnostics_;
  Needs needs_;
  Storage storage_;
};

std::shared_ptr<const Program> Compiler::compile() {
  Diagnostics found;
  const Bytes name = storage_.keep(listener_.name);
  Matcher matcher(listener_.rules, storage_, found);
  std::vector<Action> actions;
  for (const RuleSpec& rule : listener_.rules) {
    actions.push_back(
        compile_action(rule.action, rule.name.empty() ? sources_.place(rule.where) : rule.name));
  }
  std::optional<Action> greeting;
  if (listener_.greeting) {
    greeting = compile_action(*listener_.greeting, sources_.place(listener_.greeting->where));
  }
  for (Diagnostic& diagnostic : found.sorted()) diagnostics_.add(std::move(diagnostic));
  if (found.has_errors()) return nullptr;

  std::shared_ptr<Program> program(new Program);
  program->framing_ =
      Framing(listener_.framing, listener_.limits.message_size, listener_.limits.oversize);
  program->needs_ = needs_;
  program->rules_ = std::unique_ptr<const Program::Rules>(new Program::Rules{
      std::move(storage_), name, std::move(greeting), std::move(matcher), std::move(actions)});
  return program;
}

Action Compiler::compile_action(const ActionSpec& spec, const std::string& name) {
  Action action;
  action.name = storage_.keep(name);
  action.delay = spec.delay.value_or(DelaySpec{});
  // A delay that varies is computed from the connection's number too.
  needs_.connection |= action.delay.max > action.delay.min;
  action.reply = compile_template(spec.reply ? &spec.reply->content : nullptr);
  if (auto text = compile_template(spec.event ? &spec.event->text : nullptr)) {
    action.event = Action::Event{spec.event->level, std::move(*text)};
  }
  action.close = spec.close;
  return action;
}

std::optional<Template> Compiler::compile_template(const TemplateSpec* spec) {
  if (spec == nullptr) return std::nullopt;
  Template compiled(*spec, listener_.name, storage_);
  needs_ |= compiled.needs();
  return compiled;
}

std::shared_ptr<const Program> compile_program(const ListenerSpec& listener, const Sources& sources,
                                               Diagnostics& diagnostics) {
  return Compiler(listener, sources, diagnostics).compile();
}

Program::Program() = default;
Program::~Program() = default;

bool Program::has_greeting() const noexcept { return rules_->greeting.has_value(); }

}  // namespace replyd
