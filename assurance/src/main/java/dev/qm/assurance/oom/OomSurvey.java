package dev.qm.assurance.oom;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Kernel;
import dev.qm.host.machine.Memory;
import dev.qm.host.process.OomProcess;
import dev.qm.host.process.ProcessInfo;
import dev.qm.host.process.Processes;
import dev.qm.host.process.SharedMemory;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.People;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Runner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the processes of this machine, once. Needs root for those of a partition. */
public final class OomSurvey {
  private static final String MEMORY = "memory";

  private final Optional<AsilSide> asil;
  private final Cgroups cgroups;
  private final List<OomProcess> processes;
  private final People people;

  private OomSurvey(Optional<AsilSide> asil, Optional<Instance> instance) throws HostException {
    this.asil = asil;
    this.cgroups = Cgroups.probe(Root.HOST);
    this.processes = processes();
    this.people = People.of(instance, processes.stream().map(OomProcess::pid).toList());
  }

  /**
   * Who dies when this machine, or the partition, is short of memory.
   *
   * @param spec the partition, where one is set up
   * @param asil the safety side, if somebody named it
   */
  public static OomPicture of(Optional<PartitionSpec> spec, Optional<AsilSide> asil)
      throws HostException {
    return OomPicture.of(observe(spec, asil));
  }

  static Observation observe(Optional<PartitionSpec> spec, Optional<AsilSide> asil)
      throws HostException {
    var instance = spec.isPresent() ? Instance.find(spec.get()) : Optional.<Instance>empty();
    var survey = new OomSurvey(asil, instance);
    var memory = Memory.probe(Root.HOST);
    var pageSize = OomProcess.pageSize();
    return new Observation(
        survey.candidates(),
        new Shortage.Machine((memory.total() + memory.swap()) / pageSize),
        Arithmetic.of(Kernel.probe(Root.HOST).version()),
        survey.wholes(),
        asil,
        instance.isPresent()
            ? Optional.of(survey.partition(instance.get().spec(), memory.swap(), pageSize))
            : Optional.empty(),
        choice(),
        List.of());
  }

  private static List<OomProcess> processes() throws HostException {
    var processes = new ArrayList<OomProcess>();
    for (var pid : Processes.all()) {
      var process = OomProcess.read(pid);
      if (process.isPresent()) {
        switch (process.get().kind()) {
          case ORDINARY, INIT -> processes.add(process.get());
          case KERNEL_THREAD, ENDED -> {}
        }
      }
    }
    return List.copyOf(processes);
  }

  private List<Candidate> candidates() {
    var shared = SharedMemory.among(processes);
    var candidates = new ArrayList<Candidate>();
    for (var process : processes) {
      candidates.add(candidate(process, shared));
    }
    return candidates;
  }

  private Candidate candidate(OomProcess process, Map<Integer, Integer> shared) {
    var pid = process.pid();
    var party = people.party(pid);
    var isInside = party.side() == Side.QM;
    return new Candidate(
        pid,
        process.startTicks(),
        process.name(),
        process.pages(),
        process.adjust(),
        process.score(),
        immunity(process),
        owner(process, party),
        isInside && people.isFromOutside(pid)
            ? Candidate.Origin.EXECUTED
            : Candidate.Origin.OWN_SIDE,
        party.unit(),
        party.container(),
        memoryGroup(process),
        shared.getOrDefault(pid, pid));
  }

  private Owner owner(OomProcess process, Party party) {
    return switch (party.side()) {
      case QM ->
          party.container().isPresent() && !people.isMonitorInside(process.pid())
              ? Owner.NESTED
              : Owner.QM;
      case HOST -> isAsil(process) ? Owner.ASIL : Owner.HOST;
    };
  }

  private static Optional<Immunity> immunity(OomProcess process) {
    if (process.kind() == OomProcess.Kind.INIT) {
      return Optional.of(Immunity.INIT);
    }
    return process.adjust() == -1000 ? Optional.of(Immunity.ADJUSTED) : Optional.empty();
  }

  private boolean isAsil(OomProcess process) {
    if (asil.isPresent()) {
      for (var membership : process.groups()) {
        if (asil.get().hasGroup(membership.path())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Where the memory controller has the process; the top where there is none. */
  private String memoryGroup(OomProcess process) {
    var isV2 = cgroups.isV2(MEMORY);
    for (var membership : process.groups()) {
      if (isV2 ? membership.hierarchy() == 0 : membership.controllers().contains(MEMORY)) {
        return trimmed(membership);
      }
    }
    return "";
  }

  private static String trimmed(ProcessInfo.Membership membership) {
    return membership.path().equals("/") ? "" : membership.path();
  }

  /** The groups that die as a whole, which only cgroup2 has. */
  private Set<String> wholes() {
    var wholes = new HashSet<String>();
    var mount = cgroups.mountOf(MEMORY);
    if (mount.isEmpty() || !cgroups.isV2(MEMORY)) {
      return wholes;
    }
    var asked = new HashSet<String>();
    for (var process : processes) {
      for (var group = memoryGroup(process);
          !group.isEmpty() && asked.add(group);
          group = group.substring(0, Math.max(0, group.lastIndexOf('/')))) {
        // a path from outside of this process's own root begins with /..: nothing of it is here
        var folder = mount.get().resolve(group.substring(1)).normalize();
        if (folder.startsWith(mount.get())
            && Bounded.word(folder.resolve("memory.oom.group")).equals("1")) {
          wholes.add(group);
        }
      }
    }
    return wholes;
  }

  private Observation.Partition partition(PartitionSpec spec, long swap, long pageSize)
      throws HostException {
    var group = CgroupTree.at(cgroups, Runner.of(spec).cgroup());
    var bytes = group.memoryAndSwapMax(swap);
    return new Observation.Partition(
        spec.oomScoreAdjust(),
        bytes.isEmpty()
            ? Optional.empty()
            : Optional.of(new Shortage.Limit(bytes.getAsLong() / pageSize, group.path())));
  }

  private static Observation.Choice choice() {
    if (isSet("panic_on_oom")) {
      return Observation.Choice.PANIC;
    }
    return isSet("oom_kill_allocating_task")
        ? Observation.Choice.ALLOCATING
        : Observation.Choice.WORST;
  }

  private static boolean isSet(String setting) {
    return ControlFile.number(Path.of("/proc/sys/vm", setting)).orElse(0) != 0;
  }
}
