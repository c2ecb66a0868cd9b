// What a protocol's part of the loader (participation.h and its like) is declared with.
#pragma once

#include <cstddef>
#include <set>
#include <string>

namespace detente {

class Canonical;
class IdleWatcher;
class Reader;
struct Scenario;
struct Stage;
struct TomlNode;

}  // namespace detente
