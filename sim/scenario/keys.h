// The one table of keys: every key of the scenario format, what it may hold and what it means. The loader's checks,
// `--set` addresses and the reference page all come from it.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/document.h"

namespace detente {

enum class KeyType {
  text,       // any text
  label,      // one line of text, at most limits::label_length
  name,       // [a-z][a-z0-9]*(-[a-z0-9]+)*
  reference,  // the name or label of something defined elsewhere
  word,       // one of `words`
  condition,  // an expression that is true or false
  period,     // "2 weeks"
  date,
  flag,  // true or false
  integer,
  real,        // a number as it stands
  weight,      // a number or an expression in quotes
  num,         // a number or a distribution
  expression,  // a number, a distribution or an expression in quotes
  level,       // an option's label or a number
  ideal,       // an option's label, a number or a distribution
  position,    // [ideal, salience] or a table
  numbers,     // a list of numbers
  matrix,      // a list of lists of numbers
  names,       // a list of names
  conditions,  // a list of conditions
  table,
  tables,  // a list of tables, [[...]]
};

// A condition on a sibling is "protocol=participation wait" (it has one of these words) or "range" (it is there).
struct KeyTraits {
  std::string_view fallback = {};  // as written in a file; "" = none
  bool required = false;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::string_view words = {};        // separated by spaces; after `|` those that are checked but not played yet
  std::string_view only_if = {};      // condition on a sibling: the key is misplaced where it does not hold
  std::string_view required_if = {};  // condition on a sibling: required only where it holds
  std::string_view instead_of = {};   // a sibling: one of the two is enough, both are too many
  // Whose names it holds, or, of a key `@`, whose name it is: parties, issues, options (of the issue it stands under),
  // stages, outcomes, events, variables, shocks or communities.
  std::string_view of = {};
  std::string_view like = {};  // path of the table whose keys it holds as well
  int most = 0;                // how many it may hold; 0: no limit of its own
  bool supported = true;       // else checked like all others, but refused by whoever plays the scenario
  // Of a number that may be drawn: which of the four words of its table's Philox block it is drawn from. Those of one
  // table have words of their own; where a chance lies in the block it takes words 2 and 3.
  int word = 0;
};

struct KeyRow : KeyTraits {
  // path: keys joined by dots. `*`: a name, `"*"`: a label that the user defines here; `@`: the name or label of
  // something defined elsewhere; `[]`: each element of a list of tables. Rows under `num` hold below every number.
  constexpr KeyRow(std::string_view path_, KeyType type_, std::string_view doc_, const KeyTraits& traits = {})
      : KeyTraits(traits), path(path_), type(type_), doc(doc_) {}

  std::string_view path;
  KeyType type;
  std::string_view doc;
};

std::span<const KeyRow> key_rows();

// The table as a tree; a step down takes one key.
class KeyTree {
 public:
  static const KeyTree& root();

  const KeyTree* child(std::string_view key) const;                  // nullptr if there is no such key here
  const KeyTree* element() const;                                    // of a list of tables; nullptr if it is none
  bool defines_names() const { return step("*") || step("\"*\""); }  // its keys are the user's, defined here
  bool defines_labels() const { return step("\"*\"") != nullptr; }
  bool has_keys() const { return !children_.empty(); }
  const KeyRow* row() const { return row_; }
  std::vector<const KeyRow*> rows_below() const;  // of the fixed keys here

 private:
  const KeyTree* step(std::string_view part) const;
  void add(const KeyRow& row);
  static const KeyTree& at(std::string_view path);

  const KeyRow* row_ = nullptr;
  std::map<std::string_view, std::unique_ptr<KeyTree>> children_;
};

bool is_number(KeyType type);                                  // may be a distribution: num, expression, ideal
std::string_view key_of(const KeyRow& row);                    // its last part
std::string_view played_words(const KeyRow& row);              // its words before `|`
bool is_later_word(const KeyRow& row, std::string_view word);  // one of those after it
bool is_later(const KeyRow& row);                              // it, or a table it stands in, is not supported yet
// The row of an address such as "parties.us.influence", whose arrays of tables are stepped into by name.
const KeyRow& row_at(std::string_view address);
// The row of an address in parts; nullptr if there is none, which a user's address may do.
const KeyRow* find_row(const std::vector<std::string>& address);
// The row of the same key nearest to `path` elsewhere in the format; nullptr if no table has it.
const KeyRow* row_elsewhere(std::string_view key, std::string_view path);

bool is_scenario_name(std::string_view text);
// The name as a part of an address; "x" for one that is none (reported, and its dots would make parts of their own).
std::string address_part(const std::string& name);
// The words that the key at `address` may hold, in the order of the enumeration they stand for.
std::vector<std::string> words_of(std::string_view address);
std::vector<std::string> split_words(std::string_view text, char separator);

}  // namespace detente
