package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import java.util.Set;

/** No limit of the partition's allows real-time priorities. */
final class RealtimeLimit {
  static final Rule RULE =
      Rule.named("realtime-limit")
          .title("The partition's limit of real-time priority is 0")
          .against(Interference.TIMING)
          .harm(
              "Software inside runs before every ordinary process of the ASIL side, for as long as it likes.")
          .rationale(
              """
              A process with a limit of real-time priority above 0 may take a real-time policy without any capability, \
              and then runs before all that have none, whatever the weights of groups.\
              """)
          .sources(
              "sched(7)",
              "getrlimit(2), RLIMIT_RTPRIO",
              "podman-run(1), --ulimit and --cpu-rt-runtime")
          .how(
              "LimitRTPRIO= of [Service], --ulimit rtprio and --cpu-rt-runtime of the effective podman run; while it runs, "
                  + "Max realtime priority in /proc/PID/limits of each process inside.")
          .proves("Without a capability no process inside gets a real-time policy.")
          .doesNotProve(
              "That one with sys_nice does not: with a user namespace it does not count, and the seccomp profile refuses "
                  + "the call; see the rules about both.")
          .mend("take LimitRTPRIO=, --ulimit rtprio and --cpu-rt-runtime away, then `qm restart`")
          .check(RealtimeLimit::check);

  private static final String TITLE = "Max realtime priority";

  /** One is enough to show it. */
  private static final int MOST = 10;

  private RealtimeLimit() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var entry = unit.last("Service", "LimitRTPRIO");
    if (entry.isPresent() && !isZero(entry.get().value())) {
      judgement.fault(
          Fault.of("the service may have real-time priorities", Evidence.of(entry.get()))
              .with(Mend.ofPartition("Service", "LimitRTPRIO", "0")));
    }
    var policy = unit.last("Service", "CPUSchedulingPolicy");
    if (policy.isPresent() && Set.of("fifo", "rr").contains(policy.get().value())) {
      judgement.fault(
          Fault.of("the partition is started with a real-time policy", Evidence.of(policy.get()))
              .with(Mend.ofPartition("Service", "CPUSchedulingPolicy", "other")));
    }
    for (var option : unit.options().all()) {
      if (allows(option)) {
        judgement.fault(
            Fault.of("the container may have real-time priorities", Asked.evidence(unit, option))
                .with(WithoutOption.mend(unit, option)));
      }
    }
    judgement.holds(Evidence.missing(unit.quadlet().file(), "no LimitRTPRIO= above 0"));
    if (view.live().isPresent()) {
      var found = 0;
      for (var process : view.live().get().processes()) {
        var limit = process.hardLimit(TITLE);
        // a process that just ended has no limits any more
        var unlimited = process.limits().contains(TITLE) && limit.isEmpty();
        if ((unlimited || limit.orElse(0) > 0) && found++ < MOST) {
          judgement.fault(
              Fault.of(
                  "a process inside may have real-time priorities",
                  Evidence.kernel("/proc/" + process.pid() + "/limits", TITLE + " above 0")));
        }
      }
    }
    return judgement.verdict("");
  }

  private static boolean allows(Option option) {
    return switch (option.name()) {
      case "ulimit" -> option.limit().startsWith("rtprio=") && !isZero(option.limit().substring(7));
      case "cpu-rt-runtime" -> !isZero(option.value());
      default -> false;
    };
  }

  /** {@code SOFT:HARD}, or one for both. */
  private static boolean isZero(String value) {
    var hard = value.substring(value.indexOf(':') + 1).strip();
    return Set.of("", "0").contains(hard) || ControlFile.number(hard).orElse(1) == 0;
  }
}
