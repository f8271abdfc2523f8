package dev.qm.partition.landing;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Lands the files of a thing that has no other record, such as an add-on or a demo, and takes them
 * back. A file that somebody else has there keeps all of them from landing.
 */
public final class LandedRecords {
  private final Root root;
  private final Kind kind;
  private final RecordFolder records;
  private final Disk disk;
  private final Changes changes;

  private LandedRecords(Root root, Kind kind, Disk disk, Changes changes) {
    this.root = root;
    this.kind = kind;
    this.records = new RecordFolder(root, kind.folder(), "the record of what landed");
    this.disk = disk;
    this.changes = changes;
  }

  /** Add-ons that {@code qm addon install} landed on the machine below {@code root}. */
  public static LandedRecords addons(Root root) {
    return addons(root, Changes.UNTOLD);
  }

  /**
   * Demos on the machine below {@code root}.
   *
   * @param etc the partition's tree that is {@code /etc} inside, the only place where they land
   */
  public static LandedRecords demos(Root root, String etc) {
    return demos(root, etc, Changes.UNTOLD);
  }

  /**
   * Drop-ins of {@code qm verify --mend}, for units of the machine and of the partition.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   */
  public static LandedRecords mends(Root root, String etc) {
    return new LandedRecords(
        root,
        new Kind("mend", "qm verify --mend", "qm verify --undo", "mends"),
        Disk.within(root, List.of(etc, "/etc")),
        Changes.UNTOLD);
  }

  /**
   * Drop-ins with OOM scores, of the machine's units and of those in the partition.
   *
   * @param etc the partition's tree that is {@code /etc} inside
   */
  public static LandedRecords scores(Root root, String etc) {
    return scores(root, etc, Changes.UNTOLD);
  }

  /**
   * The host's configuration of BlueChi.
   *
   * @param changes told of each change of the disk
   */
  public static LandedRecords nodes(Root root, Changes changes) {
    return new LandedRecords(
        root,
        new Kind(
            "configuration of BlueChi",
            "qm bluechi configure",
            "qm bluechi configure --undo",
            "bluechi"),
        Disk.within(root, List.of("/etc", "/usr/share")),
        changes);
  }

  static LandedRecords addons(Root root, Changes changes) {
    return new LandedRecords(
        root,
        new Kind("add-on", "qm addon", "qm addon remove NAME", "addons"),
        Disk.ofMachine(root, List.of("/usr", "/etc", "/opt")),
        changes);
  }

  static LandedRecords demos(Root root, String etc, Changes changes) {
    return new LandedRecords(
        root,
        new Kind("demo", "qm demo", "qm demo remove NAME", "demos"),
        Disk.within(root, List.of(etc)),
        changes);
  }

  static LandedRecords scores(Root root, String etc, Changes changes) {
    return new LandedRecords(
        root,
        new Kind("OOM score", "qm oom set", "qm oom unset NAME", "oom"),
        Disk.within(root, List.of(etc, "/etc")),
        changes);
  }

  /**
   * What is landed.
   *
   * @param noun as a sentence calls one of them
   * @param command that lands one
   * @param undo that takes one back, with NAME for the name
   * @param folder where the records are
   */
  private record Kind(String noun, String command, String undo, String folder) {}

  /**
   * What is known of one.
   *
   * @param folders those that we made, for it or for another one, the outermost first
   */
  private record Known(List<String> folders, List<FileMark> files) {
    static final Known NOTHING = new Known(List.of(), List.of());

    Known {
      folders = List.copyOf(folders);
      files = List.copyOf(files);
    }
  }

  /** The names of those with a record, sorted. */
  public List<String> names() throws HostException {
    return records.names();
  }

  /** Whether it was landed by {@link #install}. */
  public boolean isInstalled(String name) throws HostException {
    return records.has(name);
  }

  /** How each of {@code files} stands to its place; nothing is written. */
  public List<Placement> look(String name, List<NewFile> files) throws HostException {
    return new Landing(disk, new OfOne(name), changes).look(files, Edits.KEPT);
  }

  /**
   * Lands files: all of them, or none when one of somebody else's is in the way. What an older
   * version had and this one has no more is still to be taken back.
   *
   * @return the files that stay, because somebody changed them
   * @throws HostException when there is something else at one of the places
   */
  public List<Kept> install(String name, List<NewFile> files) throws HostException {
    var landing = new Landing(disk, new OfOne(name), changes);
    var placements = landing.look(files, Edits.KEPT);
    for (var placement : placements) {
      switch (placement.standing()) {
        case FOREIGN, ALIKE -> throw inTheWay(name, placement.file());
        case FREE, DONE, OURS, EDITED -> {}
      }
    }
    return landing.land(placements);
  }

  /**
   * Takes one back. What cannot be reached now stays on record, for a removal that can.
   *
   * @return the files that stay, because somebody changed them or the way to them
   * @throws HostException also when there is no record of it
   */
  public List<String> remove(String name) throws HostException {
    return remove(name, file -> true);
  }

  /**
   * As {@link #remove(String)}, before a tree goes with all that is in it.
   *
   * @param outside whether a file is none of that tree's
   */
  public List<String> remove(String name, Predicate<String> outside) throws HostException {
    var known =
        read(name)
            .orElseThrow(() ->
                new HostException(
                    "the " + kind.noun() + " " + name + " was not installed by qm",
                    "there is no record of it in " + records.folder()));
    var takingBack = new TakingBack(disk, changes);
    var kept = new ArrayList<String>();
    var barred = new ArrayList<FileMark>();
    for (var mark : known.files()) {
      var fate = takingBack.fate(mark, Edits.KEPT);
      takingBack.file(mark.path(), fate);
      switch (fate) {
        case EDITED -> kept.add(mark.path());
        case BARRED -> {
          kept.add(mark.path());
          if (outside.test(mark.path())) {
            barred.add(mark);
          }
        }
        case REMOVED, GONE, SHARED -> {}
      }
    }
    takingBack.folders(known.folders());
    if (barred.isEmpty()) {
      changes.next(new Changes.Change.Forgotten());
      records.delete(name);
    } else {
      changes.next(new Changes.Change.Recorded());
      records.write(name, text(name, new Known(known.folders(), barred)));
    }
    return kept;
  }

  /** The marks of one, of which the others may have made the folders. */
  private final class OfOne implements Marks {
    private final String name;
    private final Set<String> foldersOfAll = new HashSet<>();
    private Known known;

    OfOne(String name) throws HostException {
      this.name = name;
      this.known = read(name).orElse(Known.NOTHING);
      for (var other : names()) {
        read(other).ifPresent(others -> foldersOfAll.addAll(others.folders()));
      }
    }

    @Override
    public Optional<FileMark> file(String path) {
      return FileMark.find(known.files(), path);
    }

    @Override
    public boolean hasFolder(String path) {
      return foldersOfAll.contains(path);
    }

    @Override
    public void record(List<String> folders, List<FileMark> files) throws HostException {
      var all = new LinkedHashSet<>(known.folders());
      all.addAll(folders);
      var next = new Known(List.copyOf(all), FileMark.merged(known.files(), files));
      if (!next.equals(known)) {
        changes.next(new Changes.Change.Recorded());
        records.write(name, text(name, next));
        known = next;
      }
    }
  }

  private HostException inTheWay(String name, NewFile file) {
    return new HostException(
        "cannot install the " + kind.noun() + " " + name,
        root.at(file.path()) + " is there already, and not from this " + kind.noun(),
        "move it away, or keep it and leave the " + kind.noun() + " out; nothing was changed");
  }

  private Optional<Known> read(String name) throws HostException {
    var text = records.find(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var folders = new ArrayList<String>();
    var files = new ArrayList<FileMark>();
    for (var line : text.get().lines()) {
      var words = line.text().split(" ", 3);
      if (words[0].equals("folder") && words.length == 2 && Disk.isPlace(words[1])) {
        folders.add(words[1]);
      } else if (words[0].equals("file") && words.length == 3 && Disk.isPlace(words[2])) {
        files.add(new FileMark(words[2], KernelText.split(words[1], ',')));
      } else {
        throw text.get().unknown(line.number());
      }
    }
    return Optional.of(new Known(folders, files));
  }

  private String text(String name, Known known) {
    var text = new StringBuilder();
    text.append("# Written by `").append(kind.command());
    text.append("`: what it landed, with the SHA-256 of each.\n");
    text.append("# `").append(kind.undo().replace("NAME", name));
    text.append("` takes it back.\n");
    known.folders().forEach(folder -> text.append("folder ").append(folder).append('\n'));
    for (var file : known.files()) {
      text.append("file ").append(String.join(",", file.digests())).append(' ');
      text.append(file.path()).append('\n');
    }
    return text.toString();
  }
}
