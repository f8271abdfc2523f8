package dev.qm.quadlet.path;

import dev.qm.quadlet.text.CodePoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Failures of files in words for people. */
public final class Failures {
  private static final String TOO_MANY_LINKS = "Too many levels";
  private static final String CIRCLE = "let one of the links lead to a file";

  private Failures() {}

  /** Why a file or folder cannot be read or written, in words for people. */
  public static String reason(Exception failure) {
    if ((failure instanceof UncheckedIOException || failure instanceof DirectoryIteratorException)
        && failure.getCause() instanceof IOException cause) {
      return reason(cause);
    }
    return switch (failure) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "there is no " + missing.getFile();
      case FileSystemLoopException loop -> "its links go in a circle";
      case FileSystemException other ->
          Optional.ofNullable(other.getReason())
              .map(Failures::reason)
              .orElseGet(() -> "the system refuses " + other.getFile());
      default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
    };
  }

  /** What to do so that a file or folder can be read. */
  public static String mend(Exception failure) {
    if ((failure instanceof UncheckedIOException || failure instanceof DirectoryIteratorException)
        && failure.getCause() instanceof IOException cause) {
      return mend(cause);
    }
    return switch (failure) {
      case UnfitFile unfit -> unfit.mend();
      case NoSuchFileException missing -> "put a file there, or take away what refers to it";
      case FileSystemLoopException loop -> CIRCLE;
      case FileSystemException other when isLoop(other) -> CIRCLE;
      default -> "let this user read it: see to its permissions and to those of the folders above";
    };
  }

  private static boolean isLoop(FileSystemException failure) {
    return Optional.ofNullable(failure.getReason())
        .filter(reason -> reason.startsWith(TOO_MANY_LINKS))
        .isPresent();
  }

  private static String reason(String reason) {
    return reason.startsWith(TOO_MANY_LINKS)
        ? "its links go in a circle"
        : CodePoints.lower(reason);
  }
}
