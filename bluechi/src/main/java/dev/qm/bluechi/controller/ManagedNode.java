package dev.qm.bluechi.controller;

import dev.qm.bluechi.configuration.ControllerSettings.NodeRules;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.PathLabel;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.Moment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A node that may connect, and is an object for clients whether it is connected or not. */
final class ManagedNode implements Thing {
  /** Who has the jobs. */
  interface Desk {
    /** A client wants something done to a unit that takes its time. */
    void begin(ManagedNode node, Message call, Connection.Answering answering)
        throws ConnectionLost;
  }

  private final String name;
  private final String path;
  private final Desk desk;
  private final Outlet clients;
  private final Duration patience;
  private final UnitTable units;

  /** Units that other nodes need, with how many proxies of theirs do. */
  private final Map<String, Integer> dependencies = new LinkedHashMap<>();

  private NodeRules rules;
  private Optional<AgentLink> agent = Optional.empty();
  private Moment seen = Moment.NONE;

  /**
   * One that is not connected.
   *
   * @param patience how long its agent may take to answer
   */
  ManagedNode(String name, NodeRules rules, Desk desk, Outlet clients, Duration patience) {
    this.name = name;
    this.path = Terms.NODE_PATH + PathLabel.of(name);
    this.rules = rules;
    this.desk = desk;
    this.clients = clients;
    this.patience = patience;
    this.units =
        new UnitTable(
            name,
            new UnitTable.Agent() {
              @Override
              public void subscribe(String unit) {
                tell(Terms.order("Subscribe", Terms.text(unit)));
              }

              @Override
              public void unsubscribe(String unit) {
                tell(Terms.order("Unsubscribe", Terms.text(unit)));
              }
            });
  }

  String name() {
    return name;
  }

  String path() {
    return path;
  }

  NodeRules rules() {
    return rules;
  }

  void setRules(NodeRules other) {
    rules = other;
  }

  UnitTable units() {
    return units;
  }

  boolean isOnline() {
    return agent.isPresent();
  }

  /** Its connection. */
  Optional<AgentLink> agent() {
    return agent;
  }

  /** BlueChi's word for it. */
  String status() {
    return isOnline() ? "online" : "offline";
  }

  /** Its address; empty where it has none. */
  String peer() {
    return agent.map(AgentLink::peer).orElse("");
  }

  /** When it was last heard of. */
  Moment seen() {
    return seen;
  }

  /** It said something. */
  void isSeen() {
    seen = Moment.now();
  }

  /**
   * It is connected.
   *
   * @param isMeasured whether somebody wants to know how long jobs take
   */
  void connected(AgentLink link, boolean isMeasured) {
    agent = Optional.of(link);
    isSeen();
    for (var unit : units.wanted()) {
      tell(Terms.order("Subscribe", Terms.text(unit)));
    }
    for (var unit : dependencies.keySet()) {
      tell(Terms.order("StartDep", Terms.text(unit)));
    }
    if (isMeasured) {
      tell(Terms.order("EnableMetrics"));
    }
    tellStatus();
  }

  /** It is connected no more. */
  void disconnected() {
    agent = Optional.empty();
    units.lost();
    tellStatus();
  }

  /** A unit of it is needed by a proxy of another node. */
  void need(String unit) {
    dependencies.merge(unit, 1, Integer::sum);
    // each time: it may have been stopped meanwhile with the unit
    tell(Terms.order("StartDep", Terms.text(unit)));
  }

  /** A proxy does not need it any more. */
  void needNoMore(String unit) {
    if (dependencies.computeIfPresent(unit, (_, count) -> count == 1 ? null : count - 1) == null) {
      tell(Terms.order("StopDep", Terms.text(unit)));
    }
  }

  /** Sends something that is not answered, if it is connected. */
  void tell(Message message) {
    agent.ifPresent(link -> link.tell(message));
  }

  /** Calls its agent, which may take as long as usual. */
  void ask(Message call, String types, Consumer<Answer> then) {
    ask(call, types, patience, then);
  }

  /** Calls its agent. */
  void ask(Message call, String types, Duration time, Consumer<Answer> then) {
    if (agent.isEmpty()) {
      then.accept(offline());
    } else {
      agent.get().ask(call, types, time, then);
    }
  }

  @Override
  public Spec spec() {
    return Specs.NODE;
  }

  @Override
  public Optional<Answer.Refused> refusal() {
    return isOnline() ? Optional.empty() : Optional.of(offline());
  }

  @Override
  public void call(Message call, Connection.Answering answering) throws ConnectionLost {
    var method = Specs.NODE.method(call.header().member().orElse("")).orElseThrow();
    switch (method.name()) {
      case "StartUnit", "StopUnit", "RestartUnit", "ReloadUnit" ->
          desk.begin(this, call, answering);
      default ->
          // the agent has a method of that name with these arguments, and its answer is the answer
          ask(
              Terms.ofAgent(method.name(), call.values().toArray(Value[]::new)),
              method.gives(),
              answer -> Replies.pass(call, answer, answering));
    }
  }

  @Override
  public Optional<Value> property(String property) {
    return switch (property) {
      case "Name" -> Optional.of(Terms.text(name));
      case "Status" -> Optional.of(Terms.text(status()));
      case "PeerIp" -> Optional.of(Terms.text(peer()));
      case "LastSeenTimestamp" -> Optional.of(new Value.U64(seen.real()));
      case "LastSeenTimestampMonotonic" -> Optional.of(new Value.U64(seen.monotonic()));
      default -> Optional.empty();
    };
  }

  private Answer.Refused offline() {
    return new Answer.Refused(Terms.OFFLINE, "node " + name + " is not connected");
  }

  private void tellStatus() {
    clients.tell(Terms.changed(path, Terms.NODE, Terms.entry("Status", Terms.text(status()))));
  }
}
