package dev.qm.assurance.rules.addons;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** It opens nothing today, and one day what is plugged in. */
final class MissingDevices {
  static final Rule RULE =
      Rule.named("addon-device-there")
          .title("Each add-on is for a device that this machine has")
          .against(Interference.DEVICES)
          .harm(
              "A device that is plugged in one day is given to the partition at its next start, and nobody has looked at it.")
          .rationale(
              """
              A line AddDevice=-... is left out while there is no such device. What it will open cannot be judged before, so \
              an add-on without its device is a promise only.\
              """)
          .sources("docs/add-ons.md, Devices", "podman-systemd.unit(5), AddDevice=")
          .how("The devices that descriptors name, looked for in /dev.")
          .proves("Each add-on with devices has one of them here.")
          .doesNotProve("That no further one is plugged in later.")
          .mend("remove the add-on, or accept it for the device that is to come")
          .check(MissingDevices::check);

  private static final int MOST = 4096;

  private MissingDevices() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL + " which devices there are");
    }
    var judgement = new Judgement();
    var addons =
        InstalledAddon.all(view).values().stream()
            .filter(addon -> !addon.devices().isEmpty())
            .toList();
    var present = addons.isEmpty() ? List.<String>of() : present(view);
    for (var addon : addons) {
      var here = present.stream().filter(addon::declares).findFirst();
      if (here.isPresent()) {
        judgement.holds(Evidence.kernel(here.get(), "of the add-on " + addon.name()));
      } else {
        judgement.fault(
            Fault.of(
                "the add-on " + addon.name() + " is for devices that are not here",
                Evidence.of(addon.devices().getFirst())));
      }
    }
    return judgement.verdict("no add-on opens a device");
  }

  /** Deep enough for /dev/v4l/by-id/NAME. */
  private static List<String> present(PartitionView view) {
    var root = view.machine().root();
    try (var files = Files.walk(root.at("/dev"), 3)) {
      return files
          .skip(1)
          .limit(MOST)
          .map(file -> "/" + root.directory().relativize(file))
          .toList();
    } catch (IOException | UncheckedIOException gone) {
      return List.of();
    }
  }
}
