// Which part of a run this process plays.
#pragma once

#include <optional>
#include <string>

#include "sim/store/play.h"

namespace detente {

// "2/7". None if it is no such thing.
std::optional<Shard> parse_shard(const std::string& text);
std::string check_shard(const std::string& text);  // "" or what is wrong

// What the batch system that started this process says: Slurm (of an array), Open MPI, or PMI (MPICH, Intel MPI,
// srun). The whole where none does. Throws UsageError where what they say makes no sense.
Shard shard_of_environment();

}  // namespace detente
