package dev.qm.assurance.view;

import dev.qm.assurance.view.Options.Option;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What containers.conf(5) gives a container that its command line does not say otherwise, as the
 * options of podman-run(1) that would ask for the same.
 *
 * @param asked the options of the command line
 * @param userns the variable that says which user namespace, before any file
 */
record EngineDefaults(Options asked, Optional<Entry> userns) {
  /** The option that no command line has: which capabilities a container has to begin with. */
  static final String CAPABILITIES = "default-capabilities";

  private static final String CONTAINERS = "containers";

  private static final String LOG_DRIVER = "log-driver";

  /** A key that takes one value, and the option that says the same. */
  private record Single(String key, String option) {}

  private static final List<Single> SINGLE =
      List.of(
          new Single("pidns", "pid"),
          new Single("ipcns", "ipc"),
          new Single("utsns", "uts"),
          new Single("cgroupns", "cgroupns"),
          new Single("userns", "userns"),
          new Single("cgroups", "cgroups"),
          new Single("oom_score_adj", "oom-score-adj"),
          new Single("pids_limit", "pids-limit"),
          new Single("log_driver", LOG_DRIVER),
          new Single("base_hosts_file", "hosts-file"));

  /** A key that switches something on, and the option that does. */
  private static final List<Single> SWITCHES =
      List.of(
          new Single("privileged", "privileged"),
          new Single("env_host", "env-host"),
          new Single("read_only", "read-only"));

  /** A key that lists. */
  private static final List<Single> LISTS =
      List.of(
          new Single("volumes", "volume"),
          new Single("mounts", "mount"),
          new Single("devices", "device"),
          new Single("annotations", "annotation"),
          new Single("cgroup_conf", "cgroup-conf"),
          new Single("default_sysctls", "sysctl"),
          new Single("default_ulimits", "ulimit"),
          new Single("default_capabilities", CAPABILITIES));

  /** A part of {@code --security-opt}. */
  private static final List<Single> SECURITY =
      List.of(new Single("seccomp_profile", "seccomp"), new Single("apparmor_profile", "apparmor"));

  /**
   * The options, for whichever Podman reads the files.
   *
   * @param gaps where to say that two Podmans would do otherwise
   */
  List<Option> of(EngineConf conf, List<String> gaps) {
    var before6 = of(conf.before6());
    if (conf.since6().isEmpty()) {
      return before6;
    }
    var from6 = of(conf.from6());
    // of two that take one value the last counts: that of the Podman that most have
    var options = new LinkedHashSet<>(from6);
    options.addAll(before6);
    for (var option : options) {
      if (takesOneValue(option) && !(before6.contains(option) && from6.contains(option))) {
        gaps.add(
            "whether --"
                + option.name()
                + "="
                + option.value()
                + " of "
                + option.causes().getLast().origin()
                + " counts depends on whether Podman is older than 6");
      }
    }
    return List.copyOf(options);
  }

  /** Of a list all count, whoever reads them, and where the console goes is nobody's wall. */
  private static boolean takesOneValue(Option option) {
    return !option.causes().isEmpty()
        && !option.name().equals(LOG_DRIVER)
        && LISTS.stream().noneMatch(it -> it.option().equals(option.name()));
  }

  private List<Option> of(ContainersConf conf) {
    var options = new ArrayList<Option>();
    for (var single : SINGLE) {
      var said = conf.last(CONTAINERS, single.key());
      var counts = single.key().equals("userns") ? userns.or(() -> said) : said;
      counts
          .filter(entry -> !entry.value().isEmpty() && isSilent(single.option()))
          .ifPresent(entry -> options.add(option(single.option(), entry.value(), entry)));
    }
    for (var single : SWITCHES) {
      conf.last(CONTAINERS, single.key())
          .filter(entry -> entry.value().equals("true") && asked.last(single.option()).isEmpty())
          .ifPresent(entry -> options.add(option(single.option(), "true", entry)));
    }
    for (var single : SECURITY) {
      conf.last(CONTAINERS, single.key())
          .filter(entry -> !entry.value().isEmpty() && asked.security(single.option()).isEmpty())
          .ifPresent(entry ->
              options.add(option("security-opt", single.option() + "=" + entry.value(), entry)));
    }
    conf.last(CONTAINERS, "netns")
        .filter(entry -> !entry.value().isEmpty() && asked.named("network").isEmpty())
        .ifPresent(entry -> options.add(option("network", entry.value(), entry)));
    // this one no command line says otherwise
    conf.last(CONTAINERS, "label")
        .filter(entry -> entry.value().equals("false"))
        .ifPresent(entry -> options.add(option("security-opt", "label=disable", entry)));
    lists(conf, options);
    return options;
  }

  /** An option with an empty value says as little as none. */
  private boolean isSilent(String name) {
    return asked.named(name).stream().allMatch(option -> option.value().isEmpty());
  }

  private void lists(ContainersConf conf, List<Option> to) {
    var targets = targets();
    for (var single : LISTS) {
      var taken = names(single.option());
      var list = conf.list(CONTAINERS, single.key());
      for (var entry : list.orElse(List.of())) {
        var option = option(single.option(), entry.value(), entry);
        if (!taken.contains(name(option)) && !isMountedOver(option, targets)) {
          to.add(option);
        }
      }
      if (single.option().equals(CAPABILITIES) && list.filter(List::isEmpty).isPresent()) {
        to.add(new Option(CAPABILITIES, "", List.of()));
      }
    }
  }

  /** The names of {@code NAME=VALUE} that the command line gives another value. */
  private Set<String> names(String option) {
    var names = new HashSet<String>();
    if (List.of("annotation", "cgroup-conf", "sysctl", "ulimit").contains(option)) {
      asked.named(option).forEach(it -> names.add(name(it)));
    }
    return names;
  }

  private static String name(Option option) {
    var equals = option.value().indexOf('=');
    return equals < 0 ? option.value() : option.value().substring(0, equals);
  }

  private Set<String> targets() {
    var targets = new HashSet<String>();
    asked.mounts().forEach(mount -> targets.add(clean(mount.target())));
    return targets;
  }

  private static boolean isMountedOver(Option option, Set<String> targets) {
    return new Options(List.of(option))
        .mounts().stream().anyMatch(mount -> targets.contains(clean(mount.target())));
  }

  private static String clean(String target) {
    try {
      return Path.of(target).normalize().toString();
    } catch (InvalidPathException noPath) {
      return target;
    }
  }

  private static Option option(String name, String value, Entry cause) {
    return new Option(name, value, List.of(cause));
  }
}
