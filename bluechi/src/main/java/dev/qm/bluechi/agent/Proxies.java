package dev.qm.bluechi.agent;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies of this node: services that stand for units of other nodes, bluechi-proxy@.service.
 * The controller watches such a unit and tells what becomes of it; until it is up, who started the
 * proxy waits. They outlive a connection with the controller, which hears of them from the next.
 */
final class Proxies {
  /** All together. */
  static final int MOST = 1024;

  /** How far a proxy is. */
  private enum Stage {
    /** Somebody waits for the unit to come up. */
    WAITING,
    /** It is up. */
    UP
  }

  /** One of them. */
  private static final class Proxy {
    final String service;
    final String node;
    final String unit;
    final Message call;
    final Connection.Answering answering;
    Stage stage = Stage.WAITING;

    /** Whether the controller of now knows it. */
    boolean isTold;

    Proxy(Message call, Connection.Answering answering) {
      this.service = call.text(0);
      this.node = call.text(1);
      this.unit = call.text(2);
      this.call = call;
      this.answering = answering;
    }

    boolean isFor(Message other) {
      return service.equals(other.text(0))
          && node.equals(other.text(1))
          && unit.equals(other.text(2));
    }

    void answer(Message answer) {
      try {
        answering.with(answer);
      } catch (ConnectionLost gone) {
        // who waited has gone
      }
    }
  }

  private final Map<Long, Proxy> proxies = new LinkedHashMap<>();
  private final SystemdLink systemd;
  private final BoundedLog log;
  private Optional<Outlet> controller = Optional.empty();
  private long last;

  Proxies(SystemdLink systemd, BoundedLog log) {
    this.systemd = systemd;
    this.log = log;
  }

  /** This node is registered: the controller is told of all; the lock is held. */
  void registered(Outlet with) {
    controller = Optional.of(with);
    proxies.forEach(this::tell);
  }

  /** The controller has gone; the lock is held. */
  void away() {
    controller = Optional.empty();
    proxies.values().forEach(proxy -> proxy.isTold = false);
  }

  /** A local service needs a unit of another node: CreateProxy(sss), answered when it is up. */
  void create(Message call, Connection.Answering answering) throws ConnectionLost {
    if (proxies.values().stream().anyMatch(proxy -> proxy.isFor(call))) {
      answering.with(call.error(Terms.ADDRESS_IN_USE, "there is such a proxy already"));
      return;
    }
    if (proxies.size() >= MOST) {
      answering.with(call.error(Terms.LIMITS_EXCEEDED, "there are " + MOST + " proxies already"));
      return;
    }
    var proxy = new Proxy(call, answering);
    last++;
    proxies.put(last, proxy);
    log.info(proxy.service + " waits for " + proxy.unit + " of node " + proxy.node);
    tell(last, proxy);
  }

  /** A local service needs it no more: RemoveProxy(sss). */
  void remove(Message call) {
    for (var entry : List.copyOf(proxies.entrySet())) {
      if (entry.getValue().isFor(call)) {
        // its service is what stops, so it is not stopped once more
        end(entry.getKey(), entry.getValue(), Terms.FAILED, "the proxy was stopped");
      }
    }
  }

  /** A call of the controller's to a proxy. */
  Message answer(Message call) {
    var path = call.header().path().orElse("");
    var id = id(path);
    var proxy = proxies.get(id);
    if (proxy == null) {
      return call.error(Terms.UNKNOWN_OBJECT, "there is no such proxy");
    }
    if (!call.header().interfaceName().orElse(Terms.INTERNAL_PROXY).equals(Terms.INTERNAL_PROXY)) {
      return call.error(Terms.UNKNOWN_METHOD, "a proxy has no such interface");
    }
    var member = call.header().member().orElse("");
    var types =
        switch (member) {
          case "TargetNew", "TargetRemoved", "Error" -> "s";
          case "TargetStateChanged" -> "sss";
          default -> "";
        };
    if (types.isEmpty()) {
      return call.error(Terms.UNKNOWN_METHOD, "a proxy has no such method");
    }
    if (!Terms.has(call, types)) {
      return call.error(Terms.INVALID_ARGS, "the arguments are to be of the types '" + types + "'");
    }
    switch (member) {
      case "TargetStateChanged" -> changed(id, proxy, call.text(0), call.text(2));
      case "TargetRemoved" -> {
        if (proxy.stage == Stage.WAITING && call.text(0).equals(Terms.REAL)) {
          fail(id, proxy, "it is not there");
        }
      }
      case "Error" -> fail(id, proxy, call.text(0));
      default -> {}
    }
    return call.reply();
  }

  /** This node ends: nobody waits for it any longer; the lock is held. */
  void end() {
    for (var entry : List.copyOf(proxies.entrySet())) {
      end(entry.getKey(), entry.getValue(), Terms.FAILED, "the agent was stopped");
    }
  }

  private void changed(long id, Proxy proxy, String active, String reason) {
    var isDown =
        (active.equals("failed") || active.equals("inactive")) && reason.equals(Terms.REAL);
    switch (proxy.stage) {
      case WAITING -> {
        if (active.equals("active")) {
          proxy.stage = Stage.UP;
          proxy.answer(proxy.call.reply());
        } else if (isDown) {
          fail(id, proxy, "it is " + active);
        }
      }
      case UP -> {
        if (isDown) {
          log.info(proxy.unit + " of node " + proxy.node + " is " + active);
          end(id, proxy, Terms.FAILED, "");
          stop(proxy);
        }
      }
    }
  }

  private void fail(long id, Proxy proxy, String why) {
    log.warn(proxy.unit + " of node " + proxy.node + " does not come up: " + why);
    var wasUp = proxy.stage == Stage.UP;
    end(id, proxy, Terms.ACTIVATION_FAILED, proxy.unit + " of node " + proxy.node + ": " + why);
    if (wasUp) {
      stop(proxy);
    }
  }

  private void end(long id, Proxy proxy, String error, String text) {
    proxies.remove(id);
    if (proxy.isTold && controller.isPresent()) {
      controller
          .get()
          .tell(
              Terms.ofAgentSaid(
                  "ProxyRemoved", new Value.Text(proxy.node), new Value.Text(proxy.unit)));
    }
    if (proxy.stage == Stage.WAITING) {
      proxy.answer(proxy.call.error(error, text));
    }
  }

  /** What needs the unit is to know that it is down: its proxy goes down. */
  private void stop(Proxy proxy) {
    systemd.call(
        Terms.ofSystemd("StopUnit", new Value.Text(proxy.service), new Value.Text("replace")),
        "o",
        answer -> {
          if (answer instanceof Answer.Refused(var _, var text)) {
            log.error("StopUnit " + proxy.service + ": " + text);
          }
        });
  }

  private void tell(long id, Proxy proxy) {
    if (controller.isPresent()) {
      proxy.isTold = true;
      controller
          .get()
          .tell(
              Terms.ofAgentSaid(
                  "ProxyNew",
                  new Value.Text(proxy.node),
                  new Value.Text(proxy.unit),
                  new Value.Path(Terms.INTERNAL_PROXY_PATH + id)));
    }
  }

  private static long id(String path) {
    try {
      return Long.parseLong(path.substring(Terms.INTERNAL_PROXY_PATH.length()));
    } catch (NumberFormatException none) {
      return 0;
    }
  }
}
