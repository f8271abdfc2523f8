package dev.qm.partition.demo;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which device a demo gets.
 *
 * @param root the machine, for what it has and the partition has not
 */
record DeviceChoice(Demo demo, NeededDevice device, Root root) {
  /**
   * The device.
   *
   * @param wanted what the user named
   * @param inside the names that are in the device's folder in the partition
   * @return nothing when there is none and the demo can do without
   * @throws HostException when it cannot, with what opens one to the partition
   */
  Optional<String> choose(Optional<String> wanted, List<String> inside) throws HostException {
    var there = device.among(inside);
    if (wanted.isPresent() && !device.covers(wanted.get())) {
      throw new HostException(
          "the demo " + demo.name() + " cannot use " + wanted.get(),
          "it shows a device of the kind " + device.pattern(),
          "name one of those, or none: then it takes the first that is there");
    }
    var first = wanted.isPresent() ? wanted.filter(there::contains) : there.stream().findFirst();
    if (first.isPresent() || (wanted.isEmpty() && device.need() == NeededDevice.Need.OPTIONAL)) {
      return first;
    }
    throw missing(wanted.orElse(device.pattern()));
  }

  /** A remark about a device that is not there and need not be. */
  String without() {
    return "the partition has no "
        + device.pattern()
        + ", so the demo does without; "
        + onHost()
            .map(found -> found + " is opened to it with " + opening())
            .orElse("this machine has none either");
  }

  private HostException missing(String named) {
    var what = "the demo " + demo.name() + " needs " + named + ", and the partition has none";
    var found = onHost();
    if (found.isPresent()) {
      return new HostException(
          what, "this machine has " + found.get() + ", but does not show it to QM", opening());
    }
    return new HostException(
        what,
        "this machine has none either",
        device
                .virtual()
                .map(command -> "connect one, or make a virtual one with `" + command + "`; then ")
                .orElse("connect one; then ")
            + opening());
  }

  private String opening() {
    return "`qm addon install " + device.addOn() + "` and `qm restart`";
  }

  private Optional<String> onHost() {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(root.at(device.folder()))) {
      entries.forEach(entry -> names.add(String.valueOf(entry.getFileName())));
    } catch (IOException none) {
      return Optional.empty();
    }
    return device.among(names).stream().findFirst();
  }
}
