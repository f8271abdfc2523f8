package dev.qm.bluechi.configuration;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
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
    Probes probes,
    LogLevel logLevel,
    boolean isQuiet,
    String logTarget) {
  private static final long NODE_THRESHOLD = 6000;

  /** Findings that are about BlueChi's own controller, not about what files say. */
  private static final Set<String> OF_THE_OTHER_CONTROLLER =
      Set.of("bluechi-installed", "bluechi-heartbeat", "bluechi-vendor-file");

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
   * TCP's probes of a connection that is silent: tcp(7). 0 is the kernel's own.
   *
   * @param idle seconds of silence before the first
   * @param interval seconds between two
   * @param count how many remain unanswered before the connection is lost
   */
  public record Probes(int idle, int interval, int count) {}

  /**
   * What became of a reading.
   *
   * @param settings nothing where the files are wrong, which the problems say
   * @param problems all that is wrong, with its line
   */
  public record Reading(Optional<ControllerSettings> settings, List<Problem> problems) {
    public Reading {
      problems = List.copyOf(problems);
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
  public static Reading read(
      Layers layers, Path mainFile, List<Side.Unread> unread, Optional<Integer> port) {
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
            .filter(problem -> !OF_THE_OTHER_CONTROLLER.contains(problem.rule()))
            .toList();
    // a file that cannot be read to its end would count for nothing, which nobody wants
    if (found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)
        || !layers.isReadable()) {
      return new Reading(Optional.empty(), found);
    }
    return new Reading(Optional.of(of(layers, port)), found);
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
        millis(number(layers, KnownKey.HEARTBEAT_INTERVAL, 0)),
        millis(number(layers, KnownKey.NODE_HEARTBEAT_THRESHOLD, NODE_THRESHOLD)),
        new Probes(
            (int) number(layers, KnownKey.TCP_KEEP_ALIVE_TIME, 1),
            (int) number(layers, KnownKey.TCP_KEEP_ALIVE_INTERVAL, 1),
            (int) number(layers, KnownKey.TCP_KEEP_ALIVE_COUNT, 6)),
        text(layers, KnownKey.LOG_LEVEL).flatMap(LogLevel::find).orElse(LogLevel.INFO),
        layers.setting(KnownKey.LOG_IS_QUIET.word()).filter(Setting::isYes).isPresent(),
        text(layers, KnownKey.LOG_TARGET).orElse("journald").toLowerCase(Locale.ROOT));
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
