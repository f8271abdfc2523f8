package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.util.Locale;
import java.util.Set;

/** Capabilities that are a matter of the machine, where no user namespace confines them. */
final class Capable {
  static final Rule RULE =
      Rule.named("nested-capabilities")
          .title("No container inside has capabilities by which plain mode reaches the host")
          .against(Interference.CONTROL)
          .harm(
              "One app mounts the host's sysfs or makes device nodes, without breaking out of anything.")
          .rationale(
              """
              In plain mode these count for the machine, and an app has by default none of them but mknod's holes that \
              the device list closes. In a user namespace they reach what the partition's namespace owns.\
              """)
          .sources(
              "capabilities(7)",
              "user_namespaces(7)",
              "docs/architecture.md, What the plain mode leaves open")
          .how(
              "--cap-add of each quadlet inside, default_capabilities of containers.conf, and the isolation of the partition.")
          .proves("No app has them, or the user namespace confines them.")
          .doesNotProve("That the app cannot get them from a hole in the partition's own software.")
          .mend("take AddCapability= away, or run the partition with a user namespace")
          .check(Capable::check);

  /**
   * The kernel asks for these in the first user namespace, for something that is not namespaced.
   */
  private static final Set<String> REACHING =
      Set.of(
          "all",
          "sys_admin",
          "sys_module",
          "sys_rawio",
          "sys_time",
          "sys_boot",
          "sys_resource",
          "syslog",
          "dac_read_search",
          "mac_admin",
          "bpf",
          "perfmon");

  private Capable() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var unit : nested.containers()) {
      for (var option : unit.options().named("cap-add")) {
        for (var name : KernelText.split(option.value(), ',')) {
          if (!reaches(name)) {
            continue;
          }
          if (Walls.isPlain(view)) {
            judgement.fault(() ->
                Nested.fault(unit, option, unit.name() + " has the capability " + plain(name)));
          } else {
            judgement.holds(Asked.evidence(unit, option));
            Walls.userNamespace(view).ifPresent(judgement::holds);
          }
        }
      }
    }
    for (var entry : nested.lists("default_capabilities")) {
      if (Walls.isPlain(view) && reaches(entry.value())) {
        judgement.fault(() ->
            Fault.of(
                "containers inside have capabilities that reach the host", Evidence.of(entry)));
      }
    }
    return nested.verdict(judgement, view);
  }

  private static boolean reaches(String name) {
    return REACHING.contains(plain(name));
  }

  private static String plain(String name) {
    var lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.startsWith("cap_") ? lower.substring(4) : lower;
  }
}
