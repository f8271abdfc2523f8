package dev.qm.bluechi.controller;

import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.Moment;
import dev.qm.bluechi.service.ServiceLog;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A controller at work: it lets the agents of the nodes in, is on the bus for clients, and passes
 * on between them.
 */
public final class Controller implements AutoCloseable {
  /** Where BlueChi's controller listens for agents of its own machine. */
  public static final Path SOCKET = Path.of("/run/bluechi/bluechi.sock");

  /** Characters of a name that is in no file. */
  private static final int LONGEST_SHOWN = 100;

  /** Bytes of what a node says of its own accord; what BlueChi's agent says has a few thousand. */
  private static final int LONGEST_SIGNAL = 256 << 10;

  /**
   * What a controller is to do.
   *
   * @param settings what its files say
   * @param bus where the machine's bus is
   * @param socket where it listens for agents of its own machine
   * @param doors sockets that listen already, and that somebody else made
   */
  public record Plan(
      ControllerSettings settings,
      List<BusAddress> bus,
      Path socket,
      List<ServerSocketChannel> doors) {
    public Plan {
      bus = List.copyOf(bus);
      doors = List.copyOf(doors);
    }
  }

  /** Who wants to know how the controller stands; it must not wait. */
  public interface Watcher {
    /** Clients can call it. */
    void isOnBus();

    /** They cannot any more. */
    void isOffBus();
  }

  private final ReentrantLock turn = new ReentrantLock();
  private final Clock clock = new Clock(turn);
  private final Guests guests = new Guests();
  private final Patience patience;
  private final BoundedLog log;
  private final SeldomLog seldom;
  private final Watcher watcher;
  private final PublicBus clients;
  private final Metrics metrics;
  private final Jobs jobs;
  private final Proxies proxies;
  private final Doors doors;
  private final Fleet fleet;
  private final Monitors monitors;
  private final Thing self;
  private final List<Thread> threads = new ArrayList<>();
  private ControllerSettings settings;
  private Optional<Clock.Alarm> beat = Optional.empty();
  private boolean isEnding;

  private Controller(Plan plan, Patience patience, ServiceLog to, Watcher watcher) {
    this.patience = patience;
    this.settings = plan.settings();
    this.watcher = watcher;
    this.log = new BoundedLog(to, settings.logLevel(), settings.isQuiet());
    this.seldom = new SeldomLog(log);
    this.clients = new PublicBus(plan.bus(), turn, log, new ForClients());
    this.fleet = new Fleet(clients);
    this.metrics = new Metrics(clients);
    this.jobs = new Jobs(clients, metrics::started);
    this.monitors = new Monitors(fleet, clients);
    this.proxies = new Proxies(fleet, monitors, log);
    this.self =
        new ControllerObject(
            fleet, monitors, metrics, patience.toList(), log, () -> settings.logTarget());
    var registry = new ForAgents();
    this.doors =
        new Doors(
            plan.socket(),
            log,
            door ->
                new Gate(
                    door,
                    settings.probes(),
                    patience.toRegister(),
                    turn,
                    clock,
                    guests,
                    log,
                    seldom,
                    origin ->
                        new AgentLink(turn, clock, guests, registry, origin, patience.toLive())));
  }

  /**
   * Starts one; it works until it is closed.
   *
   * @throws IOException when it cannot listen for agents
   */
  public static Controller start(Plan plan, ServiceLog log, Watcher watcher) throws IOException {
    return start(plan, Patience.USUAL, log, watcher);
  }

  /** The same, with other patience. */
  static Controller start(Plan plan, Patience patience, ServiceLog log, Watcher watcher)
      throws IOException {
    var controller = new Controller(plan, patience, log, watcher);
    controller.turn.lock();
    try {
      controller.take(plan.settings().nodes());
      controller.doors.adopt(plan.doors());
      controller.doors.use(plan.settings());
      controller.beatAgain();
    } catch (IOException failure) {
      controller.doors.close();
      throw failure;
    } finally {
      controller.turn.unlock();
    }
    controller.begin("clock", controller.clock::run);
    controller.begin("bus", controller.clients::run);
    return controller;
  }

  /**
   * Goes on with what its files say now. A node that they do not name any more is let go.
   *
   * @throws IOException when it cannot listen where they say; all else is as they say
   */
  public void use(ControllerSettings other) throws IOException {
    turn.lock();
    try {
      settings = other;
      log.setLevel(other.logLevel());
      log.setQuiet(other.isQuiet());
      take(other.nodes());
      proxies.look();
      beatAgain();
      fleet.tellStatus();
      doors.use(other);
    } finally {
      turn.unlock();
    }
  }

  /** How many nodes are connected. */
  public int online() {
    turn.lock();
    try {
      return fleet.online().size();
    } finally {
      turn.unlock();
    }
  }

  /** The ports at which it listens for agents of other machines. */
  public List<Integer> ports() {
    turn.lock();
    try {
      return doors.ports();
    } finally {
      turn.unlock();
    }
  }

  /** Lets go of clients and agents. What is worked on ends as cancelled. */
  @Override
  public void close() {
    turn.lock();
    try {
      isEnding = true;
      doors.close();
      jobs.endAll("cancelled");
      for (var node : fleet.online()) {
        node.agent().ifPresent(link -> link.drop("the controller ends"));
      }
      clock.end();
      clients.end();
    } finally {
      turn.unlock();
    }
    try {
      for (var thread : threads) {
        // it may wait for a bus that does not answer
        thread.interrupt();
        thread.join();
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void begin(String name, Runnable work) {
    threads.add(Thread.ofVirtual().name(name).start(work));
  }

  /** Has the nodes that the files name, and no other ones. */
  private void take(Map<String, NodeRules> wanted) {
    guests.expect(wanted.size());
    for (var node : List.copyOf(fleet.all())) {
      if (!wanted.containsKey(node.name())) {
        fleet.remove(node);
        log.info("node " + node.name() + " is not allowed any more");
        node.agent().ifPresent(link -> link.drop("its node is not allowed any more"));
      }
    }
    wanted.forEach((name, rules) -> {
      var there = fleet.named(name);
      if (there.isPresent()) {
        there.get().setRules(rules);
      } else {
        var node = new ManagedNode(name, rules, jobs, clients, patience.toAnswer());
        fleet.add(node);
        monitors.joins(node);
      }
    });
  }

  private void beatAgain() {
    beat.ifPresent(Clock.Alarm::cancel);
    beat = settings.heartbeat().map(interval -> clock.after(interval, this::beat));
  }

  /** Looks after the nodes that should say that they are there, and tells them that this is. */
  private void beat() {
    var now = Moment.now().monotonic();
    for (var node : fleet.online()) {
      var threshold = settings.nodeThreshold();
      var silent = now - node.seen().monotonic();
      if (threshold.isPresent() && silent > threshold.get().toNanos() / 1000) {
        node.agent()
            .ifPresent(link ->
                link.drop(
                    "it said nothing for "
                        + silent / 1000
                        + " ms (NodeHeartbeatThreshold="
                        + threshold.get().toMillis()
                        + ")"));
      } else {
        node.tell(
            Message.signal(Terms.INTERNAL_CONTROLLER_PATH, Terms.INTERNAL_CONTROLLER, "Heartbeat")
                .from(Terms.BLUECHI));
      }
    }
    beatAgain();
  }

  /** What agents say. */
  private final class ForAgents implements AgentLink.Registry {
    @Override
    public Optional<Answer.Refused> register(AgentLink link, String name) {
      var named = fleet.named(name);
      var shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "..." : name;
      var refused = isEnding ? Optional.of(ending()) : refusal(named);
      if (refused.isPresent()) {
        seldom.warn(
            // names are made up without end
            "register " + link.from() + " " + named.map(ManagedNode::name).orElse(""),
            link.from() + " cannot be node " + shown + ": " + refused.get().text());
        return refused;
      }
      var node = named.orElseThrow();
      link.become(node);
      node.connected(link, metrics.isEnabled());
      log.info("node " + name + " is connected from " + link.from());
      fleet.tellStatus();
      return Optional.empty();
    }

    @Override
    public void lost(AgentLink link, ManagedNode node, String reason) {
      if (!node.agent().equals(Optional.of(link))) {
        return;
      }
      log.info("node " + node.name() + " is lost: " + reason);
      node.disconnected();
      proxies.lost(node);
      jobs.lost(node);
      fleet.tellStatus();
    }

    @Override
    public Optional<Connection> said(ManagedNode node, Message signal, int bytes) {
      node.isSeen();
      if (bytes > LONGEST_SIGNAL) {
        seldom.warn(
            "long " + node.name(),
            "node " + node.name() + " says more at once than is passed on: " + bytes + " bytes");
        return Optional.empty();
      }
      var path = signal.header().path().orElse("");
      if (path.equals(Terms.INTERNAL_AGENT_PATH)
          && signal.header().interfaceName().equals(Optional.of(Terms.INTERNAL_AGENT))) {
        return news(node, signal);
      }
      if (path.equals(Terms.INTERNAL_METRICS_PATH)
          && signal.is(Terms.INTERNAL_METRICS, "AgentJobMetrics")
          && Terms.has(signal, "sst")) {
        metrics.ofAgent(node, signal);
        return clients.connection();
      }
      return Optional.empty();
    }

    private Optional<Answer.Refused> refusal(Optional<ManagedNode> named) {
      if (named.isEmpty()) {
        return Optional.of(
            new Answer.Refused(
                Terms.SERVICE_UNKNOWN,
                "AllowedNodeNames= of the controller does not have this name"));
      }
      var node = named.get();
      var type = node.rules().selinuxType();
      if (type.isPresent()) {
        // who would let it in without knowing its type would let anybody in
        return Optional.of(
            new Answer.Refused(
                Terms.ACCESS_DENIED,
                "RequiredSelinuxContext= is said of it, which this controller cannot see"));
      }
      if (node.isOnline()) {
        // a node that was cut off may be back before it is known to be lost
        node.agent().ifPresent(AgentLink::lookAfter);
        return Optional.of(
            new Answer.Refused(Terms.ADDRESS_IN_USE, "another connection is this node"));
      }
      return Optional.empty();
    }

    private Answer.Refused ending() {
      return new Answer.Refused(Terms.FAILED, "the controller ends");
    }

    private Optional<Connection> news(ManagedNode node, Message signal) {
      var types = signal.signature().toString();
      switch (signal.header().member().orElse("") + " " + types) {
        case "JobDone us" -> jobs.over(node, signal.number(0), signal.text(1));
        case "JobStateChanged us" -> jobs.changed(node, signal.number(0), signal.text(1));
        case "UnitNew ss" -> node.units().loaded(signal.text(0), signal.text(1));
        case "UnitStateChanged ssss" ->
            node.units()
                .changed(
                    signal.text(0),
                    new UnitTable.State(signal.text(1), signal.text(2)),
                    signal.text(3));
        case "UnitPropertiesChanged ssa{sv}" ->
            node.units().properties(signal.text(0), signal.text(1), signal.values().get(2));
        case "UnitRemoved s" -> node.units().unloaded(signal.text(0), Terms.REAL);
        case "ProxyNew sso" -> {
          proxies.add(node, signal.text(0), signal.text(1), signal.text(2));
          return connectionOf(signal.text(0));
        }
        case "ProxyRemoved ss" -> {
          proxies.remove(node, signal.text(0), signal.text(1));
          return connectionOf(signal.text(0));
        }
        default -> {
          // Heartbeat, and what another version may say
          return Optional.empty();
        }
      }
      return clients.connection();
    }

    private Optional<Connection> connectionOf(String name) {
      return fleet.named(name).flatMap(ManagedNode::agent).flatMap(AgentLink::connection);
    }
  }

  /** What clients find. */
  private final class ForClients implements PublicBus.Desk {
    @Override
    public Optional<Thing> at(String path) {
      if (path.equals(Terms.PATH)) {
        return Optional.of(self);
      }
      if (path.equals(Terms.METRICS_PATH)) {
        return metrics.isEnabled() ? Optional.of(metrics) : Optional.empty();
      }
      if (path.startsWith(Terms.NODE_PATH)) {
        return fleet.at(path).map(node -> (Thing) node);
      }
      if (path.startsWith(Terms.MONITOR_PATH)) {
        return monitors.at(path).map(monitor -> (Thing) monitor);
      }
      return path.startsWith(Terms.JOB_PATH)
          ? jobs.at(path).map(job -> (Thing) job)
          : Optional.empty();
    }

    @Override
    public Collection<String> paths() {
      var paths = new ArrayList<String>();
      paths.add(Terms.PATH);
      if (metrics.isEnabled()) {
        paths.add(Terms.METRICS_PATH);
      }
      fleet.all().forEach(node -> paths.add(node.path()));
      monitors.all().forEach(monitor -> paths.add(monitor.path()));
      jobs.all().forEach(job -> paths.add(job.path()));
      return paths;
    }

    @Override
    public void gone(String client) {
      monitors.gone(client);
    }

    @Override
    public void allGone() {
      monitors.allGone();
    }

    @Override
    public void isThere(boolean there) {
      if (there) {
        watcher.isOnBus();
      } else {
        watcher.isOffBus();
      }
    }
  }
}
