#include "CMemory.h"

#ifdef __linux__

#include <stdint.h>
#include <sys/mman.h>

static const uintptr_t page = 2 << 20;

void pf_expect_large(void *memory, size_t length) {
  if (length < 2 * page) { return; }
  // Only pages that are the caller's from end to end.
  const uintptr_t begin = ((uintptr_t)memory + page - 1) & ~(page - 1);
  const uintptr_t end = ((uintptr_t)memory + length) & ~(page - 1);
  // It is advice: where it is not taken, pages are small as ever.
  if (begin < end) { (void)madvise((void *)begin, end - begin, MADV_HUGEPAGE); }
}

#else

void pf_expect_large(void *memory, size_t length) {
  (void)memory;
  (void)length;
}

#endif
