#include "sim/sweep/unit_cube.h"

#include <fmt/format.h>

#include <boost/random/sobol.hpp>
#include <numeric>

#include "sim/random/philox.h"

namespace detente {

namespace {

// Draws of one purpose and dimension, one after the other.
class Draws {
 public:
  Draws(std::uint64_t seed, const char* purpose, int dimension)
      : seed_(seed), hash_(address_hash(fmt::format("design/{}/{}", purpose, dimension))) {}
  std::uint32_t word() { return draw_block(seed_, next_++, 0, hash_)[0]; }
  double uniform() {
    const PhiloxCounter words = draw_block(seed_, next_++, 0, hash_);
    return event_uniform(words[0], words[1]);
  }
  int below(int count) { return static_cast<int>(uniform() * count); }
  std::vector<int> permutation(int count) {
    std::vector<int> order(count);
    std::iota(order.begin(), order.end(), 0);
    for (int last = count - 1; last > 0; --last) std::swap(order[last], order[below(last + 1)]);
    return order;
  }

 private:
  std::uint64_t seed_, hash_, next_ = 0;
};

std::uint32_t reverse_bits(std::uint32_t x) {
  x = x >> 16 | x << 16;
  x = (x & 0xFF00FF00) >> 8 | (x & 0x00FF00FF) << 8;
  x = (x & 0xF0F0F0F0) >> 4 | (x & 0x0F0F0F0F) << 4;
  x = (x & 0xCCCCCCCC) >> 2 | (x & 0x33333333) << 2;
  return (x & 0xAAAAAAAA) >> 1 | (x & 0x55555555) << 1;
}

// Whether a bit is turned depends on the bits above it alone: Owen's tree of random turns.
std::uint32_t scramble(std::uint32_t x, std::uint32_t seed) {
  x = reverse_bits(x) + seed;
  for (const std::uint32_t factor : {0x6C50B47CU, 0xB82F1E52U, 0xC7AFE638U, 0x8D22F6E6U}) x ^= x * factor;
  return reverse_bits(x);
}

}  // namespace

std::vector<double> latin_hypercube(int points, int dimensions, std::uint64_t seed) {
  std::vector<double> cube(std::size_t(points) * dimensions);
  for (int d = 0; d < dimensions; ++d) {
    Draws draws(seed, "latin-hypercube", d);
    const std::vector<int> order = draws.permutation(points);
    for (int i = 0; i < points; ++i) cube[std::size_t(i) * dimensions + d] = (order[i] + draws.uniform()) / points;
  }
  return cube;
}

std::vector<double> scrambled_sobol(int points, int dimensions, std::uint64_t seed) {
  boost::random::sobol_engine<std::uint32_t, 32> sequence(dimensions);
  std::vector<std::uint32_t> turns;
  for (int d = 0; d < dimensions; ++d) turns.push_back(Draws(seed, "sobol", d).word());
  std::vector<double> cube;
  cube.reserve(std::size_t(points) * dimensions);
  for (int i = 0; i < points; ++i)
    for (int d = 0; d < dimensions; ++d)  // the library leaves out the first point, the origin
      cube.push_back((scramble(i == 0 ? 0 : sequence(), turns[d]) + 0.5) * 0x1p-32);
  return cube;
}

std::vector<double> morris_trajectories(int trajectories, int dimensions, std::uint64_t seed) {
  std::vector<double> cube;
  for (int t = 0; t < trajectories; ++t) {
    Draws draws(seed, "morris", t);
    std::vector<double> at(dimensions), step(dimensions);
    for (int d = 0; d < dimensions; ++d) {  // levels 0 and 1/3 go up, 2/3 and 1 down
      const int level = draws.below(4);
      at[d] = level / 3.0;
      step[d] = level < 2 ? level + 2 : level - 2;
    }
    cube.insert(cube.end(), at.begin(), at.end());
    for (const int d : draws.permutation(dimensions)) {
      at[d] = step[d] / 3.0;
      cube.insert(cube.end(), at.begin(), at.end());
    }
  }
  return cube;
}

}  // namespace detente
