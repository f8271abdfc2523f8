package dev.qm.host.process;

import java.util.function.Consumer;

/**
 * Who is told of each program that {@link Command} ran. Bound to a piece of work and the thread
 * that does it, not to the process: two callers in one process do not hear of each other's.
 */
public final class Children {
  private static final ScopedValue<Consumer<Child>> OBSERVER = ScopedValue.newInstance();

  private Children() {}

  /**
   * Does {@code work} and tells {@code observer} of every child of it when that has ended,
   * whichever way it was run. Of a program that could not be started there is nothing to tell.
   *
   * @param observer is called on the thread that ran the child, also on those of {@link #carried}
   */
  public static <T, X extends Throwable> T observed(
      Consumer<Child> observer, ScopedValue.CallableOp<T, X> work) throws X {
    return ScopedValue.where(OBSERVER, observer).call(work);
  }

  /** The same work for another thread, whose children are told of as those of this one. */
  public static Runnable carried(Runnable work) {
    if (!OBSERVER.isBound()) {
      return work;
    }
    var observer = OBSERVER.get();
    return () -> ScopedValue.where(OBSERVER, observer).run(work);
  }

  static void tell(Child child) {
    if (OBSERVER.isBound()) {
      OBSERVER.get().accept(child);
    }
  }
}
