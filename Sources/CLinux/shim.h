#pragma once
// Swift's Glibc module leaves these headers and functions out.
#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// Of <pthread.h>, declared there for GNU programs alone.
int pthread_setname_np(pthread_t thread, const char *name);
