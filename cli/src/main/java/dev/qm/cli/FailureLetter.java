package dev.qm.cli;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Puts any failure into words for the user. */
final class FailureLetter {
  private static final int MOST_CAUSES = 3;

  private FailureLetter() {}

  /** The letter about a failure. */
  static Letter of(Throwable failure) {
    return switch (failure) {
      case CommandFailure known -> known.letter();
      case HostException known -> Letter.of(known);
      case UncheckedIOException wrapped when wrapped.getCause() != null -> of(wrapped.getCause());
      case FileSystemException e -> aboutFile(e);
      case IOException e -> declared(e);
      case OutOfMemoryError e ->
          Letter.error("out of memory")
              .note("what was read is larger than anything that qm expects");
      case RuntimeException e -> bug(e);
      case Error e -> bug(e);
      case Throwable e -> declared(e);
    };
  }

  private static Letter aboutFile(FileSystemException e) {
    var file = String.valueOf(e.getFile());
    return switch (e) {
      case NoSuchFileException missing -> Letter.error("no such file: " + file);
      case AccessDeniedException denied ->
          Letter.error("no permission: " + file).note("run the command as root, with sudo");
      case FileAlreadyExistsException exists -> Letter.error("the file exists already: " + file);
      case NotDirectoryException other -> Letter.error("not a folder: " + file);
      case DirectoryNotEmptyException full -> Letter.error("the folder is not empty: " + file);
      default ->
          Letter.error((e.getReason() == null ? "cannot be used" : e.getReason()) + ": " + file);
    };
  }

  /**
   * A failure that the modules below declare says itself what happened; what led to it stands
   * below.
   */
  private static Letter declared(Throwable e) {
    var letter = Letter.error(message(e));
    var cause = e.getCause();
    for (var i = 0; i < MOST_CAUSES && cause != null; i++) {
      letter = letter.note("because: " + message(cause));
      cause = cause.getCause();
    }
    return letter;
  }

  private static Letter bug(Throwable e) {
    return Letter.error(
        "this is a bug in qm; run again with --debug and report what it prints ("
            + e.getClass().getSimpleName()
            + (e.getMessage() == null ? "" : ": " + e.getMessage())
            + ")");
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
