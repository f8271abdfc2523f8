package dev.qm.host.call;

import java.io.IOException;

/** A call that the kernel refused: errno(3), in words where users meet it. */
public final class CallFailure extends IOException {
  private static final long serialVersionUID = 1L;

  // the numbers are those of asm-generic/errno.h, the same on all machines that Java runs on
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EEXIST = 17;
  static final int EXDEV = 18;
  static final int ENOTDIR = 20;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;

  /** What the kernel said. */
  private final int errno;

  CallFailure(String call, int errno) {
    super(call + ": " + words(errno));
    this.errno = errno;
  }

  /** True when the call would have had to wait. */
  public boolean wouldWait() {
    return errno == EAGAIN;
  }

  int errno() {
    return errno;
  }

  /** The usual errors in words; the number alone for others. */
  static String words(int errno) {
    return switch (errno) {
      case EPERM -> "not permitted";
      case ENOENT -> "no such file";
      case EAGAIN -> "somebody else is busy with it";
      case EACCES -> "permission denied";
      case EEXIST -> "it is already there";
      case ENOTDIR -> "not a folder";
      case 22 -> "the kernel does not know it";
      case 23, 24 -> "too many open files";
      case 28 -> "no space left on the disk";
      case 30 -> "the file system is read-only";
      case 36 -> "the name is too long";
      case ENOSYS -> "the kernel has no such call";
      case ELOOP -> "too many symbolic links";
      case 93 -> "the kernel has no such protocol";
      case 98 -> "the name is taken";
      case 111 -> "nobody listens there";
      default -> "error " + errno;
    };
  }
}
