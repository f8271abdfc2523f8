package dev.qm.quadlet.mend;

import dev.qm.quadlet.text.WordSplitter;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * In a value that Podman drops for an escape that nobody knows, the backslashes are doubled, if all
 * of them stand in quotes: there shells and systemd leave them as they are, so they mean
 * themselves.
 */
record DoubledBackslash() implements Remedy.OfSetting {
  /** What a backslash takes the meaning from, to a shell or to systemd. */
  private static final String MEANT_OTHERWISE = "$%`\"'\\\n";

  /** So many characters the longest escape has, a backslash, a U and eight digits. */
  private static final int LONGEST = 10;

  @Override
  public Set<String> rules() {
    return Set.of("escape");
  }

  @Override
  public Optional<Draft> draft(Case finding, Case.Found setting) {
    var entry = setting.entry();
    var raw = setting.line().raw();
    var at = raw.indexOf(entry.value(), raw.indexOf('=') + 1);
    var doubled = doubled(entry.value());
    if (at < 0 || doubled.isEmpty() || !finding.mayTakeEffect(setting.section(), entry.key())) {
      return Optional.empty();
    }
    var start = setting.line().start() + at;
    return Optional.of(
        Draft.exchange(
            "the backslashes are doubled",
            List.of(new Edit(start, start + entry.value().length(), doubled.get())),
            entry,
            new Said(setting.section(), entry.key(), doubled.get())));
  }

  /** The value with each backslash doubled; empty if one of them may mean something. */
  private static Optional<String> doubled(String value) {
    var doubled = new StringBuilder();
    var quote = '\0';
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      doubled.append(c);
      if (c == '\\') {
        if (quote == '\0' || i + 1 == value.length() || isKnown(value, i)) {
          return Optional.empty();
        }
        doubled.append('\\');
      } else if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      }
    }
    return quote == '\0' ? Optional.of(doubled.toString()) : Optional.empty();
  }

  /** True for an escape that Podman, systemd or a shell knows. */
  private static boolean isKnown(String value, int backslash) {
    if (MEANT_OTHERWISE.indexOf(value.charAt(backslash + 1)) >= 0) {
      return true;
    }
    var escape = value.substring(backslash, Math.min(value.length(), backslash + LONGEST));
    var alone = new WordSplitter(escape, WordSplitter.Mode.ARGUMENTS).run();
    return alone.fault() != WordSplitter.Fault.UNKNOWN_ESCAPE || alone.faultAt() != 0;
  }
}
