#include "sim/scenario/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

namespace detente {

namespace {

std::optional<std::chrono::year_month_day> read_date(const std::string& text) {
  int year = 0;
  unsigned month = 0, day = 0;
  if (std::sscanf(text.c_str(), "%d-%u-%u", &year, &month, &day) != 3) return {};
  const auto date = std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
  return date.ok() ? std::optional(date) : std::nullopt;
}

}  // namespace

std::string date_after(std::string_view start, double days) {
  const auto first = read_date(std::string(start));
  if (!first) return {};
  constexpr double days_most = 10'000 * 366.0, rounding = 1e-6;  // of lengths added up, a tenth of a second
  const std::chrono::days passed(static_cast<long>(std::floor(std::min(days, days_most) + rounding)));
  const std::chrono::year_month_day then(std::chrono::sys_days(*first) + passed);
  if (static_cast<int>(then.year()) > 9999) return "after 9999";
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(then.year()), static_cast<unsigned>(then.month()),
                     static_cast<unsigned>(then.day()));
}

std::string spelt_out(const std::string& date) {
  static constexpr std::array months = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
  const auto read = read_date(date);
  if (!read) return date;
  return fmt::format("{} {} {}", static_cast<unsigned>(read->day()), months[static_cast<unsigned>(read->month()) - 1],
                     static_cast<int>(read->year()));
}

}  // namespace detente
