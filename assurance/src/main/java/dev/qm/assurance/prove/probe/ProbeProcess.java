package dev.qm.assurance.prove.probe;

import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The probes in a process of their own, beside the partition. It ends with this process, whatever
 * ends that.
 *
 * <p>One object is for one thread.
 */
public final class ProbeProcess implements AutoCloseable {
  /** To begin, or beyond a window: far more than it takes on a machine that lives. */
  public static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int LONGEST_LINE = 32 << 20;
  private static final int LAST_WORDS = 4096;

  /** Stands for the end of the output. */
  private static final String END = "";

  private static final String MAIN = "dev.qm.cli/dev.qm.cli.ProbeMain";

  private final Placement placement;
  private final Path files;
  private final Duration patience;
  private final Process process;
  private final Optional<Cyclictest> cyclictest;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(4);
  private final LastWords errors = new LastWords();
  private final List<String> notAllowed = new ArrayList<>();

  private ProbeProcess(
      Placement placement,
      Path files,
      Duration patience,
      Process process,
      Optional<Cyclictest> cyclictest) {
    this.placement = placement;
    this.files = files;
    this.patience = patience;
    this.process = process;
    this.cyclictest = cyclictest;
  }

  /** The end of what the process says of its errors; one thread writes, another reads. */
  private static final class LastWords {
    private final StringBuilder words = new StringBuilder();

    synchronized void add(String more) {
      words.append(more);
      words.delete(0, Math.max(0, words.length() - LAST_WORDS));
    }

    synchronized String line() {
      return words.toString().strip().replace('\n', ' ');
    }
  }

  /**
   * Starts the process, sweeps what an earlier one left, and waits until all probes are rehearsed.
   *
   * @param places where they work
   * @param compared by which other tools; none, or {@code cyclictest}
   * @throws HostException when there is no such tool, or the probes do not come up
   */
  public static ProbeProcess start(ProbePlaces places, List<String> compared) throws HostException {
    return start(places, compared, PATIENCE);
  }

  /** As {@link #start(ProbePlaces, List)}, with the time that an answer may be late. */
  public static ProbeProcess start(ProbePlaces places, List<String> compared, Duration patience)
      throws HostException {
    Optional<Cyclictest> cyclictest =
        compared.isEmpty() ? Optional.empty() : Optional.of(Cyclictest.of(compared));
    var placement = Placement.make(places);
    var isUp = false;
    try {
      var words = new ArrayList<>(List.of("setsid"));
      // out of reach of a Ctrl-C at the terminal: the campaign ends it, and its death means
      // something
      words.addAll(java(places));
      var argv = placement.within("probes", words);
      var started =
          new ProbeProcess(
              placement, places.files(), patience, new ProcessBuilder(argv).start(), cyclictest);
      isUp = started.begin();
      return started;
    } catch (IOException failure) {
      throw new HostException("cannot start the probes", failure);
    } finally {
      if (!isUp) {
        takeAway(placement, places.files());
      }
    }
  }

  private static void takeAway(Placement placement, Path files) throws HostException {
    placement.close();
    Placement.clear(files);
  }

  /** Takes away what a process left that was killed. */
  public static void sweep(ProbePlaces places) throws HostException {
    takeAway(Placement.make(places), places.files());
  }

  /**
   * Measures from now on.
   *
   * @return one reading for each probe of this machine, and one of {@code cyclictest} where that
   *     was asked for and the window has a second
   * @throws HostException when the process died or hangs
   */
  public Window measure(Duration length) throws HostException {
    try {
      var input = process.outputWriter(StandardCharsets.US_ASCII);
      input.write("window " + Math.max(1, length.toMillis()) + "\n");
      input.flush();
    } catch (IOException gone) {
      throw dead();
    }
    var beside = Optional.<Reading>empty();
    if (cyclictest.isPresent()) {
      beside = cyclictest.get().measure(placement, length);
    }
    var window = ProbeLines.window(next(length.plus(patience)));
    var readings = new ArrayList<>(window.readings());
    beside.ifPresent(readings::add);
    return new Window(window.length(), readings);
  }

  /**
   * What probes could not have that software of the safety side would, and which of them this
   * machine cannot run: sentences.
   */
  public List<String> notAllowed() {
    return List.copyOf(notAllowed);
  }

  /** The number of the process. */
  public long pid() {
    return process.pid();
  }

  /** How the process died, if it did; it never ends by itself. */
  public Optional<String> died() {
    return process.isAlive() ? Optional.empty() : Optional.of(ending());
  }

  /** Ends the process and takes its place away. */
  @Override
  public void close() throws HostException {
    try {
      // the end of its input is what it ends at
      process.outputWriter(StandardCharsets.US_ASCII).close();
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException gone) {
      process.destroyForcibly();
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      takeAway(placement, files);
    }
  }

  /** The program of this process, with what suits one that must not be late. */
  static List<String> java(ProbePlaces places) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home", "/"), "bin/java").toString());
    var mebibytes = 48 + 2 * (CacheSize.beyond(Root.HOST) >> 20);
    words.addAll(
        List.of(
            // nothing allocates while it measures, so the simplest collector is never seen; memory
            // is there from the beginning
            "-XX:+UseSerialGC",
            "-Xms" + mebibytes + "m",
            "-Xmx" + mebibytes + "m",
            "-Xmn16m",
            "-XX:+AlwaysPreTouch",
            // all of it is locked, used or not
            "-Xss256k",
            "-XX:ReservedCodeCacheSize=16m",
            // compiled once, early and before it goes on; never anew by what was seen meanwhile
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.1",
            "-Xbatch",
            "-XX:-UsePerfData",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:GuaranteedSafepointInterval=0",
            // standard output is for answers
            "-XX:+DisplayVMOutputToStderr",
            "--enable-native-access=dev.qm.host"));
    var modules = System.getProperty("jdk.module.path");
    if (modules != null) {
      // not from the image that qm is shipped as
      words.addAll(List.of("--module-path", modules));
    }
    words.addAll(List.of("-m", MAIN));
    words.addAll(ProbeServer.words(places));
    return words;
  }

  /** Whether it comes up; an exception says why not. */
  private boolean begin() throws HostException {
    Thread.ofPlatform().daemon().name("probes' answers").start(this::readAnswers);
    Thread.ofPlatform().daemon().name("probes' errors").start(this::readErrors);
    try {
      notAllowed.addAll(placement.notAllowed());
      notAllowed.addAll(ProbeLines.notAllowed(next(patience)));
      return true;
    } catch (HostException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  private String next(Duration atMost) throws HostException {
    try {
      var line = lines.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new HostException(
            "the probes do not answer", "nothing came for " + atMost.toSeconds() + " s");
      }
      if (line.equals(END)) {
        throw dead();
      }
      return line;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new HostException("the probes were not waited for", "the thread was interrupted");
    }
  }

  /** Ends a process that does not answer, and takes its place away. */
  public void kill() throws HostException {
    process.destroyForcibly();
    takeAway(placement, files);
  }

  private HostException dead() {
    try {
      var _ = process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return new HostException("cannot measure", died().orElse("the probes stopped to answer"));
  }

  private String ending() {
    var status = process.exitValue();
    var how = status > 128 ? "was ended by signal " + (status - 128) : "ended with " + status;
    var said = errors.line();
    return "the probes' process " + pid() + " " + how + (said.isEmpty() ? "" : ": " + said);
  }

  private void readAnswers() {
    try (var in = new BufferedInputStream(process.getInputStream())) {
      for (var line = line(in); !line.equals(END); line = line(in)) {
        lines.put(line);
      }
      lines.put(END);
    } catch (IOException gone) {
      var _ = lines.offer(END);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void readErrors() {
    var buffer = new byte[1024];
    try (var in = process.getErrorStream()) {
      for (var length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        errors.add(new String(buffer, 0, length, StandardCharsets.UTF_8));
      }
    } catch (IOException gone) {
      return;
    }
  }

  /** The next line, without its end; {@link #END} at the end, and for one that is too long. */
  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == LONGEST_LINE) {
        return END;
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
