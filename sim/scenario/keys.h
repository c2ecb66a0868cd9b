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
  num,         // a number or a distribution
  expression,  // a number, a distribution or an expression in quotes
  level,       // an option's label or a number
  ideal,       // an option's label, a number or a distribution
  position,    // [ideal, salience] or a table
  numbers,     // a list of numbers
  names,       // a list of names
  conditions,  // a list of conditions
  table,
  tables,  // a list of tables, [[...]]
};

struct KeyTraits {
  std::string_view fallback = {};  // as written in a file; "" = none
  bool required = false;
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  std::string_view words = {};    // separated by spaces; after `|` those that are not supported yet
  std::string_view only_if = {};  // "protocol=participation": with any other value of that sibling the key is misplaced
  bool supported = true;
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

  const KeyTree* child(std::string_view key) const;  // nullptr if there is no such key here
  const KeyTree* element() const { return step("[]"); }
  bool defines_names() const { return step("*") || step("\"*\""); }  // its keys are the user's, defined here
  bool defines_labels() const { return step("\"*\"") != nullptr; }
  const KeyRow* row() const { return row_; }
  std::vector<const KeyRow*> rows_below() const;  // of the fixed keys here

 private:
  const KeyTree* step(std::string_view part) const;
  void add(const KeyRow& row);

  const KeyRow* row_ = nullptr;
  std::map<std::string_view, std::unique_ptr<KeyTree>> children_;
};

bool is_number(KeyType type);                // may be a distribution: num, expression, ideal
std::string_view key_of(const KeyRow& row);  // its last part
// The row of an address such as "parties.us.influence", whose arrays of tables are stepped into by name.
const KeyRow& row_at(std::string_view address);
// The row of the same key nearest to `path` elsewhere in the format; nullptr if no table has it.
const KeyRow* row_elsewhere(std::string_view key, std::string_view path);

bool is_scenario_name(std::string_view text);
std::vector<std::string> split_words(std::string_view text, char separator);

}  // namespace detente
