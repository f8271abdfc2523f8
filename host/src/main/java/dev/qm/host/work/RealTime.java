package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;

/** What software with deadlines asks of the kernel for itself: sched(7), mlockall(2). */
public final class RealTime {
  private static final int SCHED_FIFO = 1;

  /** The numbers of asm-generic/mman.h; those of arch/powerpc are its own. */
  private static final boolean IS_POWER = System.getProperty("os.arch", "").startsWith("ppc");

  private static final long MCL_CURRENT = IS_POWER ? 0x2000 : 1;
  private static final long MCL_FUTURE = IS_POWER ? 0x4000 : 2;

  private RealTime() {}

  /**
   * Gives the calling thread the class SCHED_FIFO: sched_setscheduler(2).
   *
   * @param priority 1 to 99
   * @throws IOException when it may not have it
   */
  public static void fifo(int priority) throws IOException {
    var parameter = NativeMemory.of(Integer.BYTES);
    parameter.putInt(0, priority);
    var _ = new RepeatedCall("sched_setscheduler").checked(0, SCHED_FIFO, parameter.address());
  }

  /**
   * Keeps all memory of this process, now and later, from being taken away: mlockall(2).
   *
   * @throws IOException when it may not, or there is not enough
   */
  public static void lockMemory() throws IOException {
    var _ = new RepeatedCall("mlockall").checked(MCL_CURRENT | MCL_FUTURE, 0, 0);
  }
}
