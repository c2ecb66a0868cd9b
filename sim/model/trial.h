// What changes while trials run, whatever the protocols of their stages: one Trial is as many trials as Real has lanes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "sim/math/lanes.h"
#include "sim/model/world.h"

namespace detente {

// A vector of fixed size; std::vector<bool> would have no elements to take the address of.
template <class T>
class Array {
 public:
  Array() = default;
  explicit Array(std::size_t size) { resize(size); }
  void resize(std::size_t size) {
    size_ = size;
    data_.reset(size ? new T[size]() : nullptr);
  }
  void fill(const T& value) { std::fill(data_.get(), data_.get() + size_, value); }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* data() { return data_.get(); }
  const T* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  std::unique_ptr<T[]> data_;
  std::size_t size_ = 0;
};

// What made a trial fail, and when.
struct Fault {
  enum class Kind : std::uint8_t { none, expression, variable, utility };
  Kind kind = Kind::none;
  int index = 0;  // program; variable; row of the stage
  int stage = 0, round = 0;
};

template <class Real>
struct Trial {
  std::uint64_t seed = 0;
  std::uint64_t trials[lane_count<Real>] = {};
  Mask<Real> active{};         // lanes that hold a trial
  Mask<Real> failed{};         // something was not a number, or a utility lay out of 0..1
  Fault fault;                 // of the first lanes that failed
  Mask<Real> clamped{};        // a number was out of range and was clamped
  Array<Mask<Real>> beyond;    // [bound], it was
  Array<Real> farthest;        // [bound], by how much at most, or 0
  Mask<Real> zero_division{};  // a division by zero gave 0
  Array<Real> inputs;          // [input]
  Array<Real> chances;         // [chance], uniform on (0, 1)
  Array<Real> numbers;         // what conditions read, by slot
  Array<Mask<Real>> flags;
  Array<Real> option;                          // [issue], option index in force
  Real days{};                                 // of the trial so far
  std::uint16_t ticks[lane_count<Real>] = {};  // likewise
  Array<Real> moved;                           // [variable], scratch of a tick
  Array<Mask<Real>> struck;                    // [shock], in the last tick
  int stage = 0;                               // running or next stage
  int round = 0;                               // rounds played of it; 0: not begun

  explicit Trial(const World& world);
  // Ready for the lanes' next trials: first_trial, first_trial + 1, ...; `count` of the lanes hold one.
  void reset(const World& world, std::uint64_t seed, std::uint64_t first_trial, int count);
};

}  // namespace detente
