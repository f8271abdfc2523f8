package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/**
 * openat2(2), with which the kernel itself keeps to a tree while it looks up a path: whoever
 * changes the tree meanwhile gains nothing.
 */
public final class PathCalls {
  /** The folder of the process, or none for an absolute path. */
  public static final int ANYWHERE = -100;

  /** Only the place, without opening what is there: no device and no named pipe notices. */
  public static final int PLACE = 0x200000;

  /** Writing only; without it, reading. */
  public static final int WRITE = 1;

  /** A new file: O_CREAT and O_EXCL, which neither follow a link nor take what is there. */
  public static final int CREATE = 0x40 | 0x80;

  /** Rather fail than wait for whoever holds a lease: fcntl(2). */
  public static final int AT_ONCE = 0x800;

  /** Links, magic ones too, are refused wherever they stand, and so is every way out. */
  public static final int BENEATH_WITHOUT_LINKS = 0x08 | 0x04 | 0x02;

  /** The folder is the root of all that is looked up: links stay inside. */
  public static final int IN_ROOT = 0x10 | 0x02;

  /** Where two flags have numbers of their own: arch/arm64 and arch/powerpc, uapi/asm/fcntl.h. */
  private static final boolean OWN_NUMBERS =
      System.getProperty("os.arch", "").startsWith("aarch64")
          || System.getProperty("os.arch", "").startsWith("ppc64");

  /** Only a folder. */
  public static final int FOLDER = OWN_NUMBERS ? 0x4000 : 0x10000;

  /** A link itself, where it is the last name. */
  public static final int NO_LINK = OWN_NUMBERS ? 0x8000 : 0x20000;

  /** The number of openat2 on every machine: asm-generic/unistd.h. */
  private static final long OPENAT2 = 437;

  /** Three numbers of 64 bits: open_how in openat2(2). */
  private static final long HOW = 24;

  /** How often a look-up starts again because somebody renames on its way. */
  private static final int ATTEMPTS = 1000;

  private static final String LACK =
      "the kernel has no openat2(2), which keeps a look-up inside a tree; qm needs Linux 5.6, and"
          + " a container's seccomp filter that lets it through";

  /** What is read at a time at least, and at most, in bytes. */
  private static final int LEAST = 4096;

  private static final int MOST = 256 << 10;

  private static final MemorySegment SYSCALL = CLibrary.found("syscall");
  private static final MemorySegment READ = CLibrary.found("read");
  private static final MemorySegment CLOSE = CLibrary.found("close");

  private PathCalls() {}

  /** A link, or a file, where a folder should be, or a way out of the tree. */
  public static final class LinkOnTheWay extends FileSystemException {
    private static final long serialVersionUID = 1L;

    /** Names the place. */
    public LinkOnTheWay(String place) {
      super(place, null, "is no folder, or a symbolic link; links are not followed");
    }
  }

  /**
   * Opens a path.
   *
   * @param folder a descriptor of it, or {@link #ANYWHERE}
   * @param flags of those above
   * @param mode of a new file; the umask applies
   * @param resolve one of those above, or 0 for the usual rules
   * @return the descriptor, which no program gets that is started meanwhile
   * @throws LinkOnTheWay where links may not be followed, and for a loop of links
   * @throws IOException the usual exceptions of {@link java.nio.file}; one that says so where the
   *     kernel has no openat2
   */
  public static int open(int folder, String path, int flags, int mode, int resolve)
      throws IOException {
    for (var attempt = 1; ; attempt++) {
      try {
        return openOnce(folder, path, flags, mode, resolve);
      } catch (CallFailure failure) {
        var again =
            failure.errno() == CallFailure.EINTR || (failure.wouldWait() && (flags & AT_ONCE) == 0);
        if (!again || attempt == ATTEMPTS) {
          throw named(failure, path, flags);
        }
      }
    }
  }

  /** Closes the descriptor, whatever becomes of it. */
  public static void close(int descriptor) {
    try (var arena = Arena.ofConfined()) {
      // a failure of close says nothing about what was done before
      var _ = CLibrary.call(CLOSE, CLibrary.state(arena), descriptor, 0, 0, 0, 0, 0);
    }
  }

  /**
   * What a regular file has from where its descriptor is: read(2), until it says that it is the
   * end.
   *
   * @param expected how long it says that it is, in bytes; files of the kernel say 0
   * @param max bytes; of a longer file one byte more is read, and no more
   */
  public static byte[] read(int descriptor, long expected, int max) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var room = arena.allocate(Math.clamp(Math.min(expected, max) + 1, LEAST, MOST));
      var bytes = new byte[0];
      while (bytes.length <= max) {
        var most = Math.min(room.byteSize(), max + 1L - bytes.length);
        var count = (int) CLibrary.call(READ, state, descriptor, room.address(), most, 0, 0, 0);
        if (count == 0) {
          break;
        }
        if (count > 0) {
          var before = bytes.length;
          bytes = Arrays.copyOf(bytes, before + count);
          MemorySegment.copy(room, JAVA_BYTE, 0, bytes, before, count);
        } else if (CLibrary.errno(state) != CallFailure.EINTR) {
          throw new FileSystemException(
              "descriptor " + descriptor, null, CallFailure.words(CLibrary.errno(state)));
        }
      }
      return bytes;
    }
  }

  private static int openOnce(int folder, String path, int flags, int mode, int resolve)
      throws CallFailure {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var how = arena.allocate(HOW, Long.BYTES);
      how.set(JAVA_LONG, 0, flags | CLibrary.CLOEXEC);
      how.set(JAVA_LONG, 8, mode);
      how.set(JAVA_LONG, 16, resolve);
      var text = arena.allocateFrom(path);
      return CLibrary.check(
          "openat2",
          state,
          (int)
              CLibrary.call(
                  SYSCALL, state, OPENAT2, folder, text.address(), how.address(), HOW, 0));
    }
  }

  private static IOException named(CallFailure failure, String path, int flags) {
    // a place needs no permission of the file's: an old seccomp filter says EPERM
    var isRefused = failure.errno() == CallFailure.EPERM && (flags & PLACE) != 0;
    var named =
        switch (isRefused ? CallFailure.ENOSYS : failure.errno()) {
          case CallFailure.ENOENT -> new NoSuchFileException(path);
          case CallFailure.EACCES -> new AccessDeniedException(path);
          case CallFailure.EEXIST -> new FileAlreadyExistsException(path);
          case CallFailure.ENOTDIR, CallFailure.ELOOP, CallFailure.EXDEV -> new LinkOnTheWay(path);
          case CallFailure.ENOSYS -> new FileSystemException(path, null, LACK);
          default -> new FileSystemException(path, null, CallFailure.words(failure.errno()));
        };
    named.initCause(failure);
    return named;
  }
}
