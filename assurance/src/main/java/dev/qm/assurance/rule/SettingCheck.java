package dev.qm.assurance.rule;

import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.util.function.Predicate;

/**
 * The check of a rule about one setting of the kernel.
 *
 * @param setting as sysctl(8) names it
 * @param holds whether a value is well
 * @param wrong what is so with any other, a clause
 */
public record SettingCheck(String setting, Predicate<String> holds, String wrong) implements Check {
  @Override
  public Verdict of(PartitionView view) {
    var value = view.machine().sysctl(setting);
    if (value.isEmpty()) {
      return absent(view, setting);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(setting), value.get());
    return holds.test(value.get())
        ? Verdict.pass(evidence)
        : Verdict.fail(Fault.of(wrong, evidence));
  }

  /** What is to say where there is no such setting. */
  public static Verdict absent(PartitionView view, String setting) {
    return view.machine().isRunning()
        ? new Verdict.NotApplicable("this kernel has no " + setting)
        : new Verdict.NotJudged(Machine.NO_KERNEL);
  }
}
