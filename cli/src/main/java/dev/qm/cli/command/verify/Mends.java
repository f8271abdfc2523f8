package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.verify.MendFile;
import dev.qm.assurance.verify.Report;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Printable;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.LandedRecords;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.setup.Setup;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Shows, writes and takes back the drop-ins that close findings. */
record Mends(Invocation in, PartitionSpec spec) {
  /** A drop-in of ours is short. */
  private static final int LONGEST = 1 << 20;

  /** Shows what closes the findings, and writes it where somebody agrees. */
  void offer(Report report, Consent consent) throws Exception {
    var files = new ArrayList<MendFile>();
    for (var file : MendFile.of(report)) {
      files.add(withEarlier(file));
    }
    if (files.isEmpty()) {
      in.out().println("no drop-in closes what was found");
      return;
    }
    for (var file : files) {
      in.out().println("# " + spec.root().at(file.path(etc())));
      in.out().print(Printable.lines(file.text(), LONGEST));
      in.out().println();
    }
    if (consent == Consent.GIVEN || in.console().confirms("write this")) {
      write(files);
    }
  }

  /** Whether the user wants it written. */
  enum Consent {
    GIVEN,
    ASK
  }

  private void write(List<MendFile> files) throws HostException {
    Setup.requireRoot();
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      var records = records();
      for (var file : files) {
        var landed = NewFile.of(file.path(etc()), file.text());
        for (var kept : records.install(name(file), List.of(landed))) {
          in.console()
              .err()
              .println(
                  "note: "
                      + Printable.line(spec.root().at(kept.path()).toString())
                      + " was changed and stays; the new one is beside it");
        }
      }
    }
    if (files.stream().anyMatch(file -> file.place() == Place.HOST)) {
      in.out().println("To apply it, run: qm restart");
    } else {
      in.out().println("To apply it, run: qm exec -- systemctl daemon-reload");
    }
  }

  /** Takes back all that was written. */
  void undo() throws HostException {
    Setup.requireRoot();
    var records = records();
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      var names = records.names();
      for (var name : names) {
        for (var kept : records.remove(name)) {
          in.console()
              .err()
              .println(
                  "note: kept "
                      + Printable.line(spec.root().at(kept).toString())
                      + ", which was"
                      + " changed since `qm verify --mend` wrote it");
        }
        in.out().println("took back what was written for " + Printable.line(name));
      }
      if (names.isEmpty()) {
        in.out().println("nothing was written by `qm verify --mend`");
      }
    }
  }

  /** A later mend says again what an earlier one said, of other keys. */
  private MendFile withEarlier(MendFile file) throws HostException {
    if (!records().isInstalled(name(file))) {
      return file;
    }
    var path = file.path(etc());
    var tree = spec.root().directory();
    if (!ConfinedPath.exists(tree, path)) {
      return file;
    }
    var text = new String(ConfinedPath.readBounded(tree, path, LONGEST), StandardCharsets.UTF_8);
    return file.after(UnitFile.parseAll(spec.root().at(path), text, Dialect.QUADLET).unit());
  }

  private static String name(MendFile file) {
    return (file.place() == Place.HOST ? "host-" : "partition-") + file.unit();
  }

  private LandedRecords records() {
    return LandedRecords.mends(spec.root(), etc());
  }

  private String etc() {
    return spec.layout().etc();
  }
}
