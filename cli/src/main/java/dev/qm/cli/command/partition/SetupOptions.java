package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.partition.Isolation;
import dev.qm.partition.setup.SetupRequest;
import java.util.ArrayList;
import java.util.List;

/** The options that {@code qm setup} and {@code qm up} share. */
final class SetupOptions {
  static final OptionSpec.Value INSTALLDIR =
      OptionSpec.folder("installdir", "DIR", "where the rootfs lives [/usr/lib/qm]");
  static final OptionSpec.Value ROOTFS =
      OptionSpec.folder(
          "rootfs", "DIR", "the rootfs itself; one that is there is used as it is [DIR/rootfs]");
  static final OptionSpec.Value ETC =
      OptionSpec.folder("rwetcfs", "DIR", "what the partition sees as /etc [/etc/qm]");
  static final OptionSpec.Value VAR =
      OptionSpec.folder("rwvarfs", "DIR", "what the partition sees as /var [/var/qm]");
  static final OptionSpec.Value HOSTNAME =
      OptionSpec.text("hostname", "NAME", "the partition's host name [qm]");
  static final OptionSpec.Value FROM =
      OptionSpec.text(
          "from",
          "SOURCE",
          "what the rootfs is made from: apt[:SUITE], dnf[:RELEASE], an archive or a folder");
  static final OptionSpec.Value PACKAGES =
      OptionSpec.text("packages", "NAMES", "more packages for the rootfs, separated by commas");
  static final OptionSpec.Value ISOLATION =
      OptionSpec.text(
              "isolation",
              "MODE",
              "whose user ids the partition has: its own where the machine can [auto], its own or none"
                  + " [user-namespace], the host's [plain]")
          .oneOf("auto", "user-namespace", "plain");
  static final OptionSpec.Value ASIL_CPUS =
      OptionSpec.text(
          "asil-cpus",
          "LIST",
          "processors that are the safety side's alone, such as 0-1; the partition gets the others;"
              + " none takes it back");
  static final OptionSpec.Value VAR_SIZE =
      OptionSpec.text(
          "var-size",
          "SIZE",
          "give the partition's /var a file system of its own, such as 8G, and its /etc a small one;"
              + " a bigger size lets it grow");
  static final OptionSpec.Value IO_MAX =
      OptionSpec.text(
          "io-max",
          "RATE",
          "how much the partition may read, and write, in a second at most on its disk: bytes such as"
              + " 50M, requests such as 500iops, or both as 50M,500iops; none takes it back");
  static final OptionSpec.Flag YES =
      OptionSpec.flag('y', "yes", "install what the host lacks without asking");
  static final OptionSpec.Flag SKIP_SYSTEMCTL =
      OptionSpec.flag("skip-systemctl", "do not tell the host's systemd about the partition");

  /** Both commands have these, in this order. */
  static final OptionSpec[] SHARED = {
    INSTALLDIR,
    ROOTFS,
    ETC,
    VAR,
    HOSTNAME,
    FROM,
    PACKAGES,
    ISOLATION,
    ASIL_CPUS,
    VAR_SIZE,
    IO_MAX,
    YES,
    CommonOptions.ROOT,
    CommonOptions.JSON
  };

  private SetupOptions() {}

  private static Isolation.Wanted isolation(String mode) {
    return switch (mode) {
      case "user-namespace" -> Isolation.Wanted.USER_NAMESPACE;
      case "plain" -> Isolation.Wanted.PLAIN;
      default -> Isolation.Wanted.AUTO;
    };
  }

  /** What the user asked for. */
  static SetupRequest request(Invocation in) {
    var packages = new ArrayList<String>();
    for (var value : in.value(PACKAGES).stream().toList()) {
      packages.addAll(List.of(value.split("[, ]+")));
    }
    return new SetupRequest(
        in.value(INSTALLDIR),
        in.value(ROOTFS),
        in.value(ETC),
        in.value(VAR),
        in.value(HOSTNAME),
        in.value(FROM),
        packages,
        in.value(ISOLATION).map(SetupOptions::isolation),
        in.value(ASIL_CPUS),
        in.value(VAR_SIZE),
        in.value(IO_MAX));
  }
}
