package dev.qm.cli.command.verify;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that a report becomes. Whether it can be written is tried before anything is judged, so
 * that nobody waits for a report that has no place.
 *
 * @param file absolute
 */
record ReportFile(Path file) {
  /**
   * The file that an option names, if it was given.
   *
   * @throws UsageException when none can be written there
   */
  static Optional<ReportFile> of(Invocation in, OptionSpec.Value option) throws UsageException {
    var given = in.path(option);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var what = "--" + option.name() + " " + given.get() + ": ";
    var file = given.get().toAbsolutePath().normalize();
    var folder = file.getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new UsageException(what + "it is a folder", "name a file in it");
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new UsageException(
          what + "it is a link or a device, which a report does not replace", "name another file");
    }
    if (!Files.isDirectory(folder)) {
      throw new UsageException(
          what + "there is no folder " + folder,
          "make it, or name a file in a folder that is there");
    }
    try {
      Files.delete(Files.createTempFile(folder, ".qm-", ""));
    } catch (IOException refused) {
      throw new UsageException(
          what + "no file can be made in " + folder + ", " + HostException.reason(refused),
          "name a file in a folder that you may write to");
    }
    return Optional.of(new ReportFile(file));
  }

  /** Writes it. */
  void write(String text) throws CommandFailure {
    try {
      AtomicFile.write(file, text, "0644");
    } catch (HostException failure) {
      throw new CommandFailure(Letter.of(failure));
    }
  }
}
