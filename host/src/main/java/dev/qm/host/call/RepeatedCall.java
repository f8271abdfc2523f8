package dev.qm.host.call;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A function of the C library that is called again and again: it is looked up once, and a call
 * allocates nothing, so that what is timed is the kernel. One object is for one thread at a time.
 */
public final class RepeatedCall {
  private final String name;
  private final MemorySegment function;
  private final MemorySegment state = CLibrary.state(Arena.ofAuto());

  /** A function of numbers and addresses, six at most. */
  public RepeatedCall(String name) {
    this.name = name;
    this.function = CLibrary.found(name);
  }

  /** Calls a function that returns an int, or a length that fits into one. */
  public int call(long first) {
    return call(first, 0, 0, 0, 0, 0);
  }

  /** The same with more arguments. */
  public int call(long first, long second) {
    return call(first, second, 0, 0, 0, 0);
  }

  /** The same with more arguments. */
  public int call(long first, long second, long third) {
    return call(first, second, third, 0, 0, 0);
  }

  /** The same with more arguments. */
  public int call(long first, long second, long third, long fourth) {
    return call(first, second, third, fourth, 0, 0);
  }

  /** The same with more arguments. */
  public int call(long first, long second, long third, long fourth, long fifth, long sixth) {
    return (int) address(first, second, third, fourth, fifth, sixth);
  }

  /** Calls a function that returns an address. */
  public long address(long first, long second, long third, long fourth, long fifth, long sixth) {
    return CLibrary.call(function, state, first, second, third, fourth, fifth, sixth);
  }

  /** The same result, if it is none of a failure: for the calls that prepare. */
  public int checked(long first, long second, long third, long fourth, long fifth)
      throws CallFailure {
    return CLibrary.check(name, state, call(first, second, third, fourth, fifth, 0));
  }

  /** The same with fewer arguments. */
  public int checked(long first, long second, long third) throws CallFailure {
    return checked(first, second, third, 0, 0);
  }

  /** The last call as a failure. */
  public CallFailure failure() {
    return new CallFailure(name, CLibrary.errno(state));
  }

  /** Whether the last call was interrupted by a signal: EINTR. */
  public boolean wasInterrupted() {
    return CLibrary.errno(state) == CallFailure.EINTR;
  }
}
