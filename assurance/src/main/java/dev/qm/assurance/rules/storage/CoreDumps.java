package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** What crashes inside leaves no dumps without bound on the host's disk. */
final class CoreDumps {
  private static final String PATTERN = "kernel.core_pattern";
  private static final String DUMPABLE = "fs.suid_dumpable";

  static final Rule RULE =
      Rule.named("core-dump-space")
          .title("Core dumps of the partition's processes take bounded space of the host's")
          .against(Interference.STORAGE)
          .harm("Software inside crashes again and again, and its dumps fill the host's disk.")
          .rationale(
              """
              There is one core_pattern for all namespaces. A file name in it is one of the dumping process's own root, \
              but with fs.suid_dumpable=2 and an absolute path the kernel opens it in the root of the host's init. A pipe \
              feeds a program of the host's, which keeps what it likes: systemd-coredump a tenth of the file system.\
              """)
          .sources(
              "core(5)",
              "Linux, fs/coredump.c, do_coredump()",
              "coredump.conf(5), MaxUse= and KeepFree=")
          .how(
              "kernel.core_pattern and fs.suid_dumpable; of systemd-coredump its configuration on the host.")
          .proves("Dumps from inside lie in the partition's own file systems, or have a bound.")
          .doesNotProve("That the program which takes them is safe against hostile processes.")
          .mend("use systemd-coredump with its usual MaxUse= and KeepFree=, or a plain file name")
          .check(CoreDumps::check);

  private CoreDumps() {}

  private static Verdict check(PartitionView view) {
    var pattern = view.machine().sysctl(PATTERN);
    if (pattern.isEmpty()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(PATTERN), pattern.get());
    if (!pattern.get().startsWith("|")) {
      if (pattern.get().startsWith("/") && view.machine().sysctlNumber(DUMPABLE).orElse(0) == 2) {
        return Verdict.fail(
            Fault.of("dumps of setuid programs inside land in a folder of the host's", evidence));
      }
      return Verdict.pass(evidence);
    }
    var judgement = new Judgement();
    if (!pattern.get().contains("/systemd-coredump")) {
      return new Verdict.NotJudged(
          "how much space the host's core dump program takes is its own business: "
              + evidence.value());
    }
    judgement.holds(evidence);
    var conf = HostConf.of(view, "coredump.conf");
    var keep = conf.last("Coredump", "KeepFree").filter(entry -> isZero(entry.value()));
    var most = conf.last("Coredump", "MaxUse").filter(entry -> isZero(entry.value()));
    if (keep.isPresent() && most.isPresent()) {
      // coredump-vacuum.c: 0 turns a bound off, and without both nothing is vacuumed
      judgement.fault(
          Fault.of("the host keeps dumps until its disk is full", Evidence.of(most.get())));
    }
    return judgement.verdict("");
  }

  private static boolean isZero(String value) {
    return !value.isBlank() && value.strip().chars().allMatch(c -> "0KMGTPEB%".indexOf(c) >= 0);
  }
}
