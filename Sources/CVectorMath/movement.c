#include "loops.h"
#include <string.h>

// Elements are moved as plain bits, whatever their type.
typedef uint8_t bits8 __attribute__((may_alias));
typedef uint32_t bits32 __attribute__((may_alias));
typedef uint64_t bits64 __attribute__((may_alias));

static void copy_run(char *out, int64_t out_stride, const char *x, int64_t x_stride, int64_t count, size_t size) {
  if (out_stride == 1 && x_stride == 1) {
    memcpy(out, x, (size_t)count * size);
    return;
  }
  switch (size) {
#define RUN(bytes, T)                                                                       \
  case bytes: {                                                                             \
    T *o = (T *)out;                                                                        \
    const T *s = (const T *)x;                                                              \
    if (x_stride == 0 && out_stride == 1) {                                                 \
      for (int64_t i = 0; i < count; i++) o[i] = *s;                                        \
    } else {                                                                                \
      for (int64_t i = 0; i < count; i++) o[i * out_stride] = s[i * x_stride];              \
    }                                                                                       \
    break;                                                                                  \
  }
    RUN(1, bits8)
    RUN(4, bits32)
    RUN(8, bits64)
#undef RUN
  }
}

void pf_move(void *result, const int64_t *result_strides, const void *x, const int64_t *x_strides, const int64_t *shape,
             int64_t rank, size_t size) {
  for (int64_t axis = 0; axis < rank; axis++)
    if (shape[axis] == 0) return;
  if (rank == 0) {
    memcpy(result, x, size);
    return;
  }
  int64_t index[16] = {0}, last = rank - 1;
  char *out = result;
  const char *from = x;
  for (;;) {
    copy_run(out, result_strides[last], from, x_strides[last], shape[last], size);
    int64_t axis = last - 1;
    for (; axis >= 0; axis--) {
      out += result_strides[axis] * (int64_t)size;
      from += x_strides[axis] * (int64_t)size;
      if (++index[axis] < shape[axis]) break;
      out -= result_strides[axis] * shape[axis] * (int64_t)size;
      from -= x_strides[axis] * shape[axis] * (int64_t)size;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

void pf_fill(void *result, const void *x, size_t count, size_t size) {
  if (count > 0) copy_run(result, 1, x, 0, (int64_t)count, size);
}
