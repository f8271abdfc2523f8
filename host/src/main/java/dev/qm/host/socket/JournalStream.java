package dev.qm.host.socket;

import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The journal's socket for the output of services, the one behind sd_journal_stream_fd(3) and
 * systemd-cat(1). It is the only door to a log that Java can use without a native call: {@code
 * /dev/log} and the journal's other sockets take datagrams, and Java has none for paths.
 *
 * <p>Nothing here waits: who logs before a container starts must not hang on a log that is stuck.
 */
public final class JournalStream {
  private static final String SOCKET = "/run/systemd/journal/stdout";

  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** The journal breaks longer lines: LineMax= of journald.conf(5). */
  private static final int LONGEST_LINE = 16 << 10;

  private JournalStream() {}

  /** How grave a line is: syslog(3). */
  public enum Priority {
    /** Nothing was done. */
    ERROR(3),
    /** Something was left out. */
    WARNING(4),
    /** What was done. */
    INFO(6);

    private final int number;

    Priority(int number) {
      this.number = number;
    }
  }

  /**
   * One line.
   *
   * @param priority how grave it is
   * @param text what happened
   */
  public record Line(Priority priority, String text) {}

  /**
   * Whether what this process writes to its standard error goes to the journal, where a line may
   * begin with its priority: sd-daemon(3), and JOURNAL_STREAM in systemd.exec(5).
   */
  public static boolean isStandardError(Map<String, String> environment) {
    var said = environment.getOrDefault("JOURNAL_STREAM", "");
    if (said.isEmpty()) {
      return false;
    }
    try {
      var is = Files.readAttributes(STANDARD_ERROR, "unix:dev,ino");
      return said.equals(is.get("dev") + ":" + is.get("ino"));
    } catch (IOException closed) {
      return false;
    }
  }

  /**
   * Hands lines to the journal of the machine below {@code root}.
   *
   * @param identifier stands before each line, as {@code SYSLOG_IDENTIFIER}
   * @return false when there is no journal, or it does not take them now
   */
  public static boolean send(Root root, String identifier, List<Line> lines) {
    var socket = root.at(SOCKET);
    if (Files.notExists(socket)) {
      return false;
    }
    var message = ByteBuffer.wrap(message(identifier, lines).getBytes(StandardCharsets.UTF_8));
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      if (!channel.connect(UnixDomainSocketAddress.of(socket))) {
        return false;
      }
      channel.write(message);
      return !message.hasRemaining();
    } catch (IOException noJournal) {
      return false;
    }
  }

  /**
   * Seven lines say who speaks, for which unit, with which priority, that lines have prefixes of
   * their own (sd-daemon(3)), and that nothing is to be passed on; then come the lines.
   */
  private static String message(String identifier, List<Line> lines) {
    var message = new StringBuilder(identifier).append("\n\n").append(Priority.INFO.number);
    message.append("\n1\n0\n0\n0\n");
    for (var line : lines) {
      var text = Untrusted.printable(line.text()).replace('\n', ' ');
      message
          .append('<')
          .append(line.priority().number)
          .append('>')
          .append(text, 0, Math.min(text.length(), LONGEST_LINE))
          .append('\n');
    }
    return message.toString();
  }
}
