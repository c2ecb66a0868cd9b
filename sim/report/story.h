// One trial in words, and as JSON.
#pragma once

#include <string>

#include "sim/engine/replay.h"
#include "sim/report/json_name.h"
#include "sim/report/page.h"

namespace detente {

std::string story_text(const Model& model, const Story& story, PageStyle style);
Json story_json(const Model& model, const Story& story);

}  // namespace detente
