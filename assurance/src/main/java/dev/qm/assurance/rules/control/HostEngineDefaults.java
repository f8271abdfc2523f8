package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.ContainersConf;
import dev.qm.assurance.view.Engine;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What the host's containers.conf gives every container, the partition too. */
final class HostEngineDefaults {
  static final Rule RULE =
      Rule.named("host-engine-defaults")
          .title("Nothing of the host reaches the partition by defaults of the host's Podman")
          .against(Interference.CONTROL)
          .harm(
              """
              The partition is shown folders or devices of the host that no line of qm.container names, or is run by \
              another program.\
              """)
          .rationale(
              """
              containers.conf gives each container of the machine volumes, mounts, devices and annotations beside those \
              of its own command line, and says which programs and hooks Podman runs for it, and where that Podman is.\
              """)
          .sources(
              "containers.conf(5)",
              "podman-run(1), --env-host, --volume",
              "Podman, pkg/specgen/generate/storage.go and oci_linux.go")
          .how(
              """
              containers.conf of /usr/share/containers and /etc/containers, root's own, their parts, the modules of \
              GlobalArgs= and ContainersConfModule= and the files of CONTAINERS_CONF and CONTAINERS_CONF_OVERRIDE, as \
              Podman 4, 5 and 6 put them together, against the effective podman run. What they say of namespaces, \
              privileges, capabilities, labels, filters, limits and scores the rules about these judge.\
              """)
          .proves("No such default reaches the partition.")
          .doesNotProve(
              "What networks are, and what a hook in Podman's own folders does. For storage.conf and mounts.conf see"
                  + " host-storage and default-mounts.")
          .mend("take the line away, or say otherwise in qm.container, then `qm restart`")
          .check(HostEngineDefaults::check);

  private HostEngineDefaults() {}

  private static final String ENGINE = "engine";

  /** Base files that show nothing of the host but its own names. */
  private static final Set<String> HOSTS = Set.of("", "/etc/hosts", "image", "none");

  /** Variables by which no program does anything else than before. */
  private static final List<String> HARMLESS =
      List.of(
          "all_proxy",
          "ftp_proxy",
          "http_proxy",
          "https_proxy",
          "lang",
          "no_proxy",
          "ssl_cert_dir",
          "ssl_cert_file",
          "tmpdir",
          "tz");

  /**
   * A key of the engine's.
   *
   * @param isFine whether a value changes nothing for the partition
   * @param words what it does, before the value
   */
  private record Key(List<String> path, Predicate<String> isFine, String words) {}

  private static final List<Key> KEYS =
      List.of(
          new Key(
              List.of("containers", "keyring"),
              value -> !value.equals("false"),
              "the partition has the keyring of whoever starts it: keyring = "),
          new Key(
              List.of(ENGINE, "remote"),
              value -> !value.equals("true"),
              "another engine runs the partition: remote = "),
          new Key(
              List.of(ENGINE, "no_pivot_root"),
              value -> !value.equals("true"),
              "the partition's root is not changed by pivot_root: no_pivot_root = "),
          new Key(List.of(ENGINE, "conmon_path"), Programs::isMonitor, "its monitor is "),
          new Key(List.of(ENGINE, "conmonrs_path"), Programs::isMonitor, "its monitor is "),
          new Key(
              List.of(ENGINE, "conmon_env_vars"),
              value -> value.startsWith("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"),
              "its monitor is given "),
          new Key(
              List.of(ENGINE, "helper_binaries_dir"),
              value -> Programs.isOf(Programs.HELPERS, value),
              "programs that Podman runs are in "),
          new Key(
              List.of(ENGINE, "hooks_dir"),
              value -> Programs.isOf(Programs.HOOKS, value),
              "hooks for each container are in "),
          new Key(
              List.of(ENGINE, "cdi_spec_dirs"),
              value -> Programs.isOf(Programs.DEVICE_LISTS, value),
              "what a named device is stands in "),
          new Key(
              List.of(ENGINE, "env"), HostEngineDefaults::isHarmless, "Podman's environment has "),
          new Key(
              List.of(ENGINE, "static_dir"),
              value -> Programs.isOf(Programs.STATE, value),
              "Podman keeps what it knows in "),
          new Key(
              List.of(ENGINE, "tmp_dir"),
              value -> Programs.isOf(Programs.STATE, value),
              "Podman keeps what it knows in "),
          new Key(
              List.of(ENGINE, "volume_path"),
              value -> Programs.isOf(Programs.STATE, value),
              "Podman keeps volumes in "),
          new Key(
              List.of("network", "network_config_dir"),
              value -> Programs.isOf(Programs.NETWORKS, value),
              "what a network is stands in "));

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var engine = view.declared().engine();
    engine.gaps().forEach(judgement::unknown);
    for (var option : engine.defaults()) {
      container(judgement, view, option);
    }
    var said = new HashSet<Entry>();
    for (var conf : engine.conf().ways()) {
      for (var key : KEYS) {
        for (var entry : conf.all(key.path().toArray(String[]::new))) {
          if (said.add(entry)) {
            engine(judgement, key, entry);
          }
        }
      }
      for (var entry : runtime(engine, view, conf)) {
        if (said.add(entry)) {
          judgement.fault(
              Fault.of("another program runs the partition: " + entry.value(), Evidence.of(entry)));
        }
      }
    }
    judgement.holds(Asked.not(view.partition(), "no default of the host's engine shows anything"));
    return judgement.verdict("");
  }

  /** What becomes an option of the podman run. */
  private static void container(Judgement judgement, PartitionView view, Option option) {
    var isGiven =
        switch (option.name()) {
          case "volume", "mount", "device", "annotation", "env-host" -> true;
          case "hosts-file" -> !HOSTS.contains(option.value());
          // other rules judge what they find in the effective podman run
          default -> false;
        };
    if (isGiven) {
      judgement.fault(
          Fault.of(
                  "every container of the host is given --"
                      + option.name()
                      + "="
                      + option.value()
                      + ", the partition too",
                  Asked.evidence(view.partition(), option))
              .with(WithoutOption.mend(view.partition(), option)));
    } else {
      judgement.holds(Asked.evidence(view.partition(), option));
    }
  }

  private static void engine(Judgement judgement, Key key, Entry entry) {
    if (key.isFine().test(entry.value())) {
      judgement.holds(Evidence.of(entry));
    } else {
      judgement.fault(Fault.of(key.words() + entry.value(), Evidence.of(entry)));
    }
  }

  /** What says that the runtime is another than the one that is named. */
  private static List<Entry> runtime(Engine engine, PartitionView view, ContainersConf conf) {
    var asked = new ArrayList<String>();
    for (var options : List.of(engine.options(), view.partition().options().named("runtime"))) {
      for (var option : options) {
        if (option.name().equals("runtime")) {
          asked.add(option.value());
        }
      }
    }
    var wrong = new ArrayList<Entry>();
    if (asked.isEmpty()) {
      for (var entry : conf.all(ENGINE, "runtime")) {
        asked.add(entry.value());
        if (!Programs.isRuntime(entry.value())) {
          wrong.add(entry);
        }
      }
    }
    var name = Programs.orCrun(asked);
    for (var entry : conf.all(ENGINE, "runtimes", name)) {
      if (!Programs.isRuntime(entry.value()) || !entry.value().startsWith("/")) {
        wrong.add(entry);
      }
    }
    wrong.addAll(conf.all(ENGINE, "runtimes_flags", name));
    return wrong;
  }

  private static boolean isHarmless(String variable) {
    var equals = variable.indexOf('=');
    var name = equals < 0 ? variable : variable.substring(0, equals);
    return HARMLESS.stream().anyMatch(name::equalsIgnoreCase) || name.startsWith("LC_");
  }
}
