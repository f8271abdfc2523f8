package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.SystemTree;
import dev.qm.partition.setup.WorkLock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * A channel as {@code qm ipc new} makes it, decided but not yet made.
 *
 * @param record what there will be, as its record says it
 * @param files what is to be there, with what is there now
 */
public record NewChannel(ChannelRecord record, List<Planned> files) {
  public NewChannel {
    files = List.copyOf(files);
  }

  /** What a user asks for; what is not said stays as the channel has it, or is the demo's. */
  public record Request(
      ChannelName name,
      ChannelKind kind,
      Optional<ImageName> server,
      Optional<ImageName> client,
      Overwrite overwrite) {}

  /** What may be replaced. */
  public enum Overwrite {
    /** What {@code qm ipc new} wrote itself. */
    OURS,
    /** Whatever is there. */
    ANYTHING
  }

  /** How a file stands to what it is to be. */
  public enum State {
    /** There is none. */
    MISSING,
    /** It is what it is to be. */
    SAME,
    /** It is as an earlier call left it. */
    OURS,
    /** An earlier call made it, and somebody changed it since. */
    EDITED,
    /** Somebody else made it. */
    FOREIGN
  }

  /** A file that is to be, and what is there now. */
  public record Planned(ChannelFile file, State state) {}

  /**
   * Decides; nothing is written.
   *
   * @param system the files that QM brings along
   * @throws HostException when something is in the way
   */
  public static NewChannel plan(PartitionSpec spec, SystemTree system, Request request)
      throws HostException {
    var records = new ChannelRecords(spec.root()).all();
    var before = of(request.name(), records);
    refuseOtherKind(request, before);
    if (request.name().text().equals(ChannelName.RESERVED)) {
      throw new HostException(
          "a channel cannot be called " + request.name(),
          "that is the partition's name, and its units would be taken for the partition's",
          "choose another name");
    }
    var inside = PartitionUnits.read(spec);
    Optional<McsLevel> level =
        request.kind().hasLevel()
            ? Optional.of(level(spec, request.name(), before, records, inside))
            : Optional.empty();
    var server =
        request.server().or(() -> before.map(ChannelRecord::server)).orElse(ImageName.DEMO);
    var client =
        request.client().or(() -> before.map(ChannelRecord::client)).orElse(ImageName.DEMO);
    var ids = spec.hasUserNamespace() ? ChannelTemplate.Ids.OWN : ChannelTemplate.Ids.HOST;
    var files =
        new ChannelTemplate(system, spec.layout().etc(), ids)
            .files(request.name(), request.kind(), server, client, level);
    if (before.isEmpty()) {
      refuseClashes(request.name(), NameClashes.of(spec, files, inside));
    }
    var disk = new ChannelDisk(spec.root(), spec.layout().etc());
    var planned = new ArrayList<Planned>();
    for (var file : files) {
      planned.add(new Planned(file, state(disk, file, before, records)));
    }
    refuseOthersFiles(spec.root(), request.overwrite(), planned);
    return new NewChannel(
        record(request, server, client, level, before, folders(disk, files, before), files),
        planned);
  }

  /**
   * Decides and makes it, while no other qm is at work.
   *
   * @param changes told of each change before it is made
   * @return what was decided
   */
  public static NewChannel make(
      PartitionSpec spec, SystemTree system, Request request, Changes changes)
      throws HostException {
    try (var _ = WorkLock.takeInNewFolder(spec.root())) {
      var channel = plan(spec, system, request);
      channel.apply(spec, changes);
      return channel;
    }
  }

  /** Whether everything is there already. */
  public boolean isDone() {
    return files.stream().allMatch(planned -> planned.state() == State.SAME);
  }

  /** The planned file that all channels between the sides share, if this channel needs one. */
  public Optional<Planned> shared() {
    return files.stream()
        .filter(planned -> planned.file().sharing() == ChannelFile.Sharing.SHARED)
        .findFirst();
  }

  private void apply(PartitionSpec spec, Changes changes) throws HostException {
    var records = new ChannelRecords(spec.root());
    var disk = new ChannelDisk(spec.root(), spec.layout().etc());
    if (!isDone()) {
      changes.next(new Changes.Change.Recorded(record.name()));
      records.write(record.with(record.folders(), unsettled(disk)));
    }
    for (var folder : record.folders()) {
      changes.next(new Changes.Change.FolderMade(folder));
      disk.makeFolder(folder);
    }
    for (var planned : files) {
      if (planned.state() != State.SAME) {
        changes.next(new Changes.Change.Written(planned.file().path()));
        disk.write(planned.file());
      }
    }
    if (!records.find(record.name()).equals(Optional.of(record))) {
      changes.next(new Changes.Change.Recorded(record.name()));
      records.write(record);
    }
  }

  /**
   * While what we wrote is being replaced, the old content is ours as well as the new one. What
   * somebody else wrote is not, even where it is to go: whoever is killed before that has not
   * replaced it.
   */
  private List<ChannelRecord.Made> unsettled(ChannelDisk disk) throws HostException {
    var made = new ArrayList<ChannelRecord.Made>();
    for (var file : record.files()) {
      var digests = new LinkedHashSet<String>();
      if (files.stream()
          .anyMatch(planned ->
              planned.state() == State.OURS && planned.file().path().equals(file.path()))) {
        disk.digest(file.path()).ifPresent(digests::add);
      }
      digests.addAll(file.digests());
      made.add(new ChannelRecord.Made(file.path(), file.sharing(), List.copyOf(digests)));
    }
    return made;
  }

  private static ChannelRecord record(
      Request request,
      ImageName server,
      ImageName client,
      Optional<McsLevel> level,
      Optional<ChannelRecord> before,
      List<String> folders,
      List<ChannelFile> files) {
    var made = new ArrayList<ChannelRecord.Made>();
    for (var file : files) {
      made.add(new ChannelRecord.Made(file.path(), file.sharing(), List.of(file.digest())));
    }
    // what an older version had and this one has no more is still to be taken back
    before.ifPresent(old -> {
      for (var file : old.files()) {
        if (files.stream().noneMatch(now -> now.path().equals(file.path()))) {
          made.add(file);
        }
      }
    });
    return new ChannelRecord(request.name(), request.kind(), server, client, level, folders, made);
  }

  private static List<String> folders(
      ChannelDisk disk, List<ChannelFile> files, Optional<ChannelRecord> before)
      throws HostException {
    var folders = new LinkedHashSet<String>();
    before.ifPresent(old -> folders.addAll(old.folders()));
    for (var file : files) {
      folders.addAll(disk.missingFolders(file.path()));
    }
    return List.copyOf(folders);
  }

  private static McsLevel level(
      PartitionSpec spec,
      ChannelName name,
      Optional<ChannelRecord> before,
      List<ChannelRecord> records,
      PartitionUnits inside)
      throws HostException {
    if (before.isPresent() && before.get().level().isPresent()) {
      return before.get().level().get();
    }
    var taken = new TakenLevels();
    for (var record : records) {
      record.level().ifPresent(taken::add);
    }
    inside.texts().forEach(taken::addAllIn);
    addRunning(spec, taken);
    return taken
        .allot(name)
        .orElseThrow(() ->
            new HostException(
                "no two SELinux categories are left for the channel " + name,
                "the units in the partition ask for all of them",
                "take units away that are not needed any more"));
  }

  /** What containers in the running partition have, those without a unit included. */
  private static void addRunning(PartitionSpec spec, TakenLevels taken) throws HostException {
    if (!spec.root().isHost()) {
      return;
    }
    var instance = Instance.find(spec);
    if (instance.isEmpty()) {
      return;
    }
    var names = List.of(instance.get().cgroup().substring(1).split("/"));
    var group = CgroupTree.of(Cgroups.probe(Root.HOST), names.getFirst());
    for (var name : names.subList(1, names.size())) {
      group = group.child(name);
    }
    for (var pid : group.processes()) {
      RunningPolicy.contextOf(pid).ifPresent(taken::addLevel);
    }
  }

  private static State state(
      ChannelDisk disk,
      ChannelFile file,
      Optional<ChannelRecord> before,
      List<ChannelRecord> records)
      throws HostException {
    var there = disk.digest(file.path());
    if (there.isEmpty()) {
      return State.MISSING;
    }
    if (there.get().equals(file.digest())) {
      return State.SAME;
    }
    var owners = file.sharing() == ChannelFile.Sharing.SHARED ? records : before.stream().toList();
    var isKnown = false;
    for (var owner : owners) {
      var made = owner.made(file.path());
      isKnown |= made.isPresent();
      if (made.isPresent() && made.get().digests().contains(there.get())) {
        return State.OURS;
      }
    }
    return isKnown ? State.EDITED : State.FOREIGN;
  }

  private static Optional<ChannelRecord> of(ChannelName name, List<ChannelRecord> records) {
    return records.stream().filter(record -> record.name().equals(name)).findFirst();
  }

  private static void refuseOtherKind(Request request, Optional<ChannelRecord> before)
      throws HostException {
    if (before.isPresent() && before.get().kind() != request.kind()) {
      throw new HostException(
          "there is a channel " + request.name() + " already",
          "it is one " + before.get().kind().meaning(),
          "choose another name, or run `qm ipc remove " + request.name() + "` first");
    }
  }

  private static void refuseClashes(ChannelName name, List<String> clashes) throws HostException {
    if (!clashes.isEmpty()) {
      throw new HostException(
          "the name " + name + " is taken", String.join("; ", clashes), "choose another name");
    }
  }

  private static void refuseOthersFiles(Root root, Overwrite overwrite, List<Planned> planned)
      throws HostException {
    var reasons = new ArrayList<String>();
    for (var each : planned) {
      var path = root.at(each.file().path());
      switch (each.state()) {
        case EDITED -> reasons.add(path + " was changed since `qm ipc new` wrote it");
        case FOREIGN -> reasons.add(path + " was not made by `qm ipc new`");
        case MISSING, SAME, OURS -> {}
      }
    }
    if (!reasons.isEmpty() && overwrite == Overwrite.OURS) {
      throw new HostException(
          "will not overwrite files that are not as `qm ipc new` makes them; nothing was written",
          String.join("; ", reasons),
          "move them away, choose another name, or replace them with --force");
    }
  }
}
