package dev.qm.bluechi.controller;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All monitors, and all that they and the proxies watch. */
final class Monitors implements Monitor.Desk, Proxies.Desk {
  /** Of all clients together. */
  private static final int MOST = 1024;

  private static final long LAST_NUMBER = 0xffff_ffffL;

  private final Fleet fleet;
  private final PublicBus clients;
  private final Map<String, Monitor> monitors = new LinkedHashMap<>();
  private final Set<Watch> watches = new LinkedHashSet<>();
  private long lastNumber;
  private long lastMonitor;

  Monitors(Fleet fleet, PublicBus clients) {
    this.fleet = fleet;
    this.clients = clients;
  }

  /** Makes one for the client that calls. */
  Message create(Message call) {
    if (monitors.size() >= MOST) {
      return call.error(Terms.LIMITS_EXCEEDED, "there are " + MOST + " monitors already");
    }
    lastMonitor++;
    var monitor = new Monitor(lastMonitor, call.header().sender().orElse(""), this, clients);
    monitors.put(monitor.path(), monitor);
    clients.follow(monitor.owner());
    return call.reply(new Value.Path(monitor.path()));
  }

  /** The monitor that is that object. */
  Optional<Monitor> at(String path) {
    return Optional.ofNullable(monitors.get(path));
  }

  Collection<Monitor> all() {
    return monitors.values();
  }

  /** A client has gone, and what it wanted to hear with it. */
  void gone(String client) {
    for (var monitor : List.copyOf(monitors.values())) {
      if (monitor.owner().equals(client)) {
        close(monitor);
      } else {
        monitor.forget(client);
      }
    }
  }

  /** There are no clients any more. */
  void allGone() {
    List.copyOf(monitors.values()).forEach(this::close);
  }

  /** There is one node more, which somebody may watch already. */
  void joins(ManagedNode node) {
    watches.stream().filter(watch -> watch.isFor(node.name())).forEach(node.units()::add);
  }

  @Override
  public long number() {
    lastNumber = lastNumber == LAST_NUMBER ? 1 : lastNumber + 1;
    return lastNumber;
  }

  @Override
  public void watch(Watch watch) {
    watches.add(watch);
    for (var node : fleet.all()) {
      if (watch.isFor(node.name())) {
        node.units().add(watch);
      }
    }
  }

  @Override
  public void watchNoMore(Watch watch) {
    watches.remove(watch);
    for (var node : fleet.all()) {
      if (watch.isFor(node.name())) {
        node.units().remove(watch);
      }
    }
  }

  @Override
  public void close(Monitor monitor) {
    if (monitors.remove(monitor.path()) != null) {
      monitor.watches().forEach(this::watchNoMore);
      if (monitors.isEmpty()) {
        clients.followNobody();
      }
    }
  }
}
