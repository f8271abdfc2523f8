package dev.qm.assurance.rules.addons;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.landing.RecordFolder;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.Set;

/** Files of an add-on without its descriptor, or a record of files that are not there. */
final class HalfRemoved {
  static final Rule RULE =
      Rule.named("addon-remains")
          .title("Add-ons are there whole or not at all")
          .against(Interference.CONTROL)
          .harm(
              "A device stays open for an add-on that was removed, or an update leaves a part of it behind.")
          .rationale(
              """
              A drop-in counts as long as its file is there. `qm addon list` shows descriptors, and a package manager what \
              it knows, so a drop-in that is left over is seen by nobody.\
              """)
          .sources("docs/add-ons.md", "docs/architecture.md, Setup: steps and ledger")
          .how(
              "Drop-ins and folders for inside against the descriptors; the files named in the records of /var/lib/qm/addons.")
          .proves("Each drop-in of an add-on has its descriptor, and each file on record is there.")
          .doesNotProve("What the machine's package database says of packages: it is not asked.")
          .mend("install the add-on again and remove it, or remove the file")
          .check(HalfRemoved::check);

  private static final String INSIDE = "/usr/share/qm/inside";

  private HalfRemoved() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var root = view.machine().root();
    var addons = InstalledAddon.all(view);
    for (var file : InstalledAddon.files(root.at(InstalledAddon.DROP_INS))) {
      var owner = InstalledAddon.ownerOf(file);
      if (addons.containsKey(owner)) {
        judgement.holds(Evidence.missing(file, "of the add-on " + owner));
      } else {
        judgement.fault(
            Fault.of(
                "no add-on " + owner + " is installed that this is of",
                Evidence.missing(
                    file, "no " + InstalledAddon.DESCRIPTORS + "/" + owner + ".conf")));
      }
    }
    inside(judgement, root, addons.keySet());
    records(judgement, root, addons.keySet());
    return judgement.verdict("there is no add-on");
  }

  private static void inside(Judgement judgement, Root root, Set<String> addons) {
    try (var folders = Files.newDirectoryStream(root.at(INSIDE))) {
      for (var folder : folders) {
        var name = String.valueOf(folder.getFileName());
        if (!addons.contains(name)) {
          judgement.fault(
              Fault.of(
                  "no add-on " + name + " is installed that this is of",
                  Evidence.kernel(INSIDE + "/" + name, "no descriptor")));
        }
      }
    } catch (IOException | DirectoryIteratorException none) {
      return;
    }
  }

  /** docs/add-ons.md: each line is {@code folder PATH} or {@code file DIGESTS PATH}. */
  private static void records(Judgement judgement, Root root, Set<String> addons) {
    var records = new RecordFolder(root, "addons", "the record of what landed");
    try {
      for (var name : records.names()) {
        var file = records.folder().resolve(name);
        if (!addons.contains(name)) {
          judgement.fault(
              Fault.of(
                  "the add-on " + name + " is on record and not installed",
                  Evidence.missing(file, "no descriptor")));
        }
        var text = records.find(name);
        if (text.isPresent()) {
          for (var line : text.get().lines()) {
            var words = line.text().split(" ", 3);
            if (words[0].equals("file")
                && words.length == 3
                && !Files.exists(root.at(words[2]), LinkOption.NOFOLLOW_LINKS)) {
              judgement.fault(
                  Fault.of(
                      words[2] + " of the add-on " + name + " is not there",
                      Evidence.at(new Origin(file, line.number()), line.text())));
            }
          }
        }
      }
    } catch (HostException failure) {
      judgement.unknown(String.valueOf(failure.getMessage()));
    }
  }
}
