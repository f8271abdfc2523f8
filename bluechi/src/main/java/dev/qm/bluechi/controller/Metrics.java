package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** How long jobs take, while somebody wants to know. Nobody waits for a node to say it. */
final class Metrics implements Thing {
  private final Outlet clients;
  private boolean isEnabled;

  Metrics(Outlet clients) {
    this.clients = clients;
  }

  boolean isEnabled() {
    return isEnabled;
  }

  void setEnabled(boolean wanted) {
    isEnabled = wanted;
  }

  @Override
  public Spec spec() {
    return Specs.METRICS;
  }

  @Override
  public void call(Message call, Connection.Answering answering) {
    // it has no methods
  }

  @Override
  public Optional<Value> property(String name) {
    return Optional.empty();
  }

  /** A node says how long its systemd worked: AgentJobMetrics(sst). */
  void ofAgent(ManagedNode node, Message signal) {
    if (isEnabled) {
      clients.tell(
          Message.signal(
              Terms.METRICS_PATH,
              Terms.METRICS,
              "AgentJobMetrics",
              Terms.text(node.name()),
              signal.values().get(0),
              signal.values().get(1),
              signal.values().get(2)));
    }
  }

  /** A job that starts a unit is done: the node is asked how long the unit itself took. */
  void started(Job job) {
    if (!isEnabled) {
      return;
    }
    var gross = TimeUnit.NANOSECONDS.toMicros(job.age());
    time(
        job,
        "InactiveExitTimestampMonotonic",
        begin ->
            time(
                job,
                "ActiveEnterTimestampMonotonic",
                end ->
                    clients.tell(
                        Message.signal(
                            Terms.METRICS_PATH,
                            Terms.METRICS,
                            "StartUnitJobMetrics",
                            Terms.text(job.node().name()),
                            Terms.text(job.path()),
                            Terms.text(job.unit()),
                            new Value.U64(gross),
                            // a unit that only runs to its end is never active
                            new Value.U64(Math.max(0, end - begin))))));
  }

  private void time(Job job, String property, Consumer<Long> then) {
    job.node()
        .ask(
            Terms.ofAgent(
                "GetUnitProperty",
                Terms.text(job.unit()),
                Terms.text(Terms.SYSTEMD_UNIT),
                Terms.text(property)),
            "v",
            answer -> {
              if (answer instanceof Answer.Good(var reply)
                  && reply.values().getFirst() instanceof Value.Variant(Value.U64(var micros))) {
                then.accept(micros);
              }
            });
  }
}
