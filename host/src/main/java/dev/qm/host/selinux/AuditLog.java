package dev.qm.host.selinux;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The denials that this machine has logged: those of the audit daemon where it runs, else those in
 * the journal or the kernel's own log.
 *
 * @param denials oldest first
 * @param source where they were read, in words
 * @param isComplete false when the log goes further back than was read
 */
public record AuditLog(List<Denial> denials, String source, boolean isComplete) {
  /** From the end of the logs; the audit daemon's own limit of one file is 8 MiB by default. */
  static final int MOST = 16 << 20;

  private static final List<String> FILES =
      List.of("/var/log/audit/audit.log", "/var/log/audit/audit.log.1");

  private static final Duration LONGEST = Duration.ofMinutes(2);

  public AuditLog {
    denials = List.copyOf(denials);
  }

  /**
   * The denials since a moment.
   *
   * @param since nothing for all that the log still has
   */
  public static AuditLog read(Root root, Optional<Instant> since) throws HostException {
    var files = files(root);
    if (!files.isEmpty() && (!root.isHost() || isAlive(files.getFirst()))) {
      return ofFiles(files, since);
    }
    if (!root.isHost()) {
      return new AuditLog(List.of(), "no audit log below " + root.directory(), true);
    }
    if (Command.find("journalctl").isPresent()) {
      return ofJournal(since);
    }
    return ofKernel(since);
  }

  /** Whether somebody has written the log since the machine was started. */
  private static boolean isAlive(Path log) throws HostException {
    try {
      return boot().isEmpty() || !Files.getLastModifiedTime(log).toInstant().isBefore(boot().get());
    } catch (IOException failure) {
      throw new HostException("cannot read " + log, failure);
    }
  }

  /** When the machine was started, to the second. */
  public static Optional<Instant> boot() {
    var seconds = ControlFile.number(Path.of("/proc/stat"), "btime");
    return seconds.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds.getAsLong()));
  }

  private static List<Path> files(Root root) throws HostException {
    var files = new ArrayList<Path>();
    for (var name : FILES) {
      var file = root.at(name);
      if (!Files.isReadable(file)) {
        if (Files.exists(root.at("/var/log/audit"), LinkOption.NOFOLLOW_LINKS)
            && !Files.isReadable(root.at("/var/log/audit"))) {
          throw new HostException(
              "cannot read " + file, "only root may read the audit log", "use sudo");
        }
        continue;
      }
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    return files;
  }

  /** Newest file first; an older one only while there is room and it may hold what is asked for. */
  private static AuditLog ofFiles(List<Path> files, Optional<Instant> since) throws HostException {
    var denials = new ArrayList<Denial>();
    var room = MOST;
    var isComplete = true;
    for (var file : files) {
      if (room <= 0) {
        isComplete = false;
        break;
      }
      try {
        isComplete &= Files.size(file) <= room;
        var tail = tail(file, room);
        room -= tail.length;
        denials.addAll(0, parse(tail, since));
        if (since.isPresent() && beginsBefore(tail, since.get())) {
          isComplete = true;
          break;
        }
      } catch (IOException failure) {
        throw new HostException("cannot read " + file, failure);
      }
    }
    return new AuditLog(denials, files.getFirst().toString(), isComplete);
  }

  private static AuditLog ofJournal(Optional<Instant> since) throws HostException {
    // the newest lines come first, so that a limit cuts the oldest
    var argv = new ArrayList<>(List.of("journalctl", "--no-pager", "--quiet", "--reverse"));
    argv.addAll(List.of("--output=short-unix", "--grep=avc:  denied", "--case-sensitive=true"));
    since.ifPresent(moment -> argv.add("--since=@" + moment.getEpochSecond()));
    argv.addAll(List.of("_TRANSPORT=audit", "+", "_TRANSPORT=kernel"));
    var outcome = Command.of(argv).timeout(LONGEST).run();
    if (!outcome.ok() && !outcome.errors().isBlank() && outcome.output().isEmpty()) {
      return ofKernel(since);
    }
    var denials = parse(outcome.output().getBytes(StandardCharsets.UTF_8), since);
    return new AuditLog(denials.reversed(), "the journal", !outcome.outputCut());
  }

  private static AuditLog ofKernel(Optional<Instant> since) throws HostException {
    var outcome = Command.of("dmesg").timeout(LONGEST).require();
    var denials = parse(outcome.output().getBytes(StandardCharsets.UTF_8), since);
    return new AuditLog(denials, "the kernel's log", !outcome.outputCut());
  }

  /** The denials in a log, in the order of its lines. */
  static List<Denial> parse(byte[] log, Optional<Instant> since) {
    var denials = new ArrayList<Denial>();
    var start = 0;
    for (var i = 0; i <= log.length; i++) {
      if (i == log.length || log[i] == '\n') {
        AvcLine.parse(Arrays.copyOfRange(log, start, i))
            .filter(denial -> isSince(denial, since))
            .ifPresent(denials::add);
        start = i + 1;
      }
    }
    return denials;
  }

  /** A denial without a time may be of any. */
  private static boolean isSince(Denial denial, Optional<Instant> since) {
    return since.isEmpty() || denial.time().isEmpty() || !denial.time().get().isBefore(since.get());
  }

  private static boolean beginsBefore(byte[] log, Instant moment) {
    return parse(log, Optional.empty()).stream()
        .flatMap(denial -> denial.time().stream())
        .anyMatch(time -> time.isBefore(moment));
  }

  /** The last whole lines of a file, at most {@code most} bytes of them. */
  private static byte[] tail(Path file, int most) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      var size = channel.size();
      var from = Math.max(0, size - most);
      var buffer = ByteBuffer.allocate((int) (size - from));
      while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
        // the next piece
      }
      var bytes = Arrays.copyOf(buffer.array(), buffer.position());
      if (from == 0) {
        return bytes;
      }
      var first = 0;
      while (first < bytes.length && bytes[first] != '\n') {
        first++;
      }
      return Arrays.copyOfRange(bytes, Math.min(first + 1, bytes.length), bytes.length);
    }
  }
}
