// Dates: those of a scenario's `time.start`, and of so many days after it.
#pragma once

#include <string>
#include <string_view>

namespace detente {

// start, and what it returns: "2024-02-18"; days: whole ones count. "after 9999" beyond that year, "" where `start` is
// no date.
std::string date_after(std::string_view start, double days);

// "18 February 2024"; what is no date stays as it is.
std::string spelt_out(const std::string& date);

}  // namespace detente
