package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ConfFile;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.Side;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.Version;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.OpenTree;
import dev.qm.host.process.Command;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Reads BlueChi's files of both sides. */
final class MachineFiles {
  private static final String ETC = "/etc";

  /** Bytes of a package's file. */
  private static final int LONGEST = 1 << 16;

  /** For a program that only says its version. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Root root;

  private MachineFiles(Root root) {
    this.root = root;
  }

  /**
   * All of them.
   *
   * @param spec the partition, if there is one
   */
  static Machine read(Root root, Optional<PartitionSpec> spec) throws HostException {
    var files = new MachineFiles(root);
    var agent = files.host(Program.AGENT);
    var controller = files.host(Program.CONTROLLER);
    var partition =
        spec.isPresent() ? files.partition(spec.get()) : Optional.<Machine.Partition>empty();
    return new Machine(
        agent,
        AgentConfiguration.machineName(root),
        controller,
        partition,
        TrustCheck.relayed(root));
  }

  private Side host(Program program) throws HostException {
    var tree = FileTree.ofHost(root.directory(), ETC);
    var layers =
        tree.layers(program, vendor(root.directory(), root.at(program.vendorFile()), program));
    var installed = installed(root.directory(), root.at(ETC), program);
    return new Side(
        Machine.Where.HOST,
        layers,
        tree.mainFile(program),
        installed,
        switch (installed) {
          case YES, BOTH -> version(program);
          case OURS, NO -> Optional.empty();
        },
        tree.unread());
  }

  private Optional<Machine.Partition> partition(PartitionSpec spec) throws HostException {
    var etc = spec.layout().etc();
    var top = ConfinedPath.resolve(root.directory(), etc);
    if (!Files.isDirectory(top)) {
      return Optional.empty();
    }
    var program = Program.AGENT;
    var rootfs = root.at(spec.layout().rootfs());
    var tree = FileTree.ofPartition(root.at(etc), top);
    var isThere = Files.isDirectory(rootfs);
    var layers =
        tree.layers(
            program,
            isThere
                ? vendor(rootfs, rootfs.resolve(program.vendorFile().substring(1)), program)
                : Optional.empty());
    var agent =
        new Side(
            Machine.Where.INSIDE,
            layers,
            tree.mainFile(program),
            isThere ? installed(rootfs, top, program) : Side.Installed.NO,
            Optional.empty(),
            tree.unread());
    return Optional.of(
        new Machine.Partition(
            agent,
            spec.layout().hostname(),
            spec.hasHostNetwork() ? Machine.Network.HOST : Machine.Network.OWN,
            stale(tree, program)));
  }

  private Machine.Stale stale(FileTree tree, Program program) {
    try {
      var wanted = AgentConfiguration.derive(root);
      if (wanted.isEmpty()) {
        return new Machine.Stale.No();
      }
      var has = tree.content(program.mainFile());
      return has.isPresent()
              && Arrays.equals(has.get(), wanted.get().getBytes(StandardCharsets.UTF_8))
          ? new Machine.Stale.No()
          : new Machine.Stale.Yes();
    } catch (HostException failure) {
      return new Machine.Stale.Unwritable(String.valueOf(failure.getMessage()));
    }
  }

  /**
   * Whether the program is there.
   *
   * @param tree that it would be installed in
   * @param etc the folder that is {@code /etc} for it
   */
  private static Side.Installed installed(Path tree, Path etc, Program program)
      throws HostException {
    // QM's own unit lands on every host, so what counts is that somebody switched it on
    var isOurs = isWanted(etc, program.ownUnit());
    if (isBluechis(tree, etc, program)) {
      return isOurs && isWanted(etc, program.unit()) ? Side.Installed.BOTH : Side.Installed.YES;
    }
    return isOurs ? Side.Installed.OURS : Side.Installed.NO;
  }

  /** Whether BlueChi's own program is there; the folders are as above. */
  static boolean isBluechis(Path tree, Path etc, Program program) throws HostException {
    return ConfinedPath.exists(tree, "/usr/lib/systemd/system/" + program.unit())
        || ConfinedPath.exists(etc, "systemd/system/" + program.unit())
        || ConfinedPath.exists(tree, program.binary());
  }

  /** Whether it is started at boot; the link leads to a place of its own machine. */
  private static boolean isWanted(Path etc, String unit) throws HostException {
    return ConfinedPath.isTaken(etc, "systemd/system/multi-user.target.wants/" + unit);
  }

  /** The file of the package. */
  static Optional<ConfFile> vendor(Path tree, Path place, Program program) throws HostException {
    try (var open = OpenTree.of(tree)) {
      return open.readIfAny(program.vendorFile(), LONGEST)
          .map(bytes -> ConfFile.parse(place, bytes));
    }
  }

  /** What the host's own program says. */
  private Optional<Version> version(Program program) {
    if (!root.isHost() || !Files.isExecutable(Path.of(program.binary()))) {
      return Optional.empty();
    }
    try {
      return Version.find(Command.of(program.binary(), "-v").timeout(PATIENCE).run().output());
    } catch (HostException unknown) {
      return Optional.empty();
    }
  }
}
