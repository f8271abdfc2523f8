package dev.qm.assurance.view;

import dev.qm.assurance.view.SystemdWord.Kind;
import dev.qm.partition.ipc.declared.Specifiers;
import java.util.Optional;
import java.util.function.Function;

/**
 * What systemd puts into the words of a service's commands: specifiers as it loads the unit, then
 * variables as it starts the program. What only a running systemd knows (a host's name, the value
 * of a variable, which {@code EnvironmentFile=} and others may set) is left open.
 *
 * @param specifier what stands in place of a letter behind a percent sign
 */
record SystemdWords(Function<String, Optional<String>> specifier) {
  /** Of a service of the system's systemd, such as {@code qm.service}. */
  static SystemdWords ofSystem(String service) {
    return new SystemdWords(letter -> Specifiers.meaning(letter, service));
  }

  /**
   * Of a service of a user's systemd.
   *
   * @param home the user's folder, where that is known
   */
  static SystemdWords ofUser(String service, Optional<String> home) {
    return new SystemdWords(
        letter -> letter.equals("h") ? home : Specifiers.ofName(letter, service));
  }

  /** The word. */
  SystemdWord word(String written) {
    if (written.indexOf('%') < 0 && written.indexOf('$') < 0) {
      return SystemdWord.literal(written);
    }
    var loaded = new StringBuilder();
    var open = -1;
    var at = 0;
    while (at < written.length()) {
      var percent = written.indexOf('%', at);
      if (percent < 0 || percent + 1 == written.length()) {
        break;
      }
      loaded.append(written, at, percent);
      var letter = written.charAt(percent + 1);
      var meaning = specifier.apply(String.valueOf(letter));
      // nothing but a letter is a specifier
      if (meaning.isEmpty() && open < 0 && Character.isLetter(letter)) {
        open = loaded.length();
      }
      loaded.append(meaning.orElse("%" + letter));
      at = percent + 2;
    }
    loaded.append(written, at, written.length());
    return withVariables(written, loaded.toString(), open);
  }

  /**
   * Leaves open what is a variable.
   *
   * @param open where the first specifier is that nobody knows; -1 for none
   */
  private static SystemdWord withVariables(String written, String loaded, int open) {
    if (loaded.startsWith("$") && !loaded.startsWith("${") && !loaded.startsWith("$$")) {
      return new SystemdWord(written, loaded, 0, Kind.SPLIT);
    }
    var text = new StringBuilder();
    var known = -1;
    var at = 0;
    while (at < loaded.length()) {
      if (at == open && known < 0) {
        known = text.length();
      }
      var end = loaded.startsWith("${", at) ? loaded.indexOf('}', at) : -1;
      if (loaded.startsWith("$$", at)) {
        text.append('$');
        at += 2;
      } else if (end >= 0) {
        known = known < 0 ? text.length() : known;
        text.append(loaded, at, end + 1);
        at = end + 1;
      } else {
        text.append(loaded.charAt(at));
        at++;
      }
    }
    return known < 0
        ? new SystemdWord(written, text.toString(), text.length(), Kind.LITERAL)
        : new SystemdWord(written, text.toString(), known, Kind.OPEN);
  }
}
