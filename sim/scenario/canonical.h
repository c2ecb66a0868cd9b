// The digest is taken over this text, so it must hold everything that enters a run and nothing else: no labels, sources
// or notes, no order of tables. Options appear as numbers, in conditions too.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "sim/rules/parse.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/scenario.h"

namespace detente {

class Canonical {
 public:
  explicit Canonical(const Scenario& scenario) : scenario_(scenario) {}
  std::string write();

  // For what the protocols say of their settings.
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    text_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }
  template <class Enumeration>
  static std::string word(std::string_view address, Enumeration value) {
    return words_of(address)[static_cast<std::size_t>(value)];
  }
  std::string name(int party) const { return party < 0 ? "-" : scenario_.parties[party].name; }
  std::string names(const std::vector<int>& parties) const;
  std::string text(const Number& number) const;
  std::string text(const Rule& rule) const;

 private:
  void write(const Issue& issue);
  void write(const Variable& variable);
  void write(const Shock& shock);
  void write(const Party& party);
  void write(const Stage& stage);

  static std::string text(const Distribution& distribution);
  double value(const Expression& expression, const Node& scale, const std::string& label) const;

  const Scenario& scenario_;
  std::string text_;
};

}  // namespace detente
