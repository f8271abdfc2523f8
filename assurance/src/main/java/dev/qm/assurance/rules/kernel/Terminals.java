package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.Mount;
import java.util.List;

/** Pseudoterminals are left for the host. */
final class Terminals {
  private static final String RESERVE = "kernel.pty.reserve";

  static final Rule RULE =
      Rule.named("pseudoterminals")
          .title("The host keeps pseudoterminals that the partition cannot take")
          .against(Interference.CONTROL)
          .harm(
              "Software inside opens all pseudoterminals, and nobody can log in on the host to end it.")
          .rationale(
              """
              kernel.pty.max counts for the machine. Of these, kernel.pty.reserve are for mounts of devpts that were made in the \
              host's own mount namespace; a container has a devpts of its own, made elsewhere.\
              """)
          .sources(
              "pty(7)",
              "Linux, Documentation/filesystems/devpts.rst",
              "Linux, fs/devpts/inode.c, devpts_new_index")
          .how(
              "kernel.pty.reserve; mounts of /dev or /dev/pts of the effective podman run; while it runs, its devpts mounts "
                  + "against the host's, by device.")
          .proves("The reserve is the host's.")
          .doesNotProve("That other containers of the host, which have none either, get any.")
          .mend("set kernel.pty.reserve=1024 with sysctl(8), and do not mount the host's /dev/pts")
          .check(Terminals::check);

  private Terminals() {}

  private static Verdict check(PartitionView view) {
    var reserve = view.machine().sysctlNumber(RESERVE);
    if (reserve.isEmpty()) {
      return SettingCheck.absent(view, RESERVE);
    }
    var judgement = new Judgement();
    var evidence = Evidence.kernel(Machine.sysctlFile(RESERVE), Long.toString(reserve.getAsLong()));
    if (reserve.getAsLong() < 1) {
      judgement.fault(Fault.of("no pseudoterminal is kept for the host", evidence));
    } else {
      judgement.holds(evidence);
    }
    for (var mount : view.partition().options().mounts()) {
      if (List.of("/dev", "/dev/pts", "/dev/ptmx").contains(mount.source())) {
        judgement.fault(
            Fault.of(
                "the partition is shown the host's " + mount.source(),
                mount.causes().isEmpty()
                    ? Evidence.missing(view.partition().quadlet().file(), mount.source())
                    : Evidence.of(mount.causes().getLast())));
      }
    }
    view.live().ifPresent(live -> live(judgement, view.machine().mounts(), live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, List<Mount> host, Live live) {
    for (var mount : live.mounts()) {
      for (var other : host) {
        if (mount.type().equals("devpts") && mount.device().equals(other.device())) {
          judgement.fault(
              Fault.of(
                  "the running partition has the host's " + other.target(),
                  Evidence.kernel(
                      "/proc/" + live.first().pid() + "/mountinfo", mount.target().toString())));
        }
      }
    }
  }
}
