package dev.qm.bluechi.configuration;

import dev.qm.host.Version;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key that a release of BlueChi knows. Others are not read, without a word.
 *
 * <p>Source: bluechi-agent.conf(5), bluechi-controller.conf(5), and in which release each came.
 */
enum KnownKey {
  NODE_NAME("NodeName", Kind.NODE, 0, 1, Reader.AGENT),
  CONTROLLER_HOST("ControllerHost", Kind.TEXT, 0, 7, Reader.AGENT),
  CONTROLLER_ADDRESS("ControllerAddress", Kind.TEXT, 0, 7, Reader.AGENT),
  CONTROLLER_PORT("ControllerPort", Kind.PORT, 0, 7, Reader.AGENT, Reader.CONTROLLER),
  HEARTBEAT_INTERVAL("HeartbeatInterval", Kind.NUMBER, 0, 2, Reader.AGENT, Reader.CONTROLLER),
  CONTROLLER_HEARTBEAT_THRESHOLD("ControllerHeartbeatThreshold", Kind.NUMBER, 0, 9, Reader.AGENT),
  NODE_HEARTBEAT_THRESHOLD("NodeHeartbeatThreshold", Kind.NUMBER, 0, 9, Reader.CONTROLLER),
  CONNECTION_RETRY_COUNT("ConnectionRetryCountUntilQuiet", Kind.NUMBER, 1, 0, Reader.AGENT),
  ALLOWED_NODE_NAMES("AllowedNodeNames", Kind.NODES, 0, 1, Reader.CONTROLLER),
  USE_TCP("UseTCP", Kind.YES_NO, 0, 10, Reader.CONTROLLER),
  USE_UDS("UseUDS", Kind.YES_NO, 0, 10, Reader.CONTROLLER),
  LOG_LEVEL("LogLevel", Kind.LEVEL, 0, 1, Reader.AGENT, Reader.CONTROLLER),
  LOG_TARGET("LogTarget", Kind.TARGET, 0, 1, Reader.AGENT, Reader.CONTROLLER),
  LOG_IS_QUIET("LogIsQuiet", Kind.YES_NO, 0, 1, Reader.AGENT, Reader.CONTROLLER),
  IP_RECEIVE_ERRORS("IPReceiveErrors", Kind.YES_NO, 0, 7, Reader.AGENT, Reader.CONTROLLER),
  TCP_KEEP_ALIVE_TIME("TCPKeepAliveTime", Kind.COUNT, 0, 7, Reader.AGENT, Reader.CONTROLLER),
  TCP_KEEP_ALIVE_INTERVAL(
      "TCPKeepAliveInterval", Kind.COUNT, 0, 7, Reader.AGENT, Reader.CONTROLLER),
  TCP_KEEP_ALIVE_COUNT("TCPKeepAliveCount", Kind.COUNT, 0, 7, Reader.AGENT, Reader.CONTROLLER),
  ALLOWED("Allowed", Kind.YES_NO, 0, 10, Reader.NODE),
  REQUIRED_SELINUX_CONTEXT("RequiredSelinuxContext", Kind.TEXT, 0, 10, Reader.NODE),
  ALLOW_DEPENDENCIES_ON("AllowDependenciesOn", Kind.NODES, 1, 0, Reader.NODE);

  /** What a section is read for. */
  enum Reader {
    AGENT,
    CONTROLLER,
    /** A section of the controller's about one node. */
    NODE
  }

  /** What its value is. */
  enum Kind {
    TEXT,
    NODE,
    NODES,
    PORT,
    /** Of any size. */
    NUMBER,
    /** None below zero. */
    COUNT,
    YES_NO,
    LEVEL,
    TARGET
  }

  /** What begins the name of a section about one node. */
  static final String NODE_SECTION = "node ";

  /** Keys that have another name since 0.7.0. */
  static final Map<String, String> RENAMED =
      Map.of(
          "ManagerHost", "ControllerHost",
          "ManagerPort", "ControllerPort",
          "ManagerAddress", "ControllerAddress");

  /** Sections that have another name, with the release that gave it. */
  static final Map<String, String> FORMER_SECTIONS =
      Map.of("hirte", "0.5.0", "hirte-agent", "0.5.0", "bluechi", "0.6.0");

  private final String word;
  private final Kind kind;
  private final int major;
  private final int minor;
  private final Reader reader;
  private final Reader other;

  KnownKey(String word, Kind kind, int major, int minor, Reader reader) {
    this(word, kind, major, minor, reader, reader);
  }

  KnownKey(String word, Kind kind, int major, int minor, Reader reader, Reader other) {
    this.word = word;
    this.kind = kind;
    this.major = major;
    this.minor = minor;
    this.reader = reader;
    this.other = other;
  }

  /** As it is written. */
  String word() {
    return word;
  }

  Kind kind() {
    return kind;
  }

  /** The first release that knows it. */
  Version since() {
    return new Version(major, minor, 0);
  }

  boolean isFor(Reader who) {
    return who == reader || who == other;
  }

  /** The key of that name, for whomever it is. */
  static Optional<KnownKey> find(String word) {
    return Arrays.stream(values()).filter(key -> key.word.equals(word)).findFirst();
  }

  /** The key that {@code word} is but for the size of its letters. */
  static Optional<KnownKey> alike(String word) {
    return Arrays.stream(values()).filter(key -> key.word.equalsIgnoreCase(word)).findFirst();
  }

  static List<String> words(Reader reader) {
    return Arrays.stream(values()).filter(key -> key.isFor(reader)).map(key -> key.word).toList();
  }
}
