package dev.qm.host.work;

import dev.qm.host.call.RepeatedCall;
import java.io.IOException;

/**
 * Fresh pages are touched, each of which the kernel has to find and to clear: mmap(2). They are
 * given back each time, untimed: madvise(2), MADV_DONTNEED.
 */
public final class PageFaults implements Work {
  /** 64 pages of 4 KiB: less than a huge page. */
  private static final long LENGTH = 256 << 10;

  private static final long PROT_READ_WRITE = 3;
  private static final long MAP_PRIVATE_ANONYMOUS = 0x22;
  private static final int MADV_DONTNEED = 4;
  private static final int MADV_NOHUGEPAGE = 15;

  private final RepeatedCall memset = new RepeatedCall("memset");
  private final RepeatedCall madvise = new RepeatedCall("madvise");
  private final long address;

  /** Maps the memory. */
  public PageFaults() throws IOException {
    var mmap = new RepeatedCall("mmap");
    address = mmap.address(0, LENGTH, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0);
    if (address == -1) {
      throw mmap.failure();
    }
    // what mlockall(2) locks is there already, and cannot be given back
    var _ = new RepeatedCall("munlock").checked(address, LENGTH, 0);
    var _ = madvise.call(address, LENGTH, MADV_NOHUGEPAGE);
    afterwards();
  }

  @Override
  public boolean once() {
    return memset.address(address, 1, LENGTH, 0, 0, 0) == address;
  }

  @Override
  public void afterwards() {
    var _ = madvise.call(address, LENGTH, MADV_DONTNEED);
  }

  @Override
  public void close() {
    var _ = new RepeatedCall("munmap").call(address, LENGTH);
  }
}
