#include "sim/study/digest.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/study/stretch.h"

namespace detente {
namespace {

Block block(std::uint64_t index, std::vector<std::uint64_t> counts, std::vector<double> sums) {
  return {index, std::move(counts), std::move(sums)};
}

std::string digest_of(const std::vector<Block>& blocks, const std::string& canonical = "scenario",
                      std::uint64_t seed = 1, std::uint64_t trials = 2048) {
  Collector collector;
  Block total{0, std::vector<std::uint64_t>(2), std::vector<double>(1)};
  for (const Block& each : blocks) collector.add(each, total);
  return collector.finish(total, canonical, seed, trials);
}

// FIPS 180-4's examples.
TEST(Sha256, GivesTheKnownAnswers) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

std::string little_endian(std::uint64_t number) {
  std::string bytes;
  for (int i = 0; i < 8; ++i) bytes += static_cast<char>(number >> 8 * i & 0xFF);
  return bytes;
}

std::string bytes_of(const std::string& hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hexadecimal.substr(i, 2), nullptr, 16));
  return bytes;
}

// As the header states it, byte by byte, so that other programs can check a result.
TEST(Digest, IsWhatItsDescriptionSays) {
  const std::string bytes = little_endian(3) + little_endian(258) + little_endian(0x3FF8000000000000);
  std::vector<Block> blocks;
  std::string first;
  for (int i = 0; i < 16; ++i) {
    blocks.push_back(block(i, {3, 258}, {1.5}));
    first += bytes;
  }
  blocks.push_back(block(16, {4, 5}, {-2.0}));
  const std::string second = little_endian(4) + little_endian(5) + little_endian(0xC000000000000000);
  const std::string stretches = bytes_of(sha256(bytes_of(sha256(first)) + bytes_of(sha256(second))));
  EXPECT_EQ(digest_of(blocks, "scenario", 9, 17000), sha256(little_endian(2) + little_endian(8) + "scenario" +
                                                            little_endian(9) + little_endian(17000) + stretches));
}

TEST(Digest, ChangesWithWhateverGoesIntoIt) {
  const std::vector<Block> blocks = {block(0, {1, 2}, {0.5}), block(1, {3, 4}, {0.25})};
  const std::string digest = digest_of(blocks);
  EXPECT_EQ(digest.size(), 64U);
  EXPECT_EQ(digest_of(blocks), digest);
  EXPECT_NE(digest_of(blocks, "scenarip"), digest);
  EXPECT_NE(digest_of(blocks, "scenario", 2), digest);
  EXPECT_NE(digest_of(blocks, "scenario", 1, 2047), digest);
  EXPECT_NE(digest_of({blocks[1], blocks[0]}), digest);
  EXPECT_NE(digest_of({blocks[0]}), digest);
  EXPECT_NE(digest_of({block(0, {1, 3}, {0.5}), blocks[1]}), digest);
  EXPECT_NE(digest_of({block(0, {1, 2}, {0.5000000000000001}), blocks[1]}), digest);
}

TEST(Digest, DependsOnSparseCounts) {
  std::vector<Block> blocks = {block(0, {1, 2}, {0.5})};
  std::set<std::string> digests = {digest_of(blocks)};
  for (const SparseCounts& sparse : {SparseCounts{{0, 1}}, {{1, 0}}, {{1, 1}}, {{0, 1}, {1, 1}}}) {
    blocks[0].sparse = sparse;
    EXPECT_TRUE(digests.insert(digest_of(blocks)).second);
  }
}

TEST(Digest, OfNoBlocksIsOneToo) {
  EXPECT_EQ(digest_of({}), digest_of({}));
  EXPECT_NE(digest_of({}), digest_of({block(0, {0, 0}, {0})}));
}

}  // namespace
}  // namespace detente
