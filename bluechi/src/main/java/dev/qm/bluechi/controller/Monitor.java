package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Names;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What one client wants to hear of units, and who hears it with it. */
final class Monitor implements Thing, Watch.Listener {
  /** Subscriptions, and units in one of them. */
  static final int MOST = 4096;

  /** Clients that hear what one asked for. */
  static final int MOST_PEERS = 64;

  /** Who has all monitors and all watches. */
  interface Desk {
    /** A number for a subscription or a peer, which no other one has. */
    long number();

    void watch(Watch watch);

    void watchNoMore(Watch watch);

    void close(Monitor monitor);
  }

  private final String path;
  private final String owner;
  private final Desk desk;
  private final Outlet clients;
  private final Map<Long, Watch> watches = new LinkedHashMap<>();
  private final Map<Long, String> peers = new LinkedHashMap<>();

  /**
   * An empty one.
   *
   * @param owner the client's name on the bus, with which the monitor ends
   */
  Monitor(long id, String owner, Desk desk, Outlet clients) {
    this.path = Terms.MONITOR_PATH + id;
    this.owner = owner;
    this.desk = desk;
    this.clients = clients;
  }

  String path() {
    return path;
  }

  String owner() {
    return owner;
  }

  /** What it watches. */
  Collection<Watch> watches() {
    return List.copyOf(watches.values());
  }

  /** A client has gone that may have heard it too. */
  void forget(String client) {
    peers.values().removeIf(client::equals);
  }

  @Override
  public Spec spec() {
    return Specs.MONITOR;
  }

  @Override
  public Optional<Value> property(String name) {
    return Optional.empty();
  }

  @Override
  public void call(Message call, Connection.Answering answering) throws ConnectionLost {
    answering.with(
        switch (call.header().member().orElse("")) {
          case "Subscribe" -> subscribe(call, Set.of(call.text(1)));
          case "SubscribeList" ->
              subscribe(
                  call,
                  call.array(1).stream()
                      .map(unit -> ((Value.Text) unit).value())
                      .collect(Collectors.toUnmodifiableSet()));
          case "Unsubscribe" -> unsubscribe(call);
          case "AddPeer" -> addPeer(call);
          case "RemovePeer" -> removePeer(call);
          default -> {
            desk.close(this);
            yield call.reply();
          }
        });
  }

  @Override
  public void loaded(String node, String unit, String reason) {
    tell("UnitNew", Terms.text(node), Terms.text(unit), Terms.text(reason));
  }

  @Override
  public void changed(String node, String unit, UnitTable.State state, String reason) {
    tell(
        "UnitStateChanged",
        Terms.text(node),
        Terms.text(unit),
        Terms.text(state.active()),
        Terms.text(state.sub()),
        Terms.text(reason));
  }

  @Override
  public void unloaded(String node, String unit, String reason) {
    tell("UnitRemoved", Terms.text(node), Terms.text(unit), Terms.text(reason));
  }

  @Override
  public void properties(String node, String unit, String interfaceName, Value properties) {
    tell(
        "UnitPropertiesChanged",
        Terms.text(node),
        Terms.text(unit),
        Terms.text(interfaceName),
        properties);
  }

  private Message subscribe(Message call, Set<String> units) {
    if (units.isEmpty() || !units.stream().allMatch(Terms::isUnit)) {
      return call.error(Terms.INVALID_ARGS, "there is no unit, or one that has no name");
    }
    var all = watches.values().stream().mapToInt(watch -> watch.units().size()).sum();
    if (all + units.size() > MOST) {
      return call.error(
          Terms.LIMITS_EXCEEDED, "a monitor watches " + MOST + " units at most, or all");
    }
    var watch = new Watch(desk.number(), call.text(0), units, this);
    watches.put(watch.id(), watch);
    desk.watch(watch);
    return call.reply(new Value.U32(watch.id()));
  }

  private Message unsubscribe(Message call) {
    var watch = watches.remove(call.number(0));
    if (watch == null) {
      return call.error(Terms.FAILED, "the monitor has no such subscription");
    }
    desk.watchNoMore(watch);
    return call.reply();
  }

  private Message addPeer(Message call) {
    var name = call.text(0);
    if (!name.startsWith(":") || !Names.isBusName(name)) {
      return call.error(Terms.INVALID_ARGS, "this is no name that the bus gives to a client");
    }
    if (name.equals(owner) || peers.containsValue(name)) {
      return call.error(Terms.INVALID_ARGS, "this client hears it already");
    }
    if (peers.size() >= MOST_PEERS) {
      return call.error(Terms.LIMITS_EXCEEDED, "a monitor has " + MOST_PEERS + " peers at most");
    }
    var id = desk.number();
    peers.put(id, name);
    return call.reply(new Value.U32(id));
  }

  private Message removePeer(Message call) {
    var name = peers.remove(call.number(0));
    if (name == null) {
      return call.error(Terms.FAILED, "the monitor has no such peer");
    }
    clients.tell(Message.signal(path, Terms.MONITOR, "PeerRemoved", call.values().get(1)).to(name));
    return call.reply();
  }

  /** To each of them alone: nobody else is to hear it. */
  private void tell(String member, Value... arguments) {
    var signal = Message.signal(path, Terms.MONITOR, member, arguments);
    clients.tell(signal.to(owner));
    for (var peer : peers.values()) {
      clients.tell(signal.to(peer));
    }
  }
}
