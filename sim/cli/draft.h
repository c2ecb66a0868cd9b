// `detente new`: a first scenario from a few answers, to be edited by hand.
#pragma once

#include <string>
#include <vector>

namespace detente {

// As given on the command line or typed in; empty: not given.
struct DraftAnswers {
  std::string name, label;
  std::vector<std::string> parties;  // "NAME" or "NAME:ROLE"
  std::string mediator;
  std::vector<std::string> issues;  // "NAME=OPTION,OPTION,..."; the first option is what holds without agreement
  std::string rounds;
};

// A name for a scenario, a party or an issue, from what somebody calls it: "Côte du Nord 2" is "c-te-du-nord-2".
std::string name_of(const std::string& text);

// "a, b" as a and b.
std::vector<std::string> split_list(const std::string& text);

// Asks on the terminal for what is not given. False: the input ended before all questions were answered.
bool ask(DraftAnswers& answers);

// The scenario, with defaults for what is not given. Throws ScenarioError where the answers make none.
struct DraftScenario {
  std::string name, text;
};
DraftScenario write_draft(const DraftAnswers& answers);

}  // namespace detente
