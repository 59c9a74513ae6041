#include "reply/conversation.h"

#include "reply/chance.h"
#include "reply/context.h"
#include "reply/rules.h"

namespace replyd {

namespace {

// Uniform between min and max, both included; the bias of the remainder is far below what a timer
// can tell.
Nanoseconds chosen_delay(const DelaySpec& delay, const Context& context) noexcept {
  if (delay.max <= delay.min) return delay.min;
  const Facts& facts = context.facts;
  const auto span = static_cast<std::uint64_t>((delay.max - delay.min).count());
  const std::uint64_t random =
      random_number(facts.seed, facts.connection, context.number, Choice::Delay);
  return delay.min + Nanoseconds(static_cast<std::int64_t>(random % (span + 1)));
}

void render_reply(const Template& reply, const Context& context, Arena& arena,
                  Effects& effects) noexcept {
  const Template::Rendered rendered = reply.render(context, arena);
  if (rendered.error.empty()) {
    effects.reply = Reply{rendered.bytes, reply.is_constant()};
  } else {
    effects.error = rendered.error;
  }
}

void render_event(const Action::Event& event, const Context& context, Arena& arena,
                  Effects& effects) noexcept {
  const Template::Rendered rendered = event.text.render(context, arena);
  if (rendered.error.empty()) {
    effects.event = UserEvent{event.level, rendered.bytes};
  } else if (effects.error.empty()) {
    effects.error = rendered.error;
  }
}

Effects act(const Action& action, const Context& context, Arena& arena) noexcept {
  Effects effects;
  effects.rule = action.name;
  effects.matched = true;
  effects.delay = chosen_delay(action.delay, context);
  effects.close = action.close;
  if (action.reply) render_reply(*action.reply, context, arena, effects);
  if (action.event) render_event(*action.event, context, arena, effects);
  return effects;
}

}  // namespace

Effects answer(const Program& program, Conversation& conversation, Bytes message,
               const Facts& facts, Arena& arena) noexcept {
  const Program::Rules& rules = program.rules();
  ++conversation.messages;
  const auto rule = rules.matcher.find(message);
  if (!rule) {
    Effects none;
    none.matched = rules.actions.empty();  // without rules, to take what comes is the purpose
    return none;
  }
  return act(rules.actions[*rule], {message, conversation.messages, rules.listener, facts}, arena);
}

Effects greet(const Program& program, const Facts& facts, Arena& arena) noexcept {
  const Program::Rules& rules = program.rules();
  if (!rules.greeting) return {};
  return act(*rules.greeting, {{}, 0, rules.listener, facts}, arena);
}

}  // namespace replyd
