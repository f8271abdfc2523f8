package dev.qm.bluechi.configuration;

import dev.qm.bluechi.connection.BusAddress;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent's files say, all of it: bluechi-agent.conf(5).
 *
 * @param nodeName the name under which it registers
 * @param controllers in the order in which they are tried
 * @param heartbeat how often it tells its controller that it is there; nothing for never
 * @param controllerThreshold how long it goes without a sign of its controller; nothing for as long
 *     as it takes
 * @param triesUntilQuiet after how many tries to connect it stops to write of them
 * @param logLevel from which level on it writes
 * @param isQuiet whether it writes nothing
 * @param logTarget the word for where it writes
 * @param silence how long a connection may say nothing at all, asked or not: what TCP's probes do
 *     for BlueChi's own agent
 */
public record AgentSettings(
    String nodeName,
    List<BusAddress> controllers,
    Optional<Duration> heartbeat,
    Optional<Duration> controllerThreshold,
    long triesUntilQuiet,
    LogLevel logLevel,
    boolean isQuiet,
    String logTarget,
    Duration silence) {
  private static final long HEARTBEAT = 2000;
  private static final long TRIES = 10;

  /** Findings that are about BlueChi's own agent, not about what files say. */
  private static final Set<String> OF_THE_OTHER_AGENT =
      Set.of("bluechi-installed", "bluechi-heartbeat", "bluechi-vendor-file");

  /** Shorter is no sign of a broken controller: a busy machine can be as slow. */
  private static final Duration LEAST_SILENCE = Duration.ofSeconds(20);

  public AgentSettings {
    controllers = List.copyOf(controllers);
  }

  /** What is written. */
  public enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** The level of that name. */
    public static Optional<LogLevel> find(String word) {
      for (var level : values()) {
        if (level.name().equals(word.toUpperCase(Locale.ROOT))) {
          return Optional.of(level);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * What became of a reading.
   *
   * @param settings nothing where the files are wrong, which the problems say
   * @param problems all that is wrong, with its line
   */
  public record Reading(Optional<AgentSettings> settings, List<Problem> problems) {
    public Reading {
      problems = List.copyOf(problems);
    }
  }

  /**
   * What somebody says beside the files; each wins over what they say.
   *
   * @param controllers D-Bus addresses, as ControllerAddress= has them
   */
  public record Said(
      Optional<String> nodeName, Optional<String> controllers, Optional<Duration> heartbeat) {
    /** Nothing. */
    public static final Said NOTHING =
        new Said(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Reads them. Lines that are wrong are found as {@code qm bluechi check} finds them.
   *
   * @param layers the agent's files
   * @param mainFile where the administrator's file is, or would be
   * @param unread what is there and cannot be read
   * @param hostName what the machine is called, which is the node's name where nobody says another
   */
  public static Reading read(
      Layers layers, Path mainFile, List<Side.Unread> unread, String hostName, Said said) {
    var problems = new Problems();
    new FileInspection(
            new Side(
                Machine.Where.HOST,
                layers,
                mainFile,
                Side.Installed.YES,
                Optional.empty(),
                List.copyOf(unread)),
            problems)
        .inspect();
    var found =
        problems.inOrder().stream()
            .filter(problem -> !OF_THE_OTHER_AGENT.contains(problem.rule()))
            .toList();
    // a file that cannot be read to its end would count for nothing, which nobody wants
    if (found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
        || !layers.isReadable()) {
      return new Reading(Optional.empty(), found);
    }
    return new Reading(Optional.of(of(layers, hostName, said)), found);
  }

  private static AgentSettings of(Layers layers, String hostName, Said said) {
    var probes =
        number(layers, KnownKey.TCP_KEEP_ALIVE_TIME, 1)
            + number(layers, KnownKey.TCP_KEEP_ALIVE_INTERVAL, 1)
                * number(layers, KnownKey.TCP_KEEP_ALIVE_COUNT, 6);
    var silence = Duration.ofSeconds(probes);
    return new AgentSettings(
        said.nodeName().orElseGet(() -> text(layers, KnownKey.NODE_NAME).orElse(hostName)),
        said.controllers().map(BusAddress::parse).orElseGet(() -> controllers(layers)),
        said.heartbeat().or(() -> millis(number(layers, KnownKey.HEARTBEAT_INTERVAL, HEARTBEAT))),
        millis(number(layers, KnownKey.CONTROLLER_HEARTBEAT_THRESHOLD, 0)),
        number(layers, KnownKey.CONNECTION_RETRY_COUNT, TRIES),
        text(layers, KnownKey.LOG_LEVEL).flatMap(LogLevel::find).orElse(LogLevel.INFO),
        layers.setting(KnownKey.LOG_IS_QUIET.word()).filter(Setting::isYes).isPresent(),
        text(layers, KnownKey.LOG_TARGET).orElse("journald").toLowerCase(Locale.ROOT),
        silence.compareTo(LEAST_SILENCE) > 0 ? silence : LEAST_SILENCE);
  }

  private static List<BusAddress> controllers(Layers layers) {
    var address = text(layers, KnownKey.CONTROLLER_ADDRESS);
    if (address.isPresent()) {
      return BusAddress.parse(address.get());
    }
    return ControllerTarget.of(layers).stream().map(AgentSettings::address).toList();
  }

  private static BusAddress address(ControllerTarget target) {
    return switch (target) {
      case ControllerTarget.Tcp tcp -> new BusAddress.Tcp(tcp.host(), tcp.port(), Optional.empty());
      case ControllerTarget.Local local -> new BusAddress.Unix(local.path(), Optional.empty());
      case ControllerTarget.Other other ->
          new BusAddress.Unsupported(other.address(), "qm connects to unix: and tcp:");
    };
  }

  private static Optional<String> text(Layers layers, KnownKey key) {
    return layers.setting(key.word()).map(Setting::value);
  }

  /** Numbers were looked at before: one that is none does not come here. */
  private static long number(Layers layers, KnownKey key, long otherwise) {
    return text(layers, key).flatMap(Values::number).orElse(otherwise);
  }

  /** BlueChi takes none and less than none as never. */
  private static Optional<Duration> millis(long count) {
    return count > 0
        ? Optional.of(Duration.ofMillis(Math.min(count, Integer.MAX_VALUE)))
        : Optional.empty();
  }
}
