// What the loops share: one clone per instruction set, chosen when the library is loaded, and no contraction of a*b+c, so that every
// machine computes the same bits for the arithmetic operations.
#pragma once
#include "CVectorMath.h"
#pragma STDC FP_CONTRACT OFF

// The loader chooses before the thread sanitizer is there, which watches the choosing too: its build has no clones.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define PF_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define PF_CLONES
#endif

#define PF_INLINE static inline __attribute__((always_inline))

// Clones for processors with fused multiply-adds, for files that allow contraction.
#if defined(__x86_64__) && defined(__linux__) && !__has_feature(thread_sanitizer)
#define PF_FUSING_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define PF_FUSING_CLONES
#endif

// Each index of arrays that coincide exactly or not at all: without being told so, the compiler takes the slow way where they coincide.
#define PF_EACH(i, count) _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < (count); i++)
