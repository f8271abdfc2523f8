package dev.qm.quadlet.recipe;

import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.text.CodePoints;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one key becomes arguments of a Podman command. A unit type is a list of rules, carried out in
 * order; what is known of a key, to check it and to explain it, comes from the same rules.
 *
 * <p>Source: {@code podman-systemd.unit(5)} and the man pages of the Podman commands.
 */
public sealed interface Rule
    permits Rule.Text,
        Rule.Option,
        Rule.Always,
        Rule.Joined,
        Rule.Clearing,
        Rule.OrElse,
        Rule.Each,
        Rule.EachJoined,
        Rule.EachWord,
        Rule.EachLowered,
        Rule.EachArgument,
        Rule.Spread,
        Rule.Switch,
        Rule.WhenTrue,
        Rule.Pairs,
        Rule.Fixed,
        Rule.Elsewhere,
        Rule.Since,
        CompoundRule {
  /** What every Podman command of a unit begins with. */
  List<Rule> GLOBAL =
      List.of(new EachJoined("ContainersConfModule", "--module"), new Spread("GlobalArgs"));

  /** The keys that the rule reads. */
  List<String> keys();

  /** How a value is written; the first thing to look at when a value seems wrong. */
  Shape shape();

  /** What the keys become, for people: {@code --tz VALUE}. */
  String becomes();

  /** Adds the arguments to {@code line}, and to the service what else belongs to them. */
  void apply(Assembly unit, CommandLine line) throws Refusal;

  /** How the values of a key are read. */
  enum Shape {
    /** One value, the last. */
    TEXT,
    /** One value, true or false. */
    SWITCH,
    /** Every line is a value. */
    LINES,
    /** Every line holds words, in which a backslash means itself. */
    WORDS,
    /** Every line holds words with C escapes. */
    ARGUMENTS,
    /** Every line holds assignments with C escapes. */
    PAIRS,
    /** The last line holds a command. */
    COMMAND
  }

  /** {@code Key=v} becomes {@code --flag v}; an empty value nothing. */
  record Text(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + " VALUE";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        var value = Lookup.textOf(entry.get());
        if (!value.isEmpty()) {
          line.add(entry.get(), flag, value);
        }
      }
    }
  }

  /** {@code Key=v} becomes {@code --flag prefix+v}; an empty value nothing. */
  record Option(String key, String flag, String prefix) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + " " + prefix + "VALUE";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        var value = Lookup.textOf(entry.get());
        if (!value.isEmpty()) {
          line.add(entry.get(), flag, prefix + value);
        }
      }
    }
  }

  /** {@code Key=v} becomes {@code --flag prefix+v}, an empty value too. */
  record Always(String key, String flag, String prefix) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + " " + prefix + "VALUE";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        line.add(entry.get(), flag, prefix + Lookup.textOf(entry.get()));
      }
    }
  }

  /** {@code Key=v} becomes {@code --flag=v}; an empty value nothing. */
  record Joined(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + "=VALUE";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        var value = Lookup.textOf(entry.get());
        if (!value.isEmpty()) {
          line.add(entry.get(), flag + "=" + value);
        }
      }
    }
  }

  /** {@code Key=v} becomes {@code --flag=v}, an empty value too: it clears what the image says. */
  record Clearing(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + "=VALUE";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        line.add(entry.get(), flag + "=" + Lookup.textOf(entry.get()));
      }
    }
  }

  /** {@code Key=v} becomes {@code --flag v}; without a value it is one word all the same. */
  record OrElse(String key, String flag, String otherwise) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return flag + " VALUE, or else " + otherwise;
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent() && !Lookup.textOf(entry.get()).isEmpty()) {
        line.add(entry.get(), flag, Lookup.textOf(entry.get()));
      } else {
        line.add(otherwise);
      }
    }
  }

  /** Each line {@code Key=v} becomes {@code --flag v}. */
  record Each(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.LINES;
    }

    @Override
    public String becomes() {
      return flag + " VALUE, for each line";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var entry : unit.keys().all(key)) {
        line.add(entry, flag, entry.value());
      }
    }
  }

  /** Each line {@code Key=v} becomes {@code --flag=v}. */
  record EachJoined(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.LINES;
    }

    @Override
    public String becomes() {
      return flag + "=VALUE, for each line";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var entry : unit.keys().all(key)) {
        line.add(entry, flag + "=" + entry.value());
      }
    }
  }

  /** Each word of {@code Key=v w} becomes {@code --flag v}; a backslash means itself. */
  record EachWord(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.WORDS;
    }

    @Override
    public String becomes() {
      return flag + " WORD, for each word";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().words(key)) {
        line.add(word.cause(), flag, word.text());
      }
    }
  }

  /** Each word of {@code Key=V W} becomes {@code --flag v} in small letters. */
  record EachLowered(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.WORDS;
    }

    @Override
    public String becomes() {
      return flag + " word, for each word";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().words(key)) {
        line.add(word.cause(), flag, CodePoints.lower(word.text()));
      }
    }
  }

  /** Each argument of {@code Key=v w} becomes {@code --flag prefix+v}; C escapes count. */
  record EachArgument(String key, String flag, String prefix) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.ARGUMENTS;
    }

    @Override
    public String becomes() {
      return flag + " " + prefix + "WORD, for each word";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().arguments(key)) {
        line.add(word.cause(), flag, prefix + word.text());
      }
    }
  }

  /** Each argument of {@code Key=v w} becomes itself. */
  record Spread(String key) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.ARGUMENTS;
    }

    @Override
    public String becomes() {
      return "the words themselves";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : unit.keys().arguments(key)) {
        line.add(word.cause(), word.text());
      }
    }
  }

  /** {@code Key=true} becomes {@code --flag}, {@code Key=false} {@code --flag=false}. */
  record Switch(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.SWITCH;
    }

    @Override
    public String becomes() {
      return flag + ", or " + flag + "=false";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent()) {
        line.add(entry.get(), Lookup.isTrue(entry.get()) ? flag : flag + "=false");
      }
    }
  }

  /** {@code Key=true} becomes some words, anything else nothing. */
  record WhenTrue(String key, List<String> words) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.SWITCH;
    }

    @Override
    public String becomes() {
      return String.join(" ", words) + ", if true";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var entry = unit.keys().last(key);
      if (entry.isPresent() && Lookup.isTrue(entry.get())) {
        for (var word : words) {
          line.add(entry.get(), word);
        }
      }
    }
  }

  /**
   * Each assignment in {@code Key=a=1 b=2} becomes {@code --flag a=1}: each name once, the last
   * value counts, in the order of the names.
   */
  record Pairs(String key, String flag) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public Shape shape() {
      return Shape.PAIRS;
    }

    @Override
    public String becomes() {
      return flag + " NAME=VALUE, for each name";
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      var words = unit.keys().arguments(key);
      if (words.isEmpty()) {
        return;
      }
      Map<String, Lookup.Word> byName = new TreeMap<>(CodePoints.ORDER);
      for (var word : words) {
        var equals = word.text().indexOf('=');
        byName.put(equals < 0 ? word.text() : word.text().substring(0, equals), word);
      }
      for (var word : byName.values()) {
        line.add(word.cause(), flag, word.text());
      }
    }
  }

  /** Words that are always there. */
  record Fixed(List<String> words) implements Rule {
    @Override
    public List<String> keys() {
      return List.of();
    }

    @Override
    public Shape shape() {
      return Shape.TEXT;
    }

    @Override
    public String becomes() {
      return String.join(" ", words);
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {
      for (var word : words) {
        line.add(word);
      }
    }
  }

  /** A key that is read where the service is put together, not while a command is. */
  record Elsewhere(String key, Shape shape, String becomes) implements Rule {
    @Override
    public List<String> keys() {
      return List.of(key);
    }

    @Override
    public void apply(Assembly unit, CommandLine line) {}
  }

  /**
   * A rule that came with a later Podman than {@link Settings#NEWEST}: for those before it the key
   * is unknown.
   */
  record Since(PodmanVersion version, Rule rule) implements Rule {
    /** True if the Podman that the services are for has the rule. */
    public boolean isKnownTo(PodmanVersion podman) {
      return podman.isAtLeast(version);
    }

    @Override
    public List<String> keys() {
      return rule.keys();
    }

    @Override
    public Shape shape() {
      return rule.shape();
    }

    @Override
    public String becomes() {
      return rule.becomes() + ", since Podman " + version;
    }

    @Override
    public void apply(Assembly unit, CommandLine line) throws Refusal {
      if (isKnownTo(unit.settings().version())) {
        rule.apply(unit, line);
      }
    }
  }
}
