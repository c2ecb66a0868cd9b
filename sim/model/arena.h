// The memory of what runs, laid out once: whoever works in it names each of its arrays once, with its shape, first on
// an arena that only measures, then for real.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "sim/math/lanes.h"

namespace detente {

// Elements that lie in somebody else's memory.
template <class T>
class Span {
 public:
  Span() = default;
  Span(T* data, std::size_t size) : data_(data), size_(size) {}
  void fill(const T& value) { std::fill_n(data_, size_, value); }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
};

template <class Real>
class Arena {
 public:
  Arena() = default;
  Arena(Arena&&) = default;  // what was taken stays where it is

  Span<Real> reals(std::size_t count, std::size_t of = 1) { return reals_.take(count * of); }
  Span<Mask<Real>> masks(std::size_t count, std::size_t of = 1) { return masks_.take(count * of); }
  Span<int> numbers(std::size_t count) { return numbers_.take(count); }
  Span<bool> flags(std::size_t count) { return flags_.take(count); }
  // What is taken next lies where the first that was taken does: of these, one is in use at a time.
  void rewind() { reals_.used = masks_.used = numbers_.used = flags_.used = 0; }
  // All of it: 0.
  void clear() {
    reals_.clear();
    masks_.clear();
    numbers_.clear();
    flags_.clear();
  }
  // Room for the most that was taken between two rewinds.
  void allocate() {
    reals_.allocate();
    masks_.allocate();
    numbers_.allocate();
    flags_.allocate();
    rewind();
  }

 private:
  template <class T>
  struct Pool {
    std::unique_ptr<T[]> memory;  // none while it measures
    std::size_t used = 0, most = 0;
    Span<T> take(std::size_t count) {
      T* const begin = memory ? memory.get() + used : nullptr;
      used += count;
      most = std::max(most, used);
      return {begin, count};
    }
    void allocate() { memory.reset(new T[most]()); }
    void clear() { std::fill_n(memory.get(), most, T{}); }
  };

  Pool<Real> reals_;
  Pool<Mask<Real>> masks_;
  Pool<int> numbers_;
  Pool<bool> flags_;
};

}  // namespace detente
