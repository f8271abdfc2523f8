package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.BusAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Doors of two controllers and of a systemd, and the agent between them. */
final class Rig implements AutoCloseable {
  static final String NODE = "qm.host1";

  final ServerSocketChannel first = door();
  final ServerSocketChannel second = door();
  final ServerSocketChannel systemds = door();

  /** What the agent wrote. */
  final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  /** What its watcher was told. */
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();

  private Optional<Agent> agent = Optional.empty();

  Rig() throws IOException {}

  /** An agent with both controllers in its list. */
  Agent start() throws IOException {
    return start(address(first) + ";" + address(second), List.of(), Optional.empty());
  }

  Agent start(String controllers, List<BusAddress> bus, Optional<LossPolicy> whenLost)
      throws IOException {
    return start(settings(controllers, Duration.ofSeconds(60)), bus, whenLost);
  }

  Agent start(AgentSettings settings, List<BusAddress> bus, Optional<LossPolicy> whenLost)
      throws IOException {
    var plan = new Agent.Plan(settings, BusAddress.parse(address(systemds)), bus, whenLost);
    agent =
        Optional.of(
            Agent.start(
                plan,
                (_, text) -> log.add(text),
                new Agent.Watcher() {
                  @Override
                  public void registered(String nodeName, String controller) {
                    told.add("registered " + nodeName + " " + controller);
                  }

                  @Override
                  public void lost(String controller) {
                    told.add("lost " + controller);
                  }
                }));
    return agent.get();
  }

  static AgentSettings settings(String controllers, Duration silence) {
    return new AgentSettings(
        NODE,
        BusAddress.parse(controllers),
        Optional.of(Duration.ofMillis(100)),
        Optional.empty(),
        10,
        LogLevel.DEBUG,
        false,
        "journald",
        silence);
  }

  /** The systemd that the agent speaks to. */
  Far systemd() throws IOException {
    var systemd = Far.accept(systemds);
    systemd.subscribed();
    return systemd;
  }

  /** A controller that lets the node in. */
  Far controller(ServerSocketChannel door) throws IOException {
    var controller = Far.accept(door);
    controller.register(NODE);
    return controller;
  }

  static ServerSocketChannel door() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  static String address(ServerSocketChannel door) throws IOException {
    return "tcp:host=127.0.0.1,port=" + ((InetSocketAddress) door.getLocalAddress()).getPort();
  }

  @Override
  public void close() throws IOException {
    agent.ifPresent(Agent::close);
    first.close();
    second.close();
    systemds.close();
  }
}
