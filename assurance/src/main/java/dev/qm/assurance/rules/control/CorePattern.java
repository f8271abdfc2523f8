package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Entry;
import java.util.Optional;

/** What the host does for a crash inside is bounded. */
final class CorePattern {
  static final Rule RULE =
      Rule.named("core-pattern")
          .title("A crash inside starts no unbounded work on the host")
          .against(Interference.TIMING)
          .harm(
              """
              An app inside that crashes again and again keeps the host busy with handling it, outside the \
              partition's limits.\
              """)
          .rationale(
              """
              With a pipe in kernel.core_pattern the kernel starts a program for each crash, as root, outside \
              all namespaces and control groups of the one that crashed. kernel.core_pipe_limit bounds how \
              many at once; 0 is no bound. systemd-coredump hands on to a service with limits of its own. A \
              limit RLIMIT_CORE of 1 ends the dump before the program starts.\
              """)
          .sources(
              "core(5), Piping core dumps to a program",
              "Linux, Documentation/admin-guide/sysctl/kernel.rst, core_pattern and core_pipe_limit",
              "systemd-coredump(8)")
          .how(
              """
              kernel.core_pattern and kernel.core_pipe_limit of the running kernel, LimitCORE= of the \
              effective qm.container.\
              """)
          .proves("Either no program of the host is started, or a known one with bounds.")
          .doesNotProve("That the bounds of systemd-coredump suit the ASIL side: coredump.conf(5).")
          .mend(
              """
              set LimitCORE=1 in a drop-in, so that a crash inside starts no program of the host\
              """)
          .check(CorePattern::check);

  private CorePattern() {}

  private static final String PATTERN = "kernel.core_pattern";
  private static final String BOUND = "kernel.core_pipe_limit";

  private static Verdict check(PartitionView view) {
    var pattern = view.machine().sysctl(PATTERN);
    if (pattern.isEmpty()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(PATTERN), pattern.get());
    if (!pattern.get().startsWith("|") && !pattern.get().startsWith("@")) {
      return Verdict.pass(evidence);
    }
    var limit = view.partition().last("Service", "LimitCORE").filter(CorePattern::endsTheDump);
    if (limit.isPresent()) {
      return Verdict.pass(Evidence.of(limit.get()), evidence);
    }
    var bound = view.machine().sysctl(BOUND).orElse("0");
    var bounded = Evidence.kernel(Machine.sysctlFile(BOUND), bound);
    if (pattern.get().startsWith("|/usr/lib/systemd/systemd-coredump ") && !bound.equals("0")) {
      return Verdict.pass(evidence, bounded);
    }
    return Verdict.fail(
        Fault.of("each crash inside starts a program on the host", evidence, bounded)
            .with(Optional.of(Mend.ofPartition("Service", "LimitCORE", "1"))));
  }

  private static boolean endsTheDump(Entry entry) {
    return entry.value().equals("1") || entry.value().equals("1:1");
  }
}
