package dev.qm.bluechi.configuration;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.TcpProbes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a controller's files say, all of it: bluechi-controller.conf(5).
 *
 * @param nodes which it lets in, by name, in the order of the files
 * @param port at which it listens for agents of other machines; nothing where it does not
 * @param isLocal whether it listens for agents of its own machine, at a socket of the file system
 * @param heartbeat how often it tells its nodes that it is there; nothing for never
 * @param nodeThreshold how long it goes without a sign of a node, looked at when it tells them;
 *     nothing for as long as it takes
 * @param probes how the kernel looks whether a silent node is still there
 * @param logLevel from which level on it writes
 * @param isQuiet whether it writes nothing
 * @param logTarget the word for where it writes
 */
public record ControllerSettings(
    Map<String, NodeRules> nodes,
    Optional<Integer> port,
    boolean isLocal,
    Optional<Duration> heartbeat,
    Optional<Duration> nodeThreshold,
    TcpProbes probes,
    LogLevel logLevel,
    boolean isQuiet,
    String logTarget) {
  private static final long NODE_THRESHOLD = 6000;

  public ControllerSettings {
    // in their order
    nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
  }

  /**
   * What is said of one node.
   *
   * @param dependencies the nodes whose units may be needed by units of this one
   * @param selinuxType the type that its agent must run as
   */
  public record NodeRules(Set<String> dependencies, Optional<String> selinuxType) {
    /** Nothing. */
    public static final NodeRules NONE = new NodeRules(Set.of(), Optional.empty());

    public NodeRules {
      dependencies = Set.copyOf(dependencies);
    }
  }

  /**
   * Reads them. Lines that are wrong are found as {@code qm bluechi check} finds them.
   *
   * @param layers the controller's files
   * @param mainFile where the administrator's file is, or would be
   * @param unread what is there and cannot be read
   * @param port which is said beside the files, and wins over what they say
   */
  public static SettingsReading<ControllerSettings> read(
      Layers layers, Path mainFile, List<Side.Unread> unread, Optional<Integer> port) {
    return SettingsReading.of(layers, mainFile, unread, () -> of(layers, port));
  }

  private static ControllerSettings of(Layers layers, Optional<Integer> port) {
    var sections = layers.nodeSections();
    var nodes = new LinkedHashMap<String, NodeRules>();
    for (var name : layers.allowedNodes()) {
      nodes.put(name, rules(sections.getOrDefault(name, Map.of())));
    }
    return new ControllerSettings(
        nodes,
        yes(layers, KnownKey.USE_TCP)
            ? Optional.of(
                port.orElseGet(() -> ControllerTarget.port(layers).orElse(ControllerTarget.PORT)))
            : Optional.empty(),
        yes(layers, KnownKey.USE_UDS),
        layers.millis(KnownKey.HEARTBEAT_INTERVAL, 0),
        layers.millis(KnownKey.NODE_HEARTBEAT_THRESHOLD, NODE_THRESHOLD),
        new TcpProbes(
            (int) layers.number(KnownKey.TCP_KEEP_ALIVE_TIME, 1),
            (int) layers.number(KnownKey.TCP_KEEP_ALIVE_INTERVAL, 1),
            (int) layers.number(KnownKey.TCP_KEEP_ALIVE_COUNT, 6)),
        layers.text(KnownKey.LOG_LEVEL).flatMap(LogLevel::find).orElse(LogLevel.INFO),
        layers.setting(KnownKey.LOG_IS_QUIET.word()).filter(Setting::isYes).isPresent(),
        layers.text(KnownKey.LOG_TARGET).orElse("journald").toLowerCase(Locale.ROOT));
  }

  private static NodeRules rules(Map<String, Setting> section) {
    var dependencies = section.get(KnownKey.ALLOW_DEPENDENCIES_ON.word());
    var type = section.get(KnownKey.REQUIRED_SELINUX_CONTEXT.word());
    return new NodeRules(
        dependencies == null ? Set.of() : Set.copyOf(dependencies.names()),
        type == null || type.value().isEmpty() ? Optional.empty() : Optional.of(type.value()));
  }

  private static boolean yes(Layers layers, KnownKey key) {
    return layers.setting(key.word()).map(Setting::isYes).orElse(true);
  }
}
