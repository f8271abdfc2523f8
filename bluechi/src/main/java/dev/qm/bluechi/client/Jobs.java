package dev.qm.bluechi.client;

import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.connection.MatchRule;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.connection.Subscription;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Jobs, begun together and waited for to their end. Everything that ends the wait comes through one
 * queue in the order in which it happened: the replies, JobRemoved, and that a node or the
 * controller is gone. The real controller forgets the jobs of a node that it loses without a word
 * about them, so who only waits for JobRemoved waits for good.
 */
final class Jobs implements AutoCloseable {
  /** For what is waited. */
  enum Wait {
    FOR_THE_END,
    UNTIL_BEGUN
  }

  private static final String ERROR_TEXT = "the controller gave no reason";

  private final Controller controller;
  private final Subscription news;
  private final Consumer<JobResult> ended;

  /** Requests that are not sent yet: a thousand at once would leave no room for other calls. */
  private final Deque<JobRequest> toAsk = new ArrayDeque<>();

  /** Requests whose call is not answered, by the number of the call. */
  private final Map<Long, JobRequest> asked = new LinkedHashMap<>();

  /** Jobs that run, by their path. */
  private final Map<String, JobRequest> running = new LinkedHashMap<>();

  /** Ends of jobs whose path was not known yet: JobRemoved may come before the reply. */
  private final Map<String, String> endedEarly = new HashMap<>();

  private Jobs(Controller controller, Subscription news, Consumer<JobResult> ended) {
    this.controller = controller;
    this.news = news;
    this.ended = ended;
  }

  /**
   * Watches for ends.
   *
   * @param ended is told each as it comes
   */
  static Jobs of(Controller controller, Consumer<JobResult> ended)
      throws BusException, InterruptedException {
    var owner = controller.owner();
    var news =
        controller
            .connection()
            .subscribe(
                List.of(
                    MatchRule.of(owner, Terms.CONTROLLER, "JobRemoved"),
                    MatchRule.of(owner, Terms.PROPERTIES, "PropertiesChanged"),
                    Controller.GONE));
    return new Jobs(controller, news, ended);
  }

  /**
   * Begins jobs and waits for all their ends.
   *
   * @param time how long; nothing for as long as it takes
   * @param wait for what
   */
  void run(List<JobRequest> requests, Optional<Duration> time, Wait wait)
      throws InterruptedException {
    toAsk.addAll(requests);
    try {
      follow(time, wait);
    } catch (BusException lost) {
      endAll(new JobEnd.ControllerLost(String.valueOf(lost.getMessage())));
    }
  }

  @Override
  public void close() {
    news.close();
  }

  private Message call(JobRequest request) {
    return controller.callOf(
        request.node(),
        request.kind().method(),
        new Value.Text(request.unit()),
        new Value.Text(request.mode()));
  }

  private void follow(Optional<Duration> time, Wait wait)
      throws BusException, InterruptedException {
    var begin = System.nanoTime();
    var heard = begin;
    var replies = Settings.CLIENT.replyTime();
    while (!toAsk.isEmpty() || !asked.isEmpty() || !running.isEmpty()) {
      ask();
      var now = System.nanoTime();
      var passed = Duration.ofNanos(now - begin);
      if (time.isPresent() && passed.compareTo(time.get()) >= 0) {
        timeIsOver(time.get());
        return;
      }
      var silence = asked.isEmpty() ? Duration.ZERO : Duration.ofNanos(now - heard);
      if (silence.compareTo(replies) >= 0) {
        unanswered(replies);
        continue;
      }
      var bound = asked.isEmpty() ? Duration.ofDays(1) : replies.minus(silence);
      var left = time.isPresent() ? time.get().minus(passed) : bound;
      var next = news.next(left.compareTo(bound) < 0 ? left : bound);
      if (next.isPresent()) {
        heard = next.get().kind() == Message.Kind.SIGNAL ? heard : System.nanoTime();
        take(next.get(), wait);
      }
    }
  }

  private void ask() throws BusException {
    while (!toAsk.isEmpty() && asked.size() < Controller.AT_ONCE) {
      var request = toAsk.getFirst();
      asked.put(news.begin(call(request)), request);
      toAsk.removeFirst();
    }
  }

  private void timeIsOver(Duration time) {
    while (!toAsk.isEmpty()) {
      end(toAsk.removeFirst(), new JobEnd.Refused("the time was over before it was asked for"));
    }
    endAll(new JobEnd.TimedOut(time));
  }

  /** Jobs that run may still end; whether these have begun is not known. */
  private void unanswered(Duration time) {
    var late = new ArrayList<>(asked.values());
    late.addAll(toAsk);
    asked.clear();
    toAsk.clear();
    for (var request : late) {
      end(request, new JobEnd.ControllerLost("it has not answered for " + time.toSeconds() + " s"));
    }
  }

  private void take(Message news, Wait wait) {
    switch (news.kind()) {
      case RETURN, ERROR -> {
        answered(news, wait);
        if (asked.isEmpty()) {
          endedEarly.clear();
        }
      }
      case SIGNAL -> {
        if (news.is(Terms.CONTROLLER, "JobRemoved")) {
          removed(news);
        } else if (news.is(Terms.PROPERTIES, "PropertiesChanged")) {
          changed(news);
        } else {
          endAll(new JobEnd.ControllerLost("it left the bus"));
        }
      }
      case CALL -> throw new IllegalStateException("a call is no news");
    }
  }

  private void answered(Message reply, Wait wait) {
    if (reply.kind() == Message.Kind.ERROR) {
      refused(reply);
    } else {
      queued(reply, wait);
    }
  }

  private void queued(Message reply, Wait wait) {
    var request = asked.remove(reply.header().replySerial().orElseThrow());
    if (request == null) {
      return;
    }
    if (!has(reply, "o")) {
      end(request, new JobEnd.Refused("the controller's answer names no job"));
    } else if (endedEarly.containsKey(reply.text(0))) {
      end(request, new JobEnd.Finished(endedEarly.get(reply.text(0))));
    } else if (wait == Wait.UNTIL_BEGUN) {
      end(request, new JobEnd.Begun());
    } else {
      running.put(reply.text(0), request);
    }
  }

  private void refused(Message reply) {
    var request = asked.remove(reply.header().replySerial().orElseThrow());
    if (request != null) {
      var isOffline = reply.header().errorName().equals(Optional.of(Terms.OFFLINE));
      end(
          request,
          isOffline
              ? new JobEnd.Offline()
              : new JobEnd.Refused(Failures.text(reply).orElse(ERROR_TEXT)));
    }
  }

  private void removed(Message signal) {
    if (!has(signal, "uosss")) {
      return;
    }
    var request = running.remove(signal.text(1));
    if (request != null) {
      end(request, new JobEnd.Finished(signal.text(4)));
    } else if (!asked.isEmpty()) {
      endedEarly.put(signal.text(1), signal.text(4));
    }
  }

  private void changed(Message signal) {
    if (!has(signal, "sa{sv}as") || !signal.text(0).equals(Terms.NODE)) {
      return;
    }
    if (!(signal.dictionary(1).get("Status") instanceof Value.Text(var state))
        || state.equals(Node.ONLINE)) {
      return;
    }
    var path = signal.header().path().orElse("");
    var lost = new ArrayList<JobRequest>();
    drop(asked, path, lost);
    drop(running, path, lost);
    for (var request : lost) {
      end(request, new JobEnd.NodeLost());
    }
  }

  private static <K> void drop(Map<K, JobRequest> from, String node, List<JobRequest> to) {
    var all = from.entrySet().iterator();
    while (all.hasNext()) {
      var entry = all.next();
      if (entry.getValue().node().path().equals(node)) {
        to.add(entry.getValue());
        all.remove();
      }
    }
  }

  private void endAll(JobEnd how) {
    var all = new ArrayList<>(asked.values());
    all.addAll(running.values());
    all.addAll(toAsk);
    asked.clear();
    running.clear();
    toAsk.clear();
    for (var request : all) {
      end(request, how);
    }
  }

  private void end(JobRequest request, JobEnd how) {
    ended.accept(new JobResult(request, how));
  }

  private static boolean has(Message message, String types) {
    try {
      var _ = message.require(types);
      return true;
    } catch (MalformedMessage other) {
      return false;
    }
  }
}
