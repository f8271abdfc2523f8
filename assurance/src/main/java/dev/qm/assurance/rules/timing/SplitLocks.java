package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.List;
import java.util.Optional;

/** An atomic instruction across two cache lines stops the memory of all processors. */
final class SplitLocks {
  static final Rule RULE =
      Rule.named("split-locks")
          .title("Locks of the memory bus have a price for who takes them")
          .against(Interference.TIMING)
          .harm(
              "One program inside with a lock across two cache lines makes every access to memory of the ASIL side wait.")
          .rationale(
              """
              An atomic instruction whose operand lies across two cache lines locks the bus for all processors, and takes \
              thousands of cycles instead of a few. No privilege is needed, and neither a weight nor a processor of its own \
              keeps the ASIL side from it: `qm prove` has seen a loop with a processor to itself five times as late at its \
              median (fault bus-lock). A processor that reports such instructions lets the kernel slow down or end who issues \
              them, and only him.\
              """)
          .sources(
              "Linux, Documentation/arch/x86/buslock.rst",
              "Linux, Documentation/admin-guide/sysctl/kernel.rst, split_lock_mitigate",
              "Linux, Documentation/admin-guide/kernel-parameters.txt, split_lock_detect=",
              "QM, docs/evidence.md")
          .how(
              "The flags split_lock_detect and bus_lock_detect of /proc/cpuinfo, split_lock_detect= of the kernel's command line, "
                  + "and kernel.split_lock_mitigate.")
          .proves("The kernel hears of such an instruction, and makes its program wait or end.")
          .doesNotProve(
              "Anything about memory that is not cached, and about what the processors share in any case: caches and the way to memory.")
          .mend(
              "sysctl kernel.split_lock_mitigate=1, without split_lock_detect=off at boot; split_lock_detect=fatal ends such programs")
          .check(SplitLocks::check);

  private static final String PROCESSORS = "/proc/cpuinfo";
  private static final String PARAMETER = "split_lock_detect";
  private static final String MITIGATE = "kernel.split_lock_mitigate";

  private SplitLocks() {}

  private static Verdict check(PartitionView view) {
    var machine = view.machine();
    if (!machine.isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var text = machine.texts().at(PROCESSORS);
    if (text.isEmpty()) {
      return new Verdict.NotJudged(PROCESSORS + " cannot be read");
    }
    var flags = flags(text.get());
    if (flags.isEmpty()) {
      return new Verdict.NotApplicable("only processors of the x86 family lock the bus so");
    }
    var splits = flags.get().contains("split_lock_detect");
    var buses = flags.get().contains("bus_lock_detect");
    if (splits || buses) {
      return handled(machine, splits);
    }
    // the host of a virtual machine may hear of it and slow the whole virtual processor down
    return flags.get().contains("hypervisor")
        ? new Verdict.NotJudged(
            "this virtual machine's processor reports no locks of the bus, and what the machine below does about"
                + " them, only the fault bus-lock of `qm prove` shows")
        : Verdict.fail(
            Fault.of(
                    "the processor does not report who locks the memory bus, so nothing slows him down",
                    Evidence.kernel(PROCESSORS, "neither split_lock_detect nor bus_lock_detect"))
                .advised(
                    "no setting closes it on this processor: measure it (`qm prove --fault bus-lock`), and accept the"
                        + " risk, or take a processor that has one of the flags"));
  }

  /** What the kernel does when it hears of one. */
  private static Verdict handled(Machine machine, boolean splits) {
    var asked = machine.bootParameter(PARAMETER).orElse("warn");
    var asEvidence = Evidence.kernel("/proc/cmdline", PARAMETER + "=" + asked);
    if (asked.equals("off")) {
      return Verdict.fail(Fault.of("nobody is told of locks of the memory bus", asEvidence));
    }
    if (asked.equals("fatal") || asked.startsWith("ratelimit:")) {
      return Verdict.pass(asEvidence);
    }
    if (!splits) {
      return Verdict.fail(
          Fault.of("the kernel only writes down who locks the memory bus", asEvidence)
              .advised("split_lock_detect=ratelimit:10 or fatal on the kernel's command line"));
    }
    var mitigates = machine.sysctl(MITIGATE);
    var file = Machine.sysctlFile(MITIGATE);
    if (mitigates.isEmpty()) {
      return new Verdict.NotJudged(
          "this kernel has no "
              + MITIGATE
              + ", so whether it slows such programs down is not known");
    }
    var evidence = Evidence.kernel(file, mitigates.get());
    return mitigates.get().equals("0")
        ? Verdict.fail(
            Fault.of("the kernel only writes down who locks the memory bus", evidence, asEvidence))
        : Verdict.pass(evidence);
  }

  /** What the first processor can; nothing where processors have no such line. */
  private static Optional<List<String>> flags(String processors) {
    return processors
        .lines()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> KernelText.of(line.substring(line.indexOf(':') + 1)));
  }
}
