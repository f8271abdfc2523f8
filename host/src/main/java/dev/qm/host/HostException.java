package dev.qm.host;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;
import java.util.Optional;

/**
 * A failure that a user can act on: what happened, why, and how to mend it. The only exception that
 * this module's methods declare.
 *
 * <p>The texts hold no terminal control characters, wherever they came from.
 */
public final class HostException extends Exception {
  private static final long serialVersionUID = 1L;

  /** How the C library, and so every program, says that a file system has no room: ENOSPC. */
  public static final String FULL = "No space left on device";

  /** Of a full disk no other mend helps. */
  private static final String MAKE_ROOM =
      "make room: `df -h` says how much space is left, `df -i` how many files";

  /** What was tried and did not work. */
  private final String what;

  /** How to mend it; empty when nobody knows. */
  private final String mend;

  /** A failure with a cause in words and no known mend. */
  public HostException(String what, String why) {
    this(what, why, "");
  }

  /** A failure with a cause in words and a mend. */
  public HostException(String what, String why, String mend) {
    super(join(what, why));
    this.what = Untrusted.printable(what);
    this.mend = why.contains(FULL) ? MAKE_ROOM : Untrusted.printable(mend);
  }

  /** A failure of the file system or of a process, said in plain words. */
  public HostException(String what, IOException cause) {
    this(what, cause, "");
  }

  /** A failure of the file system or of a process, said in plain words, with a mend. */
  public HostException(String what, IOException cause, String mend) {
    super(join(what, reason(cause)), cause);
    this.what = Untrusted.printable(what);
    this.mend = isFull() ? MAKE_ROOM : Untrusted.printable(mend);
  }

  /** What was tried and did not work, and why. */
  @Override
  public String getMessage() {
    return Objects.requireNonNullElse(super.getMessage(), what);
  }

  /** What was tried and did not work, without the reason. */
  public String what() {
    return what;
  }

  /** Whether a file system has no room left for it. */
  public boolean isFull() {
    return getMessage().contains(FULL);
  }

  /** What the user can do about it. */
  public Optional<String> mend() {
    return mend.isEmpty() ? Optional.empty() : Optional.of(mend);
  }

  /** The reason of {@code failure} in words that need no knowledge of Java. */
  public static String reason(IOException failure) {
    var message = failure.getMessage();
    return switch (failure) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> "no permission for " + e.getFile();
      case FileAlreadyExistsException e -> e.getFile() + " is already there";
      case NotDirectoryException e -> e.getFile() + " is not a folder";
      case FileSystemException e when e.getReason() != null -> e.getFile() + ": " + e.getReason();
      default -> message == null ? failure.getClass().getSimpleName() : message;
    };
  }

  private static String join(String what, String why) {
    return Untrusted.printable(why.isEmpty() ? what : what + ": " + why);
  }
}
