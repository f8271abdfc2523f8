package dev.qm.assurance.rules.calls;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Filter;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import java.util.Optional;

/** There is a filter, and it is on every process. */
final class CallFilter {
  static final Rule RULE =
      Rule.named("call-filter")
          .title("Every process of the partition runs behind a filter of system calls")
          .against(Interference.CONTROL)
          .harm("Software inside asks the kernel for anything that its capabilities allow.")
          .rationale(
              """
              A filter is inherited and cannot be taken off. What has none has the whole of the kernel before it, \
              real-time scheduling and a remount of shared file systems included.\
              """)
          .sources("seccomp(2)", "podman-run(1), --security-opt seccomp=")
          .how(
              """
              The profile that the effective podman run names, and that it can be read; while it runs, Seccomp: 2 in \
              the status of every process.\
              """)
          .proves("Every process of the partition has a filter.")
          .doesNotProve(
              "That what runs has the profile that is in the file now: the kernel does not show it.")
          .mend("take the option away that switches the filter off, then `qm restart`")
          .check(CallFilter::check);

  private CallFilter() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    switch (Filter.of(view)) {
      case Filter.None(var cause) ->
          judgement.fault(
              Fault.of(
                      "the partition has no filter of system calls",
                      Asked.evidence(view.partition(), cause))
                  .with(mend(view, cause)));
      case Filter.Unknown(var why) -> judgement.unknown(why);
      case Filter.Profile profile -> judgement.holds(Filter.evidence(view, profile));
    }
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("");
  }

  /**
   * A profile that is named outweighs what its own key and the engine's files ask for, and neither
   * --privileged nor what another line of the unit gives to Podman.
   */
  private static Optional<Mend> mend(PartitionView view, Options.Option cause) {
    var unit = view.partition().unit();
    var outweighs =
        cause.name().equals("privileged")
            || (!cause.causes().isEmpty()
                && !cause.causes().getLast().key().equals("SeccompProfile")
                && !unit.rawOf(cause.causes().getLast()).isEmpty());
    return outweighs
        ? WithoutOption.mend(view.partition(), cause)
        : Optional.of(
            Mend.ofPartition("Container", "SeccompProfile", "/usr/share/qm/seccomp.json"));
  }

  private static void live(Judgement judgement, Live live) {
    var without = live.processes().stream().filter(it -> it.seccomp() != 2).toList();
    if (without.isEmpty()) {
      judgement.holds(
          Evidence.kernel(
              "/proc/" + live.first().pid() + "/status",
              "Seccomp: 2, as of all " + live.processes().size() + " processes"));
      return;
    }
    var one = without.contains(live.first()) ? live.first() : without.getFirst();
    judgement.fault(
        Fault.of(
            without.size() == 1
                ? "a running process has no filter"
                : without.size() + " running processes have no filter",
            Evidence.kernel("/proc/" + one.pid() + "/status", "Seccomp: " + one.seccomp())));
  }
}
