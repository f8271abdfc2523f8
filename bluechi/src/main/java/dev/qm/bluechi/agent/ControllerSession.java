package dev.qm.bluechi.agent;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.ConnectionLost;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.service.Answer;
import dev.qm.bluechi.service.BoundedLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * One connection with a controller: what it asks for, and what it set up, which ends with it. The
 * interface is org.eclipse.bluechi.internal.Agent of BlueChi 1.3.
 */
final class ControllerSession implements Connection.Service, Outlet {
  /**
   * How much of what was asked for is worked on at a time. What comes then is not read yet, so
   * whoever asks faster than systemd answers waits, and takes no memory here.
   */
  private static final int AT_ONCE = 4;

  /** What begins the name of the unit that holds a unit of this node up for another node. */
  private static final String DEPENDENCY = "bluechi-dep@";

  private final ReentrantLock turn;
  private final SystemdLink systemd;
  private final Proxies proxies;
  private final BoundedLog log;
  private final Semaphore work = new Semaphore(AT_ONCE);
  private final JobTable jobs;
  private final UnitWatch units;
  private Optional<Connection> connection = Optional.empty();
  private boolean isMeasured;
  private boolean isOver;

  /** What is to be answered, once. */
  private final class Ticket {
    final Message call;
    private final Connection.Answering answering;
    private boolean isAnswered;

    Ticket(Message call, Connection.Answering answering) {
      this.call = call;
      this.answering = answering;
    }

    void answer(Message answer) {
      if (isAnswered) {
        return;
      }
      isAnswered = true;
      work.release();
      try {
        answering.with(answer);
      } catch (ConnectionLost gone) {
        // who asked has gone
      }
    }

    void done() {
      answer(call.reply());
    }

    void refuse(String error, String text) {
      answer(call.error(error, text));
    }

    void doneUnless(Optional<String> why) {
      if (why.isPresent()) {
        refuse(Terms.FAILED, why.get());
      } else {
        done();
      }
    }
  }

  ControllerSession(ReentrantLock turn, SystemdLink systemd, Proxies proxies, BoundedLog log) {
    this.turn = turn;
    this.systemd = systemd;
    this.proxies = proxies;
    this.log = log;
    this.jobs = new JobTable(this, () -> isMeasured);
    this.units = new UnitWatch(systemd, this);
  }

  /** From now on the controller is told; the lock is held. */
  void begin(Connection with) {
    connection = Optional.of(with);
  }

  /** The controller has gone; the lock is held. */
  void end() {
    isOver = true;
    connection = Optional.empty();
    // whoever waits for a place shall find that it is over
    work.release(AT_ONCE);
  }

  /** Whether the controller waits because this node's systemd does not answer. */
  boolean isBusy() {
    return work.availablePermits() == 0;
  }

  @Override
  public void tell(Message signal) {
    if (connection.isPresent()) {
      try {
        connection.get().send(signal);
      } catch (ConnectionLost gone) {
        // whoever keeps the connection is told so too
      }
    }
  }

  /** Something that systemd says; the lock is held. */
  void signal(Message signal) {
    switch (signal.header().member().orElse("")) {
      case "JobRemoved" -> {
        if (Terms.has(signal, "uoss")) {
          jobs.removed(signal.text(1), signal.text(3));
        }
      }
      case "UnitNew" -> {
        if (Terms.has(signal, "so")) {
          units.loaded(signal.text(0));
        }
      }
      case "UnitRemoved" -> {
        if (Terms.has(signal, "so")) {
          units.unloaded(signal.text(0));
        }
      }
      case "PropertiesChanged" -> {
        if (Terms.has(signal, "sa{sv}as")) {
          changed(signal.header().path().orElse(""), signal);
        }
      }
      default -> {}
    }
  }

  /** Systemd is there again; the lock is held. */
  void systemdIsThere() {
    units.lookAgain();
    jobs.open().forEach(this::lookAt);
  }

  @Override
  public Optional<Message> answer(Message call) {
    return Optional.empty();
  }

  @Override
  public void serve(Message call, Connection.Answering answering) throws IOException {
    work.acquireUninterruptibly();
    turn.lock();
    try {
      if (isOver) {
        return;
      }
      var ticket = new Ticket(call, answering);
      var path = call.header().path().orElse("");
      if (path.equals(Terms.INTERNAL_AGENT_PATH)) {
        if (call.header()
            .interfaceName()
            .orElse(Terms.INTERNAL_AGENT)
            .equals(Terms.INTERNAL_AGENT)) {
          method(ticket);
        } else {
          ticket.refuse(Terms.UNKNOWN_METHOD, "an agent has no such interface");
        }
      } else if (path.startsWith(Terms.INTERNAL_PROXY_PATH)) {
        ticket.answer(proxies.answer(call));
      } else {
        ticket.refuse(Terms.UNKNOWN_OBJECT, "an agent has no such object");
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Lets systemd give a job up; the lock is held.
   *
   * @param then is told the error, if there is one
   */
  void cancel(long id, Consumer<Optional<Answer.Refused>> then) {
    var path = jobs.path(id);
    if (path.isEmpty()) {
      then.accept(Optional.of(new Answer.Refused(Terms.FAILED, "there is no job " + id)));
      return;
    }
    systemd.call(
        Terms.ofObject(path.get(), Terms.SYSTEMD_JOB, "Cancel"),
        "",
        answer ->
            then.accept(
                answer instanceof Answer.Refused refused
                    ? Optional.of(refused)
                    : Optional.empty()));
  }

  private void method(Ticket ticket) {
    switch (ticket.call.header().member().orElse("")) {
      case "ListUnits" -> pass(ticket, "", Terms.UNITS);
      case "ListUnitFiles" -> pass(ticket, "", Terms.UNIT_FILES);
      case "GetUnitFileState" -> pass(ticket, "s", "s");
      case "StartTransientUnit" -> pass(ticket, "ssa(sv)a(sa(sv))", "o");
      case "KillUnit" -> pass(ticket, "ssi", "");
      case "EnableUnitFiles" -> pass(ticket, "asbb", "ba(sss)");
      case "DisableUnitFiles" -> pass(ticket, "asb", "a(sss)");
      case "Reload", "ResetFailed" -> pass(ticket, "", "");
      case "ResetFailedUnit" -> pass(ticket, "s", "");
      case "GetDefaultTarget" -> pass(ticket, "", "s");
      case "SetDefaultTarget" -> pass(ticket, "sb", "a(sss)");
      case "GetUnitProperties" ->
          ofUnit(ticket, "ss", Terms.PROPERTIES, "GetAll", Terms.DICTIONARY);
      case "GetUnitProperty" -> ofUnit(ticket, "sss", Terms.PROPERTIES, "Get", "v");
      case "SetUnitProperties" ->
          ofUnit(ticket, "sba(sv)", Terms.SYSTEMD_UNIT, "SetProperties", "");
      case "FreezeUnit" -> ofUnit(ticket, "s", Terms.SYSTEMD_UNIT, "Freeze", "");
      case "ThawUnit" -> ofUnit(ticket, "s", Terms.SYSTEMD_UNIT, "Thaw", "");
      case "StartUnit", "StopUnit", "RestartUnit", "ReloadUnit" -> job(ticket);
      case "JobCancel" -> cancel(ticket);
      case "Subscribe" -> {
        if (hasUnit(ticket, "s")) {
          ticket.doneUnless(units.subscribe(ticket.call.text(0)));
        }
      }
      case "Unsubscribe" -> {
        if (hasUnit(ticket, "s")) {
          ticket.doneUnless(units.unsubscribe(ticket.call.text(0)));
        }
      }
      case "EnableMetrics" -> measure(ticket, true);
      case "DisableMetrics" -> measure(ticket, false);
      case "SetLogLevel" -> setLogLevel(ticket);
      case "StartDep" -> dependency(ticket, "StartUnit");
      case "StopDep" -> dependency(ticket, "StopUnit");
      default -> ticket.refuse(Terms.UNKNOWN_METHOD, "an agent has no such method");
    }
  }

  /** Systemd has a method of that name with these arguments, and its answer is the answer. */
  private void pass(Ticket ticket, String types, String results) {
    if (has(ticket, types)) {
      var arguments = ticket.call.values().toArray(Value[]::new);
      forward(
          ticket, Terms.ofSystemd(ticket.call.header().member().orElseThrow(), arguments), results);
    }
  }

  /** A method of the unit's object, which the first argument names; the others are the method's. */
  private void ofUnit(
      Ticket ticket, String types, String interfaceName, String member, String results) {
    if (hasUnit(ticket, types)) {
      var values = ticket.call.values();
      var arguments = values.subList(1, values.size()).toArray(Value[]::new);
      var path = Terms.unitPath(ticket.call.text(0));
      forward(ticket, Terms.ofObject(path, interfaceName, member, arguments), results);
    }
  }

  private void forward(Ticket ticket, Message call, String results) {
    systemd.call(
        call,
        results,
        answer -> {
          switch (answer) {
            case Answer.Good(var reply) ->
                ticket.answer(ticket.call.reply(reply.values().toArray(Value[]::new)));
            case Answer.Refused(var name, var text) -> ticket.refuse(name, text);
          }
        });
  }

  private void job(Ticket ticket) {
    if (!hasUnit(ticket, "ssu")) {
      return;
    }
    if (jobs.isFull()) {
      ticket.refuse(Terms.LIMITS_EXCEEDED, "this node works on " + JobTable.MOST + " jobs already");
      return;
    }
    var method = ticket.call.header().member().orElseThrow();
    var unit = ticket.call.text(0);
    var job = new JobTable.Job(ticket.call.number(2), unit, method, System.nanoTime());
    log.info(method + " " + unit + ", job " + job.id());
    systemd.call(
        Terms.ofSystemd(method, new Value.Text(unit), new Value.Text(ticket.call.text(1))),
        "o",
        answer -> {
          switch (answer) {
            case Answer.Good(var reply) -> {
              // systemd tells the job's end afterwards, and this in its order
              jobs.add(reply.text(0), job);
              ticket.done();
            }
            case Answer.Refused(var name, var text) -> ticket.refuse(name, text);
          }
        });
  }

  private void cancel(Ticket ticket) {
    if (has(ticket, "u")) {
      cancel(
          ticket.call.number(0),
          refused -> {
            if (refused.isPresent()) {
              ticket.refuse(refused.get().name(), refused.get().text());
            } else {
              ticket.done();
            }
          });
    }
  }

  private void measure(Ticket ticket, boolean wanted) {
    if (!has(ticket, "")) {
      return;
    }
    if (isMeasured == wanted) {
      ticket.refuse(
          Terms.INVALID_ARGS, wanted ? "metrics are enabled already" : "metrics are not enabled");
    } else {
      isMeasured = wanted;
      ticket.done();
    }
  }

  private void setLogLevel(Ticket ticket) {
    if (!has(ticket, "s")) {
      return;
    }
    var level = LogLevel.find(ticket.call.text(0));
    if (level.isEmpty()) {
      ticket.refuse(Terms.INVALID_ARGS, "a level is one of DEBUG, INFO, WARN and ERROR");
    } else {
      log.setLevel(level.get());
      ticket.done();
    }
  }

  /** Another node needs a unit of this one, or no longer does. */
  private void dependency(Ticket ticket, String method) {
    if (!hasUnit(ticket, "s")) {
      return;
    }
    var unit = DEPENDENCY + ticket.call.text(0);
    log.info(method + " " + unit);
    systemd.call(
        Terms.ofSystemd(method, new Value.Text(unit), new Value.Text("replace")),
        "o",
        answer -> {
          switch (answer) {
            case Answer.Good _ -> ticket.done();
            case Answer.Refused(var name, var text) -> {
              // the controller wants no reply, so it is said here
              log.error(method + " " + unit + ": " + text);
              ticket.refuse(name, text);
            }
          }
        });
  }

  private void changed(String path, Message signal) {
    if (path.startsWith(Terms.SYSTEMD_UNIT_PATH)) {
      units.changed(path, signal);
    } else if (path.startsWith(Terms.SYSTEMD_JOB_PATH)
        && signal.text(0).equals(Terms.SYSTEMD_JOB)
        && signal.dictionary(1).get("State") instanceof Value.Text(var state)) {
      jobs.changed(path, state);
    }
  }

  /** A job of before systemd was away: if it is over, nobody told, and the unit shows how. */
  private void lookAt(String path, JobTable.Job job) {
    systemd.call(
        Terms.ofObject(
            path,
            Terms.PROPERTIES,
            "Get",
            new Value.Text(Terms.SYSTEMD_JOB),
            new Value.Text("State")),
        "v",
        answer -> {
          if (answer instanceof Answer.Refused) {
            lookAtUnit(path, job);
          }
        });
  }

  private void lookAtUnit(String path, JobTable.Job job) {
    systemd.call(
        Terms.ofSystemd("ListUnitsByNames", Terms.texts(List.of(job.unit()))),
        Terms.UNITS,
        answer -> {
          var active =
              answer instanceof Answer.Good(var reply) && !reply.rows(0).isEmpty()
                  ? reply.rows(0).getFirst().text(3)
                  : "";
          var isFailed = active.equals("failed");
          var isDone =
              job.method().equals("StopUnit")
                  ? isFailed || active.equals("inactive")
                  : !isFailed && !active.isEmpty();
          jobs.removed(path, isDone ? "done" : "failed");
        });
  }

  private static boolean has(Ticket ticket, String types) {
    if (Terms.has(ticket.call, types)) {
      return true;
    }
    ticket.refuse(Terms.INVALID_ARGS, "the arguments are to be of the types '" + types + "'");
    return false;
  }

  /** The same, and the first one can be the name of a unit. */
  private static boolean hasUnit(Ticket ticket, String types) {
    if (!has(ticket, types)) {
      return false;
    }
    if (!Terms.isUnit(ticket.call.text(0))) {
      ticket.refuse(Terms.INVALID_ARGS, "this is no name of a unit");
      return false;
    }
    return true;
  }
}
