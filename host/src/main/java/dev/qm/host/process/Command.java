package dev.qm.host.process;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * One call of a program: an argument list, never a shell string. Immutable; each method that
 * changes something gives a new command.
 *
 * <p>A program named without a slash is looked for in {@code PATH}, then in the system's sbin
 * folders, which {@code su} without a dash leaves out of {@code PATH}.
 */
public final class Command {
  /** What is kept of each output stream: 4 MiB. The rest is read and dropped. */
  public static final int CAPTURE_LIMIT = 4 << 20;

  /** How long output is still read after the program ended, when a child of it keeps the pipe. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private static final int SHOWN = 300;

  /** Kills the process $1 when its own input ends. */
  private static final String GUARD = "read -r never; kill -KILL \"$1\"";

  /** A longer line of output is handed over in pieces of this many bytes. */
  private static final int LONGEST_LINE = 64 << 10;

  private static final List<String> SBIN = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private final List<String> argv;
  private final Map<String, String> environment;
  private final byte[] stdin;
  private final Optional<Duration> timeout;
  private final Optional<Path> held;
  private final boolean isGuarded;

  private Command(
      List<String> argv,
      Map<String, String> environment,
      byte[] stdin,
      Optional<Duration> timeout,
      Optional<Path> held,
      boolean isGuarded) {
    this.argv = argv;
    this.environment = environment;
    this.stdin = stdin;
    this.timeout = timeout;
    this.held = held;
    this.isGuarded = isGuarded;
  }

  /** The program and its arguments. */
  public static Command of(String... argv) {
    return of(List.of(argv));
  }

  /** The program and its arguments. */
  public static Command of(List<String> argv) {
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      throw new IllegalArgumentException("a command needs a program");
    }
    return new Command(
        List.copyOf(argv), Map.of(), new byte[0], Optional.empty(), Optional.empty(), false);
  }

  /** Where the program {@code name} is on this machine. */
  public static Optional<Path> find(String name) {
    if (name.indexOf('/') >= 0) {
      return executable(Path.of(name));
    }
    var path = System.getenv("PATH");
    for (var folder : KernelText.split(path == null ? "/usr/bin:/bin" : path, ':')) {
      var found = folder.isEmpty() ? Optional.<Path>empty() : executable(Path.of(folder, name));
      if (found.isPresent()) {
        return found;
      }
    }
    for (var folder : SBIN) {
      var found = executable(Path.of(folder, name));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The command line for messages: words with blanks in quotes, cut when it is very long. */
  static String display(List<String> argv) {
    var line = new StringBuilder();
    for (var word : argv) {
      if (!line.isEmpty()) {
        line.append(' ');
      }
      var plain = !word.isEmpty() && word.indexOf(' ') < 0 && word.indexOf('\n') < 0;
      line.append(plain ? word : "'" + word.replace('\n', ' ') + "'");
      if (line.length() > SHOWN) {
        return line.substring(0, SHOWN) + "...";
      }
    }
    return line.toString();
  }

  /** The program and its arguments. */
  public List<String> argv() {
    return argv;
  }

  /** The same command with the environment variable {@code key} set to {@code value}. */
  public Command env(String key, String value) {
    var more = new LinkedHashMap<>(environment);
    more.put(key, value);
    return new Command(argv, more, stdin, timeout, held, isGuarded);
  }

  /** The same command reading {@code input}; without this it reads an empty input. */
  public Command stdin(byte[] input) {
    return new Command(argv, environment, input.clone(), timeout, held, isGuarded);
  }

  /** The same command, killed with its children when it takes longer than {@code limit}. */
  public Command timeout(Duration limit) {
    return new Command(argv, environment, stdin, Optional.of(limit), held, isGuarded);
  }

  /**
   * The same command, which shares a lock on {@code file} for as long as the program or a child of
   * it runs, also when this process is killed meanwhile: flock(1).
   */
  public Command holding(Path file) {
    return new Command(argv, environment, stdin, timeout, Optional.of(file), isGuarded);
  }

  /**
   * The same command, of which {@link #passthrough} and {@link #relay} end the program also when
   * this process is killed: a shell beside it waits for the end of a pipe that only this process
   * has. The signal of prctl(2) for the same is lost where a program changes its SELinux domain.
   */
  public Command guarded() {
    return new Command(argv, environment, stdin, timeout, held, true);
  }

  /**
   * Runs to the end and gives the outcome, whatever its exit code.
   *
   * @throws HostException when there is no such program, it cannot be started, or it took too long
   */
  public Outcome run() throws HostException {
    var started = start(new ProcessBuilder());
    var output = new Capture(started.process().getInputStream(), Keep.HEAD);
    var errors = new Capture(started.process().getErrorStream(), Keep.TAIL);
    var readers = List.of(reader(output), reader(errors));
    feed(started.process());
    await(started, readers);
    return outcome(started, output, errors);
  }

  /**
   * Runs to the end together with {@code reader}, which reads what this program writes, and gives
   * the outcome of both: a shell's pipe would tell that of the last only. The {@link #stdin} of
   * {@code reader} does not apply, nor its {@link #timeout}.
   *
   * @throws HostException when one of the two cannot be started, or it took too long
   */
  public Piped runInto(Command reader) throws HostException {
    var builders = List.of(builder(new ProcessBuilder()), reader.builder(new ProcessBuilder()));
    List<Process> processes;
    var begun = System.nanoTime();
    try {
      processes = ProcessBuilder.startPipeline(builders);
    } catch (IOException failure) {
      throw new HostException("cannot start `" + this + "` into `" + reader + "`", failure);
    }
    var writing = new Started(argv, processes.getFirst(), begun);
    var reading = new Started(reader.argv, processes.getLast(), begun);
    var unseen = new Capture(InputStream.nullInputStream(), Keep.HEAD);
    var wrong = new Capture(writing.process().getErrorStream(), Keep.TAIL);
    var output = new Capture(reading.process().getInputStream(), Keep.HEAD);
    var errors = new Capture(reading.process().getErrorStream(), Keep.TAIL);
    var readers = List.of(reader(wrong), reader(output), reader(errors));
    feed(writing.process());
    try {
      await(writing, List.of());
      await(reading, readers);
    } catch (HostException failure) {
      reading.process().destroyForcibly();
      throw failure;
    }
    return new Piped(outcome(writing, unseen, wrong), outcome(reading, output, errors));
  }

  private static Outcome outcome(Started started, Capture output, Capture errors) {
    return new Outcome(
        started.argv(),
        started.process().exitValue(),
        output.text(),
        errors.text(),
        output.isCut());
  }

  /**
   * As {@link #run()}, and the program must succeed.
   *
   * @throws HostException also for a non-zero exit code, with the last lines of the errors
   */
  public Outcome require() throws HostException {
    return run().require();
  }

  /** As {@link #passthrough()}, but the program finds its input at the end. */
  public int passthroughOutput() throws HostException {
    var nothing = ProcessBuilder.Redirect.from(new File("/dev/null"));
    return passthrough(new ProcessBuilder().inheritIO().redirectInput(nothing));
  }

  /**
   * Runs with this process's own terminal, input and output, and gives the exit code: 128 + n when
   * signal n ended it. {@link #timeout} and {@link #stdin} do not apply.
   */
  public int passthrough() throws HostException {
    return passthrough(new ProcessBuilder().inheritIO());
  }

  /**
   * As {@link #passthrough()}, with a second program beside it that has the same input and is
   * killed when this one ends.
   *
   * @param companion makes the second of the process id of the first
   */
  public int passthrough(LongFunction<Command> companion) throws HostException {
    var started = start(new ProcessBuilder().inheritIO());
    var unseen =
        new ProcessBuilder()
            .redirectInput(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    Started second;
    try {
      second = companion.apply(started.process().pid()).start(unseen);
    } catch (HostException failure) {
      started.process().destroyForcibly();
      throw failure;
    }
    try {
      return await(started);
    } finally {
      second.process().destroyForcibly();
    }
  }

  /**
   * As {@link #passthrough()}, with pipes in between: for a program that is not allowed to use what
   * this process was given, such as a file or a terminal under SELinux. Gives the exit code when
   * all that was written has been passed on.
   */
  public int relay(Streams streams) throws HostException {
    var started = start(new ProcessBuilder());
    // nobody waits for this one: the input may go on after the program's end
    reader(new Relay(streams.in(), started.process().getOutputStream()));
    return relay(started, streams);
  }

  /** As {@link #relay(Streams)}, but the program finds its input at the end. */
  public int relayOutput(Streams streams) throws HostException {
    var nothing = ProcessBuilder.Redirect.from(new File("/dev/null"));
    return relay(start(new ProcessBuilder().redirectInput(nothing)), streams);
  }

  private int relay(Started started, Streams streams) throws HostException {
    var process = started.process();
    var outputs =
        List.of(
            reader(new Relay(process.getInputStream(), streams.out())),
            reader(new Relay(process.getErrorStream(), streams.err())));
    var exitCode = await(started);
    try {
      for (var output : outputs) {
        // as long as it takes: whoever reads may be a person with a pager
        output.join();
      }
    } catch (InterruptedException interrupted) {
      throw ended(process, "it was interrupted");
    }
    return exitCode;
  }

  private int passthrough(ProcessBuilder builder) throws HostException {
    return await(start(builder));
  }

  private int await(Started started) throws HostException {
    var process = started.process();
    var guard = isGuarded ? Optional.of(guard(process)) : Optional.<Process>empty();
    // when this process is told to end, the program must not stay behind
    var hook = new Thread(new Ending(process, guard));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      var exitCode = process.waitFor();
      started.tell();
      Runtime.getRuntime().removeShutdownHook(hook);
      return exitCode;
    } catch (InterruptedException interrupted) {
      throw ended(process, "it was interrupted");
    } catch (IllegalStateException shuttingDown) {
      return process.exitValue();
    } finally {
      guard.ifPresent(Process::destroyForcibly);
    }
  }

  private static Process guard(Process process) throws HostException {
    var pid = Long.toString(process.pid());
    try {
      return new ProcessBuilder("/bin/sh", "-c", GUARD, "qm", pid)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException failure) {
      process.destroyForcibly();
      throw new HostException("cannot start a shell", failure);
    }
  }

  /**
   * Runs to the end and hands over each line of output and errors, in the order written, as it
   * comes; the lines are printable. The outcome holds them in {@link Outcome#errors} (the end of
   * them), so that {@link Outcome#require()} can say what went wrong.
   */
  public Outcome watch(Consumer<String> line) throws HostException {
    var started = start(new ProcessBuilder().redirectErrorStream(true));
    var seen = new Capture(started.process().getInputStream(), Keep.TAIL);
    var readers = List.of(reader(() -> seen.lines(line)));
    feed(started.process());
    await(started, readers);
    return new Outcome(argv, started.process().exitValue(), "", seen.text());
  }

  @Override
  public String toString() {
    return Untrusted.printable(display(argv));
  }

  private Started start(ProcessBuilder bare) throws HostException {
    var builder = builder(bare);
    var begun = System.nanoTime();
    try {
      return new Started(argv, builder.start(), begun);
    } catch (IOException failure) {
      throw new HostException("cannot start `" + display(argv) + "`", failure);
    }
  }

  private ProcessBuilder builder(ProcessBuilder builder) throws HostException {
    var line = new ArrayList<String>();
    if (held.isPresent()) {
      line.addAll(List.of(require("flock"), "--shared", "--no-fork", held.get().toString()));
    }
    line.addAll(argv);
    line.set(line.size() - argv.size(), require(argv.getFirst()));
    builder.command(line);
    builder.environment().putAll(environment);
    return builder;
  }

  private static String require(String program) throws HostException {
    var found = find(program);
    if (found.isEmpty()) {
      throw notFound(program);
    }
    return found.get().toString();
  }

  private void feed(Process process) {
    var feeder = new Feeder(process, stdin);
    if (stdin.length == 0) {
      feeder.run();
    } else {
      // its own thread: a program that writes before it has read everything would block both sides
      reader(feeder);
    }
  }

  private void await(Started started, List<Thread> readers) throws HostException {
    var process = started.process();
    try {
      if (timeout.isEmpty()) {
        process.waitFor();
      } else if (!process.waitFor(timeout.get().toMillis(), TimeUnit.MILLISECONDS)) {
        throw ended(process, "it took longer than " + timeout.get().toMillis() + " ms");
      }
      started.tell();
      for (var reader : readers) {
        reader.join(DRAIN);
      }
    } catch (InterruptedException interrupted) {
      throw ended(process, "it was interrupted");
    }
  }

  private HostException ended(Process process, String why) {
    // children first, while their parent still tells who they are
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (why.endsWith("interrupted")) {
      Thread.currentThread().interrupt();
    }
    return new HostException("`" + display(argv) + "` was ended", why);
  }

  private static Thread reader(Runnable task) {
    // a platform thread: a blocking read of a pipe would hold the carrier of a virtual one
    return Thread.ofPlatform().daemon().start(task);
  }

  private static Optional<Path> executable(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file)
        ? Optional.of(file)
        : Optional.empty();
  }

  private static HostException notFound(String program) {
    var packageName = packageOf(program.substring(program.lastIndexOf('/') + 1));
    return new HostException(
        "cannot run " + program,
        "there is no such program on this machine",
        packageName.isEmpty()
            ? ""
            : "install the package "
                + packageName
                + ": `apt-get install "
                + packageName
                + "` or `dnf install "
                + packageName
                + "`");
  }

  /** The package that brings a program, where Debian and Fedora agree on its name. */
  private static String packageOf(String program) {
    return switch (program) {
      case "podman", "crun", "mmdebstrap", "tar", "iptables", "systemd", "rpm", "dnf", "conmon" ->
          program;
      case "systemctl", "journalctl", "systemd-analyze" -> "systemd";
      case "nsenter", "unshare", "prlimit", "setpriv", "flock", "fallocate" -> "util-linux";
      case "mount", "umount", "losetup" -> "util-linux (mount on Debian)";
      case "mkfs.ext4", "resize2fs", "e2fsck" -> "e2fsprogs";
      case "semodule", "setfiles", "restorecon" -> "policycoreutils";
      case "nft" -> "nftables";
      case "apt-get", "dpkg-query" -> "";
      default -> "";
    };
  }

  // The tasks below are classes, not lambdas: those would cost every command milliseconds to link.

  /** A program that runs, and when it was started: {@link System#nanoTime}. */
  private record Started(List<String> argv, Process process, long begun) {
    /** Tells who wants to know that it has ended. */
    void tell() {
      var took = Duration.ofNanos(System.nanoTime() - begun);
      Children.tell(new Child(argv, process.exitValue(), took));
    }
  }

  /** Writes the input of a program and closes it. */
  private static final class Feeder implements Runnable {
    private final Process process;
    private final byte[] stdin;

    Feeder(Process process, byte[] stdin) {
      this.process = process;
      this.stdin = stdin;
    }

    @Override
    public void run() {
      try (var out = process.getOutputStream()) {
        out.write(stdin);
      } catch (IOException closed) {
        // a program need not read its input to the end; its exit code tells whether it minded
        return;
      }
    }
  }

  /** Passes on what comes, as it comes, then the end of it. */
  private record Relay(InputStream from, OutputStream to) implements Runnable {
    @Override
    public void run() {
      try (from;
          to) {
        // what a program is given is buffered; in a conversation the next word waits for this one
        var part = new byte[8192];
        for (var length = from.read(part); length >= 0; length = from.read(part)) {
          to.write(part, 0, length);
          to.flush();
        }
      } catch (IOException closed) {
        // one side went away; the program's exit code tells what it made of that
        return;
      }
    }
  }

  /**
   * Tells a program to end, and lets it: what guards it would kill it when this process is gone.
   */
  private record Ending(Process process, Optional<Process> guard) implements Runnable {
    @Override
    public void run() {
      guard.ifPresent(Process::destroyForcibly);
      process.destroy();
    }
  }

  /** Which end of a long output is worth keeping. */
  private enum Keep {
    HEAD,
    TAIL
  }

  /** Reads a stream to its end and keeps a bounded part. */
  private static final class Capture implements Runnable {
    private final InputStream in;
    private final Keep keep;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    Capture(InputStream in, Keep keep) {
      this.in = in;
      this.keep = keep;
    }

    @Override
    public void run() {
      var buffer = new byte[16 << 10];
      try {
        for (int n; (n = in.read(buffer)) >= 0; ) {
          add(buffer, n);
        }
      } catch (IOException closed) {
        // the process was ended: what came until then is the outcome
        return;
      }
    }

    void lines(Consumer<String> consumer) {
      var line = new ByteArrayOutputStream();
      var buffer = new byte[16 << 10];
      try {
        for (int n; (n = in.read(buffer)) >= 0; ) {
          add(buffer, n);
          for (var i = 0; i < n; i++) {
            // a progress bar that redraws its line ends each state with a carriage return
            var end = buffer[i] == '\n' || buffer[i] == '\r';
            if (!end) {
              line.write(buffer[i]);
            }
            if (end || line.size() >= LONGEST_LINE) {
              hand(line, consumer);
            }
          }
        }
        hand(line, consumer);
      } catch (IOException closed) {
        // as above
        return;
      }
    }

    private static void hand(ByteArrayOutputStream line, Consumer<String> consumer) {
      if (line.size() > 0) {
        consumer.accept(Untrusted.printable(line.toString(StandardCharsets.UTF_8)));
        line.reset();
      }
    }

    synchronized String text() {
      var bytes = kept.toByteArray();
      var from = Math.max(0, bytes.length - CAPTURE_LIMIT);
      return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    synchronized boolean isCut() {
      return cut;
    }

    private synchronized void add(byte[] bytes, int length) {
      switch (keep) {
        case HEAD -> {
          var room = Math.min(length, CAPTURE_LIMIT - kept.size());
          kept.write(bytes, 0, room);
          cut |= room < length;
        }
        case TAIL -> {
          if (kept.size() + length > 2 * CAPTURE_LIMIT) {
            var all = kept.toByteArray();
            kept.reset();
            var from = Math.max(0, all.length - CAPTURE_LIMIT);
            kept.write(all, from, all.length - from);
            cut = true;
          }
          kept.write(bytes, 0, length);
        }
      }
    }
  }
}
