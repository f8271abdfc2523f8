package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import dev.qm.bluechi.service.ServiceLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A node's agent at work: it keeps the connections to its controller, to systemd and to the bus,
 * and passes on between them.
 */
public final class Agent implements AutoCloseable {
  /**
   * What an agent is to do.
   *
   * @param settings what its files say
   * @param systemd where systemd listens for programs that do without a bus
   * @param bus where the machine's bus is
   * @param whenLost what to do when no controller can be reached for long
   */
  public record Plan(
      AgentSettings settings,
      List<BusAddress> systemd,
      List<BusAddress> bus,
      Optional<LossPolicy> whenLost) {
    public Plan {
      systemd = List.copyOf(systemd);
      bus = List.copyOf(bus);
    }
  }

  /** Who wants to know how the agent stands; it must not wait. */
  public interface Watcher {
    /** The node is registered at a controller. */
    void registered(String nodeName, String controller);

    /** It has none any more. */
    void lost(String controller);
  }

  private final ReentrantLock turn = new ReentrantLock();
  private final BoundedLog log;
  private final Watcher watcher;
  private final SystemdLink systemd;
  private final Proxies proxies;
  private final ControllerLink link;
  private final PublicInterface onBus;
  private final List<Thread> threads = new ArrayList<>();
  private AgentSettings settings;
  private Optional<ControllerSession> session = Optional.empty();
  private boolean isRegistered;

  private Agent(Plan plan, ServiceLog to, Watcher watcher) {
    this.settings = plan.settings();
    this.watcher = watcher;
    this.log = new BoundedLog(to, plan.settings().logLevel(), plan.settings().isQuiet());
    this.systemd = new SystemdLink(plan.systemd(), turn, log, new FromSystemd());
    this.proxies = new Proxies(systemd, log);
    this.link =
        new ControllerLink(
            plan.settings(),
            plan.whenLost(),
            turn,
            log,
            new FromController(),
            () -> new ControllerSession(turn, systemd, proxies, log));
    this.onBus = new PublicInterface(plan.bus(), turn, log, new ForTheMachine());
  }

  /** Starts one; it works until it is closed. */
  public static Agent start(Plan plan, ServiceLog log, Watcher watcher) {
    var agent = new Agent(plan, log, watcher);
    agent.begin("systemd", agent.systemd::run);
    agent.begin("bus", agent.onBus::run);
    agent.begin("controller", agent.link::run);
    return agent;
  }

  /** Goes on with what its files say now. */
  public void use(AgentSettings other) {
    turn.lock();
    try {
      settings = other;
      log.setLevel(other.logLevel());
      log.setQuiet(other.isQuiet());
      link.use(other);
    } finally {
      turn.unlock();
    }
  }

  /** Whether it is registered. */
  public boolean isRegistered() {
    turn.lock();
    try {
      return isRegistered;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Lets go of proxies, controller, bus and systemd, in this order. Nobody who is silent can keep
   * it for longer than what was still to be sent may take.
   */
  @Override
  public void close() {
    turn.lock();
    try {
      proxies.end();
      link.end();
      onBus.end();
      systemd.end();
    } finally {
      turn.unlock();
    }
    try {
      for (var thread : threads) {
        // it may wait for somebody who does not answer
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

  /** What systemd tells. */
  private final class FromSystemd implements SystemdLink.Listener {
    @Override
    public void signal(Message signal) {
      session.ifPresent(it -> it.signal(signal));
    }

    @Override
    public void systemdIsThere() {
      session.ifPresent(ControllerSession::systemdIsThere);
    }
  }

  /** What becomes of the connection with a controller. */
  private final class FromController implements ControllerLink.Listener {
    @Override
    public void begins(ControllerSession with) {
      session = Optional.of(with);
    }

    @Override
    public void registered(ControllerSession with) {
      isRegistered = true;
      proxies.registered(with);
      watcher.registered(settings.nodeName(), link.state().address());
    }

    @Override
    public void over(ControllerSession with) {
      session = Optional.empty();
      if (isRegistered) {
        isRegistered = false;
        proxies.away();
        watcher.lost(link.state().address());
      }
    }

    @Override
    public void changed() {
      onBus.changed();
    }

    @Override
    public void lostFor(LossPolicy policy) {
      unit("StartUnit", policy);
    }

    @Override
    public void foundAgain(LossPolicy policy) {
      unit("StopUnit", policy);
    }

    private void unit(String method, LossPolicy policy) {
      systemd.call(
          Terms.ofSystemd(method, new Value.Text(policy.unit()), new Value.Text("replace")),
          "o",
          answer -> {
            if (answer instanceof Answer.Refused(var _, var text)) {
              log.error(method + " " + policy.unit() + ": " + text);
            }
          });
    }
  }

  /** What others on the machine may ask for. */
  private final class ForTheMachine implements PublicInterface.Desk {
    @Override
    public LinkState state() {
      return link.state();
    }

    @Override
    public String logLevel() {
      return log.level().name();
    }

    @Override
    public String logTarget() {
      return settings.logTarget();
    }

    @Override
    public Optional<String> switchController(String address) {
      var others = BusAddress.parse(address);
      if (others.isEmpty()) {
        return Optional.of("there is no address");
      }
      for (var other : others) {
        if (other instanceof BusAddress.Unsupported(var text, var why)) {
          return Optional.of(text + ": " + why);
        }
      }
      var state = link.state();
      if (state.isOnline()
          && others.size() == 1
          && others.getFirst().toString().equals(state.address())) {
        return Optional.of("this is the controller that the node has");
      }
      log.info("another controller is asked for: " + address);
      link.aim(others);
      return Optional.empty();
    }

    @Override
    public void createProxy(Message call, Connection.Answering answering) throws ConnectionLost {
      proxies.create(call, answering);
    }

    @Override
    public void removeProxy(Message call) {
      proxies.remove(call);
    }

    @Override
    public void cancelJob(Message call, Connection.Answering answering) throws ConnectionLost {
      if (session.isEmpty()) {
        answering.with(call.error(Terms.FAILED, "there is no controller, and so no job"));
        return;
      }
      session
          .get()
          .cancel(
              call.number(0),
              refused -> {
                try {
                  answering.with(
                      refused.isPresent()
                          ? call.error(refused.get().name(), refused.get().text())
                          : call.reply());
                } catch (ConnectionLost gone) {
                  // who asked has gone
                }
              });
    }
  }
}
