// What the processor runs before main: reset and exception vectors of the lx106 as QEMU has it.

  .section .reset, "ax"
  .global reset
  .literal_position
reset:
  j start

  .section .text.start, "ax"
  .literal_position
  .align 4
start:
  // Out of the exception mode that a reset leaves, so that a fault goes to the vectors below.
  movi a2, 0
  wsr.ps a2
  rsync
  movi a1, stack_top
  call0 run_image
  // run_image does not return.
  ill

// Offsets from VECBASE: user, kernel and double exception all end the machine. A jump reaches 128 KB
// only, and the program is 256 MB away.
  .section .vectors, "ax"
  .align 4
address_of_fault:
  .word fault
  .macro vector offset
  .org \offset
  l32r a0, address_of_fault
  jx a0
  .endm
  vector 0x30
  vector 0x50
  vector 0x70

  .section .text.fault, "ax"
  .literal_position
  .align 4
fault:
  // The faulty program's stack may be what is broken: a new one.
  movi a1, stack_top
  rsr.exccause a2
  rsr.epc1 a3
  rsr.excvaddr a4
  call0 report_fault
  ill
