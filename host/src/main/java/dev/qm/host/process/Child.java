package dev.qm.host.process;

import dev.qm.host.Untrusted;
import java.time.Duration;
import java.util.List;

/**
 * A program that {@link Command} started and that has ended.
 *
 * @param argv the program and its arguments, as they were given
 * @param exitCode 0 to 255; 128 + n when signal n ended it
 * @param took from its start to its end
 */
public record Child(List<String> argv, int exitCode, Duration took) {
  /** What a shell takes as it stands; anything else is shown in quotes. */
  private static final String PLAIN = "%+,-./:=@_";

  public Child {
    argv = List.copyOf(argv);
  }

  /**
   * The argument list on one line, whole: words as a shell would take them, and what a terminal
   * would obey in printable form.
   */
  public String line() {
    var line = new StringBuilder();
    for (var word : argv) {
      line.append(line.isEmpty() ? "" : " ");
      line.append(isPlain(word) ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return Untrusted.printable(line.toString()).replace("\n", "\\x0a").replace("\t", "\\x09");
  }

  private static boolean isPlain(String word) {
    for (var i = 0; i < word.length(); i++) {
      var c = word.charAt(i);
      var isWordLike = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
      if (!isWordLike && PLAIN.indexOf(c) < 0) {
        return false;
      }
    }
    return !word.isEmpty();
  }
}
