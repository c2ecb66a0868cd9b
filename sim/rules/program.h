// A checked expression as a flat program for a stack of numbers and a stack of flags, evaluated on as many trials at a
// time as Real has lanes. The right operand of an operation may be a constant or a slot, so a typical condition
// ("aid >= 'x' and agreed(talks)") touches the stack once per comparison.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/math/lanes.h"
#include "sim/rules/check.h"

namespace detente {

enum class Opcode : std::uint8_t {
  // Give a number.
  number,
  negate,
  absolute,
  add,
  subtract,
  multiply,
  divide,
  least,
  greatest,
  choose,  // of if(): the lower number where the condition holds, else the operand; ends its branches
  // Take and give flags.
  flag,
  logical_not,
  logical_and,
  logical_or,
  first_branch,   // of if(), with its condition: what is met from here on concerns the lanes where it holds
  second_branch,  // and from here on the others
  // Take numbers, give a flag.
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal
};

struct Instruction {
  enum class Operand : std::uint8_t { stack, constant, slot };
  Opcode opcode = Opcode::number;
  Operand operand = Operand::stack;  // the only or the right one; the left one is on the stack
  int slot = 0;
  double constant = 0;  // of a flag: it holds if not 0
};

struct Program {
  std::vector<Instruction> instructions;
  std::vector<int> number_slots, flag_slots;  // what it reads, ascending
};

// `meanings` as check() found them without an error.
Program compile(const Expression& expression, const std::vector<Meaning>& meanings);

// The lanes whose arithmetic went wrong; not in the branch of an if() that they do not take.
template <class Real>
struct Faults {
  Mask<Real> zero_division{};  // divided by zero, which gives 0
  Mask<Real> not_finite{};     // an operation gave an infinity or NaN, on the way or at the end
};

template <class Real>
bool any(const Faults<Real>& faults) {
  return any(faults.zero_division | faults.not_finite);
}

// Runs all instructions and stores the last value, a number or a flag. Instantiated for double and Pack<2..16>.
template <class Real>
void run(const Program& program, const Real* numbers, const Mask<Real>* flags, Faults<Real>& faults, Real* number,
         Mask<Real>* flag);

// numbers, flags: by slot (see Slots), all numbers finite. Faults met are OR-ed into `faults`.
template <class Real>
Mask<Real> evaluate_flag(const Program& program, const Real* numbers, const Mask<Real>* flags, Faults<Real>& faults) {
  const Instruction& first = program.instructions.front();
  if (program.instructions.size() == 1 && first.opcode == Opcode::flag) {
    if (first.operand == Instruction::Operand::slot) return flags[first.slot];
    return first.constant != 0 ? !Mask<Real>{} : Mask<Real>{};
  }
  Real unused;
  Mask<Real> flag{};
  run(program, numbers, flags, faults, &unused, &flag);
  return flag;
}

template <class Real>
Real evaluate_number(const Program& program, const Real* numbers, const Mask<Real>* flags, Faults<Real>& faults) {
  const Instruction& first = program.instructions.front();
  if (program.instructions.size() == 1 && first.opcode == Opcode::number)
    return first.operand == Instruction::Operand::slot ? numbers[first.slot] : Real(first.constant);
  Real number{};
  Mask<Real> unused{};
  run(program, numbers, flags, faults, &number, &unused);
  return number;
}

}  // namespace detente
