// clang-format off
#include "sim/report/meanings.h"

namespace detente {

namespace word_table {  // named, for these short names

constexpr std::string_view worth = "docs/model.md, What holds, and what it is worth";
constexpr std::string_view course = "docs/model.md, The course of a trial";
constexpr std::string_view convening = "docs/model.md, Convening: `participation`";
constexpr std::string_view single = "docs/model.md, Single text: `single-text`";
constexpr std::string_view chance = "docs/model.md, Chance";
constexpr std::string_view missing = "";  // of what nothing plays yet
constexpr std::string_view language = "docs/format.md, Conditions";

constexpr std::string_view protocol = "stages[].protocol";
constexpr std::string_view rule = "stages[].decision.rule";
constexpr std::string_view tactic = "parties.*.tactic.kind";
constexpr std::string_view role = "parties.*.role";
constexpr std::string_view voice = "parties.*.voice";
constexpr std::string_view process = "variables.*.process.kind";
constexpr std::string_view per = "shocks[].per";
constexpr std::string_view breach = "stages[].on-breach";
constexpr std::string_view condition = "";

constexpr WordMeaning table_of_meanings[] = {
  {"low", "confidence", "The author is little sure of the number. Reports say so beside it; it changes nothing that is played.", ""},
  {"medium", "confidence", "The author is fairly sure of the number. Reports say so beside it; it changes nothing that is played.", ""},
  {"high", "confidence", "The author is sure of the number. Reports say so beside it; it changes nothing that is played.", ""},

  {"ar1", process, "Pulled back to its mean: `phi` of its distance from `mean` is left after one period, and chance adds what has the standard deviation `sd`.", course},
  {"random-walk", process, "Not pulled back: in a period it moves by `drift`, and by chance with the standard deviation `sd`.", course},
  {"hour", per, "1/24 of a day. Lengths of time such as `round-length = \"12 hours\"` are written with it, too.", course},
  {"day", per, "The day that the other periods are counted in. Lengths of time such as `round-length = \"10 days\"` are written with it, too.", course},
  {"week", per, "7 days. Lengths of time such as `round-length = \"2 weeks\"` are written with it, too.", course},
  {"month", per, "30.4375 days, a twelfth of a year. Lengths of time such as `round-length = \"1 month\"` are written with it, too.", course},
  {"quarter", per, "91.3125 days, a fourth of a year. Lengths of time such as `round-length = \"2 quarters\"` are written with it, too.", course},
  {"year", per, "365.25 days. Lengths of time such as `round-length = \"1 year\"` are written with it, too.", course},

  {"authority", role, "Whoever is in power, recognised or not. Its voice is `full` unless stated.", course},
  {"envoy", role, "Who speaks for a state or an organisation. Its voice is `full` unless stated.", course},
  {"donor", role, "Who pays. Its voice is `full` unless stated.", course},
  {"mediator", role, "Who mediates. Its voice is `heard` unless stated; which stage it mediates is said by the stage's `mediator`.", course},
  {"convenor", role, "Who brings others together. Its voice is `heard` unless stated; which stage it convenes is said by the stage's `convenor`.", course},
  {"civil-society", role, "Associations and movements. Their voice is `heard` unless stated.", course},
  {"armed-group", role, "Who fights and is no state. Its voice is `full` unless stated.", course},
  {"observer", role, "Who looks on. Its voice is `heard` unless stated.", course},
  {"government", role, "A state's government. Its voice is `full` unless stated.", course},
  {"delegation", role, "Who negotiates for somebody else, its `principal` where one is named. Its voice is `full` unless stated.", course},
  {"legislature", role, "A parliament. Its voice is `full` unless stated.", course},
  {"opposition", role, "Who opposes those in power. Its voice is `full` unless stated.", course},
  {"excluded", role, "Who is kept out. Its voice is `none` unless stated.", course},
  {"full", voice, "It consents: with a seat and a position on a single text's issues it votes, unless `voters` says who does. Whoever convenes or mediates does not.", single},
  {"heard", voice, "It only speaks: its wishes weigh when the mediator chooses among texts equally near to acceptance, and it votes only where `voters` names it.", single},
  {"none", voice, "It is not in the room unless it comes by invitation. Its wishes do not shape a text, and it votes only where `voters` names it.", course},

  {"time-dependent", tactic, "It asks for nearly all at first and for its reservation in the last round; `curve`, `beta` and `start` say how fast it concedes between. The tactic of whoever states none, with beta 1.", worth},
  {"fixed", tactic, "It asks for all until the last round, in which it is at its reservation as everybody is.", worth},
  {"resource-dependent", tactic, "It concedes as something runs out.", missing},
  {"relative", tactic, "Tit for tat: it concedes the share that the other side has conceded.", missing},
  {"absolute", tactic, "Tit for tat: it concedes the amount that the other side has conceded.", missing},
  {"averaged", tactic, "Tit for tat: it concedes what the other side has conceded on the mean of the last rounds.", missing},
  {"micro", tactic, "It makes a new offer only when the other side has made one.", missing},
  {"zeuthen", tactic, "Who has more to lose if the talks fail concedes next.", missing},
  {"mixture", tactic, "Several tactics, weighed.", missing},
  {"aspiration", tactic, "It makes offers worth its aspiration, which falls as `exponent` says.", missing},
  {"poly", "parties.*.tactic.curve", "The share conceded in round r of R is k + (1 - k) (r/R)^(1/beta), where k is `start`.", worth},
  {"exp", "parties.*.tactic.curve", "The share conceded in round r of R is exp((1 - r/R)^beta ln k), where k is `start`, above 0.", worth},
  {"inside", "parties.*.spoiler.place", "The spoiler sits at the table.", missing},
  {"outside", "parties.*.spoiler.place", "The spoiler is not at the table.", missing},
  {"limited", "parties.*.spoiler.kind", "The spoiler wants a limited thing.", missing},
  {"greedy", "parties.*.spoiler.kind", "The spoiler wants more the more it may get.", missing},
  {"total", "parties.*.spoiler.kind", "The spoiler wants everything, and no deal contents it.", missing},
  {"collapse", "parties.*.spoiler.effect", "The talks end when the spoiler strikes.", missing},
  {"additive", "parties.*.preferences.kind", "A package is worth the sum of what its issues are worth, by their weights.", missing},

  {"participation", protocol, "A convenor offers terms; its guests come if these are worth staying out to them, cross no line and meet their demands. From round to round it betters the terms for the sake of those who are wanted.", convening},
  {"single-text", protocol, "A mediator tables one text, all who are asked say yes or no to it, and it amends the text until the decision rule adopts one or the rounds are over.", single},
  {"wait", protocol, "Nobody meets and only time passes, `rounds` times `round-length`: variables move and shocks may strike. It is held, and never agreed.", course},
  {"concession", protocol, "The parties make offers of their own and move towards each other.", missing},
  {"alternating-offers", protocol, "The parties take turns: who is offered something accepts it or makes the next offer.", missing},
  {"challenge", protocol, "The parties challenge each other's positions, and who is weaker gives way.", missing},
  {"vote", protocol, "A text is voted on: one that is stated, that of another stage, or an agenda setter's.", missing},
  {"exchange", protocol, "The parties trade what matters less to them for what matters more.", missing},
  {"ratification", protocol, "Parties, parliaments and peoples say yes or no to the text of another stage.", missing},
  {"tandem", protocol, "Two sides carry out the text of another stage in steps, one a round, each against the other's.", missing},
  {"weighted-mean", "stages[].first-draft", "On each issue the first draft holds the option nearest to the mean of what those who are asked would like best, by influence times salience, among those that cross no line of the mediator or of who sinks a text alone.", single},
  {"reversion", "stages[].first-draft", "The first draft is what holds without agreement.", missing},
  {"last-text", "stages[].first-draft", "The first draft is the last text of an earlier stage.", missing},
  {"reservations", "stages[].aims-at", "A draft is the nearer to acceptance the less it lacks of the least for which those who are asked would sign.", single},
  {"aspirations", "stages[].aims-at", "A draft is the nearer to acceptance the less it lacks of what those who are asked demand in this round, which falls to the least as time passes.", single},
  {"unanimity", rule, "A text passes if no voter refuses it: no refusal is overlooked. Nobody abstains here, so it differs from `consensus` only where that has a `minus`. As under every rule, those in `vetoes` who sit there, and who controls an issue that moves, must not refuse it either.", single},
  {"consensus", rule, "A text passes if at most `minus` voters refuse it; with `minus` 0, as it is unless stated, that is `unanimity`, since nobody abstains here. The refusal of somebody in `vetoes` who sits there is not counted among these, it fails the text, and so does that of who controls an issue that moves. The rule where none is stated.", single},
  {"weighted-majority", rule, "A text passes if the voters who accept it have more than `share` of the influence of all voters. Those in `vetoes` who sit there, and who controls an issue that it moves, must not refuse it.", single},
  {"sufficient-consensus", rule, "Enough of all votes must agree, enough of each community's and enough of the parties, and whoever stands in `consent`.", missing},
  {"host-consent", rule, "The host must accept, and the rule `base` must hold among the others.", missing},
  {"chair", rule, "The chair decides after the last round.", missing},
  {"counts", "stages[].decision.absent", "Who stays away still counts among those of whom a share must agree.", missing},
  {"leaves", "stages[].decision.absent", "Who stays away does not count among those of whom a share must agree.", missing},
  {"package", "stages[].settles", "An agreement settles all issues on the table at once.", single},
  {"issue-by-issue", "stages[].settles", "Each issue is settled by itself.", missing},
  {"stop", breach, "After a breach no further step is taken.", missing},
  {"suspend", breach, "After a breach the steps are suspended.", missing},
  {"snapback", breach, "After a breach what has been done is taken back.", missing},
  {"carry-on", breach, "After a breach the steps go on.", missing},
  {"cut", "num.beyond", "What is drawn below `min` or above `max` is set to the bound, so draws gather there.", chance},
  {"reject", "num.beyond", "What lies below `min` or above `max` does not occur: the rest keeps its shape and makes up the whole.", chance},

  {"exact", "num.exact", "The number itself, always: `[spread]` does not widen it, and no option's label is meant.", worth},
  {"pert", "num.pert", "A beta distribution from the lowest to the highest that is densest at the likeliest and has little weight at the ends.", chance},
  {"triangular", "num.triangular", "Its density rises on a straight line to the likeliest and falls on one from there.", chance},
  {"uniform", "num.uniform", "Everything from the lowest to the highest is equally likely.", chance},
  {"normal", "num.normal", "The normal distribution, which has no ends: give it `min` and `max` where the key has a range.", chance},
  {"lognormal", "num.lognormal", "Its logarithm is normal, so it is above 0; mean and standard deviation are those of the logarithm.", chance},
  {"beta", "num.beta", "The beta distribution on 0 to 1, with the mean a / (a + b).", chance},
  {"choice", "num.choice", "One of a few values, each as likely as its share of the weights; a value may be an option's label where an option may stand.", chance},
  {"samples", "num.samples", "One value of a column of a table, all equally likely; columns of one file are drawn by row unless `independent` parts them.", chance},
  {"quantiles", "num.quantiles", "A smooth curve that only rises leads through the points that are stated.", chance},

  {"abs", condition, "The number without its sign.", language},
  {"accepts", condition, "Whether the party said yes to the last text of the single text held last; false for who was not asked.", single},
  {"agreed", condition, "Whether the stage has ended in agreement: its text was adopted, or all the wanted came. False of a stage that was skipped or not held, and of one that waits.", course},
  {"attends", condition, "Whether the party is there: it came to the convening that invited it last or, uninvited, attends from the start. In a demand: whether it would come.", course},
  {"breached-by", condition, "Whether the party has broken what was agreed.", missing},
  {"clamp", condition, "x, but no less than low and no more than high.", language},
  {"extensions", condition, "How often the stage was given further rounds.", missing},
  {"gap", condition, "What the last text of a single text lacked: the largest reservation less utility among those whose refusal counted, a line crossed counting 1; 0 if the text passed, 1 if there was none.", single},
  {"held", condition, "Whether the stage has taken place: it was not skipped, and in a single text a voter had a seat.", course},
  {"if", condition, "a where the condition holds, else b. What goes wrong in the one not taken, such as a division by zero, is not counted.", language},
  {"max", condition, "The greatest of two numbers or more.", language},
  {"min", condition, "The least of two numbers or more.", language},
  {"offered", condition, "What the convenor's last terms hold on the issue, on its scale; at first its reversion.", convening},
  {"ratified", condition, "Whether the stage has ratified its text.", missing},
  {"reservation", condition, "The least utility for which the party would sign, as it was in the last round of the single text it last had a part in; 0 before.", single},
  {"rounds-used", condition, "How many rounds the stage has taken; 0 if it was skipped or not held.", course},
  {"shocked", condition, "Whether the shock has struck so far.", course},
  {"snapped-back", condition, "Whether what the stage had done was taken back after a breach.", missing},
  {"text", condition, "What the text adopted last holds on the issue, on its scale; its reversion before any.", single},
  {"tranches", condition, "How many steps of the stage were carried out.", missing},
  {"utility", condition, "What it is worth to the party, 0 to 1: in outcomes and events everything in force, before that what the last stage left in force on its issues (after a convening, its last terms).", course},
  {"and", condition, "Holds if both conditions hold. It binds closer than `or`.", language},
  {"or", condition, "Holds if one of the conditions holds, or both.", language},
  {"not", condition, "Holds if the comparison, function or parenthesis that follows does not.", language},
  {"true", condition, "The condition that always holds.", language},
  {"false", condition, "The condition that never holds.", language},
  {"round", condition, "The number of the round, from 1. It stands where a rule is read in every round, such as `reservation`, `stay-out`, demands and shocks.", language},
  {"status-quo", condition, "What no agreement is worth to the party: its utility of what holds as the stage begins. It stands only in `reservation` and `stay-out`.", course},
  {"<", condition, "Less, by more than 1e-9.", language},
  {"<=", condition, "Less or equal, within 1e-9.", language},
  {">", condition, "Greater, by more than 1e-9.", language},
  {">=", condition, "Greater or equal, within 1e-9.", language},
  {"=", condition, "Equal within 1e-9; in a condition there is one sign of it, not two.", language},
  {"!=", condition, "Not equal: apart by more than 1e-9.", language},
  {"+", condition, "The sum.", language},
  {"-", condition, "The difference, with a space on each side (`aid-3` is a name); before a number, the opposite.", language},
  {"*", condition, "The product.", language},
  {"/", condition, "The quotient. A division by zero gives 0, and the report counts them.", language},
};

}  // namespace word_table

std::span<const WordMeaning> meanings() { return word_table::table_of_meanings; }

}  // namespace detente
