package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The host's Podman as the partition's service calls it: podman(1), containers.conf(5).
 *
 * @param options what stands before {@code run}, the options of Podman itself; a word that is none
 *     is one without a name
 * @param conf its configuration
 * @param defaults what that makes of the {@code podman run}, as options of it: those that the
 *     command line does not say otherwise
 * @param gaps what could not be read or understood, a clause each
 */
public record Engine(
    List<Option> options, EngineConf conf, List<Option> defaults, List<String> gaps) {
  /** Podman's own options that take no value unless it follows an equals sign. */
  private static final List<String> SWITCHES =
      List.of("debug", "help", "noout", "remote", "syslog", "trace", "transient-store", "version");

  /** Those that have a letter. */
  private static final List<String> LETTERS =
      List.of("c connection", "D debug", "H host", "h help", "r remote", "v version");

  /** Copies what it is given, so that nobody can change it. */
  public Engine {
    options = List.copyOf(options);
    defaults = List.copyOf(defaults);
    gaps = List.copyOf(gaps);
  }

  /**
   * Looks at it.
   *
   * @param unit with the options of its command line
   * @param command the whole command line
   */
  static Engine of(Root root, Described unit, List<Argument> command) {
    var gaps = new ArrayList<String>();
    var options = options(command);
    var modules = new ArrayList<String>();
    for (var option : options) {
      if (option.name().equals("module")) {
        modules.add(option.value());
      }
    }
    var asked =
        new EngineConf.Asked(
            variable(unit, "CONTAINERS_CONF"),
            Optional.of(home(unit)),
            modules,
            variable(unit, "CONTAINERS_CONF_OVERRIDE"));
    var conf = EngineConf.read(new HostConfDisk(root, gaps), asked, gaps);
    var defaults = new EngineDefaults(unit.options(), userns(unit)).of(conf, gaps);
    return new Engine(options, conf, defaults, gaps);
  }

  private static Optional<String> variable(Described unit, String name) {
    return ServiceVariable.last(unit, name)
        .map(ServiceVariable::value)
        .filter(value -> !value.isEmpty());
  }

  /** Where root's own configuration is. */
  private static String home(Described unit) {
    return variable(unit, "XDG_CONFIG_HOME")
            .orElseGet(() -> variable(unit, "HOME").orElse("/root") + "/.config")
        + "/containers/";
  }

  /** podman-run(1), --userns: the variable counts before containers.conf. */
  private static Optional<Entry> userns(Described unit) {
    return ServiceVariable.last(unit, "PODMAN_USERNS")
        .map(it -> new Entry(it.entry().key(), it.value(), it.entry().origin()));
  }

  /** Whether it is one of the defaults, or a part of one. */
  public boolean isDefault(Option option) {
    return defaults.stream()
        .anyMatch(it -> it.name().equals(option.name()) && it.causes().equals(option.causes()));
  }

  /** The options before {@code run}, which Quadlet itself writes: a value may be called so too. */
  private static List<Option> options(List<Argument> command) {
    var options = new ArrayList<Option>();
    for (var at = 1; at < command.size() && !isRun(command.get(at)); at++) {
      var argument = command.get(at);
      var name = name(argument.word());
      var equals = argument.word().indexOf('=');
      if (name.isEmpty() || argument.word().equals("--")) {
        options.add(new Option("", argument.word(), argument.causes()));
      } else if (equals > 0) {
        options.add(new Option(name, argument.word().substring(equals + 1), argument.causes()));
      } else if (SWITCHES.contains(name)) {
        options.add(new Option(name, "true", argument.causes()));
      } else if (!argument.word().startsWith("--") && argument.word().length() > 2) {
        options.add(new Option(name, argument.word().substring(2), argument.causes()));
      } else {
        at++;
        var value = at < command.size() ? command.get(at).word() : "";
        options.add(new Option(name, value, argument.causes()));
      }
    }
    return options;
  }

  /** Whether it is the word behind which the options of {@code podman run} stand. */
  static boolean isRun(Argument argument) {
    return argument.word().equals("run") && argument.causes().isEmpty();
  }

  /** Of {@code --name=value}, {@code --name} and {@code -n}; empty for what is no option. */
  private static String name(String word) {
    if (word.startsWith("--")) {
      var equals = word.indexOf('=');
      return word.substring(2, equals < 0 ? word.length() : equals);
    }
    if (!word.startsWith("-") || word.length() < 2) {
      return "";
    }
    for (var letter : LETTERS) {
      if (letter.charAt(0) == word.charAt(1)) {
        return letter.substring(2);
      }
    }
    return word.substring(1);
  }
}
