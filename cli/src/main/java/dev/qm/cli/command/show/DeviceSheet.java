package dev.qm.cli.command.show;

import dev.qm.cli.command.addon.AddonDevice;
import dev.qm.host.file.DeviceNode;
import dev.qm.partition.show.DeviceView;
import dev.qm.quadlet.syntax.Origin;
import java.util.List;
import java.util.Optional;

/** {@code qm show devices}. */
final class DeviceSheet {
  private DeviceSheet() {}

  /**
   * @param addons what add-ons say they open, those that are not installed too
   * @param hosts the nodes of the host
   */
  static Sheet of(DeviceView view, List<AddonDevice> addons, List<DeviceNode> hosts) {
    var sheet = new Sheet();
    sheet
        .table(wanted(view))
        .table(nodes(view, addons))
        .table(rules(view))
        .table(allowed(view))
        .table(available(addons, hosts));
    if (!view.isComplete()) {
      sheet.note("There is more in the partition's /dev than is looked at.");
    }
    if (!view.nodes().isEmpty() && view.rules().isEmpty()) {
      sheet.note(
          "On cgroup2 an eBPF program of the runtime holds the list of devices that may be opened;"
              + " no file shows it.");
    }
    return sheet;
  }

  private static Rows wanted(DeviceView view) {
    var rows =
        Rows.of(
            "wanted",
            "ASKED FOR|host",
            "|inside",
            "|optional",
            "HOST HAS IT|onHost",
            "PARTITION HAS IT|inPartition",
            "BY|origin");
    for (var wanted : view.wanted()) {
      rows.row(
          Value.of(wanted.host()),
          Value.of(wanted.inside()),
          new Value.Truth(wanted.isOptional()),
          new Value.Truth(wanted.isOnHost()),
          new Value.Truth(wanted.isInside()),
          Value.of(wanted.origin().toString()));
    }
    return rows;
  }

  private static Rows nodes(DeviceView view, List<AddonDevice> addons) {
    var rows =
        Rows.of(
            "nodes",
            "IN THE PARTITION|path",
            "DEVICE|device",
            "MODE|mode",
            "OWNER|owner",
            "BY|origin",
            "ADD-ON|addon");
    for (var node : view.nodes()) {
      var device = node.device();
      var addon = node.origin().flatMap(_ -> installed(device.path(), addons));
      rows.row(
          Value.of(device.path()),
          Value.of(device.device()),
          Value.of(octal(device.mode())),
          Value.of(device.uid() + ":" + device.gid()),
          Value.of(node.origin().map(Origin::toString).orElse("the runtime, or made inside")),
          Value.of(addon));
    }
    return rows;
  }

  private static Optional<String> installed(String path, List<AddonDevice> addons) {
    for (var addon : addons) {
      if (addon.isInstalled() && addon.covers(path)) {
        return Optional.of(addon.addon());
      }
    }
    return Optional.empty();
  }

  private static Rows rules(DeviceView view) {
    var rows = Rows.of("rules", "MAY BE OPENED|rule");
    for (var rule : view.rules()) {
      rows.row(Value.of(rule));
    }
    return rows;
  }

  private static Rows allowed(DeviceView view) {
    var rows = Rows.of("allowed", "RULE OF THE SERVICE|setting", "BY|origin");
    for (var entry : view.allowed()) {
      rows.row(Value.of(entry.key() + "=" + entry.value()), Value.of(entry.origin().toString()));
    }
    return rows;
  }

  /** What the host has and an add-on would open. */
  private static Rows available(List<AddonDevice> addons, List<DeviceNode> hosts) {
    var rows =
        Rows.of(
            "available",
            "ADD-ON COULD OPEN|path",
            "DEVICE|device",
            "ADD-ON|addon",
            "INSTALLED|installed",
            "FOR|reason");
    for (var node : hosts) {
      for (var addon : addons) {
        if (addon.covers(node.path())) {
          rows.row(
              Value.of(node.path()),
              Value.of(node.device()),
              Value.of(addon.addon()),
              new Value.Truth(addon.isInstalled()),
              Value.of(addon.reason()));
        }
      }
    }
    return rows;
  }

  private static String octal(int mode) {
    var octal = Integer.toOctalString(mode & 0xfff);
    return "0".repeat(4 - octal.length()) + octal;
  }
}
