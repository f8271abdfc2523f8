package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.partition.KernelSettings;

/** What 50-qm.conf asks for is what the kernel has. */
final class SharedBounds {
  static final Rule RULE =
      Rule.named("shared-bounds")
          .title("The running kernel has the bounds of 50-qm.conf")
          .against(Interference.CONTROL)
          .harm(
              "Bounds that a file promises are not there, and software inside takes from the host what they protect.")
          .rationale(
              """
              Setup sets them in the running kernel and systemd-sysctl at each boot; another file of /etc/sysctl.d, or a hand, \
              may have set others since.\
              """)
          .sources("sysctl.d(5)", "docs/architecture.md, Counts that the host shares")
          .how(
              "Each number of /etc/sysctl.d/50-qm.conf, or of /usr/lib/sysctl.d/50-qm.conf, against /proc/sys: of namespaces no "
                  + "more, of others no less.")
          .proves("None of them is worse than asked for.")
          .doesNotProve("That a file asks for enough; each count has a rule of its own.")
          .mend("run `qm setup`, or sysctl --system; look for another file that sets them")
          .check(SharedBounds::check);

  private SharedBounds() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    try {
      var settings = KernelSettings.of(view.machine().root());
      if (settings.isEmpty()) {
        return new Verdict.NotJudged("there is no " + KernelSettings.FILE);
      }
      var judgement = new Judgement();
      for (var setting : settings.get().wanted()) {
        var now = view.machine().sysctlNumber(setting.key());
        if (now.isPresent()) {
          judge(judgement, setting, now.getAsLong());
        }
      }
      return judgement.verdict("50-qm.conf asks for nothing that this kernel has");
    } catch (HostException unreadable) {
      return new Verdict.NotJudged(String.valueOf(unreadable.getMessage()));
    }
  }

  private static void judge(Judgement judgement, KernelSettings.Setting setting, long now) {
    var evidence = Evidence.kernel(Machine.sysctlFile(setting.key()), Long.toString(now));
    var worse = setting.key().startsWith("user.") ? now > setting.value() : now < setting.value();
    if (worse) {
      judgement.fault(
          Fault.of(
              setting.key() + " is not " + setting.value() + ", as 50-qm.conf asks", evidence));
    } else {
      judgement.holds(evidence);
    }
  }
}
