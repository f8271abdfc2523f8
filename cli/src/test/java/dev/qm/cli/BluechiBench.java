package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.client.Controller;
import dev.qm.bluechi.client.JobKind;
import dev.qm.bluechi.client.JobRequest;
import dev.qm.bluechi.client.NoController;
import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Value;
import dev.qm.cli.nodes.PrivateBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * QM's own controller, a process of the built image, with synthetic agents: {@code bench/bluechi}
 * runs it, no test.
 */
@EnabledIfSystemProperty(named = "qm.bench", matches = "[1-9][0-9]*")
class BluechiBench {
  private static final Path QM =
      Path.of(System.getProperty("qm.tree")).resolve("build/image/bin/qm");
  private static final int NOT_COUNTED = 3;
  private static final int MANY = 100;

  /** What an agent of BlueChi's says, every two seconds. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final int runs = Integer.getInteger("qm.bench", 21);
  private final int agents = Integer.getInteger("qm.bench.agents", 1000);
  private final int idle = Integer.getInteger("qm.bench.idle", 30);

  @TempDir private Path folder;

  @Test
  void controllerAndFleet() throws Exception {
    try (var bus = PrivateBus.start(folder)) {
      few(bus, machine(3));
      status(bus, machine(MANY));
      fleet(bus, machine(agents));
    }
  }

  /** One whose controller lets so many nodes in. */
  private Path machine(int nodes) throws IOException {
    var root = Files.createDirectories(folder.resolve("machine" + nodes));
    var text = new StringBuilder();
    for (var i = 0; i < nodes; i++) {
      text.append("[node ").append(name(i)).append("]\nAllowed=true\n");
    }
    Files.writeString(
        Files.createDirectories(root.resolve("etc/bluechi")).resolve("controller.conf"), text);
    return root;
  }

  /** Three nodes: what commands and a job take. */
  private void few(PrivateBus bus, Path root) throws Exception {
    var controller = Run.start(bus, root);
    try (var fleet = new Fleet(controller.port);
        var client = client(bus)) {
      fleet.grow(3);
      online(client, 3);
      commands(bus);
      jobs(client);
    } finally {
      controller.end();
    }
  }

  /** A hundred nodes, asked for by a client that is there already. */
  private void status(PrivateBus bus, Path root) throws Exception {
    var controller = Run.start(bus, root);
    try (var fleet = new Fleet(controller.port);
        var client = client(bus)) {
      fleet.grow(MANY);
      online(client, MANY);
      var times = new Timings(NOT_COUNTED);
      for (var run = 0; run < NOT_COUNTED + runs; run++) {
        var begin = System.nanoTime();
        var nodes = client.nodes();
        client.lastSeen(nodes);
        times.add(begin);
        assertThat(nodes.stream().filter(Node::isOnline)).hasSize(MANY);
      }
      print("status of " + MANY + " nodes, warm", times, "goal 50 ms");
    } finally {
      controller.end();
    }
  }

  private void commands(PrivateBus bus) throws Exception {
    var version = new Timings(NOT_COUNTED);
    var nodes = new Timings(NOT_COUNTED);
    for (var run = 0; run < NOT_COUNTED + runs; run++) {
      var begin = System.nanoTime();
      command(bus, "version");
      version.add(begin);
      begin = System.nanoTime();
      command(bus, "nodes");
      nodes.add(begin);
    }
    print("qm version", version, "");
    print("qm nodes, 3 nodes", nodes, "");
    System.out.printf(
        "%-34s %8.2f x   goal 1.3 x%n",
        "qm nodes / qm version", (double) nodes.median() / version.median());
  }

  /** What the controller and the bus take of a job: the agent answers at once. */
  private void jobs(Controller client) throws Exception {
    var node = client.nodes().stream().filter(Node::isOnline).findFirst().orElseThrow();
    var times = new Timings(NOT_COUNTED);
    for (var run = 0; run < NOT_COUNTED + runs; run++) {
      var begin = System.nanoTime();
      client.run(
          List.of(new JobRequest(node, JobKind.START, "bench.service", JobRequest.REPLACE)),
          Optional.of(PATIENCE),
          _ -> {});
      times.add(begin);
    }
    print("start until done, synthetic agent", times, "");
  }

  private void fleet(PrivateBus bus, Path root) throws Exception {
    var controller = Run.start(bus, root);
    try (var fleet = new Fleet(controller.port);
        var client = client(bus)) {
      var begin = System.nanoTime();
      var before = controller.run();
      fleet.grow(agents);
      var registered = System.nanoTime();
      online(client, agents);
      System.out.printf(
          "%-34s %8.1f s   goal 10 s for 1,000; registered after %.1f s, %.1f s of processor%n",
          agents + " agents online",
          (System.nanoTime() - begin) / 1e9,
          (registered - begin) / 1e9,
          (controller.run() - before) / 1e9);
      // the first heartbeats are compiled yet
      controller.await(Duration.ofSeconds(Math.min(10, idle)));
      var run = controller.run();
      var from = System.nanoTime();
      controller.await(Duration.ofSeconds(idle));
      System.out.printf(
          "%-34s %8.2f %%   goal 5 %%, over %d s%n",
          "processor, idle", 100.0 * (controller.run() - run) / (System.nanoTime() - from), idle);
      System.out.printf("%-34s %8.0f MB  goal 150 MB%n", "memory (RSS)", controller.megabytes());
      assertThat(client.nodes().stream().filter(Node::isOnline)).hasSize(agents);
    } finally {
      controller.end();
    }
  }

  /** The controller listens for agents before it is on the bus. */
  private static Controller client(PrivateBus bus) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return Controller.on(BusAddress.parse(bus.unix()));
      } catch (NoController early) {
        assertThat(System.nanoTime()).as("the controller is on the bus in time").isLessThan(end);
      }
    }
  }

  private static String name(int number) {
    return "n" + number;
  }

  private static void online(Controller client, int count) throws Exception {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (client.nodes().stream().filter(Node::isOnline).count() < count) {
      assertThat(System.nanoTime()).as("all are online in time").isLessThan(end);
    }
  }

  private static void command(PrivateBus bus, String command) throws Exception {
    var builder =
        new ProcessBuilder(QM.toString(), command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus.unix());
    assertThat(builder.start().waitFor()).isZero();
  }

  private static void print(String what, Timings times, String goal) {
    System.out.printf("%-34s %s  %s%n", what, times, goal);
  }

  /** The controller as a process. */
  private static final class Run {
    private static final String PORT = "agents can connect at port ";

    private final Process process;
    private final int port;

    private Run(Process process, int port) {
      this.process = process;
      this.port = port;
    }

    static Run start(PrivateBus bus, Path root) throws Exception {
      var builder =
          new ProcessBuilder(
              QM.toString(), "bluechi", "controller", "--root", root.toString(), "--port", "0");
      builder.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus.unix());
      var process = builder.start();
      var said = process.errorReader();
      while (true) {
        var line = said.readLine();
        assertThat(line).as("the controller begins").isNotNull();
        var at = line.indexOf(PORT);
        if (at >= 0) {
          var number = line.substring(at + PORT.length()).replaceAll("[^0-9].*", "");
          Thread.ofVirtual().start(() -> drain(said));
          return new Run(process, Integer.parseInt(number));
        }
      }
    }

    private static void drain(BufferedReader said) {
      try {
        while (said.readLine() != null) {
          // nobody reads it
        }
      } catch (IOException over) {
        // and so is the process
      }
    }

    /** Nanoseconds that its threads have run: sched-stats.rst. */
    long run() throws IOException {
      var run = 0L;
      try (var threads =
          Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
        for (var thread : threads) {
          run += Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
        }
      }
      return run;
    }

    double megabytes() throws IOException {
      for (var line :
          Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
        }
      }
      return 0;
    }

    void await(Duration time) throws InterruptedException {
      assertThat(process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS))
          .as("the controller has ended")
          .isFalse();
    }

    void end() throws InterruptedException {
      process.destroy();
      process.waitFor();
    }
  }

  /** Agents that register, say heartbeats, and answer that a job is done. */
  private static final class Fleet implements AutoCloseable {
    private static final String INTERNAL = "org.eclipse.bluechi.internal.";
    private static final String AGENT_PATH = "/org/eclipse/bluechi/internal/agent";
    private static final int LONGEST = 1 << 20;

    private final InetSocketAddress place;
    private final List<PeerWire> agents = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

    Fleet(int port) {
      place = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** So many of them, when all are registered. */
    void grow(int count) throws InterruptedException {
      var before = agents.size();
      var missing = new CountDownLatch(count - before);
      for (var i = before; i < count; i++) {
        var name = name(i);
        var _ = Thread.ofVirtual().name(name).start(() -> live(name, missing));
      }
      assertThat(missing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("all are registered in time, but " + missing.getCount())
          .isTrue();
    }

    private void live(String name, CountDownLatch missing) {
      while (!clock.isShutdown()) {
        try (var channel = SocketChannel.open(place);
            var agent = new PeerWire(channel, LONGEST)) {
          // as agents do: an answer and what comes after it are two small pieces
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          agent.getIn();
          agent.write(
              Message.call(
                      "/org/eclipse/bluechi/internal",
                      INTERNAL + "Controller",
                      "Register",
                      new Value.Text(name))
                  .to("org.eclipse.bluechi")
                  .numbered(1)
                  .bytes());
          obey(agent, missing);
        } catch (IOException again) {
          // as an agent does; those that are too many at once are let in later
        }
      }
    }

    private void obey(PeerWire agent, CountDownLatch missing) throws IOException {
      while (true) {
        var message = MessageReader.read(agent.read()).orElseThrow();
        switch (message.kind()) {
          case RETURN -> {
            agents.add(agent);
            missing.countDown();
            var _ =
                clock.scheduleAtFixedRate(
                    () -> heartbeat(agent),
                    // not all at once, as agents of a fleet do not begin at once
                    agents.size() * HEARTBEAT.toNanos() / 1000 % HEARTBEAT.toNanos(),
                    HEARTBEAT.toNanos(),
                    TimeUnit.NANOSECONDS);
          }
          case ERROR -> throw new IOException("refused: " + message);
          case CALL -> {
            agent.write(message.reply().numbered(2).bytes());
            if (message.header().member().equals(Optional.of("StartUnit"))) {
              agent.write(
                  Message.signal(
                          AGENT_PATH,
                          INTERNAL + "Agent",
                          "JobDone",
                          message.values().get(2),
                          new Value.Text("done"))
                      .numbered(3)
                      .bytes());
            }
          }
          case SIGNAL -> {}
        }
      }
    }

    private static void heartbeat(PeerWire agent) {
      try {
        agent.write(
            Message.signal(AGENT_PATH, INTERNAL + "Agent", "Heartbeat").numbered(4).bytes());
      } catch (IOException gone) {
        // the fleet ends
      }
    }

    @Override
    public void close() {
      clock.shutdownNow();
      for (var agent : List.copyOf(agents)) {
        agent.close();
      }
    }
  }
}
