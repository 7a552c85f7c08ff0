// Loops that call a function of 256-bit vectors on block after block of 32 bytes.
//
// In assembly because clang passes such vectors in memory unless the whole file is compiled for AVX, which takes a compiler flag that a
// package with dependants may not set; SLEEF expects them in registers.
#if defined(__x86_64__) && defined(__ELF__)

// void pf_wide_map1(const void *x, void *result, size_t blocks, void (*function)(void))
  .text
  .globl pf_wide_map1
  .type pf_wide_map1, @function
pf_wide_map1:
  .cfi_startproc
  pushq %rbx
  .cfi_adjust_cfa_offset 8
  pushq %r12
  .cfi_adjust_cfa_offset 8
  pushq %r13
  .cfi_adjust_cfa_offset 8
  pushq %r14
  .cfi_adjust_cfa_offset 8
  subq $8, %rsp
  .cfi_adjust_cfa_offset 8
  movq %rdi, %rbx
  movq %rsi, %r12
  movq %rdx, %r13
  movq %rcx, %r14
1:
  testq %r13, %r13
  jz 2f
  vmovups (%rbx), %ymm0
  callq *%r14
  vmovups %ymm0, (%r12)
  addq $32, %rbx
  addq $32, %r12
  decq %r13
  jmp 1b
2:
  vzeroupper
  addq $8, %rsp
  .cfi_adjust_cfa_offset -8
  popq %r14
  .cfi_adjust_cfa_offset -8
  popq %r13
  .cfi_adjust_cfa_offset -8
  popq %r12
  .cfi_adjust_cfa_offset -8
  popq %rbx
  .cfi_adjust_cfa_offset -8
  ret
  .cfi_endproc
  .size pf_wide_map1, .-pf_wide_map1

// void pf_wide_map2(const void *x, const void *y, void *result, size_t blocks, void (*function)(void))
  .globl pf_wide_map2
  .type pf_wide_map2, @function
pf_wide_map2:
  .cfi_startproc
  pushq %rbx
  .cfi_adjust_cfa_offset 8
  pushq %r12
  .cfi_adjust_cfa_offset 8
  pushq %r13
  .cfi_adjust_cfa_offset 8
  pushq %r14
  .cfi_adjust_cfa_offset 8
  pushq %r15
  .cfi_adjust_cfa_offset 8
  movq %rdi, %rbx
  movq %rsi, %r15
  movq %rdx, %r12
  movq %rcx, %r13
  movq %r8, %r14
1:
  testq %r13, %r13
  jz 2f
  vmovups (%rbx), %ymm0
  vmovups (%r15), %ymm1
  callq *%r14
  vmovups %ymm0, (%r12)
  addq $32, %rbx
  addq $32, %r15
  addq $32, %r12
  decq %r13
  jmp 1b
2:
  vzeroupper
  popq %r15
  .cfi_adjust_cfa_offset -8
  popq %r14
  .cfi_adjust_cfa_offset -8
  popq %r13
  .cfi_adjust_cfa_offset -8
  popq %r12
  .cfi_adjust_cfa_offset -8
  popq %rbx
  .cfi_adjust_cfa_offset -8
  ret
  .cfi_endproc
  .size pf_wide_map2, .-pf_wide_map2

  .section .note.GNU-stack, "", @progbits
#endif
