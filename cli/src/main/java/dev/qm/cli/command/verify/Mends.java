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
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows, writes and takes back the drop-ins that close findings. */
record Mends(Invocation in, PartitionSpec spec) {
  /** A drop-in of ours is short. */
  private static final int LONGEST = 1 << 20;

  /** The longest name of a unit whose drop-in is written: its record has a longer one. */
  private static final int LONGEST_NAME = 180;

  /**
   * Shows what closes the findings, and writes it where somebody agrees.
   *
   * @return whether anything was written that was not there before
   */
  boolean offer(Report report, Consent consent) throws Exception {
    var files = new ArrayList<MendFile>();
    for (var file : MendFile.of(report)) {
      if (isPlain(file.unit())) {
        files.add(withEarlier(file));
      } else {
        note(file.unit() + " has a name that no drop-in of qm's gets");
      }
    }
    if (files.isEmpty()) {
      in.out().println("no drop-in closes what was found");
      return false;
    }
    for (var file : files) {
      in.out().println("# " + Printable.line(spec.root().at(file.path(etc())).toString()));
      in.out().print(Printable.lines(file.text(), LONGEST));
      in.out().println();
    }
    return isWanted(consent) && write(files);
  }

  private boolean isWanted(Consent consent) throws IOException {
    if (consent == Consent.GIVEN || in.console().confirms("write this")) {
      return true;
    }
    note(
        in.console().terminal().inIsTerminal()
            ? "nothing was written"
            : "nothing was written, since nobody can be asked here: with --yes the same command writes"
                + " what is shown");
    return false;
  }

  /** The partition chooses names of its units. */
  private static boolean isPlain(String unit) {
    return unit.length() <= LONGEST_NAME && unit.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  private void note(String text) {
    in.console().err().println("note: " + Printable.line(text));
  }

  /** Whether the user wants it written. */
  enum Consent {
    GIVEN,
    ASK
  }

  private boolean write(List<MendFile> files) throws HostException {
    Setup.requireRoot();
    var written = false;
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      var records = records();
      for (var file : files) {
        var landed = NewFile.of(file.path(etc()), file.text());
        try {
          var isNew = !there(file).equals(Optional.of(file.text()));
          for (var kept : records.install(name(file), List.of(landed))) {
            note(spec.root().at(kept.path()) + " was changed and stays; the new one is beside it");
            isNew = false;
          }
          written |= isNew;
        } catch (HostException failure) {
          // one that cannot be written is no reason to leave the others open
          note(failure.getMessage() + failure.mend().map(mend -> "; " + mend).orElse(""));
        }
      }
    }
    if (written) {
      sayHowToApply(files);
    }
    return written;
  }

  private void sayHowToApply(List<MendFile> files) {
    var services = new ArrayList<String>();
    var isOfHost = false;
    var isOfPartition = false;
    var isInside = false;
    for (var file : files) {
      if (file.place() == Place.PARTITION) {
        isInside = true;
      } else if (file.unit().equals(PartitionSpec.UNIT)) {
        isOfPartition = true;
      } else {
        isOfHost = true;
        service(file.unit()).ifPresent(services::add);
      }
    }
    if (isOfPartition) {
      in.out().println("To apply it, run: qm restart");
    }
    if (isOfHost) {
      in.out()
          .println(
              "To apply it to the host's units, run: systemctl daemon-reload"
                  + (services.isEmpty()
                      ? ""
                      : ", and when that is safe: systemctl restart "
                          + String.join(" ", services)));
    }
    if (isInside) {
      in.out().println("To apply it inside, run: qm exec -- systemctl daemon-reload");
    }
  }

  /** What is restarted for a unit; of a template systemd knows which instances run. */
  private static Optional<String> service(String unit) {
    var stem = unit.substring(0, Math.max(0, unit.lastIndexOf('.')));
    if (unit.endsWith(".slice")) {
      return Optional.empty();
    }
    return Optional.of(stem.endsWith("@") ? "'" + stem + "*.service'" : stem + ".service");
  }

  /** What is at the file's place now. */
  private Optional<String> there(MendFile file) throws HostException {
    var tree = spec.root().directory();
    var path = file.path(etc());
    return ConfinedPath.exists(tree, path)
        ? Optional.of(
            new String(ConfinedPath.readBounded(tree, path, LONGEST), StandardCharsets.UTF_8))
        : Optional.empty();
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
    var earlier = records().isInstalled(name(file)) ? there(file) : Optional.<String>empty();
    if (earlier.isEmpty()) {
      return file;
    }
    var place = spec.root().at(file.path(etc()));
    return file.after(UnitFile.parseAll(place, earlier.get(), file.dialect()).unit());
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
