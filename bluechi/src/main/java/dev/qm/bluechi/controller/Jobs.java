package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All jobs. Each has an end that clients are told: the node's word, or {@code failed} with the
 * node. Only the node that works on a job can say what becomes of it.
 */
final class Jobs implements ManagedNode.Desk {
  /** Of one node: it takes no more either. */
  static final int MOST_OF_ONE = 8192;

  /** How long a result may be that a node says, in characters. */
  private static final int LONGEST_RESULT = 64;

  private static final long LAST = 0xffff_ffffL;

  /** Who hears of jobs that were started; the lock is held. */
  interface Listener {
    void started(Job job);
  }

  /** One that the node has not taken yet. */
  private static final class Asked {
    final Job job;

    /** What became of it, where the node was quick to say so. */
    Optional<String> result = Optional.empty();

    Asked(Job job) {
      this.job = job;
    }
  }

  private final Map<Long, Job> jobs = new LinkedHashMap<>();
  private final Map<Long, Asked> asked = new LinkedHashMap<>();
  private final Map<ManagedNode, Integer> count = new LinkedHashMap<>();
  private final Outlet clients;
  private final Listener listener;
  private long last;

  Jobs(Outlet clients, Listener listener) {
    this.clients = clients;
    this.listener = listener;
  }

  /** The job of that path. */
  Optional<Job> at(String path) {
    try {
      return Optional.ofNullable(
              jobs.get(Long.parseLong(path, Terms.JOB_PATH.length(), path.length(), 10)))
          .filter(job -> job.path().equals(path));
    } catch (NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** All of them. */
  Collection<Job> all() {
    return jobs.values();
  }

  @Override
  public void begin(ManagedNode node, Message call, Connection.Answering answering)
      throws ConnectionLost {
    var method = call.header().member().orElseThrow();
    var unit = call.text(0);
    if (!Terms.isUnit(unit)) {
      answering.with(call.error(Terms.INVALID_ARGS, "this is no name of a unit"));
      return;
    }
    if (count.getOrDefault(node, 0) >= MOST_OF_ONE) {
      answering.with(
          call.error(
              Terms.LIMITS_EXCEEDED,
              "node " + node.name() + " works on " + MOST_OF_ONE + " jobs already"));
      return;
    }
    var kind = method.substring(0, method.length() - "Unit".length()).toLowerCase(Locale.ROOT);
    var job = new Job(next(), node, unit, kind);
    var waiting = new Asked(job);
    asked.put(job.id(), waiting);
    count.merge(node, 1, Integer::sum);
    node.ask(
        Terms.ofAgent(method, Terms.text(unit), call.values().get(1), new Value.U32(job.id())),
        "",
        answer -> answered(waiting, call, answer, answering));
  }

  /** A node says that a job has another state. */
  void changed(ManagedNode node, long id, String word) {
    var job = jobs.get(id);
    var state = Job.State.find(word);
    if (job != null && job.node().equals(node) && state.isPresent()) {
      job.setState(state.get());
      clients.tell(Terms.changed(job.path(), Terms.JOB, Terms.entry("State", Terms.text(word))));
    }
  }

  /** A node says that a job is over. */
  void over(ManagedNode node, long id, String result) {
    var said = result.length() > LONGEST_RESULT ? result.substring(0, LONGEST_RESULT) : result;
    var waiting = asked.get(id);
    if (waiting != null && waiting.job.node().equals(node)) {
      waiting.result = Optional.of(said);
      return;
    }
    var job = jobs.get(id);
    if (job != null && job.node().equals(node)) {
      end(job, said);
      if (job.kind().equals("start")) {
        listener.started(job);
      }
    }
  }

  /** The node is lost: nobody will say what becomes of its jobs. */
  void lost(ManagedNode node) {
    endAll(node, "failed");
  }

  /** Nothing is waited for any more. */
  void endAll(String result) {
    for (var job : new ArrayList<>(jobs.values())) {
      end(job, result);
    }
  }

  private void endAll(ManagedNode node, String result) {
    for (var job : new ArrayList<>(jobs.values())) {
      if (job.node().equals(node)) {
        end(job, result);
      }
    }
  }

  private void answered(
      Asked waiting, Message call, Answer answer, Connection.Answering answering) {
    var job = waiting.job;
    asked.remove(job.id());
    switch (answer) {
      case Answer.Good _ -> {
        jobs.put(job.id(), job);
        clients.tell(
            Message.signal(
                Terms.PATH,
                Terms.CONTROLLER,
                "JobNew",
                new Value.U32(job.id()),
                new Value.Path(job.path())));
        Replies.send(call.reply(new Value.Path(job.path())), answering);
        waiting.result.ifPresent(result -> over(job.node(), job.id(), result));
      }
      case Answer.Refused(var name, var text) -> {
        less(job.node());
        Replies.send(call.error(name, text), answering);
      }
    }
  }

  private void end(Job job, String result) {
    jobs.remove(job.id());
    less(job.node());
    clients.tell(
        Message.signal(
            Terms.PATH,
            Terms.CONTROLLER,
            "JobRemoved",
            new Value.U32(job.id()),
            new Value.Path(job.path()),
            Terms.text(job.node().name()),
            Terms.text(job.unit()),
            Terms.text(result)));
  }

  private void less(ManagedNode node) {
    count.computeIfPresent(node, (_, there) -> there == 1 ? null : there - 1);
  }

  /** Numbers begin again behind the last, passing over those that are taken. */
  private long next() {
    do {
      last = last == LAST ? 1 : last + 1;
    } while (jobs.containsKey(last) || asked.containsKey(last));
    return last;
  }
}
