#pragma once
#include <cblas.h>

// LAPACK's factorizations, which OpenBLAS contains and cblas.h does not declare; matrices are column-major. `info` is positive where the
// matrix has no factorization of the kind.
void sgetrf_(const int *m, const int *n, float *a, const int *lda, int *pivots, int *info);
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *pivots, int *info);
void spotrf_(const char *triangle, const int *n, float *a, const int *lda, int *info);
void dpotrf_(const char *triangle, const int *n, double *a, const int *lda, int *info);
