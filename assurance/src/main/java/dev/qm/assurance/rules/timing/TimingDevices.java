package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.nio.file.Files;
import java.util.List;

/**
 * Devices that rule the machine's time.
 *
 * @param id of the rule
 * @param name of the devices, after "The partition has no"
 * @param prefix of their nodes
 * @param nodes that are looked for where the partition is given all there are
 * @param harm one sentence
 * @param source where that stands
 */
record TimingDevices(
    String id, String name, String prefix, List<String> nodes, String harm, String source) {
  static List<Rule> rules() {
    return List.of(
        new TimingDevices(
                "watchdog",
                "watchdog of the machine",
                "/dev/watchdog",
                List.of("/dev/watchdog", "/dev/watchdog0"),
                "Software inside keeps the watchdog quiet while the ASIL side hangs, or lets it reset the machine.",
                "Linux, Documentation/watchdog/watchdog-api.rst")
            .rule(),
        new TimingDevices(
                "rtc",
                "real-time clock of the machine",
                "/dev/rtc",
                List.of("/dev/rtc", "/dev/rtc0"),
                "Software inside sets the clock from which the ASIL side takes its time at the next boot.",
                "rtc(4)")
            .rule(),
        new TimingDevices(
                "hardware-clock",
                "precision clock of a network card",
                "/dev/ptp",
                List.of("/dev/ptp0"),
                "Software inside sets the clock that the ASIL side's time-triggered network runs by.",
                "Linux, Documentation/driver-api/ptp.rst")
            .rule(),
        new TimingDevices(
                "latency-request",
                "say in the machine's wake-up latency",
                "/dev/cpu_dma_latency",
                List.of("/dev/cpu_dma_latency"),
                "Software inside keeps all processors out of their sleep states, and heat slows the ASIL side down.",
                "Linux, Documentation/power/pm_qos_interface.rst")
            .rule(),
        new TimingDevices(
                "processor-registers",
                "way to the processors' registers",
                "/dev/cpu/",
                List.of("/dev/cpu/0/msr"),
                "Software inside writes registers that rule clock rates, caches and memory of the whole machine.",
                "msr(4)")
            .rule());
  }

  private Rule rule() {
    return Rule.named(id)
        .title("The partition has no " + name)
        .against(Interference.DEVICES)
        .harm(harm)
        .rationale(
            "Whoever opens "
                + prefix
                + "* acts on the machine, not on a partition. A container has no such node unless it is given one, "
                + "or all that there are, by --privileged.")
        .sources(source, "podman-run(1), --device, --volume and --privileged")
        .how(
            "--device, mounts and --privileged of the effective podman run; while it runs, what is mounted at such a "
                + "place of its PID 1.")
        .proves("The partition is not given the device.")
        .doesNotProve("That root inside cannot make a node of it; see the rules about devices.")
        .mend("take the device away from AddDevice=, Volume= and PodmanArgs=, then `qm restart`")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    for (var option : unit.options().named("device")) {
      if (shows(KernelText.split(option.value(), ':').getFirst())) {
        judgement.fault(
            Fault.of("the partition is given " + option.value(), Asked.evidence(unit, option))
                .with(WithoutOption.mend(unit, option)));
      }
    }
    for (var mount : unit.options().mounts()) {
      if (shows(mount.source())) {
        var evidence =
            mount.causes().isEmpty()
                ? Evidence.missing(unit.quadlet().file(), mount.source())
                : Evidence.of(mount.causes().getLast());
        judgement.fault(Fault.of("the partition is shown " + mount.source(), evidence));
      }
    }
    var privileged = unit.options().on("privileged");
    if (privileged.isPresent() && Walls.userNamespace(view).isEmpty()) {
      for (var node : nodes) {
        if (Files.exists(view.machine().kernelRoot().at(node))) {
          judgement.fault(
              Fault.of(
                      "a privileged partition is given all devices, " + node + " too",
                      Asked.evidence(unit, privileged.get()))
                  .with(WithoutOption.mend(unit, privileged.get())));
          break;
        }
      }
    }
    judgement.holds(Evidence.missing(unit.quadlet().file(), "no " + prefix + "*"));
    if (view.live().isPresent()) {
      var live = view.live().get();
      for (var mount : live.mounts()) {
        if (mount.target().toString().startsWith(prefix)) {
          judgement.fault(
              Fault.of(
                  "the running partition has " + mount.target(),
                  Evidence.kernel(
                      "/proc/" + live.first().pid() + "/mountinfo", mount.target().toString())));
        }
      }
    }
    return judgement.verdict("");
  }

  private boolean shows(String path) {
    return path.startsWith(prefix)
        || path.equals("/dev")
        || path.equals("/dev/")
        || (prefix.endsWith("/") && prefix.equals(path + "/"));
  }
}
