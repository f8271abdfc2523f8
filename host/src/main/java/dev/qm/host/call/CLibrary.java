package dev.qm.host.call;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/** The machine's C library: the one linker, and the one way to its errors. */
@SuppressWarnings("restricted") // the image is linked with --enable-native-access=dev.qm.host
final class CLibrary {
  /** Of open(2) and socket(2): no program that is started meanwhile gets the descriptor. */
  static final int CLOEXEC = 0x80000;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private CLibrary() {}

  /** A function, which takes the memory for errno before its own arguments. */
  static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... more) {
    var options = new ArrayList<>(List.of(more));
    options.add(Linker.Option.captureCallState("errno"));
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        descriptor,
        options.toArray(Linker.Option[]::new));
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

  /** What a call threw that the kernel has nothing to do with. */
  static IllegalStateException unexpected(Throwable failure) {
    return new IllegalStateException("cannot call the C library", failure);
  }
}
