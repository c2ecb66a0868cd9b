// Which parts of a study, and which file, are those of one of the processes that share it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace detente {

// One of `of` processes that share a study. 1 <= index <= of.
struct Shard {
  std::uint64_t index = 1, of = 1;
};

// "RESULTS.sqlite" as shard 2 of 7 writes it: "RESULTS.2-of-7.sqlite"; one alone writes the file itself.
std::string shard_path(const std::string& path, const Shard& shard);
// The files that exist of what any shards have written of `path`, itself included, in order of name.
std::vector<std::string> shard_files(const std::string& path);

// Those of these parts that the shard plays.
std::vector<std::uint64_t> share_of_shard(const std::vector<std::uint64_t>& parts, const Shard& shard);

}  // namespace detente
