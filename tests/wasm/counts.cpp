// From a scenario's text to counts where there is nothing but the language: no threads, no OpenSSL, and of files only
// the text that this hands over. Prints the digest of a run, or what is wrong with the scenario.
//
// usage: counts FILE [TRIALS SEED LANES]; counts --sha256 FILE
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "sim/core/error.h"
#include "sim/engine/model.h"
#include "sim/scenario/load.h"
#include "sim/study/digest.h"
#include "sim/study/player.h"

namespace detente {
namespace {

std::optional<std::string> text_of(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      std::fopen(path.c_str(), "rb"), [](std::FILE* opened) { return opened ? std::fclose(opened) : 0; });
  if (!file) return std::nullopt;
  std::string text(1 << 21, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  return text;
}

std::string sample_text(const std::string& file) {
  if (std::optional<std::string> text = text_of(file)) return *text;
  throw SampleMistake{"there is no file '" + file + "'", "check its name"};
}

// What simulate() does, block after block.
std::string digest_of(const Model& model, std::uint64_t trials, std::uint64_t seed, int lanes) {
  const Layout layout = make_layout(model);
  const std::unique_ptr<Player> player = make_player(model, layout, lanes);
  Block total = make_total(layout);
  Collector collector;
  for (std::uint64_t first = 0; first < trials; first += block_trials) {
    Block block = make_block(layout, first / block_trials);
    player->play_into(block, nullptr, seed, first, std::min<std::uint64_t>(block_trials, trials - first), nullptr);
    collector.add(block, total);
  }
  return collector.finish(total, model.canonical, seed, trials);
}

int command(int count, char** arguments) {
  const std::string file = count > 1 ? arguments[1] : "";
  if (file == "--sha256") return std::puts(sha256(text_of(arguments[2]).value()).c_str()) < 0;
  const std::optional<std::string> text = text_of(file);
  if (!text) return 2;
  try {
    const Scenario scenario = parse_scenario(*text, file, {}, SampleSource(SampleSource::ReadFile(sample_text)));
    if (count < 5) return 0;
    const auto number = [&](int place) { return std::strtoull(arguments[place], nullptr, 10); };
    std::puts(digest_of(compile(scenario), number(2), number(3), static_cast<int>(number(4))).c_str());
    return 0;
  } catch (const ScenarioError& error) {
    for (const Diagnostic& diagnostic : error.diagnostics()) std::fputs(render(diagnostic, false).c_str(), stdout);
    return 1;
  }
}

}  // namespace
}  // namespace detente

int main(int count, char** arguments) { return detente::command(count, arguments); }
