#include "sim/rules/program.h"

#include <algorithm>
#include <cstddef>

#include "sim/core/tolerance.h"

namespace detente {

namespace {

constexpr Opcode opcodes[] = {  // of the operators, in the order of NodeKind
    Opcode::negate,     Opcode::logical_not, Opcode::logical_and,   Opcode::logical_or, Opcode::less,
    Opcode::less_equal, Opcode::greater,     Opcode::greater_equal, Opcode::equal,      Opcode::not_equal,
    Opcode::add,        Opcode::subtract,    Opcode::multiply,      Opcode::divide};

Opcode opcode_of(const Node& node) {
  if (node.kind != NodeKind::call) return opcodes[static_cast<int>(node.kind) - static_cast<int>(NodeKind::negate)];
  return node.text == "abs" ? Opcode::absolute : node.text == "min" ? Opcode::least : Opcode::greatest;
}

class Emitter {
 public:
  Emitter(const Expression& expression, const std::vector<Meaning>& meanings)
      : expression_(expression), meanings_(meanings) {}

  Program run() {
    push(static_cast<int>(expression_.nodes.size()) - 1);
    for (std::vector<int>* slots : {&program_.number_slots, &program_.flag_slots}) {
      std::sort(slots->begin(), slots->end());
      slots->erase(std::unique(slots->begin(), slots->end()), slots->end());
    }
    return std::move(program_);
  }

 private:
  using Operand = Instruction::Operand;

  // Leaves the node's value on top of the stack.
  void push(int place) {
    const Node& node = expression_.nodes[place];
    if (meanings_[place].kind != Meaning::Kind::operation) {
      const bool flag = meanings_[place].kind == Meaning::Kind::flag || node.kind == NodeKind::truth;
      apply(flag ? Opcode::flag : Opcode::number, place);
    } else if (node.children.size() == 1) {
      apply(opcode_of(node), node.children[0]);
    } else if (node.kind == NodeKind::call && node.text == "if") {
      apply(Opcode::first_branch, node.children[0]);
      push(node.children[1]);
      program_.instructions.push_back({.opcode = Opcode::second_branch, .operand = Operand::constant});
      apply(Opcode::choose, node.children[2]);
    } else {
      push(node.children[0]);
      const bool clamp = node.kind == NodeKind::call && node.text == "clamp";
      for (std::size_t i = 1; i < node.children.size(); ++i)
        apply(clamp && i == 2 ? Opcode::least : opcode_of(node), node.children[i]);
    }
  }

  // An operation whose right operand is the node: in place if it is a constant or a slot, else by the stack.
  void apply(Opcode opcode, int operand) {
    const Meaning& meaning = meanings_[operand];
    Instruction instruction{.opcode = opcode, .slot = meaning.slot, .constant = meaning.value};
    if (meaning.kind == Meaning::Kind::operation)
      push(operand);
    else
      instruction.operand = meaning.kind == Meaning::Kind::constant ? Operand::constant : Operand::slot;
    if (meaning.kind == Meaning::Kind::number) program_.number_slots.push_back(meaning.slot);
    if (meaning.kind == Meaning::Kind::flag) program_.flag_slots.push_back(meaning.slot);
    program_.instructions.push_back(instruction);
  }

  const Expression& expression_;
  const std::vector<Meaning>& meanings_;
  Program program_;
};

// Room for as many values as parse() lets any expression hold, each written before it is read. It is not initialised:
// that would cost more than a typical run.
template <class Value>
class Stack {
 public:
  Value* begin() { return reinterpret_cast<Value*>(room_); }

 private:
  alignas(Value) std::byte room_[rule_depth_limit * sizeof(Value)];
};

// Where a running program reads and writes; n, f and o: the first free places on the stacks.
template <class Real>
struct Machine {
  using Operand = Instruction::Operand;

  const Real* const numbers;
  const Mask<Real>* const flags;
  Faults<Real>& faults;
  Real* n;
  Mask<Real>* f;
  Mask<Real>* o;                     // of `asked` outside of each if() that is open: at most one a nesting
  Mask<Real> asked = !Mask<Real>{};  // lanes that take the branch

  Real take_number(const Instruction& step) {
    if (step.operand == Operand::constant) return Real(step.constant);
    return step.operand == Operand::slot ? numbers[step.slot] : *--n;
  }
  Mask<Real> take_flag(const Instruction& step) {
    if (step.operand == Operand::constant) return step.constant != 0 ? !Mask<Real>{} : Mask<Real>{};
    return step.operand == Operand::slot ? flags[step.slot] : *--f;
  }
  Real divide(const Real& dividend, const Real& divisor) {
    const Mask<Real> is_zero = divisor == Real(0.0);
    faults.zero_division = faults.zero_division | (asked & is_zero);
    return select(is_zero, Real(0.0), dividend / select(is_zero, Real(1.0), divisor));
  }
  void replace(const Real& result) {
    n[-1] = result;
    faults.not_finite = faults.not_finite | (asked & !(result - result == Real(0.0)));
  }

  DETENTE_INLINE void flag_step(Opcode opcode, const Mask<Real>& right) {
    switch (opcode) {
      case Opcode::logical_not:
        *f++ = !right;
        break;
      case Opcode::logical_and:
        f[-1] = f[-1] & right;
        break;
      case Opcode::logical_or:
        f[-1] = f[-1] | right;
        break;
      case Opcode::first_branch:
        *f++ = right;
        *o++ = asked;
        asked = asked & right;
        break;
      case Opcode::second_branch:
        asked = o[-1] & !f[-1];
        break;
      default:
        *f++ = right;
    }
  }
  DETENTE_INLINE void number_step(Opcode opcode, const Real& right) {
    switch (opcode) {
      case Opcode::number:
        *n++ = right;
        break;
      case Opcode::negate:
        *n++ = -right;
        break;
      case Opcode::absolute:
        *n++ = abs(right);
        break;
      case Opcode::add:
        replace(n[-1] + right);
        break;
      case Opcode::subtract:
        replace(n[-1] - right);
        break;
      case Opcode::multiply:
        replace(n[-1] * right);
        break;
      case Opcode::divide:
        replace(divide(n[-1], right));
        break;
      case Opcode::least:
        n[-1] = min(n[-1], right);
        break;
      case Opcode::greatest:
        n[-1] = max(n[-1], right);
        break;
      case Opcode::choose:
        n[-1] = select(*--f, n[-1], right);
        asked = *--o;
        break;
      default:
        break;
    }
  }
  DETENTE_INLINE void comparison_step(Opcode opcode, const Real& right) {
    const Real slack(tolerance), left = *--n;
    switch (opcode) {
      case Opcode::less:
        *f++ = left < right - slack;
        break;
      case Opcode::less_equal:
        *f++ = left <= right + slack;
        break;
      case Opcode::greater:
        *f++ = left > right + slack;
        break;
      case Opcode::greater_equal:
        *f++ = left >= right - slack;
        break;
      case Opcode::equal:
        *f++ = abs(left - right) <= slack;
        break;
      default:
        *f++ = !(abs(left - right) <= slack);
    }
  }
};

}  // namespace

Program compile(const Expression& expression, const std::vector<Meaning>& meanings) {
  return Emitter(expression, meanings).run();
}

template <class Real>
void run(const Program& program, const Real* numbers, const Mask<Real>* flags, Faults<Real>& faults, Real* number,
         Mask<Real>* flag) {
  Stack<Real> number_stack;
  Stack<Mask<Real>> flag_stack, outer_stack;
  Machine<Real> machine{numbers, flags, faults, number_stack.begin(), flag_stack.begin(), outer_stack.begin()};
  for (const Instruction& step : program.instructions) {
    if (step.opcode < Opcode::flag)
      machine.number_step(step.opcode, machine.take_number(step));
    else if (step.opcode < Opcode::less)
      machine.flag_step(step.opcode, machine.take_flag(step));
    else
      machine.comparison_step(step.opcode, machine.take_number(step));
  }
  if (machine.n > number_stack.begin()) *number = machine.n[-1];
  if (machine.f > flag_stack.begin()) *flag = machine.f[-1];
}

template void run(const Program&, const double*, const bool*, Faults<double>&, double*, bool*);
#define DETENTE_RUN(N) \
  template void run(const Program&, const Pack<N>*, const Mask<Pack<N>>*, Faults<Pack<N>>&, Pack<N>*, Mask<Pack<N>>*);
DETENTE_RUN(2)
DETENTE_RUN(4)
DETENTE_RUN(8)
DETENTE_RUN(16)
#undef DETENTE_RUN

}  // namespace detente
