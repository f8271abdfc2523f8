package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.ConfigurationFile;
import dev.qm.assurance.view.CpuList;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A call into the kernel gives the processor up when a process that goes before it wakes. */
final class Preemption {
  static final Rule RULE =
      Rule.named("kernel-preemption")
          .title("What the partition asks the kernel for can be interrupted")
          .against(Interference.TIMING)
          .harm(
              "The ASIL side's real-time process waits until a long call of software inside into the kernel is done.")
          .rationale(
              """
              Unless a kernel can be preempted, a priority counts only when the process that runs leaves the kernel or the kernel               asks of its own whether somebody waits. Between two such places a call of software inside has the processor to               itself. `qm prove` has seen it (fault memory-thrash): files written a mebibyte at a time, each copied to its place               in memory in one go, made half the wake-ups of a real-time process late, by 4 ms at p99, on a virtual machine               which got that memory only as it was written. Neither weights nor bounds of the partition help.\
              """)
          .sources(
              "Linux, kernel/Kconfig.preempt",
              "Linux, Documentation/admin-guide/kernel-parameters.txt, preempt=",
              "sched(7)",
              "QM, docs/evidence.md")
          .how(
              "The words of /proc/version; of a kernel that chooses when it boots (PREEMPT_DYNAMIC) "
                  + "/sys/kernel/debug/sched/preempt, else preempt= of its command line, else its configuration. Nothing is asked of "
                  + "a machine with processors set apart: reserved-processors keeps the partition's calls off them.")
          .proves(
              "The kernel gives a processor to a real-time process wherever it holds no lock that forbids it.")
          .doesNotProve(
              "How long such locks are held: that is measured (cyclictest(8), `qm prove`), and least with PREEMPT_RT.")
          .mend(
              "preempt=full on the kernel's command line, or at once: echo full >/sys/kernel/debug/sched/preempt; a kernel without"
                  + " PREEMPT_DYNAMIC has to be another one; or `qm setup --asil-cpus LIST`")
          .check(Preemption::check);

  private static final String VERSION = "/proc/version";
  private static final String LIVE = "/sys/kernel/debug/sched/preempt";
  private static final String PARAMETER = "preempt";

  /** Models in which a real-time process preempts the kernel; lazy spares only the others. */
  private static final Set<String> PREEMPTED = Set.of("full", "lazy");

  private Preemption() {}

  private static Verdict check(PartitionView view) {
    var machine = view.machine();
    if (!machine.isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    var apart = ReservedProcessors.of(view, judgement);
    if (!apart.processors().isEmpty()) {
      return judgement
          .holds(
              Evidence.kernel(apart.said().getFirst(), CpuList.text(apart.processors()) + " apart"))
          .verdict("");
    }
    var version = machine.texts().word(VERSION);
    if (version.isEmpty()) {
      return judgement.unknown(VERSION + " cannot be read").verdict("");
    }
    var words = KernelText.of(version.get());
    if (words.contains("PREEMPT_RT") || words.contains("PREEMPT")) {
      return judgement
          .holds(Evidence.kernel(VERSION, words.contains("PREEMPT_RT") ? "PREEMPT_RT" : "PREEMPT"))
          .verdict("");
    }
    if (!words.contains("PREEMPT_DYNAMIC")) {
      return judgement
          .fault(
              Fault.of(
                      "the kernel cannot be preempted", Evidence.kernel(VERSION, "no word PREEMPT"))
                  .advised(
                      "a kernel with PREEMPT_DYNAMIC, PREEMPT or PREEMPT_RT, or `qm setup --asil-cpus LIST`"))
          .verdict("");
    }
    return chosen(machine, judgement);
  }

  /** What a kernel does that has a choice. */
  private static Verdict chosen(Machine machine, Judgement judgement) {
    var live = machine.texts().word(LIVE).flatMap(Preemption::inBrackets);
    var asked = machine.bootParameter(PARAMETER);
    if (live.isPresent()) {
      return byName(live.get(), Evidence.kernel(LIVE, "(" + live.get() + ")"), judgement);
    }
    if (asked.isPresent()) {
      return byName(
          asked.get(), Evidence.kernel("/proc/cmdline", PARAMETER + "=" + asked.get()), judgement);
    }
    try {
      var built = ConfigurationFile.read(machine.kernelRoot(), machine.kernel().release());
      for (var model : new String[] {"FULL", "LAZY", "VOLUNTARY", "NONE"}) {
        var name = model.equals("FULL") ? "PREEMPT" : "PREEMPT_" + model;
        if (built.has(name)) {
          return byName(
              model.toLowerCase(Locale.ROOT),
              Evidence.kernel(built.source(), "CONFIG_" + name + "=y"),
              judgement);
        }
      }
      return judgement.unknown(built.source() + " names no model of preemption").verdict("");
    } catch (HostException unknown) {
      return judgement
          .unknown(
              "which model of preemption this kernel begins with is not known: "
                  + unknown.getMessage())
          .verdict("");
    }
  }

  private static Verdict byName(String model, Evidence evidence, Judgement judgement) {
    return (PREEMPTED.contains(model)
            ? judgement.holds(evidence)
            : judgement.fault(Fault.of("the kernel is not preempted (" + model + ")", evidence)))
        .verdict("");
  }

  /** {@code none voluntary (full) lazy}. */
  private static Optional<String> inBrackets(String models) {
    var open = models.indexOf('(');
    var close = models.indexOf(')', open + 1);
    return open < 0 || close < 0
        ? Optional.empty()
        : Optional.of(models.substring(open + 1, close));
  }
}
