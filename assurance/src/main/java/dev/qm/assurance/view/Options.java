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
 * key of Quadlet's or {@code PodmanArgs=} asked for it: podman-run(1).
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
   * @param name without dashes
   * @param value what it is given; {@code true} for a switch that is on
   * @param causes the lines that it comes from; none for what Quadlet adds by itself
   */
  public record Option(String name, String value, List<Entry> causes) {
    /** Copies what it is given, so that nobody can change it. */
    public Option {
      causes = List.copyOf(causes);
    }

    /**
     * Whether it asks for a namespace that is not the container's own: the host's, or another's,
     * which may be the host's too. Nobody looks there.
     */
    public boolean joinsAnother() {
      return value.equals("host") || value.startsWith("container:") || value.startsWith("ns:");
    }

    /**
     * The limit of {@code --ulimit} in its usual form, {@code rtprio=1:1}: Podman takes its name in
     * capitals too, and with {@code RLIMIT_} before it.
     */
    public String limit() {
      var lower = value.toLowerCase(Locale.ROOT);
      return lower.startsWith("rlimit_") ? lower.substring("rlimit_".length()) : lower;
    }

    /** Whether it is a switch that is on. */
    public boolean isOn() {
      return Set.of("true", "1", "t", "T", "TRUE", "True").contains(value);
    }
  }

  /**
   * The options of a command.
   *
   * @param command with {@code run} as one of its words; all before that is Podman's own
   */
  public static Options of(List<Argument> command) {
    var options = new ArrayList<Option>();
    var at = 0;
    while (at < command.size() && !command.get(at).word().equals("run")) {
      at++;
    }
    for (at++; at < command.size(); at++) {
      var word = command.get(at).word();
      if (!word.startsWith("-") || word.equals("--") || word.equals("-")) {
        break;
      }
      at = word.startsWith("--") ? readLong(command, at, options) : readShort(command, at, options);
    }
    return new Options(options);
  }

  private static int readLong(List<Argument> command, int at, List<Option> to) {
    var argument = command.get(at);
    var equals = argument.word().indexOf('=');
    if (equals > 0) {
      var name = argument.word().substring(2, equals);
      to.add(option(name, argument.word().substring(equals + 1), argument.causes()));
      return at;
    }
    var name = argument.word().substring(2);
    if (SWITCHES.contains(name)) {
      to.add(option(name, "true", argument.causes()));
      return at;
    }
    return withNext(name, command, at, to);
  }

  /** {@code -it}, {@code -v/a:/b}, {@code -v=/a:/b} and {@code -v /a:/b}. */
  private static int readShort(List<Argument> command, int at, List<Option> to) {
    var argument = command.get(at);
    var word = argument.word();
    for (var i = 1; i < word.length(); i++) {
      var name = SHORT.getOrDefault(word.charAt(i), word.substring(i, i + 1));
      if (!SWITCHES.contains(name)) {
        var rest = word.substring(i + 1);
        if (rest.isEmpty()) {
          return withNext(name, command, at, to);
        }
        to.add(option(name, rest.startsWith("=") ? rest.substring(1) : rest, argument.causes()));
        return at;
      }
      to.add(option(name, "true", argument.causes()));
    }
    return at;
  }

  private static int withNext(String name, List<Argument> command, int at, List<Option> to) {
    var own = command.get(at);
    if (at + 1 == command.size()) {
      return at;
    }
    var next = command.get(at + 1);
    to.add(option(name, next.word(), next.causes().isEmpty() ? own.causes() : next.causes()));
    return at + 1;
  }

  private static Option option(String name, String value, List<Entry> causes) {
    return new Option(SAME.getOrDefault(name, name), value, causes);
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
