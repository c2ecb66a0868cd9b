// The lane type: `Real` is `double` when one trial is played, Pack<N> when N are played side by side. One source text
// serves both, because the functions below exist for each; a test holds that they give the same bits.
//
// A thin wrapper over the compilers' vector types. The widest vector the instruction set has is native; wider packs are
// two halves, built recursively, so that each operation is a handful of instructions without branches and a comparison
// gives a native mask. (Masks of bool, as in Eigen's arrays, made packs slower than scalar code.)
#pragma once

#include <cstdint>
#include <type_traits>

namespace detente {

#if defined(__AVX512F__)
constexpr int native_lane_count = 8;
#elif defined(__AVX__)
constexpr int native_lane_count = 4;
#else
constexpr int native_lane_count = 2;
#endif

#define DETENTE_INLINE [[gnu::always_inline]] inline

template <int N>
struct NativeVector {
  typedef double Number __attribute__((vector_size(N * 8)));
  typedef std::int64_t Integer __attribute__((vector_size(N * 8)));
};

template <int N, bool native = (N <= native_lane_count)>
struct PackMask;
template <int N, bool native = (N <= native_lane_count)>
struct Pack;

// ---- native width -------------------------------------------------------------------------------------------------

template <int N>
struct PackMask<N, true> {
  typename NativeVector<N>::Integer v{};  // 0 or -1 in each lane
};

template <int N>
struct Pack<N, true> {
  typename NativeVector<N>::Number v{};
  Pack() = default;
  DETENTE_INLINE Pack(double x) : v(x - typename NativeVector<N>::Number{}) {}
  DETENTE_INLINE explicit Pack(typename NativeVector<N>::Number vector) : v(vector) {}
};

// ---- two halves ---------------------------------------------------------------------------------------------------

template <int N>
struct PackMask<N, false> {
  PackMask<N / 2> low, high;
};

template <int N>
struct Pack<N, false> {
  Pack<N / 2> low, high;
  Pack() = default;
  DETENTE_INLINE Pack(double x) : low(x), high(x) {}
  DETENTE_INLINE Pack(const Pack<N / 2>& l, const Pack<N / 2>& h) : low(l), high(h) {}
};

template <class Real>
struct LaneTraits;
template <>
struct LaneTraits<double> {
  static constexpr int count = 1;
  using Mask = bool;
};
template <int N>
struct LaneTraits<Pack<N>> {
  static constexpr int count = N;
  using Mask = PackMask<N>;
};

template <class Real>
constexpr int lane_count = LaneTraits<Real>::count;
template <class Real>
using Mask = typename LaneTraits<Real>::Mask;

template <int N>
constexpr bool is_native = N <= native_lane_count;

// ---- arithmetic and comparison ------------------------------------------------------------------------------------

#define DETENTE_ARITHMETIC(op)                                             \
  template <int N>                                                         \
  DETENTE_INLINE Pack<N> operator op(const Pack<N>& a, const Pack<N>& b) { \
    if constexpr (is_native<N>)                                            \
      return Pack<N>(a.v op b.v);                                          \
    else                                                                   \
      return {a.low op b.low, a.high op b.high};                           \
  }                                                                        \
  template <int N>                                                         \
  DETENTE_INLINE Pack<N> operator op(const Pack<N>& a, double b) {         \
    return a op Pack<N>(b);                                                \
  }                                                                        \
  template <int N>                                                         \
  DETENTE_INLINE Pack<N> operator op(double a, const Pack<N>& b) {         \
    return Pack<N>(a) op b;                                                \
  }                                                                        \
  template <int N>                                                         \
  DETENTE_INLINE Pack<N>& operator op##=(Pack<N>& a, const Pack<N>& b) {   \
    return a = a op b;                                                     \
  }                                                                        \
  template <int N>                                                         \
  DETENTE_INLINE Pack<N>& operator op##=(Pack<N>& a, double b) {           \
    return a = a op Pack<N>(b);                                            \
  }
DETENTE_ARITHMETIC(+)
DETENTE_ARITHMETIC(-)
DETENTE_ARITHMETIC(*)
DETENTE_ARITHMETIC(/)
#undef DETENTE_ARITHMETIC

template <int N>
DETENTE_INLINE Pack<N> operator-(const Pack<N>& a) {
  if constexpr (is_native<N>)
    return Pack<N>(-a.v);
  else
    return {-a.low, -a.high};
}

#define DETENTE_COMPARISON(op)                                                 \
  template <int N>                                                             \
  DETENTE_INLINE PackMask<N> operator op(const Pack<N>& a, const Pack<N>& b) { \
    if constexpr (is_native<N>)                                                \
      return {a.v op b.v};                                                     \
    else                                                                       \
      return {a.low op b.low, a.high op b.high};                               \
  }                                                                            \
  template <int N>                                                             \
  DETENTE_INLINE PackMask<N> operator op(const Pack<N>& a, double b) {         \
    return a op Pack<N>(b);                                                    \
  }                                                                            \
  template <int N>                                                             \
  DETENTE_INLINE PackMask<N> operator op(double a, const Pack<N>& b) {         \
    return Pack<N>(a) op b;                                                    \
  }
DETENTE_COMPARISON(<)
DETENTE_COMPARISON(<=)
DETENTE_COMPARISON(>)
DETENTE_COMPARISON(>=)
DETENTE_COMPARISON(==)
DETENTE_COMPARISON(!=)
#undef DETENTE_COMPARISON

#define DETENTE_LOGIC(op)                                                              \
  template <int N>                                                                     \
  DETENTE_INLINE PackMask<N> operator op(const PackMask<N>& a, const PackMask<N>& b) { \
    if constexpr (is_native<N>)                                                        \
      return {a.v op b.v};                                                             \
    else                                                                               \
      return {a.low op b.low, a.high op b.high};                                       \
  }                                                                                    \
  template <int N>                                                                     \
  DETENTE_INLINE PackMask<N>& operator op##=(PackMask<N>& a, const PackMask<N>& b) {   \
    return a = a op b;                                                                 \
  }
DETENTE_LOGIC(&)
DETENTE_LOGIC(|)
DETENTE_LOGIC(^)
#undef DETENTE_LOGIC

template <int N>
DETENTE_INLINE PackMask<N> operator!(const PackMask<N>& a) {
  if constexpr (is_native<N>)
    return {~a.v};
  else
    return {!a.low, !a.high};
}

// ---- selection ----------------------------------------------------------------------------------------------------

DETENTE_INLINE double select(bool mask, double a, double b) { return mask ? a : b; }
DETENTE_INLINE bool select(bool mask, bool a, bool b) { return mask ? a : b; }

template <int N>
DETENTE_INLINE Pack<N> select(const PackMask<N>& mask, const Pack<N>& a, const Pack<N>& b) {
  if constexpr (is_native<N>)
    return Pack<N>(mask.v ? a.v : b.v);
  else
    return {select(mask.low, a.low, b.low), select(mask.high, a.high, b.high)};
}

template <int N>
DETENTE_INLINE PackMask<N> select(const PackMask<N>& mask, const PackMask<N>& a, const PackMask<N>& b) {
  return (mask & a) | (!mask & b);
}

// As a < b ? a : b and a > b ? a : b, so that scalar and pack agree on zeros of either sign and on NaN.
template <class Real>
DETENTE_INLINE Real min(const Real& a, const Real& b) {
  return select(a < b, a, b);
}
template <class Real>
DETENTE_INLINE Real max(const Real& a, const Real& b) {
  return select(a > b, a, b);
}

// ---- lanes one by one ---------------------------------------------------------------------------------------------

DETENTE_INLINE double lane(double x, int) { return x; }
DETENTE_INLINE void set_lane(double& x, int, double value) { x = value; }

template <int N>
DETENTE_INLINE double lane(const Pack<N>& x, int l) {
  if constexpr (is_native<N>)
    return x.v[l];
  else
    return l < N / 2 ? lane(x.low, l) : lane(x.high, l - N / 2);
}
template <int N>
DETENTE_INLINE void set_lane(Pack<N>& x, int l, double value) {
  if constexpr (is_native<N>)
    x.v[l] = value;
  else if (l < N / 2)
    set_lane(x.low, l, value);
  else
    set_lane(x.high, l - N / 2, value);
}

template <class Real>
DETENTE_INLINE Real load(const double* from) {
  if constexpr (std::is_same_v<Real, double>) {
    return *from;
  } else {
    constexpr int n = lane_count<Real>;
    if constexpr (is_native<n>) {
      Real x;
      for (int l = 0; l < n; ++l) x.v[l] = from[l];
      return x;
    } else {
      return {load<Pack<n / 2>>(from), load<Pack<n / 2>>(from + n / 2)};
    }
  }
}
template <class Real>
DETENTE_INLINE void store(double* to, const Real& x) {
  for (int l = 0; l < lane_count<Real>; ++l) to[l] = lane(x, l);
}

// ---- masks as a whole ---------------------------------------------------------------------------------------------

// Bit l is lane l.
DETENTE_INLINE unsigned bits(bool mask) { return mask; }
template <int N>
DETENTE_INLINE unsigned bits(const PackMask<N>& mask) {
  if constexpr (is_native<N>) {
    // The compilers' own names: <immintrin.h> takes them a second in most files.
    [[maybe_unused]] const auto signs = __builtin_bit_cast(typename NativeVector<N>::Number, mask.v);
#if defined(__AVX512DQ__) && defined(__AVX512VL__)
    typedef long long Words __attribute__((vector_size(64)));
    if constexpr (N == 8) return __builtin_ia32_cvtq2mask512(__builtin_bit_cast(Words, mask.v));
#endif
#if defined(__AVX__)
    if constexpr (N == 4) return static_cast<unsigned>(__builtin_ia32_movmskpd256(signs));
#endif
#if defined(__SSE2__)
    if constexpr (N == 2) return static_cast<unsigned>(__builtin_ia32_movmskpd(signs));
#endif
    unsigned result = 0;
    for (int l = 0; l < N; ++l) result |= (mask.v[l] ? 1U : 0U) << l;
    return result;
  } else {
    return bits(mask.low) | bits(mask.high) << (N / 2);
  }
}

template <class Real>
DETENTE_INLINE Mask<Real> mask_from_bits(unsigned set) {
  if constexpr (std::is_same_v<Real, double>) {
    return (set & 1U) != 0;
  } else {
    constexpr int n = lane_count<Real>;
    if constexpr (is_native<n>) {
      PackMask<n> mask;
      for (int l = 0; l < n; ++l) mask.v[l] = (set >> l & 1U) ? -1 : 0;
      return mask;
    } else {
      return {mask_from_bits<Pack<n / 2>>(set), mask_from_bits<Pack<n / 2>>(set >> (n / 2))};
    }
  }
}

DETENTE_INLINE bool any(bool mask) { return mask; }
DETENTE_INLINE bool all(bool mask) { return mask; }
template <int N>
DETENTE_INLINE bool any(const PackMask<N>& mask) {
  if constexpr (is_native<N>)
    return bits(mask) != 0;
  else
    return any(mask.low | mask.high);
}
template <int N>
DETENTE_INLINE bool all(const PackMask<N>& mask) {
  if constexpr (is_native<N>)
    return bits(mask) == (1U << N) - 1;
  else
    return all(mask.low & mask.high);
}

// ---- whole numbers ------------------------------------------------------------------------------------------------

// The number on all lanes.
template <class Real>
DETENTE_INLINE Real whole(std::int64_t number) {
  return Real(static_cast<double>(number));
}

template <class Real>
DETENTE_INLINE Real abs(const Real& x) {
  return select(x < Real(0.0), Real(0.0) - x, x);
}

// The largest whole number not above x, exact for |x| < 2^51: adding and taking away 1.5 x 2^52 rounds to nearest.
template <class Real>
DETENTE_INLINE Real floor(const Real& x) {
  const Real magic(6755399441055744.0);
  const Real nearest = (x + magic) - magic;
  return nearest - select(nearest > x, Real(1.0), Real(0.0));
}

}  // namespace detente
