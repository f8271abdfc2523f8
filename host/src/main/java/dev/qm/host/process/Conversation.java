package dev.qm.host.process;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A program that runs beside this one: it is told lines, and tells lines. */
public final class Conversation implements AutoCloseable {
  /** How long the last lines are waited for, when a child of the program keeps the pipe. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private final List<String> argv;
  private final Process process;
  private final List<Thread> readers;
  private final Supplier<String> errors;

  Conversation(List<String> argv, Process process, List<Thread> readers, Supplier<String> errors) {
    this.argv = argv;
    this.process = process;
    this.readers = readers;
    this.errors = errors;
  }

  /**
   * Tells the program a line.
   *
   * @return whether it still listens
   */
  public boolean say(String line) {
    try {
      var to = process.getOutputStream();
      to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** The number of its process. */
  public long pid() {
    return process.pid();
  }

  /** Ends what it can read, as the end of this process would. */
  public void hangUp() {
    try {
      process.getOutputStream().close();
    } catch (IOException _) {
      // it has closed its side: that is what was wanted
    }
  }

  /** Whether the program still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Waits for its end, and for the lines that it wrote before.
   *
   * @return whether it has ended within {@code limit}
   */
  public boolean await(Duration limit) throws HostException {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      for (var reader : readers) {
        reader.join(DRAIN);
      }
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("stopped waiting for a program", "it was interrupted");
    }
  }

  /** How it ended; only when it has. */
  public Outcome outcome() {
    return new Outcome(argv, process.exitValue(), "", errors.get());
  }

  /** Ends its input, and the program too. */
  @Override
  public void close() {
    hangUp();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
