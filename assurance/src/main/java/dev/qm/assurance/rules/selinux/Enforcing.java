package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.SELinux;

/** Permissive is off with a log. */
final class Enforcing {
  static final Rule RULE =
      Rule.named("selinux-enforcing")
          .title("SELinux enforces, now and after the next boot")
          .against(Interference.CONTROL)
          .harm(
              "A hostile root inside is held by one wall only, and in plain mode changes settings, devices and memory of the"
                  + " host.")
          .rationale(
              """
              With a user namespace SELinux is the second wall, for the day on which the first has a hole. In plain \
              mode root inside is root outside, and SELinux is what keeps it from /proc/sys, sysfs and the host's \
              devices.\
              """)
          .sources(
              "selinux(8)",
              "Linux, Documentation/admin-guide/kernel-parameters.txt, enforcing=, selinux=",
              "docs/architecture.md, What the plain mode leaves open")
          .how(
              "/sys/fs/selinux/enforce, SELINUX= in /etc/selinux/config and enforcing= of the kernel's command line.")
          .proves("The kernel refuses what the loaded policy does not allow.")
          .doesNotProve(
              "That the policy is QM's, and that the partition has its label: see the other rules.")
          .mend("boot with SELinux, and write SELINUX=enforcing in /etc/selinux/config")
          .check(Enforcing::check);

  private static final String ENFORCE = "/sys/fs/selinux/enforce";

  private Enforcing() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var machine = view.machine();
    if (machine.isRunning()) {
      if (machine.selinux() instanceof SELinux.Absent) {
        judgement.fault(
            Fault.of(
                Walls.isPlain(view)
                    ? "SELinux is off, and in plain mode nothing stands in its place"
                    : "SELinux is off: the user namespace is the only wall",
                Evidence.kernel(ENFORCE, "not there")));
      } else if (machine.selinux() instanceof SELinux.Permissive) {
        judgement.fault(
            Fault.of(
                    "SELinux is permissive: what it would deny is logged only",
                    Evidence.kernel(ENFORCE, "0"))
                .advised("`setenforce 1`"));
      } else {
        judgement.holds(Evidence.kernel(ENFORCE, "1"));
      }
    } else {
      judgement.unknown(Machine.NO_KERNEL + " whether SELinux enforces");
    }
    if (!(machine.isRunning() && machine.selinux() instanceof SELinux.Absent)) {
      nextBoot(judgement, machine);
    }
    return judgement.verdict("");
  }

  private static void nextBoot(Judgement judgement, Machine machine) {
    if (machine.bootParameter("enforcing").filter("0"::equals).isPresent()) {
      judgement.fault(
          Fault.of(
              "the machine boots with SELinux permissive",
              Evidence.kernel("/proc/cmdline", "enforcing=0")));
    }
    var file = machine.root().at(SecondWall.CONFIG);
    var config = ConfigLines.parse(file, machine.texts().at(SecondWall.CONFIG).orElse(""));
    var entry = config.last("", "SELINUX");
    if (entry.isEmpty()) {
      judgement.unknown(SecondWall.CONFIG + " does not say what the next boot brings");
    } else if (!entry.get().value().equals("enforcing")) {
      judgement.fault(
          Fault.of("after the next boot SELinux does not enforce", Evidence.of(entry.get()))
              .advised("write SELINUX=enforcing"));
    } else {
      judgement.holds(Evidence.of(entry.get()));
    }
  }
}
