package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The engine that runs the partition is the host's own, as it is set up. */
final class EngineOptions {
  static final Rule RULE =
      Rule.named("engine-options")
          .title("The partition is run by the host's own Podman, with its own runtime and hooks")
          .against(Interference.CONTROL)
          .harm(
              """
              Another program, which makes no walls or others, runs the partition as the host's root.\
              """)
          .rationale(
              """
              Options of Podman itself name its runtime, its monitor, its hooks, its configuration, where it keeps what \
              it knows, or another Podman that is asked in its place. All that qm.container says goes through these.\
              """)
          .sources(
              "podman(1), OPTIONS and ENVIRONMENT VARIABLES",
              "podman-systemd.unit(5), GlobalArgs= and ContainersConfModule=",
              "ld.so(8)")
          .how(
              """
              The options before run in the service that Quadlet makes, those that may as well stand behind it, and the \
              variables of [Service]: Environment=, PassEnvironment= and the files of EnvironmentFile=.\
              """)
          .proves(
              "No line of the unit exchanges the engine, its runtime, hooks, state or configuration.")
          .doesNotProve(
              "That the programs are what the distribution brought; what containers.conf says is host-engine-defaults.")
          .mend("take the option or the variable away, then `qm restart`")
          .check(EngineOptions::check);

  private EngineOptions() {}

  /** Options that change how Podman speaks, or nothing here. */
  private static final Set<String> HARMLESS =
      Set.of(
          "cgroup-manager",
          "config",
          "db-backend",
          "debug",
          "events-backend",
          "help",
          "log-level",
          "max-workers",
          "network-backend",
          "noout",
          "ssh",
          "syslog",
          "trace",
          "transient-store",
          "version");

  /** What the others do, in a clause before the value. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("", "another command than podman run begins with the word "),
          Map.entry("cdi-spec-dir", "what a named device is stands in "),
          Map.entry("conmon", "the partition is watched by "),
          Map.entry("connection", "another engine runs the partition: "),
          Map.entry("context", "another engine runs the partition: "),
          Map.entry("cpu-profile", "Podman writes to "),
          Map.entry("default-mounts-file", "every container is given what is listed in "),
          Map.entry("hooks-dir", "hooks are run for the partition from "),
          Map.entry("host", "another engine runs the partition: "),
          Map.entry("imagestore", "Podman keeps images in "),
          Map.entry("memory-profile", "Podman writes to "),
          Map.entry("module", "Podman is configured by the module "),
          Map.entry("network-cmd-path", "the partition's network is made by "),
          Map.entry("network-config-dir", "what a network is stands in "),
          Map.entry("out", "Podman writes to "),
          Map.entry("remote", "another engine runs the partition: remote is "),
          Map.entry("root", "Podman keeps what it knows in "),
          Map.entry("runroot", "Podman keeps what it knows in "),
          Map.entry("runtime", "another program runs the partition: "),
          Map.entry("runtime-flag", "the runtime is told "),
          Map.entry("storage-driver", "Podman's storage is made by "),
          Map.entry("storage-opt", "Podman's storage is told "),
          Map.entry("tmpdir", "Podman keeps what it knows in "),
          Map.entry("url", "another engine runs the partition: "),
          Map.entry("volumepath", "Podman keeps volumes in "));

  /** Those that Podman takes behind run too, which has one of its own called storage-opt. */
  private static final Set<String> BEHIND =
      Set.of(
          "cdi-spec-dir",
          "conmon",
          "cpu-profile",
          "default-mounts-file",
          "hooks-dir",
          "imagestore",
          "memory-profile",
          "network-cmd-path",
          "network-config-dir",
          "root",
          "runroot",
          "runtime",
          "runtime-flag",
          "storage-driver",
          "tmpdir",
          "volumepath");

  /** Beginnings of variables that Podman, the programs that it runs, or their loader obey. */
  private static final List<String> VARIABLES =
      List.of(
          "_CONTAINERS_",
          "CONTAINERS_",
          "CONTAINER_",
          "HOME=",
          "LD_",
          "NETAVARK_",
          "PATH=",
          "PODMAN_",
          "STORAGE_",
          "XDG_");

  /** What Quadlet itself writes. */
  private static final String OF_QUADLET = "PODMAN_SYSTEMD_UNIT=";

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    for (var option : view.declared().engine().options()) {
      judge(judgement, view, option);
    }
    for (var option : unit.options().all()) {
      if (BEHIND.contains(option.name())) {
        judge(judgement, view, option);
      }
    }
    for (var entry : unit.values("Service", "Environment")) {
      for (var word : CommandWords.split(entry.value())) {
        variable(judgement, word, Evidence.of(entry));
      }
    }
    for (var entry : unit.values("Service", "PassEnvironment")) {
      for (var name : KernelText.of(entry.value())) {
        variable(judgement, name + "=", Evidence.of(entry));
      }
    }
    for (var entry : unit.values("Service", "EnvironmentFile")) {
      file(judgement, view, entry);
    }
    judgement.holds(Asked.not(unit, "no other option of Podman's own"));
    return judgement.verdict("");
  }

  private static void judge(Judgement judgement, PartitionView view, Option option) {
    var evidence = Asked.evidence(view.partition(), option);
    if (isFine(option)) {
      judgement.holds(evidence);
    } else {
      judgement.fault(
          Fault.of(
                  WORDS.getOrDefault(
                          option.name(),
                          "what Podman's --" + option.name() + " does is not known: ")
                      + option.value(),
                  evidence)
              .with(WithoutOption.mend(view.partition(), option)));
    }
  }

  private static boolean isFine(Option option) {
    return switch (option.name()) {
      case "runtime" -> Programs.isRuntime(option.value());
      case "conmon" -> Programs.isMonitor(option.value());
      case "hooks-dir" -> Programs.isOf(Programs.HOOKS, option.value());
      case "cdi-spec-dir" -> Programs.isOf(Programs.DEVICE_LISTS, option.value());
      case "network-config-dir" -> Programs.isOf(Programs.NETWORKS, option.value());
      case "root", "runroot", "tmpdir", "volumepath" ->
          Programs.isOf(Programs.STATE, option.value());
      case "remote" -> Set.of("false", "0", "f", "F", "FALSE", "False").contains(option.value());
      case "storage-driver" -> option.value().equals("overlay");
      default -> HARMLESS.contains(option.name());
    };
  }

  private static void variable(Judgement judgement, String word, Evidence evidence) {
    if (VARIABLES.stream().anyMatch(word::startsWith) && !word.startsWith(OF_QUADLET)) {
      var equals = word.indexOf('=');
      judgement.fault(
          Fault.of(
              "Podman obeys the variable " + word.substring(0, Math.max(equals, 0)), evidence));
    }
  }

  /** systemd.exec(5): a line a variable. */
  private static void file(Judgement judgement, PartitionView view, Entry entry) {
    var optional = entry.value().startsWith("-");
    var name = optional ? entry.value().substring(1) : entry.value();
    var text = ConfinedPath.text(view.machine().root(), name);
    if (text.isEmpty()) {
      if (!optional) {
        judgement.unknown("the variables of " + name + " cannot be read");
      }
      return;
    }
    var number = 0;
    for (var line : KernelText.lines(text.get())) {
      number++;
      var word = line.strip();
      variable(
          judgement,
          word,
          Evidence.at(
              new Origin(Path.of(name), number),
              word.substring(0, Math.max(word.indexOf('='), 0))));
    }
  }
}
