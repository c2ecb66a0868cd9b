// How functions are bound to Python.
#pragma once

#include <pybind11/pybind11.h>

#include <type_traits>
#include <utility>

#include "sim/core/floating_point.h"

namespace detente {

namespace py = pybind11;

using Unlocked = py::call_guard<DefaultFloatingPoint, py::gil_scoped_release>;

template <class Extra>
constexpr bool is_guard = std::is_same_v<Extra, Unlocked>;

// Binds functions so that none plays or writes numbers in the floating-point environment of its caller: to be used for
// whatever the module has. A watch that is called meanwhile sees the default one.
template <class Bound>
class Guarded : public Bound {
 public:
  using Bound::Bound;
  template <class Function, class... Extra>
  Guarded& def(const char* name, Function&& function, const Extra&... extra) {
    if constexpr ((is_guard<Extra> || ...))
      Bound::def(name, std::forward<Function>(function), extra...);
    else
      Bound::def(name, std::forward<Function>(function), extra..., py::call_guard<DefaultFloatingPoint>());
    return *this;
  }
  template <class... Arguments, class... Extra>
  Guarded& def(const py::detail::initimpl::constructor<Arguments...>& init, const Extra&... extra) {
    if constexpr ((is_guard<Extra> || ...))
      Bound::def(init, extra...);
    else
      Bound::def(init, extra..., py::call_guard<DefaultFloatingPoint>());
    return *this;
  }
  template <class... Arguments>
  Guarded& def_property_readonly(const char* name, Arguments&&... arguments) {
    Bound::def_property_readonly(name, std::forward<Arguments>(arguments)...);
    return *this;
  }
  template <class... Arguments>
  Guarded& def_readonly(const char* name, Arguments&&... arguments) {
    Bound::def_readonly(name, std::forward<Arguments>(arguments)...);
    return *this;
  }
};

template <class... Types>
using Class = Guarded<py::class_<Types...>>;

}  // namespace detente
