package dev.qm.cli.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that goes on, and the lines that it prints, each as it comes. */
public final class Following implements AutoCloseable {
  /** Far more than anything takes; a test that hangs shall fail. */
  static final int DEADLINE_SECONDS = 60;

  private final List<String> command;
  private final Process process;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private Following(List<String> command, Process process) {
    this.command = command;
    this.process = process;
  }

  /** Starts it; what it says of errors comes among its lines. */
  static Following of(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var following = new Following(command, process);
    // not virtual ones: to read from a pipe takes such a thread's processor too, and there are few
    // of those
    Thread.ofPlatform().daemon().start(following::read);
    return following;
  }

  /** The next line that it prints. */
  public String next() throws InterruptedException {
    return next(DEADLINE_SECONDS)
        .orElseThrow(() -> new AssertionError(command + " has nothing more to say: " + seen));
  }

  /** The next line that is as wanted; those before it are passed over. */
  public String next(Predicate<String> wanted) throws InterruptedException {
    var line = next();
    while (!wanted.test(line)) {
      line = next();
    }
    return line;
  }

  /** Whether nothing has come that was not asked for yet. */
  public boolean isSilent() {
    return lines.isEmpty();
  }

  /** The exit status, once it has ended by itself. */
  public int status() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      close();
      throw new AssertionError(command + " does not end: " + said());
    }
    return process.exitValue();
  }

  /** All that it has printed until its end, which is waited for. */
  public String said() throws InterruptedException {
    while (next(DEADLINE_SECONDS).isPresent()) {
      // all of it is in seen
    }
    return String.join("\n", seen);
  }

  /** Ends its input, and waits until it has ended for that. */
  void end() throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException gone) {
      // it has ended already
    }
    var _ = status();
  }

  /** Kills it. */
  @Override
  public void close() {
    // first what is in the machine: the program that let it in ends with it, and leaves nothing
    // behind
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    if (process.descendants().findAny().isEmpty()) {
      process.destroyForcibly();
    }
    try {
      var _ = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> next(int seconds) throws InterruptedException {
    var line = lines.poll(seconds, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError(command + " says nothing for " + seconds + " s, after: " + seen);
    }
    if (line.isPresent()) {
      seen.add(line.get());
    } else {
      // whoever asks again is told the same
      lines.add(line);
    }
    return line;
  }

  private void read() {
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException | UncheckedIOException closed) {
      // by our own close
    }
    lines.add(Optional.empty());
  }
}
