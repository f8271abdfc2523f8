package dev.qm.host.selinux;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.process.Command;
import dev.qm.host.process.LinkFree;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The SELinux labels of files, compared with what the policy says: restorecon(8). */
public final class FileLabels {
  /** Some hundred thousand files on a slow machine. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final String WOULD = "Would relabel ";
  private static final String FROM = " from ";
  private static final String TO = " to ";

  private FileLabels() {}

  /**
   * A file whose label is not what the policy says.
   *
   * @param path chosen by whoever made the file
   * @param has its type now; empty when it has no label
   * @param should the type that it should have
   */
  public record Wrong(Untrusted path, String has, String should) {}

  /**
   * Files with wrong labels.
   *
   * @param files those that were read
   * @param isComplete false when there are more
   */
  public record Comparison(List<Wrong> files, boolean isComplete) {
    public Comparison {
      files = List.copyOf(files);
    }
  }

  /**
   * The files below the folders whose type is not the policy's. What a line of the answer says may
   * be a lie of whoever named the files.
   *
   * @param folders those that do not exist are left out
   */
  public static Comparison compare(List<Path> folders) throws HostException {
    var existing = existing(folders);
    if (existing.isEmpty()) {
      return new Comparison(List.of(), true);
    }
    var argv = new ArrayList<>(List.of("restorecon", "-R", "-n", "-v", "--"));
    existing.forEach(folder -> argv.add(folder.toString()));
    var outcome = Command.of(argv).timeout(LONGEST).run();
    var wrong = new ArrayList<Wrong>();
    for (var line : KernelText.lines(outcome.output())) {
      parse(line).ifPresent(wrong::add);
    }
    if (!outcome.ok() && wrong.isEmpty()) {
      throw outcome.failure();
    }
    return new Comparison(wrong, !outcome.outputCut());
  }

  /** {@code Would relabel PATH from LABEL to LABEL}; nothing for another line. */
  static Optional<Wrong> parse(String line) {
    var to = line.lastIndexOf(TO);
    var from = to < 0 ? -1 : line.lastIndexOf(FROM, to - 1);
    if (!line.startsWith(WOULD) || from < WOULD.length()) {
      return Optional.empty();
    }
    return Optional.of(
        new Wrong(
            Untrusted.of(line.substring(WOULD.length(), from)),
            typeOf(line.substring(from + FROM.length(), to)),
            typeOf(line.substring(to + TO.length()))));
  }

  /** The type in {@code user:role:type:level}; empty when there is none. */
  public static String typeOf(String label) {
    var parts = KernelText.split(label.strip(), ':');
    return parts.size() < 3 ? "" : Untrusted.printable(parts.get(2));
  }

  /** Gives everything below the folders the policy's labels, whatever labels they have. */
  public static void restoreAll(List<Path> folders) throws HostException {
    for (var folder : existing(folders)) {
      // restorecon goes by path, and a link that is planted on its way would have it label the host
      LinkFree.command(List.of(folder), List.of("restorecon", "-R", "-F", "--", folder.toString()))
          .require();
    }
  }

  /**
   * Gives these files the policy's labels.
   *
   * @param folders that they lie in; no link in them is followed
   */
  public static void restore(List<Wrong> files, List<Path> folders) throws HostException {
    if (files.isEmpty()) {
      return;
    }
    var list = new ByteArrayOutputStream();
    for (var file : files) {
      list.writeBytes(file.path().bytes());
      list.write(0);
    }
    // -i: one may be gone by now. The list comes by a pipe: it may be longer than a command line
    LinkFree.command(existing(folders), List.of("restorecon", "-i", "-F", "-0", "-f", "-"))
        .stdin(list.toByteArray())
        .require();
  }

  private static List<Path> existing(List<Path> folders) {
    var existing = new ArrayList<Path>();
    for (var folder : folders) {
      if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
        existing.add(folder);
      }
    }
    return existing;
  }
}
