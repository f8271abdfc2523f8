package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.host.process.Command;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Fate;
import dev.qm.partition.landing.FileMark;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.TakingBack;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * QM's own agent of BlueChi in the partition: a copy of what it needs of this program, beside the
 * rootfs and mounted into the partition for reading, and a unit for it. It is there when it was
 * chosen, and as long as BlueChi's own is not in the rootfs.
 *
 * @param image the run-time image that runs now
 */
record OwnAgent(Site site, Path image) implements Step {
  /** That it was asked for: {@code qm bluechi configure}. */
  static final Mark CHOSEN = new Mark.Finished("bluechi-agent=qm");

  /** That it is being brought there; a call that was killed left it. */
  private static final Mark BEGUN = new Mark.Finished("bluechi-agent=begun");

  /** Its service inside. */
  static final String UNIT = "qm-bluechi-agent.service";

  /** Where the partition sees the programs. */
  static final String INSIDE = "/run/qm/programs";

  /** What mounts them there. */
  static final String DROP_IN = Layout.DROP_INS + "/10-bluechi-agent.conf";

  private static final String NAME = "bluechi-agent";

  /** The archive of its classes, the only one that the copy has. */
  private static final String ARCHIVE = "lib/server/agent.jsa";

  /** What the copy does without: what lands on machines, and what only jlink reads. */
  private static final List<String> LEFT_OUT = List.of("qm", "server", "classlist", "jrt-fs.jar");

  private static final String UNITS = "usr/share/qm/bluechi/";
  private static final String POLICY = "dbus-1/system.d/qm-bluechi-agent.conf";

  /** Bytes of the digest that says which build it is of. */
  private static final int LONGEST_STAMP = 4096;

  @Override
  public String title() {
    return isBluechisThere()
        ? "take QM's own BlueChi agent out of the partition, which has BlueChi's"
        : "bring QM's own BlueChi agent into the partition";
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isDone() throws HostException {
    return !site.ledger().holds(CHOSEN)
        || (!isBluechisThere()
            && !site.ledger().holds(BEGUN)
            && isPlaced()
            && seal().isRecorded() == seal().isNeeded());
  }

  @Override
  public void apply(Notes notes) throws HostException {
    if (isBluechisThere()) {
      takeBack(notes);
    } else {
      place(notes);
    }
  }

  /** Whether this program can be copied: one that was linked can, one that a test runs not. */
  static boolean isPossible(Path image) {
    return Files.isExecutable(image.resolve("bin/qm"))
        && Files.isRegularFile(image.resolve(ARCHIVE));
  }

  private boolean isBluechisThere() {
    try {
      return ConfinedPath.exists(
          site.at(site.layout().rootfs()), "usr/lib/systemd/system/" + NAME + ".service");
    } catch (HostException unknown) {
      return false;
    }
  }

  private boolean isPlaced() throws HostException {
    for (var file : files()) {
      if (!site.landing().isLanded(file)) {
        return false;
      }
    }
    return new Links(site).isTaken(wants()) && isOfThisImage();
  }

  private boolean isOfThisImage() throws HostException {
    var wanted = WholeTree.stamp(image);
    // what root inside can write where there are no labels and no user namespace
    return switch (programs().read(NAME + "/built", LONGEST_STAMP)) {
      case HostileTree.Found.Content(var bytes) ->
          !wanted.isEmpty() && wanted.equals(new String(bytes.bytes(), StandardCharsets.UTF_8));
      case HostileTree.Found.Nothing _, HostileTree.Found.Odd _, HostileTree.Found.Barred _ ->
          false;
    };
  }

  private Seal seal() {
    return new Seal(site, site.layout().programs());
  }

  private HostileTree programs() {
    return new HostileTree(site.at(site.layout().programs()));
  }

  private WholeTree tree() {
    var programs = site.layout().programs();
    // the new one is made, and the old one ends, where nothing of the partition's can reach it
    return new WholeTree(site, programs + "/" + NAME, programs);
  }

  private void place(Notes notes) throws HostException {
    site.ledger().add(CHOSEN);
    site.ledger().add(BEGUN);
    var seal = seal();
    if (!isOfThisImage() || seal.isRecorded() != seal.isNeeded()) {
      seal.open();
      if (seal.isNeeded()) {
        seal.record();
      }
      tree().replace(fresh -> fill(fresh, notes));
    }
    if (site.root().isHost() && site.machine().labels() == Machine.Labels.KNOWN) {
      FileLabels.restoreAll(List.of(site.at(site.layout().programs())));
    }
    if (seal.isRecorded()) {
      seal.close();
    }
    for (var file : files()) {
      site.land(file, notes);
    }
    new Links(site).make(wants(), "../" + UNIT, notes);
    AgentConfiguration.refresh(site.root(), site.at(site.layout().etc()));
    site.ledger().drop(BEGUN);
  }

  /** Takes all of it away again. */
  void takeBack(Notes notes) throws HostException {
    var takingBack = new TakingBack(site.disk(), Changes.UNTOLD);
    var link = new Mark.Link(wants(), "../" + UNIT);
    if (site.ledger().holds(link)) {
      takingBack.link(link.path(), link.target());
      site.ledger().drop(link);
    }
    for (var path : places()) {
      var landed = site.ledger().landed(path);
      if (landed.isPresent()) {
        var fate = takingBack.fate(new FileMark(path, landed.get().digests()), Edits.KEPT);
        takingBack.file(path, fate);
        if (fate == Fate.EDITED) {
          notes.note("kept " + site.at(path) + ": it was changed since setup wrote it");
        }
        site.ledger().drop(landed.get());
      }
    }
    seal().open();
    tree().remove();
    folders(takingBack);
    site.ledger().drop(BEGUN);
    site.ledger().drop(CHOSEN);
  }

  /** Takes away the folders above all of it that setup made and that hold nothing else. */
  private void folders(TakingBack takingBack) throws HostException {
    var places = new ArrayList<>(places());
    places.add(wants());
    places.add(site.layout().programs() + "/" + NAME);
    var own = new TreeSet<String>();
    for (var place : places) {
      for (var above = Disk.parent(place);
          site.ledger().hasFolder(above);
          above = Disk.parent(above)) {
        own.add(above);
      }
    }
    takingBack.folders(List.copyOf(own));
    for (var folder : own) {
      if (!site.disk().isTaken(folder)) {
        site.ledger().drop(new Mark.Directory(folder));
      }
    }
  }

  private void fill(Path fresh, Notes notes) throws HostException {
    copy(fresh);
    if (seal().isRecorded()) {
      seal().closeContent(fresh, notes);
    }
  }

  /** Copies what the agent needs: Java, its launcher, and the archive of its classes. */
  private void copy(Path fresh) throws HostException {
    try {
      Files.createDirectories(fresh.resolve("bin"));
      Files.createDirectories(fresh.resolve("lib/server"));
      copy(List.of("bin/java", "bin/qm"), fresh.resolve("bin"));
      copy(List.of("conf", "release", "built"), fresh);
      copy(entries("lib", List.of()), fresh.resolve("lib"));
      copy(entries("lib/server", List.of(".jsa")), fresh.resolve("lib/server"));
      copy(List.of(ARCHIVE), fresh.resolve("lib/server"));
    } catch (IOException failure) {
      throw new HostException("cannot make " + fresh, failure);
    } catch (HostException failure) {
      // room again, on a full disk
      Trees.remove(fresh, site.workers());
      throw failure;
    }
  }

  private List<String> entries(String folder, List<String> endings) throws IOException {
    var entries = new ArrayList<String>();
    try (var list = Files.newDirectoryStream(image.resolve(folder))) {
      for (var entry : list) {
        var name = String.valueOf(entry.getFileName());
        if (!LEFT_OUT.contains(name) && endings.stream().noneMatch(name::endsWith)) {
          entries.add(folder + "/" + name);
        }
      }
    }
    return entries;
  }

  private void copy(List<String> parts, Path to) throws HostException {
    var words = new ArrayList<>(List.of("cp", "-a", "--reflink=auto", "--"));
    parts.forEach(part -> words.add(image.resolve(part).toString()));
    words.add(to.toString());
    site.workers().with(Command.of(words)).require();
  }

  private List<NewFile> files() throws HostException {
    var files = new ArrayList<NewFile>();
    files.add(NewFile.of(DROP_IN, dropIn()));
    files.add(NewFile.of(inEtc(POLICY), site.system().read("usr/share/" + POLICY), "0644"));
    for (var unit : units()) {
      files.add(NewFile.of(inUnits(unit), site.system().read(UNITS + unit), "0644"));
    }
    return files;
  }

  private List<String> units() throws HostException {
    return site.system().files(UNITS);
  }

  /** Where files of it are. */
  private List<String> places() throws HostException {
    return files().stream().map(NewFile::path).toList().reversed();
  }

  private String dropIn() {
    return "# Written by `qm bluechi configure`: QM's own agent of BlueChi, which the partition may\n"
        + "# read and run, and nothing in it can change.\n"
        + "[Container]\n"
        + "Volume="
        + site.layout().programs()
        + ":"
        + INSIDE
        + ":ro,nosuid,nodev\n";
  }

  private String wants() {
    return inUnits("multi-user.target.wants/" + UNIT);
  }

  private String inUnits(String unit) {
    return inEtc("systemd/system/" + unit);
  }

  private String inEtc(String file) {
    return site.layout().etc() + "/" + file;
  }
}
