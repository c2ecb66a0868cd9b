#include "sim/study/stretch.h"

#include <algorithm>

namespace detente {

namespace {

void add_bytes(Sha256& hash, const Block& block) {
  hash.add(block.counts.data(), block.counts.size() * sizeof block.counts[0]);
  hash.add(block.sums.data(), block.sums.size() * sizeof block.sums[0]);
  if (!block.maxima.empty()) hash.add(block.maxima.data(), block.maxima.size() * sizeof block.maxima[0]);
  if (block.sparse.empty()) return;  // its size is hashed, since it is not always the same
  hash.add_number(block.sparse.size());
  hash.add(block.sparse.data(), block.sparse.size() * sizeof block.sparse[0]);
}

void add_numbers(std::vector<std::uint64_t>& total, const std::vector<std::uint64_t>& counts) {
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += counts[i];
}

void add_numbers(std::vector<double>& total, const std::vector<double>& sums) {
  for (std::size_t i = 0; i < total.size(); ++i) total[i] += sums[i];
}

void add_maxima(std::vector<double>& total, const std::vector<double>& maxima) {
  for (std::size_t i = 0; i < total.size(); ++i) total[i] = std::max(total[i], maxima[i]);
}

}  // namespace

void merge(Block& total, const Block& block) {
  add_numbers(total.counts, block.counts);
  add_numbers(total.sums, block.sums);
  add_maxima(total.maxima, block.maxima);
  merge(total.sparse, block.sparse);
}

void Collector::add(const Block& block, Block& total) {
  sums_.resize(block.sums.size());
  add_numbers(total.counts, block.counts);
  add_numbers(sums_, block.sums);
  add_maxima(total.maxima, block.maxima);
  merge(total.sparse, block.sparse);
  add_bytes(hash_, block);
  if (++blocks_ == stretch_blocks) end_stretch(total);
}

void Collector::add(const Stretch& stretch, Block& total) {
  merge(total, stretch.sum);
  digest_.add(stretch.hash);
}

std::string Collector::finish(Block& total, const std::string& canonical, std::uint64_t seed, std::uint64_t trials) {
  if (blocks_ > 0) end_stretch(total);
  return digest_.finish(canonical, seed, trials);
}

void Collector::end_stretch(Block& total) {
  add_numbers(total.sums, sums_);
  sums_.assign(sums_.size(), 0);
  blocks_ = 0;
  digest_.add(hash_.finish());
}

void StretchSum::add(const Block& block) {
  if (stretch_.sum.counts.empty()) {
    stretch_.sum = {block.index / stretch_blocks, std::vector<std::uint64_t>(block.counts.size()),
                    std::vector<double>(block.sums.size()), std::vector<double>(block.maxima.size())};
  }
  merge(stretch_.sum, block);
  add_bytes(hash_, block);
}

Stretch StretchSum::finish() {
  stretch_.hash = hash_.finish();
  return std::move(stretch_);
}

}  // namespace detente
