package dev.qm.testbed;

/** What an attack would need; the numbers are those of capabilities(7). */
enum Capability {
  DAC_OVERRIDE(1),
  SYS_MODULE(16),
  SYS_RAWIO(17),
  SYS_ADMIN(21),
  SYS_BOOT(22),
  SYS_RESOURCE(24),
  SYS_TIME(25),
  MKNOD(27),
  SYSLOG(34);

  private final int number;

  Capability(int number) {
    this.number = number;
  }

  /** Whether it is in a set as /proc/PID/status prints it. */
  boolean isIn(String hexadecimal) {
    return (Long.parseUnsignedLong(hexadecimal, 16) >> number & 1) == 1;
  }
}
