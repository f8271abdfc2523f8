package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Program;
import dev.qm.cli.frame.Invocation;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.packages.Dnf;
import dev.qm.host.packages.PackageSystem;
import dev.qm.host.process.Mounts;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.PartitionAgent;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Path;

/** QM's own agent for the partition: whether it is the one to take, and its way there. */
record InsideAgent(Root root, PartitionSpec spec, PartitionAgent agent) {
  static InsideAgent of(Root root, PartitionSpec spec) throws HostException {
    return new InsideAgent(
        root,
        spec,
        PartitionAgent.of(
            root,
            spec.layout(),
            new SystemTree(Invocation.systemPlace()),
            Path.of(System.getProperty("java.home"))));
  }

  /** How the partition stands to what it runs the agent from. */
  enum Running {
    /** It has it. */
    WITH_PROGRAM,
    /** It was started before the program was there. */
    WITHOUT_PROGRAM,
    NOT
  }

  /** Whether BlueChi's own is not there, and cannot be had by a word. */
  boolean isWanted() throws HostException {
    var rootfs = root.at(spec.layout().rootfs());
    return agent.isPossible()
        && !MachineFiles.isBluechis(
            rootfs, ConfinedPath.resolve(root.directory(), spec.layout().etc()), Program.AGENT)
        && !hasPackages(new Root(rootfs));
  }

  /** Whether the machine, or the rootfs, that {@code tree} is has packages of BlueChi. */
  static boolean hasPackages(Root tree) {
    return PackageSystem.probe(tree).filter(Dnf.class::isInstance).isPresent();
  }

  /** Where the program lies, on the host. */
  Path place() {
    return root.at(spec.layout().programs());
  }

  /** Brings it there; whether anything was changed. */
  boolean place(Notes notes) throws HostException {
    return agent.place(notes);
  }

  /** Takes it away; whether anything was changed. */
  boolean takeBack(Notes notes) throws HostException {
    return agent.isChosen() && agent.takeBack(notes);
  }

  /** How the partition stands to it now. */
  static Running running(PartitionSpec spec) throws HostException {
    var instance = Instance.find(spec);
    if (instance.isEmpty()) {
      return Running.NOT;
    }
    var programs = Path.of(spec.layout().programs());
    for (var mount : Mounts.of(instance.get().pid())) {
      // one that was removed meanwhile, and is there anew, is named otherwise:
      // proc_pid_mountinfo(5)
      if (mount.target().equals(Path.of(PartitionAgent.MOUNT))
          && mount.root().endsWith(programs.getFileName())) {
        return Running.WITH_PROGRAM;
      }
    }
    return Running.WITHOUT_PROGRAM;
  }
}
