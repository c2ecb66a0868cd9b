// What a measurement is told with: the machine, the processor time and memory of this process, and what it was built
// of.
#pragma once

#include <string>

namespace detente {

std::string machine_name();   // what the processor calls itself, "unknown" where it does not
double processor_seconds();   // of all threads of this process so far
std::string date_of_today();  // "2026-11-30", in Greenwich

// The folder of the sources among which the program lies, as it does where it was built; "" if it lies elsewhere.
std::string source_folder();

// The first digits of the commit that a folder's sources are of, with "-dirty" where they differ from it; "unknown"
// where git does not say. A program need not have been built of what its sources are now.
std::string commit_of(const std::string& folder);

// The most memory that the process had at once since its beginning or the last forget_peak(), in MB of 10^6 bytes.
// Where the system does not forget, it is since the beginning.
void forget_peak();
double peak_megabytes();

}  // namespace detente
