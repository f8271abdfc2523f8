package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.landing.Kept;
import dev.qm.partition.landing.Landing;
import dev.qm.partition.landing.Marks;
import dev.qm.partition.landing.Placement;
import dev.qm.partition.landing.Standing;
import dev.qm.partition.landing.WorkLock;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.SystemTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * A channel as {@code qm ipc new} makes it, decided but not yet made.
 *
 * @param record what it will be, with what was made of it before
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
      Edits edits) {}

  /** A file that is to be, and where it lands. */
  public record Planned(ChannelFile file, Placement placement) {}

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
    var record =
        new ChannelRecord(
            request.name(),
            request.kind(),
            server,
            client,
            level,
            before.map(ChannelRecord::folders).orElse(List.of()),
            before.map(ChannelRecord::files).orElse(List.of()));
    var landing = landing(spec, marks(spec, record, files, Changes.UNTOLD), Changes.UNTOLD);
    var placements =
        landing.look(files.stream().map(ChannelFile::landing).toList(), request.edits());
    var planned = new ArrayList<Planned>();
    for (var i = 0; i < files.size(); i++) {
      planned.add(new Planned(files.get(i), placements.get(i)));
    }
    refuseOthersFiles(spec.root(), request.edits(), planned);
    return new NewChannel(record, planned);
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
    return files.stream().allMatch(planned -> planned.placement().isDone());
  }

  /** The user's files that stay. */
  public List<Kept> kept() {
    return files.stream().flatMap(planned -> planned.placement().kept().stream()).toList();
  }

  /** The planned file that all channels between the sides share, if this channel needs one. */
  public Optional<Planned> shared() {
    return files.stream()
        .filter(planned -> planned.file().sharing() == ChannelFile.Sharing.SHARED)
        .findFirst();
  }

  private void apply(PartitionSpec spec, Changes changes) throws HostException {
    var marks = marks(spec, record, files.stream().map(Planned::file).toList(), changes);
    landing(spec, marks, changes).land(files.stream().map(Planned::placement).toList());
    // the images of a channel are in its record too
    marks.record(List.of(), List.of());
  }

  private static Landing landing(PartitionSpec spec, Marks marks, Changes changes) {
    return new Landing(disk(spec.root(), spec.layout().etc()), marks, changes);
  }

  private static ChannelMarks marks(
      PartitionSpec spec, ChannelRecord record, List<ChannelFile> files, Changes changes)
      throws HostException {
    var records = new ChannelRecords(spec.root());
    var shared = new HashSet<String>();
    for (var file : files) {
      if (file.sharing() == ChannelFile.Sharing.SHARED) {
        shared.add(file.path());
      }
    }
    return new ChannelMarks(records, record, records.all(), shared, changes);
  }

  /** Where the files of channels lie: in the machine's {@code /etc}, and in the partition's. */
  static Disk disk(Root root, String etc) {
    return Disk.within(root, List.of(etc, "/etc"));
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

  private static void refuseOthersFiles(Root root, Edits edits, List<Planned> planned)
      throws HostException {
    var reasons = new ArrayList<String>();
    for (var each : planned) {
      if (each.placement().standing() == Standing.FOREIGN) {
        reasons.add(root.at(each.file().path()) + " was not made by `qm ipc new`");
      }
    }
    if (!reasons.isEmpty() && edits == Edits.KEPT) {
      throw new HostException(
          "will not overwrite files that `qm ipc new` did not make; nothing was written",
          String.join("; ", reasons),
          "move them away, choose another name, or replace them with --force");
    }
  }
}
