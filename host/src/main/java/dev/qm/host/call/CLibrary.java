package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The machine's C library: the one linker, and the one way to its errors. */
@SuppressWarnings("restricted") // the image is linked with --enable-native-access=dev.qm.host
final class CLibrary {
  /** Of open(2) and socket(2): no program that is started meanwhile gets the descriptor. */
  static final int CLOEXEC = 0x80000;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final SymbolLookup FUNCTIONS = Linker.nativeLinker().defaultLookup();

  /**
   * Any function of numbers and addresses: linking is what costs a command milliseconds, so all go
   * through one shape. Each platform of Linux passes them in the same registers, whatever their
   * size; as if there were more to come, because syscall(2) and open(2) have no fixed number.
   */
  private static final MethodHandle CALL =
      Linker.nativeLinker()
          .downcallHandle(
              FunctionDescriptor.of(
                  JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
              Linker.Option.captureCallState("errno"),
              Linker.Option.firstVariadicArg(1));

  private CLibrary() {}

  /** Calls a function that returns an int, or a length that fits into one. */
  static int call(String function, MemorySegment state, long first) {
    return call(function, state, first, 0, 0);
  }

  /** The same with more arguments. */
  static int call(String function, MemorySegment state, long first, long second, long third) {
    return call(function, state, first, second, third, 0, 0);
  }

  /** The same with more arguments. */
  static int call(
      String function,
      MemorySegment state,
      long first,
      long second,
      long third,
      long fourth,
      long fifth) {
    return (int) call(found(function), state, first, second, third, fourth, fifth, 0);
  }

  /** Where a function is. */
  static MemorySegment found(String function) {
    return FUNCTIONS.findOrThrow(function);
  }

  /** Calls a function that was found before; who calls an int function takes the lower half. */
  static long call(
      MemorySegment function,
      MemorySegment state,
      long first,
      long second,
      long third,
      long fourth,
      long fifth,
      long sixth) {
    try {
      return (long) CALL.invokeExact(function, state, first, second, third, fourth, fifth, sixth);
    } catch (Throwable failure) {
      throw new IllegalStateException("cannot call the C library", failure);
    }
  }

  /** Memory for the errno of calls. */
  static MemorySegment state(Arena arena) {
    return arena.allocate(STATE);
  }

  /** The errno of the last call that had this memory. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** The result, if it is none of a failure. */
  static int check(String call, MemorySegment state, int result) throws CallFailure {
    if (result < 0) {
      throw new CallFailure(call, errno(state));
    }
    return result;
  }
}
