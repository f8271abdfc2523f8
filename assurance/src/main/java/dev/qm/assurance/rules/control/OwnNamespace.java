package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.RunningNamespace;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.cgroup.Cgroups;
import java.nio.file.Files;

/**
 * What the rules about namespaces have in common: Podman gives a container one of its own unless
 * {@code --OPTION=host} or a container's is asked for: podman-run(1), namespaces(7).
 *
 * @param option of podman-run(1), such as {@code pid}
 * @param kind in /proc/PID/ns
 */
record OwnNamespace(String option, String kind) {
  Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var asked = view.partition().options().last(option);
    if (asked.isPresent() && asked.get().joinsAnother()) {
      var causes = asked.get().causes();
      var evidence =
          causes.isEmpty()
              ? Evidence.missing(view.partition().quadlet().file(), "--" + option + "=host")
              : Evidence.of(causes.getLast());
      judgement.fault(
          Fault.of("the partition is in the host's " + kind + " namespace", evidence)
              .with(WithoutOption.mend(view.partition(), asked.get())));
    } else if (asked.isEmpty() && isHostsByDefault(view)) {
      judgement.fault(
          Fault.of(
                  "on cgroup v1 Podman leaves the partition in the host's cgroup namespace",
                  Evidence.missing(view.partition().quadlet().file(), "no --cgroupns=private"))
              .with(Mend.ofPartition("Container", "PodmanArgs", "--cgroupns=private")));
    } else {
      judgement.holds(
          Evidence.missing(
              view.partition().quadlet().file(), "no --" + option + "=host: Podman makes one"));
    }
    new RunningNamespace(kind)
        .judge(judgement, view, "the running partition is in the host's " + kind + " namespace");
    return judgement.verdict("");
  }

  /** containers.conf(5), cgroupns; without systemd `qm up` asks for one of its own. */
  private boolean isHostsByDefault(PartitionView view) {
    return option.equals("cgroupns")
        && view.machine().isRunning()
        && !(view.machine().cgroups() instanceof Cgroups.V2)
        && Files.isDirectory(view.machine().root().at("/run/systemd/system"));
  }
}
