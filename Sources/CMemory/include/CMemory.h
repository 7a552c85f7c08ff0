#pragma once

// What the operating system is told about memory.

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Says that `length` bytes from `memory` on are about to be written for the first time. Where they are many, Linux then hands them out in
/// pages of 2 MiB: one fault in place of 512, which cost as much as what is done with the bytes. It changes nothing else, and
/// may be said of any memory.
void pf_expect_large(void *memory, size_t length);

#ifdef __cplusplus
}
#endif
