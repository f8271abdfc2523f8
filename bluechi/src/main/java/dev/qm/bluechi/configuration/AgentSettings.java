package dev.qm.bluechi.configuration;

import dev.qm.bluechi.connection.BusAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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
  public static SettingsReading<AgentSettings> read(
      Layers layers, Path mainFile, List<Side.Unread> unread, String hostName, Said said) {
    return SettingsReading.of(layers, mainFile, unread, () -> of(layers, hostName, said));
  }

  private static AgentSettings of(Layers layers, String hostName, Said said) {
    var probes =
        layers.number(KnownKey.TCP_KEEP_ALIVE_TIME, 1)
            + layers.number(KnownKey.TCP_KEEP_ALIVE_INTERVAL, 1)
                * layers.number(KnownKey.TCP_KEEP_ALIVE_COUNT, 6);
    var silence = Duration.ofSeconds(probes);
    return new AgentSettings(
        said.nodeName().orElseGet(() -> layers.text(KnownKey.NODE_NAME).orElse(hostName)),
        said.controllers().map(BusAddress::parse).orElseGet(() -> controllers(layers)),
        said.heartbeat().or(() -> layers.millis(KnownKey.HEARTBEAT_INTERVAL, HEARTBEAT)),
        layers.millis(KnownKey.CONTROLLER_HEARTBEAT_THRESHOLD, 0),
        layers.number(KnownKey.CONNECTION_RETRY_COUNT, TRIES),
        layers.text(KnownKey.LOG_LEVEL).flatMap(LogLevel::find).orElse(LogLevel.INFO),
        layers.setting(KnownKey.LOG_IS_QUIET.word()).filter(Setting::isYes).isPresent(),
        layers.text(KnownKey.LOG_TARGET).orElse("journald").toLowerCase(Locale.ROOT),
        silence.compareTo(LEAST_SILENCE) > 0 ? silence : LEAST_SILENCE);
  }

  private static List<BusAddress> controllers(Layers layers) {
    var address = layers.text(KnownKey.CONTROLLER_ADDRESS);
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
}
