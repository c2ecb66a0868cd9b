// The name of a piece of JSON, for headers that hand it on; sim/report/json.h has the rest.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace detente {

using Json = nlohmann::ordered_json;

}  // namespace detente
