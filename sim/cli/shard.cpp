#include "sim/cli/shard.h"

#include <fmt/format.h>

#include <cstdlib>

#include "sim/cli/counts.h"
#include "sim/cli/output.h"

namespace detente {

namespace {

constexpr std::uint64_t shards_max = 1'000'000;

std::optional<std::uint64_t> number_of(const char* name) {
  const char* text = std::getenv(name);
  return text ? parse_count(text) : std::nullopt;
}

// From `first` in steps of `step`.
std::optional<Shard> shard_of(const char* index_name, const char* count_name, std::uint64_t first = 0,
                              std::uint64_t step = 1) {
  const std::optional<std::uint64_t> index = number_of(index_name), count = number_of(count_name);
  if (!index || !count) return {};
  const Shard shard{step == 0 || *index < first ? 0 : (*index - first) / step + 1, *count};
  if (shard.index < 1 || shard.index > shard.of || shard.of > shards_max)
    throw UsageError(fmt::format("{}={} and {}={} make no shard (an array with gaps?); give --shard I/N", index_name,
                                 *index, count_name, *count));
  return shard;
}

}  // namespace

std::optional<Shard> parse_shard(const std::string& text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string::npos) return {};
  const std::optional<std::uint64_t> index = parse_count(text.substr(0, slash)),
                                     count = parse_count(text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count || *count > shards_max) return {};
  return Shard{*index, *count};
}

std::string check_shard(const std::string& text) {
  if (parse_shard(text)) return {};
  return fmt::format("\"{}\" is no part of a whole; write the second of seven as 2/7", text);
}

Shard shard_of_environment() {
  const std::uint64_t first = number_of("SLURM_ARRAY_TASK_MIN").value_or(0),
                      step = number_of("SLURM_ARRAY_TASK_STEP").value_or(1);
  if (const auto shard = shard_of("SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", first, step)) return *shard;
  if (const auto shard = shard_of("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")) return *shard;
  return shard_of("PMI_RANK", "PMI_SIZE").value_or(Shard{});
}

}  // namespace detente
