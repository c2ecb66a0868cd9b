#include "sim/store/seal.h"

namespace detente {

Seal& Seal::add(const std::string& text) {
  hash_.add_number(text.size());
  hash_.add(text.data(), text.size());
  return *this;
}

Seal& Seal::add(const RowName& row) { return add(row.kind).add(row.name).add(row.item); }

Seal& Seal::add(std::uint64_t number) {
  hash_.add_number(number);
  return *this;
}

Seal& Seal::add(double number) {
  hash_.add(&number, sizeof number);
  return *this;
}

Seal& Seal::add(const std::optional<double>& number) {
  return number ? add(std::uint64_t{1}).add(*number) : add(std::uint64_t{0});
}

Seal& Seal::add(const std::vector<std::string>& texts) {
  add(static_cast<std::uint64_t>(texts.size()));
  for (const std::string& text : texts) add(text);
  return *this;
}

}  // namespace detente
