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
