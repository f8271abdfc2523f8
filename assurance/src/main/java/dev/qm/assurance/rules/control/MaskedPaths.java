package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Files;
import java.util.List;

/** What Podman hides of /proc and /sys stays hidden. */
final class MaskedPaths {
  static final Rule RULE =
      Rule.named("masked-paths")
          .title("What Podman hides of /proc and /sys is hidden")
          .against(Interference.CONTROL)
          .harm(
              """
              Software inside reads keys, timers and firmware of the machine, and writes to /proc/sysrq- \
              trigger where it may.\
              """)
          .rationale(
              """
              Files such as /proc/kcore, /proc/keys and /sys/firmware are not of a namespace. Podman covers \
              them, and mounts /proc/sysrq-trigger, /proc/irq and others read-only. A user namespace leaves \
              those readable that everybody may read.\
              """)
          .sources(
              "podman-run(1), --security-opt mask= and unmask=",
              "Linux, Documentation/filesystems/proc.rst")
          .how(
              """
              --security-opt unmask= and systempaths=, Unmask= and --privileged of the effective podman run; \
              while it runs, a mount over each such path that this machine has.\
              """)
          .proves("These paths cannot be reached where Podman's /proc and /sys are mounted.")
          .doesNotProve("That root inside cannot mount a fresh proc; see kernel-settings.")
          .mend("take Unmask= away, then `qm restart`")
          .check(MaskedPaths::check);

  private MaskedPaths() {}

  private static final List<String> HIDDEN =
      List.of(
          "/proc/kcore",
          "/proc/keys",
          "/proc/timer_list",
          "/proc/latency_stats",
          "/proc/sched_debug",
          "/proc/acpi",
          "/proc/scsi",
          "/sys/firmware",
          // these are read-only
          "/proc/bus",
          "/proc/fs",
          "/proc/irq",
          "/proc/sysrq-trigger");

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var option : Unmasked.options(view)) {
      judgement.fault(
          Fault.of("the partition sees what Podman hides", Asked.evidence(view.partition(), option))
              .with(WithoutOption.mend(view.partition(), option)));
    }
    var privileged = Walls.privileged(view);
    if (privileged.isPresent()) {
      judgement.fault(
          Fault.of(
                  "the partition is privileged, for which Podman hides nothing",
                  Asked.evidence(view.partition(), privileged.get()))
              .with(WithoutOption.mend(view.partition(), privileged.get())));
    }
    judgement.holds(Asked.unset(view.partition(), "Container", "Unmask"));
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, PartitionView view, Live live) {
    var file = "/proc/" + live.first().pid() + "/mountinfo";
    for (var path : HIDDEN) {
      if (Files.exists(view.machine().kernelRoot().at(path)) && live.mountAt(path).isEmpty()) {
        judgement.fault(
            Fault.of(
                "the running partition sees " + path,
                Evidence.kernel(file, "no mount at " + path)));
      }
    }
    judgement.holds(Evidence.kernel(file, "a mount over each of them that this machine has"));
  }
}
