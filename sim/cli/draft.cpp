#include "sim/cli/draft.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/error.h"
#include "sim/core/trim.h"
#include "sim/report/text.h"
#include "sim/scenario/keys.h"
#include "sim/scenario/load.h"

namespace detente {

namespace {

struct Named {
  std::string name, label;
};

struct DraftParty : Named {
  std::string role;
};

struct DraftIssue : Named {
  std::vector<std::string> options;  // the first is the reversion
};

// As a TOML string. What is not printable is left out, so that nothing but text gets into the file.
std::string in_quotes(const std::string& text) {
  std::string written = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') written += '\\';
    if (static_cast<unsigned char>(letter) >= 0x20 && letter != 0x7F) written += letter;
  }
  return written + '"';
}

// In a condition, inside a TOML string of double quotes.
std::string in_condition(const std::string& option) {
  std::string doubled;
  for (const char letter : option) doubled += letter == '\'' ? "''" : std::string(1, letter);
  return '\'' + doubled + '\'';
}

Named named(const std::string& text) {
  const std::string name = name_of(text);
  return {name, name == text ? "" : text};
}

// A role may be given behind a colon; else a name that is a role is one.
DraftParty party_of(const std::string& text, const std::string& role) {
  const std::size_t colon = text.rfind(':');
  const std::string stated = colon == std::string::npos ? "" : std::string(trim(text.substr(colon + 1)));
  DraftParty party{named(std::string(trim(text.substr(0, colon)))), stated};
  if (!stated.empty()) return party;
  const std::vector<std::string> roles = split_words(row_at("parties.x.role").words, ' ');
  const bool is_role = std::find(roles.begin(), roles.end(), party.name) != roles.end();
  party.role = is_role && role != "mediator" ? party.name : role;
  return party;
}

DraftIssue issue_of(const std::string& text) {
  const std::size_t equals = text.find('=');
  DraftIssue issue{named(std::string(trim(text.substr(0, equals)))), {}};
  issue.options = equals == std::string::npos ? std::vector<std::string>{"as it is", "a first step", "all of it"}
                                              : split_list(text.substr(equals + 1));
  return issue;
}

class Draft {
 public:
  explicit Draft(const DraftAnswers& answers) : rounds_(answers.rounds.empty() ? "6" : answers.rounds) {
    title_ = named(answers.name.empty() ? "my-talks" : answers.name);
    if (!answers.label.empty()) title_.label = answers.label;
    for (const std::string& text : answers.parties) parties_.push_back(party_of(text, "delegation"));
    if (parties_.empty()) parties_ = {party_of("government", ""), party_of("opposition", "")};
    mediator_ = party_of(answers.mediator.empty() ? "mediator" : answers.mediator, "mediator");
    for (const std::string& text : answers.issues) issues_.push_back(issue_of(text));
    if (issues_.empty())
      issues_ = {issue_of("ceasefire=fighting goes on,local truces,ceasefire,ceasefire with monitors"),
                 issue_of("aid=roads closed,one corridor,all roads open")};
  }

  const std::string& name() const { return title_.name; }

  std::string write() {
    write_head();
    for (const DraftIssue& issue : issues_) write(issue);
    line("# ---- Who takes part, and what each wants");
    line(
        "# Positions are [what it would like best, how much it cares (0..100)]. A red line is never crossed if it is "
        "meant;");
    line(
        "# firmness is how likely that is. A party signs what is worth at least its reservation, 0..1; status-quo is "
        "what");
    line("# no agreement is worth to it.");
    for (std::size_t i = 0; i < parties_.size(); ++i) write(parties_[i], i);
    write_mediator();
    write_talks();
    write_ends();
    return std::move(text_);
  }

 private:
  template <class... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    text_ += fmt::format(format, std::forward<Arguments>(arguments)...) + '\n';
  }

  void write_label(const Named& named) {
    if (!named.label.empty()) line("label = {}", in_quotes(named.label));
  }

  void write_head() {
    line(
        "# Begun with `detente new`. The numbers are placeholders: put your own in their place, and say where they are "
        "from.");
    line("#   detente check FILE    finds mistakes and shows the scenario as it is understood");
    line("#   detente run FILE      plays it");
    line("#   detente list FILE     every value with its address");
    line("format = 1");
    line("name = {}", in_quotes(title_.name));
    write_label(title_);
    line("source = \"placeholders, to be replaced\"   # of all numbers that name no source of their own");
    line("confidence = \"low\"                        # how sure you are of them: low, medium or high");
    line("\n# ---- How unsure the plain numbers below are: 60 is read as anything from 50 to 70, likeliest 60");
    line("[spread]\nideal = 10\nsalience = 10\ninfluence = 10");
    line("\n# ---- Numbers that several parties share, drawn anew in every trial: [lowest, likeliest, highest]");
    line(
        "[parameters]\nsigning-cost = {{ pert = [0, 0.05, 0.15] }}   # what signing costs a party at home, in utility");
    line("\n# ---- What is negotiated: each issue a scale from 0 to 100 with the options on it");
  }

  void write(const DraftIssue& issue) {
    line("[issues.{}]", issue.name);
    write_label(issue);
    if (issue.options.empty()) return;
    line("reversion = {}   # what holds without agreement", in_quotes(issue.options.front()));
    line("[issues.{}.options]", issue.name);
    const std::size_t last = std::max<std::size_t>(1, issue.options.size() - 1);
    for (std::size_t i = 0; i < issue.options.size(); ++i) line("{} = {}", in_quotes(issue.options[i]), 100 * i / last);
    line("");
  }

  // Neighbours differ in what they want and how much they care, so that there is something to disagree on and to trade.
  std::string position(std::size_t party, std::size_t issue) const {
    const std::vector<std::string>& options = issues_[issue].options;
    if (options.empty()) return "[\"\", 0]";
    const std::string last = in_quotes(options.back()),
                      next = in_quotes(options[std::min<std::size_t>(1, options.size() - 1)]);
    if ((party + issue) % 2 == 1) return fmt::format("[{}, 50]", last);
    if (party > 0 || options.size() < 3) return fmt::format("[{}, 60]", next);
    return fmt::format("{{ ideal = {0}, salience = 60, red-line = {{ at-most = {0}, firmness = 0.7 }} }}", next);
  }

  void write(const DraftParty& party, std::size_t index) {
    line("[parties.{}]", party.name);
    write_label(party);
    line("role = {}", in_quotes(party.role));
    line("influence = 50   # 0..100, its weight in drafts");
    line("reservation = {}", index % 2 == 0 ? "\"status-quo + signing-cost\"" : "{ triangular = [0.3, 0.5, 0.8] }");
    line("[parties.{}.positions]", party.name);
    for (std::size_t i = 0; i < issues_.size(); ++i) line("{} = {}", issues_[i].name, position(index, i));
    line("");
  }

  void write_mediator() {
    line("[parties.{}]", mediator_.name);
    write_label(mediator_);
    line("role = {}", in_quotes(mediator_.role));
    line("influence = 20");
    line("[parties.{}.positions]   # what its drafts lean to where several would do", mediator_.name);
    for (const DraftIssue& issue : issues_)
      line("{} = [{}, 50]", issue.name, in_quotes(issue.options.empty() ? "" : issue.options.back()));
    line("");
  }

  void write_talks() {
    line("# ---- How it is played: the mediator tables a draft, everybody says yes or no to it, and it is amended");
    std::vector<std::string> names;
    for (const DraftIssue& issue : issues_) names.push_back(in_quotes(issue.name));
    line("[[stages]]\nname = \"talks\"\nprotocol = \"single-text\"\nmediator = {}", in_quotes(mediator_.name));
    line("issues = [{}]\nrounds = {}", fmt::join(names, ", "), rounds_);
    line("aims-at = \"reservations\"   # the mediator has sounded everyone out; else \"aspirations\"");
    line("decision = {{ rule = \"consensus\" }}");
  }

  void write_ends() {
    line("\n# ---- How it may end: the first that holds; the last always does");
    line("[[outcomes]]\nname = \"agreement\"\nwhen = \"agreed(talks)\"");
    line("[[outcomes]]\nname = \"no agreement\"\nwhen = \"true\"");
    line("\n# ---- Questions to be answered with yes or no, which may overlap");
    line("[events]");
    for (const DraftIssue& issue : issues_) {
      if (issue.options.empty()) continue;
      const std::string& best = issue.options.back();
      line("{} = {}", in_quotes(cut(issue.name + ": " + best, 100)),
           in_quotes(fmt::format("{} >= {}", issue.name, in_condition(best))));
    }
  }

  Named title_;
  std::vector<DraftParty> parties_;
  DraftParty mediator_;
  std::vector<DraftIssue> issues_;
  std::string rounds_, text_;
};

}  // namespace

std::string name_of(const std::string& text) {
  std::string name;
  for (const char letter : text) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    const char small = capital ? static_cast<char>(letter - 'A' + 'a') : letter;
    const bool plain = (small >= 'a' && small <= 'z') || (small >= '0' && small <= '9');
    if (plain)
      name += small;
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  if (name.ends_with('-')) name.pop_back();
  return name;
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> parts;
  for (const std::string& part : split_words(text, ','))
    if (std::string bare(trim(part)); !bare.empty()) parts.push_back(std::move(bare));
  return parts;
}

DraftScenario write_draft(const DraftAnswers& answers) {
  Draft draft(answers);
  DraftScenario scenario{draft.name(), draft.write()};
  parse_scenario(scenario.text, "the new scenario");
  return scenario;
}

}  // namespace detente
