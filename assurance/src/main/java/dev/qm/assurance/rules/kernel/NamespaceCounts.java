package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.ArrayList;
import java.util.List;

/** The partition has fewer tasks than there may be namespaces. */
final class NamespaceCounts {
  static final Rule RULE =
      Rule.named("namespace-counts")
          .title("The partition's tasks, each in namespaces of its own, leave the host some")
          .against(Interference.CONTROL)
          .harm(
              "Software inside that unshares in each process uses up all namespaces: new containers and sandboxed services of "
                  + "the host fail with ENOSPC.")
          .rationale(
              """
              user.max_*_namespaces count for a user and all user namespaces that it made, so root inside and the host's root \
              share them in both modes. The kernel allows half as many as tasks; TasksMax=50% is as many.\
              """)
          .sources(
              "namespaces(7), The /proc/sys/user directory",
              "Linux, kernel/ucount.c, inc_ucount; kernel/fork.c, fork_init",
              "docs/architecture.md, Counts that the host shares")
          .how(
              "user.max_cgroup_namespaces, ipc, mnt, pid, time, user and uts against TasksMax=; or no sys_admin without a user "
                  + "namespace.")
          .proves(
              "Software that has one namespace of a kind for each task does not reach the number.")
          .doesNotProve("That nobody holds more, by descriptors and mounts of /proc/PID/ns.")
          .mend("set TasksMax=25% in a drop-in, or larger numbers in /etc/sysctl.d")
          .check(NamespaceCounts::check);

  private static final List<String> KINDS =
      List.of("cgroup", "ipc", "mnt", "pid", "time", "user", "uts");

  private NamespaceCounts() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    if (Walls.userNamespace(view).isEmpty()) {
      var none = view.machine().sysctl("user.max_user_namespaces").orElse("").equals("0");
      var without = Walls.without(view, "sys_admin").filter(_ -> none);
      if (without.isPresent()) {
        return Verdict.pass(without.get());
      }
    }
    var asked = Amount.of(view, "TasksMax");
    var tasks = asked.number().orElse(Long.MAX_VALUE);
    var few = new ArrayList<Evidence>();
    var enough = new ArrayList<Evidence>();
    for (var kind : KINDS) {
      var setting = "user.max_" + kind + "_namespaces";
      var most = view.machine().sysctlNumber(setting);
      if (most.isPresent()) {
        (most.getAsLong() > tasks ? enough : few)
            .add(Evidence.kernel(Machine.sysctlFile(setting), Long.toString(most.getAsLong())));
      }
    }
    if (few.isEmpty()) {
      return enough.isEmpty()
          ? new Verdict.NotApplicable("this kernel bounds no namespaces")
          : new Verdict.Pass(enough);
    }
    var evidence = new ArrayList<Evidence>();
    if (asked instanceof Amount.At(var entry, long _)) {
      evidence.add(Evidence.of(entry));
    }
    evidence.addAll(few);
    return Verdict.fail(
        new Fault(
            "the partition may have a task for each namespace of the machine",
            evidence,
            "",
            java.util.Optional.of(Mend.startOfPartition("Service", "TasksMax", "25%"))));
  }
}
