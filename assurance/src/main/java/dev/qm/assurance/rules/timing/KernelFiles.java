package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import java.nio.file.Files;
import java.util.List;

/**
 * Files of the kernel by which root of the machine changes when things run. Podman shows them
 * read-only; root inside with sys_admin that counts on the host remounts them, or mounts the file
 * system anew: what stops it is a user namespace, SELinux, or not having the capability.
 *
 * @param id of the rule
 * @param place of the files
 * @param what they do, after "the partition can"
 * @param harm one sentence
 * @param source where that stands
 */
record KernelFiles(String id, String place, String what, String harm, String source) {
  static List<Rule> rules() {
    return List.of(
        new KernelFiles(
                "irq-affinity",
                "/proc/irq",
                "choose the processors of interrupts",
                "Software inside moves interrupts to the ASIL side's processors, or its devices' away from them.",
                "Linux, Documentation/core-api/irq/irq-affinity.rst")
            .rule(),
        new KernelFiles(
                "cpu-hotplug",
                "/sys/devices/system/cpu",
                "switch processors off",
                "Software inside switches processors off that the ASIL side runs on.",
                "Linux, Documentation/core-api/cpu_hotplug.rst")
            .rule(),
        new KernelFiles(
                "cpu-frequency",
                "/sys/devices/system/cpu/cpufreq",
                "set the clock rate of processors",
                "Software inside sets the lowest clock rate, and the ASIL side misses its deadlines.",
                "Linux, Documentation/admin-guide/pm/cpufreq.rst")
            .rule(),
        new KernelFiles(
                "workqueue-affinity",
                "/sys/devices/virtual/workqueue",
                "choose the processors of the kernel's own work",
                "Software inside moves work of the kernel to the ASIL side's processors.",
                "Linux, Documentation/core-api/workqueue.rst, Affinity Scopes")
            .rule());
  }

  private Rule rule() {
    return Rule.named(id)
        .title("The partition cannot " + what)
        .against(Interference.TIMING)
        .harm(harm)
        .rationale(
            "What is in "
                + place
                + " is the machine's and belongs to its root. A read-only mount holds a root inside no longer than "
                + "sys_admin allows another mount; a root that is nobody outside may not write the files at all.")
        .sources(
            source, "user_namespaces(7)", "docs/architecture.md, What the plain mode leaves open")
        .how(
            "Whether there is a wall: a user namespace (UIDMap=, and /proc/PID/ns/user), SELinux enforcing with type qm_t, "
                + "or no capability sys_admin with the mounts as Podman makes them.")
        .proves("Root inside cannot write these files.")
        .doesNotProve("That no service of the host does so when the partition asks it to.")
        .mend(
            "use the user namespace (`qm setup --isolation user-namespace`), or SELinux enforcing")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var walls = Walls.userNamespace(view).or(() -> Walls.policy(view));
    if (walls.isPresent()) {
      return Verdict.pass(walls.get());
    }
    if (isAbsent(view.machine())) {
      return new Verdict.NotApplicable("this machine has no " + place);
    }
    var without = Walls.without(view, "sys_admin");
    if (without.isPresent() && !unmasked(view.partition().options())) {
      return Verdict.pass(without.get());
    }
    return Verdict.fail(Fault.of("root inside can " + what + " by " + place, Walls.plain(view)));
  }

  private boolean isAbsent(Machine machine) {
    return machine.isRunning() && !Files.exists(machine.root().at(place));
  }

  private boolean unmasked(Options options) {
    for (var option : options.security("unmask")) {
      for (var path : option.value().split("[:,]", -1)) {
        if (path.equalsIgnoreCase("all") || path.startsWith(place) || path.equals("/proc/*")) {
          return place.startsWith("/proc");
        }
      }
    }
    return false;
  }
}
