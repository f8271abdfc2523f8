package dev.qm.assurance.prove.probe;

import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The probes' process: what it was not allowed, then for each line {@code window MILLISECONDS} that
 * it reads a line with what was measured. It ends when its input does, in the middle of a window
 * too: whoever started it may have been killed, and then nobody else would end it.
 */
public final class ProbeServer {
  private static final String WINDOW = "window ";
  private static final int LONGEST_LINE = 64;
  private static final long LONGEST_WINDOW = Duration.ofDays(1).toMillis();

  private ProbeServer() {}

  /** The words that {@link #serve} takes. */
  static List<String> words(ProbePlaces places) {
    return List.of(places.group(), places.files().toString(), places.channels().toString());
  }

  /**
   * Serves until the end of the input.
   *
   * @param words the three of {@link ProbePlaces}
   * @return whether all was well; not, for words or lines that it does not know
   * @throws IOException when the input cannot be read
   */
  public static boolean serve(List<String> words, InputStream in, OutputStream out)
      throws IOException {
    if (words.size() != 3) {
      return false;
    }
    var places = new ProbePlaces(words.get(0), Path.of(words.get(1)), Path.of(words.get(2)));
    try (var bench = Bench.open(places)) {
      say(out, ProbeLines.ofNotAllowed(bench.notAllowed()));
      var isBusy = new AtomicBoolean();
      while (true) {
        var line = line(in);
        if (line.isEmpty()) {
          return true;
        }
        var length = length(line);
        if (length.isEmpty() || !isBusy.compareAndSet(false, true)) {
          return false;
        }
        var window = Duration.ofMillis(length.getAsLong());
        // this thread goes on reading, so that it learns of the end
        Thread.ofPlatform()
            .daemon()
            .name("window")
            .start(() -> {
              var answer = answer(bench, window);
              isBusy.set(false);
              say(out, answer);
            });
      }
    }
  }

  private static String answer(Bench bench, Duration window) {
    try {
      return ProbeLines.of(bench.measure(window));
    } catch (IOException | RuntimeException failure) {
      // no answer, so an error to whoever asked
      return String.valueOf(failure).replace('\n', ' ');
    }
  }

  private static OptionalLong length(String line) {
    var length =
        line.startsWith(WINDOW)
            ? ControlFile.number(line.substring(WINDOW.length()))
            : OptionalLong.empty();
    var isGood =
        length.isPresent() && length.getAsLong() > 0 && length.getAsLong() <= LONGEST_WINDOW;
    return isGood ? length : OptionalLong.empty();
  }

  /** The next line, without its end; empty at the end of the input. */
  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (line.length() < LONGEST_LINE) {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  private static synchronized void say(OutputStream out, String line) {
    try {
      out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      // nobody reads any more: then the input ends as well
      return;
    }
  }
}
