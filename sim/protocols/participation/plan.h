// What a participation stage is compiled to (play.h says what is played).
#pragma once

#include "sim/agents/package_space.h"

namespace detente::participation {

// A precondition of a row.
struct Precondition {
  int row = 0;
  int index = 0;  // in PartyModel::preconditions
  int program = 0;
  bool tabulated = false;  // it reads the terms alone: Plan::met says which meet it
  bool steady = false;     // it reads neither the terms nor who of the invited attends
};

// Why a guest may stay away: `row` is its own or that of who instructs it.
struct Reason {
  enum class Kind { worse, crossed, unmet };
  Kind kind = Kind::worse;
  int row = 0;
  int precondition = -1;  // unmet: which
};

struct Guest {
  int row = 0;
  std::vector<Reason> reasons;  // all that there may be
};

template <class Real>
struct Work;
template <class Real>
struct Record;

struct Plan : PackageSpace {
  template <class Real>
  using Work = participation::Work<Real>;
  template <class Real>
  using Record = participation::Record<Real>;
  static constexpr int kinds_max = 256;

  int changes = 0;                          // most terms that a round may move; 0 = no limit
  int convenor = -1;                        // row
  std::vector<int> invited;                 // rows, in the order of the file
  std::vector<int> wanted, keep;            // rows
  std::vector<int> offer;                   // option index by place
  std::vector<Precondition> preconditions;  // by row
  std::vector<int> precondition_begin;      // [row], one more at the end
  std::vector<Guest> guests;                // in the order of `invited`
  std::vector<std::uint8_t> kind;           // [package], packages of one kind meet the same tabulated preconditions
  std::vector<std::uint8_t> met;            // [kind][precondition]
  int kind_count = 1;                       // at most kinds_max
  // The ledger: packages that no fixed exclusion forbids, by name.
  std::vector<std::uint16_t> ledger_options;  // [entry][place], in the flat list of options
  std::vector<std::uint8_t> ledger_kind;      // [entry]
  std::vector<std::uint8_t> ledger_turn;      // [entry], first place at which it differs from the entry before
  bool attendance_interacts = false;          // some precondition reads whether an invited party attends
  bool terms_are_read = false;                // some precondition is neither steady nor tabulated
  bool preconditions_move = false;            // a salience, what staying out is worth or a steady precondition moves

  // What guests make of a package is the same in every round but for what is known of their preconditions, and there
  // are few enough packages to keep it.
  bool keeps_ledger = false;

  const PreconditionModel& stated(const World& world, const Precondition& precondition) const {
    return world.parties[rows[precondition.row].party].preconditions[precondition.index];
  }
  bool meets(std::int64_t package, int precondition) const {
    return met[kind[package] * preconditions.size() + precondition] != 0;
  }
  int ledger_size() const { return static_cast<int>(ledger_kind.size()); }
  const std::uint16_t* ledger_package(int entry) const { return ledger_options.data() + entry * issues.size(); }
};

inline int least_rounds(const Plan&, int) { return 1; }

}  // namespace detente::participation
