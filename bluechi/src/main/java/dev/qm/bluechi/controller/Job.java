package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.util.Optional;

/** Something that systemd of a node works on because a client asked for it. */
final class Job implements Thing {
  /** What a job's state can be. */
  enum State {
    WAITING("waiting"),
    RUNNING("running");

    private final String word;

    State(String word) {
      this.word = word;
    }

    static Optional<State> find(String word) {
      for (var state : values()) {
        if (state.word.equals(word)) {
          return Optional.of(state);
        }
      }
      return Optional.empty();
    }
  }

  private final long id;
  private final ManagedNode node;
  private final String unit;
  private final String kind;
  private final long begin = System.nanoTime();
  private State state = State.WAITING;

  /**
   * One that has just been asked for.
   *
   * @param kind BlueChi's word for what is done
   */
  Job(long id, ManagedNode node, String unit, String kind) {
    this.id = id;
    this.node = node;
    this.unit = unit;
    this.kind = kind;
  }

  long id() {
    return id;
  }

  String path() {
    return Terms.JOB_PATH + id;
  }

  ManagedNode node() {
    return node;
  }

  String unit() {
    return unit;
  }

  String kind() {
    return kind;
  }

  /** Nanoseconds since it was asked for. */
  long age() {
    return System.nanoTime() - begin;
  }

  void setState(State other) {
    state = other;
  }

  @Override
  public Spec spec() {
    return Specs.JOB;
  }

  @Override
  public void call(Message call, Connection.Answering answering) {
    // its only method; who asks is told whether the node could do it
    node.ask(
        Terms.ofAgent("JobCancel", new Value.U32(id)),
        "",
        answer -> Replies.pass(call, answer, answering));
  }

  @Override
  public Optional<Value> property(String property) {
    return switch (property) {
      case "Id" -> Optional.of(new Value.U32(id));
      case "Node" -> Optional.of(Terms.text(node.name()));
      case "Unit" -> Optional.of(Terms.text(unit));
      case "JobType" -> Optional.of(Terms.text(kind));
      case "State" -> Optional.of(Terms.text(state.word));
      default -> Optional.empty();
    };
  }
}
