// Points in the unit cube, [point][dimension]: the same for the same seed anywhere.
#pragma once

#include <cstdint>
#include <vector>

namespace detente {

// McKay, Beckman & Conover 1979 (Technometrics 21:239-245): in each dimension one point in each of `points` equal
// parts.
std::vector<double> latin_hypercube(int points, int dimensions, std::uint64_t seed);

// The first points of Sobol's sequence with Joe & Kuo's directions (2008, SIAM J. Sci. Comput. 30:2635-2654), nested
// uniform scrambling in base two (Owen 1995) by hashes of 32 bits (Laine & Karras; Burley 2020, JCGT 9(4)).
std::vector<double> scrambled_sobol(int points, int dimensions, std::uint64_t seed);

// Morris 1991 (Technometrics 33:161-174): `trajectories` of dimensions + 1 points on the levels 0, 1/3, 2/3, 1; from
// one to the next a single coordinate moves by 2/3, each once.
std::vector<double> morris_trajectories(int trajectories, int dimensions, std::uint64_t seed);

}  // namespace detente
