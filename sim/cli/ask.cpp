#include <iostream>
#include <string>

#include "sim/cli/counts.h"
#include "sim/cli/draft.h"
#include "sim/cli/say.h"
#include "sim/scenario/limits.h"

namespace detente {

namespace {

// The answer, or what stands in brackets where there is none; false at the end of the input.
bool ask_for(const std::string& question, const std::string& otherwise, std::string& answer) {
  say(question + " [" + otherwise + "]: ");
  if (!std::getline(std::cin, answer)) return false;
  if (answer.find_first_not_of(" \t") == std::string::npos) answer = otherwise;
  return true;
}

}  // namespace

bool ask(DraftAnswers& answers) {
  std::string text;
  if (answers.name.empty() && !ask_for("What are the talks called?", "my-talks", answers.name)) return false;
  if (answers.parties.empty()) {
    if (!ask_for("Who takes part? (names with commas between)", "government, opposition", text)) return false;
    answers.parties = split_list(text);
  }
  if (answers.mediator.empty() && !ask_for("Who mediates?", "mediator", answers.mediator)) return false;
  if (answers.issues.empty()) {
    if (!ask_for("What is negotiated? (issues with commas between)", "ceasefire, aid", text)) return false;
    answers.issues = split_list(text);
    for (std::string& issue : answers.issues) {
      const std::string question = "Options of \"" + issue + "\", from what holds without agreement upwards:";
      if (!ask_for(question, "as it is, a first step, all of it", text)) return false;
      issue += "=" + text;
    }
  }
  while (answers.rounds.empty() || !check_count(answers.rounds, 1, limits::rounds).empty())
    if (!ask_for("How many rounds at most?", "6", answers.rounds)) return false;
  return true;
}

}  // namespace detente
