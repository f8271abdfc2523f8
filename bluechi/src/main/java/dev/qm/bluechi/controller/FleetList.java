package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Signature;
import dev.qm.bluechi.dbus.Type;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A list that all nodes are asked for together. One that does not answer in time is left out, so
 * that the others are shown.
 */
final class FleetList {
  /** The most of all nodes together, in bytes: the system bus takes 32 MiB, this process less. */
  private static final int MOST_BYTES = 16 << 20;

  private final Message call;
  private final String types;
  private final Connection.Answering answering;
  private final BoundedLog log;
  private final List<Value> entries = new ArrayList<>();

  /** Nodes have much in common: each text is kept once. */
  private final Map<String, Value> texts = new HashMap<>();

  private long bytes;
  private int open;
  private boolean isOver;

  private FleetList(
      Message call, String types, Connection.Answering answering, BoundedLog log, int open) {
    this.call = call;
    this.types = types;
    this.answering = answering;
    this.log = log;
    this.open = open;
  }

  /**
   * Asks all of them.
   *
   * @param types of one node's list
   * @param patience how long the slowest is waited for
   */
  static void begin(
      Message call,
      String types,
      List<ManagedNode> nodes,
      Duration patience,
      Connection.Answering answering,
      BoundedLog log) {
    // the one more is let go when all have been asked
    var list = new FleetList(call, types, answering, log, nodes.size() + 1);
    for (var node : nodes) {
      node.ask(
          Terms.ofAgent(call.header().member().orElseThrow()),
          types,
          patience,
          answer -> list.take(node, answer));
    }
    list.oneLess();
  }

  private void take(ManagedNode node, Answer answer) {
    switch (answer) {
      case Answer.Good(var reply) -> {
        if (!isOver) {
          entries.add(
              new Value.Entry(
                  Terms.text(node.name()), kept((Value.Array) reply.values().getFirst())));
        }
        if (bytes > MOST_BYTES) {
          tooMuch();
        }
      }
      case Answer.Refused(var _, var text) ->
          log.warn(
              call.header().member().orElseThrow()
                  + ": node "
                  + node.name()
                  + " is left out: "
                  + text);
    }
    oneLess();
  }

  private void oneLess() {
    open--;
    if (open > 0 || isOver) {
      return;
    }
    var list = Signature.known(types).types().getFirst();
    Replies.send(
        call.reply(new Value.Array(new Type.EntryOf(Type.Simple.STRING, list), entries)),
        answering);
  }

  private void tooMuch() {
    if (!isOver) {
      isOver = true;
      entries.clear();
      texts.clear();
      Replies.send(
          call.error(
              Terms.LIMITS_EXCEEDED,
              "all nodes together have more than one answer holds: ask them one by one"),
          answering);
    }
  }

  /** The rows of one node. */
  private Value kept(Value.Array list) {
    var rows = new ArrayList<Value>(list.values().size());
    for (var row : list.values()) {
      var fields = new ArrayList<Value>();
      for (var field : ((Value.Struct) row).values()) {
        switch (field) {
          case Value.Text(var text) -> fields.add(kept(text, field));
          case Value.Path(var path) -> {
            bytes += path.length();
            fields.add(field);
          }
          default -> fields.add(field);
        }
      }
      bytes += 8L * fields.size();
      rows.add(new Value.Struct(fields));
    }
    return new Value.Array(list.element(), rows);
  }

  private Value kept(String text, Value value) {
    bytes += text.length();
    return texts.computeIfAbsent(text, _ -> value);
  }
}
