package dev.qm.cli.partition;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Faults;
import dev.qm.assurance.prove.fault.Injector;
import dev.qm.assurance.prove.fault.PartitionInjector;
import dev.qm.assurance.prove.fault.PodmanPeer;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.Notes;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process of its own that carries faults out in the running partition, as a campaign does. It
 * says {@code begun}, and goes on until it is killed or its input ends.
 */
final class Faulted {
  private static final Path SYSTEM =
      Path.of(System.getProperty("qm.tree", "..")).toAbsolutePath().normalize().resolve("system");

  private Faulted() {}

  /**
   * Begins the fault that the first argument names, in the partition, or in a plain container for
   * which all is there below the root that the second one names.
   */
  public static void main(String[] words) throws Exception {
    var running =
        words.length == 1
            ? injector().begin(fault(words[0]))
            : beside(new Root(Path.of(words[1]).toRealPath()), words[0]);
    System.out.println("begun");
    while (System.in.read() >= 0) {
      // nobody says anything
    }
    System.out.println(running.end());
  }

  /** The command line that starts {@link #main}. */
  static List<String> command(String fault) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Dqm.tree=" + SYSTEM.resolveSibling(""));
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("-cp");
    line.add(
        Stream.of(
                Faulted.class,
                Fault.class,
                PartitionSpec.class,
                Root.class,
                UnitFile.class,
                JsonFactory.class)
            .map(Faulted::place)
            .collect(Collectors.joining(File.pathSeparator)));
    line.add(Faulted.class.getName());
    line.add(fault);
    return line;
  }

  static PartitionInjector injector() throws Exception {
    var system = new SystemTree(SYSTEM);
    return new PartitionInjector(
        PartitionSpec.require(Root.HOST),
        Faults.read(system, Root.HOST),
        new Demos(system),
        Optional.empty(),
        new Silence());
  }

  static PodmanPeer peer(Root root) throws Exception {
    var system = new SystemTree(SYSTEM);
    return new PodmanPeer(
        PartitionSpec.require(root),
        root,
        Faults.read(system, root),
        new Demos(system),
        Optional.empty(),
        new Silence());
  }

  /** Begins a fault of the machine below the root in a plain container. */
  static Injector.Running beside(Root root, String id) throws Exception {
    var fault = Faults.read(new SystemTree(SYSTEM), root).named(id).orElseThrow();
    return peer(root).begin(fault);
  }

  static Fault fault(String id) throws Exception {
    return Faults.read(new SystemTree(SYSTEM), Root.HOST).named(id).orElseThrow();
  }

  private static String place(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }

  private static final class Silence implements Notes {
    @Override
    public void note(String text) {
      // nobody looks
    }

    @Override
    public void progress(String text) {
      // nobody looks
    }
  }
}
