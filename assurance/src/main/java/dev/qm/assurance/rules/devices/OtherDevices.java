package dev.qm.assurance.rules.devices;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import java.util.Set;

/** Nobody gives the partition a device of which nothing is known. */
final class OtherDevices {
  /** Of a container's own: nothing of a driver's that the host needs. */
  private static final Set<String> HARMLESS =
      Set.of(
          "/dev/fuse",
          "/dev/null",
          "/dev/zero",
          "/dev/full",
          "/dev/random",
          "/dev/urandom",
          "/dev/tty",
          "/dev/ptmx",
          "/dev/net/tun");

  static final Rule RULE =
      Rule.named("device-others")
          .title("Every device of the partition is harmless or declared by an add-on")
          .against(Interference.DEVICES)
          .harm("Software inside drives hardware that the ASIL side counts on.")
          .rationale(
              """
              A driver has one state for all that open it. Of a few devices it is known that each process or network \
              has its own (fuse, tun); of others somebody has to say that the ASIL side does not need them.\
              """)
          .sources("podman-run(1), --device", "Linux, Documentation/admin-guide/devices.txt")
          .how(
              """
              AddDevice=, --device and --device-cgroup-rule of the effective podman run that no other rule about \
              devices is about. Drop-ins below /usr are what installed add-ons declare.\
              """)
          .proves("Each device that is given is known.")
          .doesNotProve("That what an add-on declares suits this machine.")
          .mend("take the device away, make an add-on of it (`qm addon new`), or accept this rule")
          .check(OtherDevices::check);

  private OtherDevices() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    for (var asked : AskedDevice.of(view)) {
      if (DeviceRules.KINDS.stream().anyMatch(it -> it.holds(asked))) {
        continue;
      }
      if (asked.isDeclared() || HARMLESS.contains(asked.what())) {
        judgement.holds(asked.evidence());
      } else {
        judgement.fault(
            Fault.of("the partition is given " + asked.what(), asked.evidence())
                .with(WithoutOption.mend(view.partition(), asked.option())));
      }
    }
    judgement.holds(Evidence.missing(view.partition().quadlet().file(), "no other device"));
    return judgement.verdict("");
  }
}
