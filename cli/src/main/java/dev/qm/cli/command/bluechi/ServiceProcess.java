package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.service.ServiceLog;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.process.Signals;
import dev.qm.host.socket.JournalStream;
import dev.qm.host.socket.NotifySocket;
import dev.qm.quadlet.syntax.Problem;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * This process as a service of systemd's: sd_notify(3), signals, and a log. All that can wait, for
 * a journal that is stuck or a disk that is slow, is done by the thread that calls {@link #run};
 * who tells it something never waits.
 */
final class ServiceProcess implements ServiceLog {
  /** Lines that wait to be written; more are left out, and counted. */
  private static final int MOST_LINES = 1000;

  private static final long EVER = TimeUnit.DAYS.toNanos(1);

  /** What works here. */
  interface Program extends AutoCloseable {
    /**
     * Reads its files again.
     *
     * @return whether it goes on with what they say now, and not as before
     */
    boolean reload() throws HostException;

    @Override
    void close();
  }

  /** Begins to work. */
  interface Beginning {
    Program begin() throws HostException;
  }

  private record Line(LogLevel level, String text) {}

  /** What there is to do. */
  private record Work(
      List<Line> lines, Optional<String> status, boolean isReload, boolean isEnd, boolean isReady) {
    private Work {
      lines = List.copyOf(lines);
    }
  }

  private final PrintStream err;
  private final boolean isJournal;
  private final NotifySocket supervisor;
  private final long readyAfterNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Line> lines = new ArrayDeque<>();
  private long leftOut;
  private Optional<String> status = Optional.empty();
  private boolean isReload;
  private boolean isEnd;
  private boolean isReady;

  /**
   * One that does not work yet.
   *
   * @param readyAfter when systemd is told that the service is ready though it is not; zero is
   *     never
   */
  ServiceProcess(Console console, Map<String, String> environment, Duration readyAfter) {
    this.err = console.err();
    this.isJournal = JournalStream.isStandardError(environment);
    this.supervisor = NotifySocket.of(environment);
    this.readyAfterNanos = readyAfter.isZero() ? EVER : readyAfter.toNanos();
  }

  /** Writes what is wrong with the files, but for what is only worth knowing. */
  void tell(List<Problem> problems) {
    for (var problem : problems) {
      switch (problem.severity()) {
        case ERROR -> print(LogLevel.ERROR, problem.toString());
        case WARNING -> print(LogLevel.WARN, problem.toString());
        case NOTE -> {}
      }
    }
  }

  /** Says how it stands. */
  void status(String text) {
    change(() -> status = Optional.of(text));
  }

  /** Says that it does what it is there for, and how it stands. */
  void ready(String text) {
    change(() -> {
      status = Optional.of(text);
      isReady = true;
    });
  }

  /**
   * Works until it is told to end.
   *
   * @param first how it stands at first
   */
  void run(String first, Beginning beginning) throws HostException, InterruptedException {
    Signals.on(Signals.Heard.HANG_UP, () -> change(() -> isReload = true));
    for (var signal : List.of(Signals.Heard.TERMINATE, Signals.Heard.INTERRUPT)) {
      Signals.on(signal, () -> change(() -> isEnd = true));
    }
    notify("STATUS=" + first);
    var program = beginning.begin();
    try {
      serve(program);
      notify("STOPPING=1");
    } finally {
      program.close();
      next(0).lines().forEach(line -> print(line.level(), line.text()));
    }
  }

  @Override
  public void write(LogLevel level, String text) {
    change(() -> {
      if (lines.size() < MOST_LINES) {
        lines.addLast(new Line(level, text));
      } else {
        leftOut++;
      }
    });
  }

  private void serve(Program program) throws HostException, InterruptedException {
    var begin = System.nanoTime();
    var isReadyTold = false;
    while (true) {
      var work = next(isReadyTold ? EVER : begin + readyAfterNanos - System.nanoTime());
      work.lines().forEach(line -> print(line.level(), line.text()));
      if (work.isEnd()) {
        return;
      }
      work.status().ifPresent(now -> notify("STATUS=" + now));
      if (!isReadyTold && (work.isReady() || System.nanoTime() - begin >= readyAfterNanos)) {
        notify("READY=1");
        isReadyTold = true;
      }
      if (work.isReload()) {
        reload(program, isReadyTold);
      }
    }
  }

  private void reload(Program program, boolean isReadyTold) throws HostException {
    if (isReadyTold) {
      notify("RELOADING=1", "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }
    if (program.reload()) {
      print(LogLevel.INFO, "read its files again");
    } else {
      print(LogLevel.ERROR, "goes on as before, since its files are wrong");
    }
    if (isReadyTold) {
      notify("READY=1");
    }
  }

  /** What there is to do, waited for. */
  private Work next(long nanos) throws InterruptedException {
    lock.lock();
    try {
      var left = nanos;
      while (lines.isEmpty() && status.isEmpty() && !isReload && !isEnd && left > 0) {
        left = changed.awaitNanos(left);
      }
      var now = new ArrayList<>(lines);
      if (leftOut > 0) {
        now.add(new Line(LogLevel.WARN, leftOut + " lines were left out"));
      }
      var work = new Work(now, status, isReload, isEnd, isReady);
      lines.clear();
      leftOut = 0;
      status = Optional.empty();
      isReload = false;
      return work;
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable what) {
    lock.lock();
    try {
      what.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void notify(String... states) {
    supervisor.tell(states).ifPresent(why -> print(LogLevel.WARN, "systemd is not told: " + why));
  }

  /** A line of the log, with its priority as sd-daemon(3) has it where the journal reads that. */
  private void print(LogLevel level, String text) {
    var line = Printable.line(text);
    var head =
        switch (level) {
          case DEBUG -> isJournal ? "<7>" : "debug: ";
          case INFO -> isJournal ? "<6>" : "";
          case WARN -> isJournal ? "<4>" : "warning: ";
          case ERROR -> isJournal ? "<3>" : "error: ";
        };
    err.println(head + line);
  }
}
