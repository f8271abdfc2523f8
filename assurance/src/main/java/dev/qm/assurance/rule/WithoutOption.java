package dev.qm.assurance.rule;

import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.Options.Option;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The drop-in that takes an option away again: an empty line forgets all values of its key, and the
 * others are said anew. Of what containers.conf(5) asks for the opposite is said.
 */
public final class WithoutOption {
  /** Keys whose words go to Podman as they are. */
  private static final Set<String> ARGUMENTS = Set.of("PodmanArgs", "GlobalArgs");

  /** Lines of one key that are said anew. */
  private static final int MOST_LINES = 500;

  private static final int LONGEST_LINE = 10_000;

  private WithoutOption() {}

  /** For the partition; nothing where no line asks for the option. */
  public static Optional<Mend> mend(Described unit, Option option) {
    return mend(unit, option, Place.HOST);
  }

  /** For a unit of the host or of the partition; nothing where no line asks for the option. */
  public static Optional<Mend> mend(Described unit, Option option, Place place) {
    if (option.causes().isEmpty()) {
      return Optional.empty();
    }
    var cause = option.causes().getLast();
    if (unit.unit().rawOf(cause).isEmpty()) {
      return Optional.ofNullable(OPPOSITES.get(option.name()))
          .map(setting -> new Mend(unit.name(), place, List.of(setting)));
    }
    if (isLong(unit, cause) || (ARGUMENTS.contains(cause.key()) && isNotIn(cause, option))) {
      return Optional.empty();
    }
    var settings = new ArrayList<Setting>();
    settings.add(new Setting("Container", cause.key(), ""));
    for (var entry : unit.values("Container", cause.key())) {
      kept(entry, cause, option)
          .ifPresent(value -> settings.add(new Setting("Container", cause.key(), value)));
    }
    return Optional.of(new Mend(unit.name(), place, settings));
  }

  /** What says otherwise than a default of the engine's. */
  private static final Map<String, Setting> OPPOSITES =
      Map.of(
          "cgroupns", argument("--cgroupns=private"),
          "env-host", new Setting("Container", "EnvironmentHost", "false"),
          "ipc", argument("--ipc=private"),
          "network", new Setting("Container", "Network", "private"),
          "pid", argument("--pid=private"),
          "privileged", argument("--privileged=false"),
          "uts", argument("--uts=private"));

  private static Setting argument(String word) {
    return new Setting("Container", "PodmanArgs", word);
  }

  /** What stays of a line; nothing of one that says the option and no more. */
  private static Optional<String> kept(Entry entry, Entry cause, Option option) {
    if (!entry.equals(cause)) {
      return Optional.of(entry.value());
    }
    var words = CommandWords.split(entry.value());
    if (words.size() == 1) {
      return Optional.empty();
    }
    var rest =
        ARGUMENTS.contains(entry.key())
            ? without(words, option)
            : others(words, option.word().written());
    return rest.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", rest));
  }

  /** The other words of a key that lists; none where the value is not one of its words. */
  private static List<String> others(List<String> words, String value) {
    var rest = new ArrayList<String>();
    for (var word : words) {
      // Quadlet writes capabilities in small letters, and leaves an optional device's mark out
      if (!word.equalsIgnoreCase(value) && !word.equals("-" + value)) {
        rest.add(CommandWords.quoteWord(word));
      }
    }
    return rest.size() == words.size() ? List.of() : rest;
  }

  /**
   * Whether a drop-in would have to say more anew than anybody reads: each finding about such a key
   * would have all of it.
   */
  private static boolean isLong(Described unit, Entry cause) {
    return unit.unit().entries("Container", cause.key()).size() > MOST_LINES
        || cause.value().length() > LONGEST_LINE;
  }

  /** Whether nobody would know which of the words the option is. */
  private static boolean isNotIn(Entry cause, Option option) {
    var words = CommandWords.split(cause.value());
    return without(words, option).size() == words.size();
  }

  private static List<String> without(List<String> words, Option option) {
    var rest = new ArrayList<String>();
    var spellings = Options.spellings(option.name());
    var written = option.word().written();
    for (var i = 0; i < words.size(); i++) {
      var word = words.get(i);
      if (spellings.contains(word)) {
        // with its value as the next word, unless it is a switch
        if (i + 1 < words.size() && words.get(i + 1).equals(written)) {
          i++;
        }
      } else if (spellings.stream().noneMatch(it -> says(word, it, written))) {
        rest.add(CommandWords.quoteWord(word));
      }
    }
    return rest;
  }

  /** Whether a word has the value too: {@code --name=value}, {@code -v=value}, {@code -vvalue}. */
  private static boolean says(String word, String spelling, String value) {
    return word.equals(spelling + "=" + value)
        || (!spelling.startsWith("--") && word.equals(spelling + value));
  }
}
