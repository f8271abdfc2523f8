package dev.qm.assurance.view;

import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a {@code podman run}, each with the lines of units that it comes from, whether a
 * key of Quadlet's or {@code PodmanArgs=} asked for it: podman-run(1). What systemd puts into their
 * words is put in where files alone tell it.
 *
 * @param all in the order of the command line
 */
public record Options(List<Option> all) {
  /** No option. */
  public static final Options NONE = new Options(List.of());

  /** Options that take no value unless it follows an equals sign. */
  private static final Set<String> SWITCHES =
      Set.of(
          "detach",
          "disable-content-trust",
          "env-host",
          "help",
          "http-proxy",
          "init",
          "interactive",
          "no-healthcheck",
          "no-hostname",
          "no-hosts",
          "oom-kill-disable",
          "passwd",
          "privileged",
          "publish-all",
          "quiet",
          "read-only",
          "read-only-tmpfs",
          "replace",
          "rm",
          "rmi",
          "rootfs",
          "sig-proxy",
          "tls-verify",
          "tty",
          "unsetenv-all");

  private static final Map<Character, String> SHORT =
      Map.ofEntries(
          Map.entry('a', "attach"),
          Map.entry('c', "cpu-shares"),
          Map.entry('d', "detach"),
          Map.entry('e', "env"),
          Map.entry('h', "hostname"),
          Map.entry('i', "interactive"),
          Map.entry('l', "label"),
          Map.entry('m', "memory"),
          Map.entry('P', "publish-all"),
          Map.entry('p', "publish"),
          Map.entry('q', "quiet"),
          Map.entry('t', "tty"),
          Map.entry('u', "user"),
          Map.entry('v', "volume"),
          Map.entry('w', "workdir"));

  /** One name for what has two. */
  private static final Map<String, String> SAME = Map.of("net", "network");

  /** Copies what it is given, so that nobody can change it. */
  public Options {
    all = List.copyOf(all);
  }

  /**
   * An option.
   *
   * @param name without dashes; empty for words of which only systemd knows which options they are,
   *     if any
   * @param word what it is given; {@code true} for a switch that is on
   * @param causes the lines that it comes from; none for what Quadlet adds by itself
   */
  public record Option(String name, SystemdWord word, List<Entry> causes) {
    /** Copies what it is given, so that nobody can change it. */
    public Option {
      causes = List.copyOf(causes);
    }

    /** One whose value is known. */
    public Option(String name, String value, List<Entry> causes) {
      this(name, SystemdWord.literal(value), causes);
    }

    /** What it is given, as far as files tell. */
    public String value() {
      return word.text();
    }

    /** Whether nobody knows which option it is. */
    public boolean isUnread() {
      return name.isEmpty();
    }

    /**
     * Whether it asks for a namespace that is not the container's own: the host's, or another's,
     * which may be the host's too. Nobody looks there, nor where only systemd knows.
     */
    public boolean joinsAnother() {
      return value().equals("host")
          || value().startsWith("container:")
          || value().startsWith("ns:")
          || !word.isLiteral();
    }

    /**
     * The limit of {@code --ulimit} in its usual form, {@code rtprio=1:1}: Podman takes its name in
     * capitals too, and with {@code RLIMIT_} before it.
     */
    public String limit() {
      var lower = value().toLowerCase(Locale.ROOT);
      return lower.startsWith("rlimit_") ? lower.substring("rlimit_".length()) : lower;
    }

    /** Whether it is a switch that is on. */
    public boolean isOn() {
      return Set.of("true", "1", "t", "T", "TRUE", "True").contains(value());
    }
  }

  /**
   * The options of a command.
   *
   * @param command with {@code run} as one of its words; all before that is Podman's own
   * @param words what systemd makes of them
   */
  static Options of(List<Argument> command, SystemdWords words) {
    return new Reading(command, words).options();
  }

  /** One command that is being read. */
  private static final class Reading {
    private final List<Argument> command;
    private final List<SystemdWord> words = new ArrayList<>();
    private final List<Option> options = new ArrayList<>();

    Reading(List<Argument> command, SystemdWords expanded) {
      this.command = command;
      for (var argument : command) {
        words.add(expanded.word(argument.word()));
      }
    }

    Options options() {
      var at = 0;
      while (at < words.size() && !isRun(at)) {
        if (!words.get(at).isLiteral()) {
          unread(at);
        }
        at++;
      }
      for (at++; at < words.size(); at++) {
        var word = words.get(at);
        var beginning = word.beginning();
        if (!word.isLiteral() && List.of("", "-", "--").contains(beginning)) {
          // it may be an option, several or none, and what follows may still be options
          unread(at);
          if (isImage(at)) {
            break;
          }
        } else if (!beginning.startsWith("-")
            || beginning.length() < 2
            || word.text().equals("--")) {
          positional(at);
          break;
        } else {
          at = beginning.startsWith("--") ? readLong(at) : readShort(at);
        }
      }
      return new Options(options);
    }

    /** Quadlet's own word; a value that somebody gives to an option of Podman's is none. */
    private boolean isRun(int at) {
      return command.get(at).word().equals("run") && command.get(at).causes().isEmpty();
    }

    private boolean isImage(int at) {
      return command.get(at).causes().stream()
          .anyMatch(cause -> cause.key().equals("Image") || cause.key().equals("Rootfs"));
    }

    /** Which image it is no rule asks; which folder of the host, many do. */
    private void positional(int at) {
      if (!words.get(at).isLiteral()
          && options.stream().anyMatch(option -> option.name().equals("rootfs"))) {
        unread(at);
      }
    }

    private void unread(int at) {
      options.add(new Option("", words.get(at), command.get(at).causes()));
    }

    private int readLong(int at) {
      var word = words.get(at);
      var equals = word.beginning().indexOf('=');
      if (equals > 0) {
        add(
            word.text().substring(2, equals),
            word.from(equals + 1, word.written().indexOf('=') + 1),
            at);
        return at;
      }
      if (!word.isLiteral()) {
        unread(at);
        return at;
      }
      var name = word.text().substring(2);
      if (SWITCHES.contains(name)) {
        add(name, SystemdWord.literal("true"), at);
        return at;
      }
      return withNext(name, at);
    }

    /** {@code -it}, {@code -v/a:/b}, {@code -v=/a:/b} and {@code -v /a:/b}. */
    private int readShort(int at) {
      var word = words.get(at);
      for (var i = 1; i < word.known(); i++) {
        var name = SHORT.getOrDefault(word.text().charAt(i), word.text().substring(i, i + 1));
        if (!SWITCHES.contains(name)) {
          if (i + 1 == word.text().length()) {
            return withNext(name, at);
          }
          var start = word.beginning().startsWith("=", i + 1) ? i + 2 : i + 1;
          add(name, word.from(start, Math.min(start, word.written().length())), at);
          return at;
        }
        add(name, SystemdWord.literal("true"), at);
      }
      if (!word.isLiteral()) {
        unread(at);
      }
      return at;
    }

    private int withNext(String name, int at) {
      if (at + 1 == words.size()) {
        return at;
      }
      add(name, words.get(at + 1), command.get(at + 1).causes().isEmpty() ? at : at + 1);
      return at + 1;
    }

    /**
     * Adds an option.
     *
     * @param cause the word whose lines it comes from
     */
    private void add(String name, SystemdWord value, int cause) {
      options.add(new Option(SAME.getOrDefault(name, name), value, command.get(cause).causes()));
    }
  }

  /** How a command line may call the option: {@code --network}, {@code --net}. */
  public static List<String> spellings(String name) {
    var spellings = new ArrayList<>(List.of("--" + name));
    for (var same : SAME.entrySet()) {
      if (same.getValue().equals(name)) {
        spellings.add("--" + same.getKey());
      }
    }
    for (var letter : SHORT.entrySet()) {
      if (letter.getValue().equals(name)) {
        spellings.add("-" + letter.getKey());
      }
    }
    return spellings;
  }

  /** These and then {@code others}. */
  Options and(List<Option> others) {
    var both = new ArrayList<>(all);
    both.addAll(others);
    return new Options(both);
  }

  /** All with the name, in their order. */
  public List<Option> named(String name) {
    var found = new ArrayList<Option>();
    for (var option : all) {
      if (option.name().equals(name)) {
        found.add(option);
      }
    }
    return found;
  }

  /** The last with the name, which is the one that counts where one is taken. */
  public Optional<Option> last(String name) {
    var found = named(name);
    return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
  }

  /**
   * What a word of a line becomes as the value of an option; the word itself where it becomes none.
   */
  public String given(Entry cause, String word) {
    for (var option : all) {
      if (option.causes().contains(cause) && option.word().written().equals(word)) {
        return option.value();
      }
    }
    return word;
  }

  /** The switch, if it is on. */
  public Optional<Option> on(String name) {
    return last(name).filter(Option::isOn);
  }

  /** What {@code --security-opt} says of {@code key}, without that key: {@code label=type:qm_t}. */
  public List<Option> security(String key) {
    var found = new ArrayList<Option>();
    for (var option : named("security-opt")) {
      var value = option.value();
      // podman-run(1): "key=value", and "key:value" in older forms
      if (value.startsWith(key + "=") || value.startsWith(key + ":")) {
        found.add(new Option("security-opt", value.substring(key.length() + 1), option.causes()));
      } else if (value.equals(key)) {
        found.add(new Option("security-opt", "true", option.causes()));
      }
    }
    return found;
  }

  /** The mounts of {@code --volume}, {@code --mount} and {@code --tmpfs}, in their order. */
  public List<MountOption> mounts() {
    var mounts = new ArrayList<MountOption>();
    for (var option : all) {
      switch (option.name()) {
        case "volume" -> mounts.addAll(MountOption.ofVolume(option));
        case "mount" -> mounts.add(MountOption.ofMount(option));
        case "tmpfs" -> mounts.add(MountOption.ofTmpfs(option));
        default -> {
          // no mount
        }
      }
    }
    return mounts;
  }
}
