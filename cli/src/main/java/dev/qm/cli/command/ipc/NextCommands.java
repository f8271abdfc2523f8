package dev.qm.cli.command.ipc;

import dev.qm.cli.terminal.CommandList;
import dev.qm.cli.terminal.CommandList.Command;
import dev.qm.host.Root;
import dev.qm.host.machine.Init;
import dev.qm.partition.ipc.declared.ChannelKind;
import dev.qm.partition.ipc.declared.ChannelRecord;
import dev.qm.partition.ipc.declared.ChannelRemoval;
import dev.qm.partition.ipc.declared.ImageName;
import dev.qm.partition.ipc.declared.NewChannel;
import dev.qm.partition.landing.Fate;
import java.util.ArrayList;
import java.util.List;

/** What to type next, in this order. */
final class NextCommands {
  /** BlueChi's agent in the partition. */
  private static final String AGENT = "bluechi-agent";

  private NextCommands() {}

  /** What starts a new channel. */
  static CommandList after(NewChannel channel, Root root) {
    var record = channel.record();
    var next = new ArrayList<Command>();
    images(record, next);
    var clients = clients(record);
    if (record.kind() == ChannelKind.ASIL_QM) {
      if (isWithoutSystemd(root)) {
        next.add(
            new Command(
                "qm ipc run " + record.name(),
                "in a terminal of its own: no systemd is here to make the socket"));
      } else {
        next.add(new Command("systemctl daemon-reload", "the host's systemd reads the new units"));
        next.add(
            new Command(
                "systemctl enable --now " + record.name() + ".socket",
                "the socket is there, now and at each boot"));
      }
      var restarts = channel.shared().stream().anyMatch(shared -> shared.placement().isWritten());
      if (restarts) {
        next.add(
            new Command("qm restart", "/run/ipc comes into the partition, once for all channels"));
      }
    }
    next.add(
        new Command("qm exec -- systemctl daemon-reload", "the partition's systemd reads them"));
    next.add(new Command("qm exec -- systemctl start " + clients, "now; at each boot by itself"));
    return new CommandList(
        root.isHost() ? "To start it:" : "To start it, on the machine that the image is for:",
        next);
  }

  /** What ends the units of a channel whose files are gone. */
  static CommandList after(ChannelRemoval removal, Root root) {
    var record = removal.record();
    var next = new ArrayList<Command>();
    next.add(new Command("qm exec -- systemctl stop " + ends(record), "they go on until then"));
    if (record.kind() == ChannelKind.QM_QM_KUBE || record.kind() == ChannelKind.QM_QM_POD) {
      // its service would find what to end in the file that is gone
      next.add(
          new Command(
              "qm exec -- podman pod rm --force --ignore " + record.name(), "its containers"));
    }
    next.add(
        new Command("qm exec -- systemctl daemon-reload", "the partition's systemd forgets them"));
    switch (record.kind()) {
      case ASIL_QM -> {
        if (!isWithoutSystemd(root)) {
          next.add(
              new Command(
                  "systemctl stop "
                      + record.name()
                      + ".socket "
                      + record.name()
                      + "-server.service",
                  "the socket goes with it"));
          next.add(new Command("systemctl daemon-reload", "the host's systemd forgets them"));
        }
        var restarts =
            removal.fates().stream()
                .anyMatch(fated -> fated.fate() == Fate.REMOVED && isShared(fated.file()));
        if (restarts) {
          next.add(
              new Command("qm restart", "/run/ipc leaves the partition: this was the last one"));
        }
      }
      case BLUECHI ->
          next.add(
              new Command(
                  "qm bluechi configure --undo",
                  "the relay goes on to listen there as long as its file says so"));
      case QM_QM, QM_QM_POD ->
          next.add(
              new Command(
                  "qm exec -- podman volume rm systemd-" + record.name(),
                  "the folder between the two"));
      // its folder goes with the pod
      case QM_QM_KUBE -> {}
    }
    return new CommandList(
        root.isHost()
            ? "Units that run already go on running. To stop them:"
            : "On the machine that the image is for, if they ran there:",
        next);
  }

  private static boolean isWithoutSystemd(Root root) {
    return root.isHost() && Init.probe(root) instanceof Init.Other;
  }

  private static boolean isShared(ChannelRecord.Made file) {
    return switch (file.sharing()) {
      case OWN -> false;
      case SHARED -> true;
    };
  }

  private static void images(ChannelRecord record, List<Command> next) {
    var host = record.kind() == ChannelKind.ASIL_QM && record.server().isDemo();
    var inside =
        record.client().isDemo() || (!record.kind().isAcross() && record.server().isDemo());
    if (!host && !inside) {
      return;
    }
    next.add(
        new Command(
            "examples/ipc/build-image --output /tmp/qm-ipc-demo.tar",
            "the demo's image " + ImageName.DEMO + ", from qm's sources, once"));
    if (host) {
      next.add(new Command("podman load -i /tmp/qm-ipc-demo.tar", "for the server, on the host"));
    }
    if (inside) {
      next.add(
          new Command(
              "qm cp /tmp/qm-ipc-demo.tar qm:/var/tmp/qm-ipc-demo.tar",
              "and into the" + " partition"));
      next.add(new Command("qm exec -- podman load -i /var/tmp/qm-ipc-demo.tar", "for use inside"));
    }
  }

  /** What the partition starts by hand the first time. */
  private static String clients(ChannelRecord record) {
    var name = record.name();
    return switch (record.kind()) {
      case BLUECHI -> AGENT;
      case ASIL_QM, QM_QM -> name + "-client";
      case QM_QM_POD -> name + "-pod";
      case QM_QM_KUBE -> name.text();
    };
  }

  /** All units of the channel that run in the partition. */
  private static String ends(ChannelRecord record) {
    var name = record.name();
    return switch (record.kind()) {
      case BLUECHI -> AGENT;
      case ASIL_QM -> name + "-client";
      case QM_QM -> name + "-client " + name + "-server";
      case QM_QM_POD -> name + "-client " + name + "-server " + name + "-pod";
      case QM_QM_KUBE -> name.text();
    };
  }
}
