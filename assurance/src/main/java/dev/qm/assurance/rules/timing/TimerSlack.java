package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** Nobody inside makes the timers of others late. */
final class TimerSlack {
  static final Rule RULE =
      Rule.named("timer-slack")
          .title("The partition cannot change how late the host's timers may be")
          .against(Interference.TIMING)
          .harm(
              "Software inside lets the timers of an ordinary process of the ASIL side expire seconds late.")
          .rationale(
              """
              Who may set the nice value of a process may write its /proc/PID/timerslack_ns. A process of the host has no \
              such file inside as long as the partition has process numbers of its own; its own slack counts for itself.\
              """)
          .sources("proc_pid_timerslack_ns(5)", "prctl(2), PR_SET_TIMERSLACK", "pid_namespaces(7)")
          .how(
              "--pid of the effective podman run; while it runs, /proc/PID/ns/pid of its PID 1 against the host's.")
          .proves("No process inside finds the file of one of the host's.")
          .doesNotProve("How exact the host's timers are.")
          .mend("take --pid away, then `qm restart`")
          .check(TimerSlack::check);

  private TimerSlack() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var pid = unit.options().last("pid").filter(it -> !it.value().equals("private"));
    if (pid.isPresent() && Walls.userNamespace(view).isEmpty()) {
      judgement.fault(
          Fault.of("the partition sees processes of the host", Asked.evidence(unit, pid.get()))
              .with(WithoutOption.mend(unit, pid.get())));
    } else {
      // sys_nice of a user namespace counts for none of the host's processes
      judgement.holds(
          pid.isPresent()
              ? Walls.userNamespace(view).orElseThrow()
              : Evidence.missing(unit.quadlet().file(), "no --pid: Podman makes a namespace"));
    }
    if (view.live().isPresent()) {
      var live = view.live().get();
      var place = "/proc/" + live.first().pid() + "/ns/pid";
      var own = live.hasOwn("pid");
      if (own.isEmpty()) {
        judgement.unknown(place + " cannot be read");
      } else if (own.get() || live.hasOwn("user").orElse(false)) {
        judgement.holds(
            Evidence.kernel(place, "pid:[" + live.first().namespaces().get("pid") + "]"));
      } else {
        judgement.fault(
            Fault.of(
                "the running partition sees processes of the host",
                Evidence.kernel(place, "as the host's")));
      }
    }
    return judgement.verdict("");
  }
}
