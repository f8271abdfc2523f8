package dev.qm.bluechi.controller;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.TcpProbes;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A controller with a bus of its own, at any port. */
final class TestController implements AutoCloseable {
  /** Long enough for what must happen. */
  static final Patience LONG =
      new Patience(
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60));

  private final TestBus bus;
  private final Controller controller;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();

  private TestController(ControllerSettings settings, Path folder, Patience patience)
      throws Exception {
    bus = TestBus.open();
    var isThere = new CountDownLatch(1);
    controller =
        Controller.start(
            new Controller.Plan(
                settings, BusAddress.parse(bus.address()), folder.resolve("socket"), List.of()),
            patience,
            (level, text) -> log.add(level + " " + text),
            new Controller.Watcher() {
              @Override
              public void isOnBus() {
                isThere.countDown();
              }

              @Override
              public void isOffBus() {}
            });
    if (!isThere.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("not on the bus");
    }
  }

  /** One that lets these nodes in. */
  static TestController start(Path folder, String... names) throws Exception {
    return start(settings(nodes(names)), folder, LONG);
  }

  static TestController start(ControllerSettings settings, Path folder, Patience patience)
      throws Exception {
    return new TestController(settings, folder, patience);
  }

  static Map<String, NodeRules> nodes(String... names) {
    var nodes = new LinkedHashMap<String, NodeRules>();
    for (var name : names) {
      nodes.put(name, NodeRules.NONE);
    }
    return nodes;
  }

  /** Rules of a node that may need units of other ones. */
  static NodeRules needs(String... others) {
    return new NodeRules(Set.of(others), Optional.empty());
  }

  static ControllerSettings settings(Map<String, NodeRules> nodes) {
    return settings(nodes, Optional.empty());
  }

  static ControllerSettings settings(Map<String, NodeRules> nodes, Optional<Duration> heartbeat) {
    return new ControllerSettings(
        nodes,
        Optional.of(0),
        true,
        heartbeat,
        heartbeat.map(interval -> interval.multipliedBy(3)),
        new TcpProbes(1, 1, 6),
        LogLevel.DEBUG,
        false,
        "journald");
  }

  TestBus bus() {
    return bus;
  }

  Controller controller() {
    return controller;
  }

  List<String> log() {
    return List.copyOf(log);
  }

  int port() {
    return controller.ports().getFirst();
  }

  String address() {
    return "tcp:host=127.0.0.1,port=" + port();
  }

  /** Calls the controller itself. */
  Message call(String member, Value... arguments) throws Exception {
    return bus.call(Terms.PATH, Terms.CONTROLLER, member, arguments);
  }

  /** Calls a node. */
  Message node(String name, String member, Value... arguments) throws Exception {
    return bus.call(Terms.NODE_PATH + name, Terms.NODE, member, arguments);
  }

  /** What a property is. */
  String property(String path, String interfaceName, String name) throws Exception {
    return bus.call(path, Terms.PROPERTIES, "Get", Terms.text(interfaceName), Terms.text(name))
        .variantText(0)
        .orElseThrow();
  }

  /** Waits until a node is what it is to be. */
  void await(String node, String status) throws Exception {
    while (!property(Terms.NODE_PATH + node, Terms.NODE, "Status").equals(status)) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() throws IOException {
    controller.close();
    bus.close();
  }
}
