package dev.qm.partition.show;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.file.DeviceNodes;
import dev.qm.host.process.Processes;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The devices of the partition: what its files ask for, what is there, and what may be opened.
 *
 * @param wanted one for each device that a line asks for
 * @param nodes what is in the partition's {@code /dev}, terminals left out; empty when it does not
 *     run
 * @param rules the list of the control group, in the kernel's words; empty on cgroup2, where an
 *     eBPF program holds it
 * @param allowed the lines with {@code DevicePolicy=} and {@code DeviceAllow=}
 * @param isComplete false when there was more in {@code /dev} than is looked at
 */
public record DeviceView(
    List<Wanted> wanted,
    List<Node> nodes,
    List<String> rules,
    List<Entry> allowed,
    boolean isComplete) {
  private static final String CONTAINER = "Container";

  /** Terminals come and go with each login. */
  private static final String TERMINALS = "/dev/pts/";

  public DeviceView {
    wanted = List.copyOf(wanted);
    nodes = List.copyOf(nodes);
    rules = List.copyOf(rules);
    allowed = List.copyOf(allowed);
  }

  /**
   * A device, or a folder of devices, that a line asks for.
   *
   * @param host its path on the host
   * @param inside its path in the partition
   * @param isOptional whether the partition starts without it
   * @param isOnHost whether the host has it now
   * @param isInside whether the partition has it now
   */
  public record Wanted(
      String host,
      String inside,
      boolean isOptional,
      boolean isOnHost,
      boolean isInside,
      Origin origin) {
    /** Whether a node of the partition comes from this line. */
    boolean gives(String path) {
      return path.equals(inside) || path.startsWith(inside + "/");
    }
  }

  /**
   * A node in the partition.
   *
   * @param origin the line that asks for it; nothing for what the runtime gives every container, or
   *     what was made inside
   */
  public record Node(DeviceNode device, Optional<Origin> origin) {}

  /** What the files ask for, and what a running partition has of it. */
  public static DeviceView of(PartitionSpec spec, Optional<Instance> instance)
      throws HostException {
    var found =
        instance.isPresent()
            ? DeviceNodes.below(Processes.rootOf(instance.get().pid()))
            : new DeviceNodes(List.of(), true);
    var wanted = wanted(spec, found.nodes());
    return new DeviceView(
        wanted,
        nodes(found.nodes(), wanted),
        instance.isPresent() ? rules(instance.get()) : List.of(),
        allowed(spec),
        found.isComplete());
  }

  private static List<Wanted> wanted(PartitionSpec spec, List<DeviceNode> nodes) {
    var wanted = new ArrayList<Wanted>();
    for (var entry : spec.quadlet().unit().values(CONTAINER, "AddDevice")) {
      for (var word : CommandWords.split(entry.value())) {
        wanted.add(wanted(word, entry.origin(), nodes));
      }
    }
    return wanted;
  }

  /** {@code [-]HOST[:INSIDE][:RIGHTS]}: podman-systemd.unit(5), podman-run(1). */
  static Wanted wanted(String word, Origin origin, List<DeviceNode> nodes) {
    var isOptional = word.startsWith("-");
    var parts = KernelText.split(isOptional ? word.substring(1) : word, ':');
    var host = parts.getFirst();
    var inside = parts.size() > 1 && parts.get(1).startsWith("/") ? parts.get(1) : host;
    var asked = new Wanted(host, inside, isOptional, isOnHost(host), false, origin);
    for (var node : nodes) {
      if (asked.gives(node.path())) {
        return new Wanted(host, inside, isOptional, asked.isOnHost(), true, origin);
      }
    }
    return asked;
  }

  private static boolean isOnHost(String path) {
    return path.startsWith("/") && path.indexOf('\0') < 0 && Files.exists(Path.of(path));
  }

  private static List<Node> nodes(List<DeviceNode> found, List<Wanted> wanted) {
    var nodes = new ArrayList<Node>();
    for (var device : found) {
      if (!device.path().startsWith(TERMINALS)) {
        nodes.add(new Node(device, origin(device.path(), wanted)));
      }
    }
    return nodes;
  }

  private static Optional<Origin> origin(String path, List<Wanted> wanted) {
    for (var asked : wanted) {
      if (asked.gives(path)) {
        return Optional.of(asked.origin());
      }
    }
    return Optional.empty();
  }

  private static List<String> rules(Instance instance) throws HostException {
    return KernelText.lines(
        PartitionStatus.group(instance).held("devices", "devices.list").value());
  }

  private static List<Entry> allowed(PartitionSpec spec) throws HostException {
    var lines = new ArrayList<Entry>();
    for (var key : List.of("DevicePolicy", "DeviceAllow")) {
      lines.addAll(spec.effective().unit().values("Service", key));
    }
    return lines;
  }
}
