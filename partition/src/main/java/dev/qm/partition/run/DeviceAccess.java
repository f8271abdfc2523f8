package dev.qm.partition.run;

import dev.qm.host.AtomicFile;
import dev.qm.host.Command;
import dev.qm.host.ConfinedPath;
import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Lets a partition with user ids of its own open the devices of {@code AddDevice=}.
 *
 * <p>Such a partition gets the host's own nodes, bound into its {@code /dev}: mknod(2) is not for
 * user namespaces. They belong to the host's root and to one of its groups, both of which are
 * nobody inside. An access control list, acl(5), adds the partition's root and its group of the
 * same name ({@code video}, {@code audio}, {@code kvm}); owner and mode stay as they are. The nodes
 * are in memory, so a reboot forgets all of it.
 */
public final class DeviceAccess {
  private static final int MOST_BYTES = 1 << 20;

  private final PartitionSpec spec;

  /** The devices of a partition on the running machine. */
  public DeviceAccess(PartitionSpec spec) {
    this.spec = spec;
  }

  /**
   * Gives access to the nodes that the partition is to have, and takes it from those that it had
   * before.
   *
   * @return the nodes that it may open now
   */
  public List<Path> refresh() throws HostException {
    var root = spec.onHost("UIDMap", 0);
    if (root.isEmpty()) {
      return List.of();
    }
    var wanted = nodes();
    for (var node : given()) {
      if (!wanted.contains(node)) {
        take(node);
      }
    }
    if (!wanted.isEmpty()) {
      // before access is given, so that nothing is given that nobody knows of
      var names = String.join("\n", wanted.stream().map(Path::toString).toList());
      AtomicFile.write(file(), names + "\n", "0644");
    }
    for (var node : wanted) {
      Command.of("setfacl", "--modify", entries(node, root.getAsLong()), "--", node.toString())
          .require();
    }
    return List.copyOf(wanted);
  }

  /** Takes all access back. */
  public void revoke() throws HostException {
    for (var node : given()) {
      take(node);
    }
    try {
      Files.deleteIfExists(file());
    } catch (IOException failure) {
      throw new HostException("cannot remove " + file(), failure);
    }
  }

  /** Character devices below /dev that are there and not open to everybody anyway. */
  private Set<Path> nodes() {
    var nodes = new LinkedHashSet<Path>();
    for (var device : spec.devices()) {
      try {
        var node = Path.of(device).toRealPath();
        if (node.startsWith("/dev") && isCharacterDevice(node) && !isOpenToAll(node)) {
          nodes.add(node);
        }
      } catch (IOException notThere) {
        // AddDevice= with a dash leaves out what the machine does not have; Podman names the others
      }
    }
    return nodes;
  }

  private static boolean isCharacterDevice(Path node) throws IOException {
    return ((int) Files.getAttribute(node, "unix:mode") & 0170000) == 0020000;
  }

  private static boolean isOpenToAll(Path node) throws IOException {
    var permissions = Files.getPosixFilePermissions(node);
    return permissions.contains(PosixFilePermission.OTHERS_READ)
        && permissions.contains(PosixFilePermission.OTHERS_WRITE);
  }

  private String entries(Path node, long root) throws HostException {
    try {
      var owner = Files.readAttributes(node, PosixFileAttributes.class).group().getName();
      var group = groupInside(owner);
      var entries = "u:" + root + ":rw";
      return group.isPresent() ? entries + ",g:" + group.getAsLong() + ":rw" : entries;
    } catch (IOException failure) {
      throw new HostException("cannot look at " + node, failure);
    }
  }

  /** The id that the host has for the partition's group of this name: group(5). */
  private OptionalLong groupInside(String name) throws HostException {
    var etc = spec.root().at(spec.layout().etc());
    var text =
        new String(ConfinedPath.readBounded(etc, "/group", MOST_BYTES), StandardCharsets.UTF_8);
    for (var line : text.split("\n", -1)) {
      var fields = line.split(":", -1);
      if (fields.length >= 3 && fields[0].equals(name) && fields[2].matches("[0-9]{1,9}")) {
        return spec.onHost("GIDMap", Long.parseLong(fields[2]));
      }
    }
    return OptionalLong.empty();
  }

  private void take(Path node) throws HostException {
    if (Files.exists(node)) {
      // the entries of nobody else: the ids are this partition's alone
      var entries = new ArrayList<String>();
      var listed =
          Command.of(
                  "getfacl",
                  "--omit-header",
                  "--numeric",
                  "--absolute-names",
                  "--",
                  node.toString())
              .require();
      for (var line : listed.output().split("\n", -1)) {
        var fields = line.split(":", -1);
        if (fields.length >= 3
            && fields[1].matches("[0-9]{1,10}")
            && isOurs(fields[0], Long.parseLong(fields[1]))) {
          entries.add(fields[0] + ":" + fields[1]);
        }
      }
      if (!entries.isEmpty()) {
        Command.of("setfacl", "--remove", String.join(",", entries), "--", node.toString())
            .require();
      }
    }
  }

  private boolean isOurs(String kind, long id) {
    return switch (kind) {
      case "user" -> spec.isMapped("UIDMap", id);
      case "group" -> spec.isMapped("GIDMap", id);
      default -> false;
    };
  }

  /** The nodes to which access was given, as far as they are known; none after a reboot. */
  private List<Path> given() throws HostException {
    try {
      return Files.readAllLines(file()).stream()
          .filter(line -> !line.isEmpty())
          .map(Path::of)
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException failure) {
      throw new HostException("cannot read " + file(), failure);
    }
  }

  private Path file() {
    return spec.root().at(Layout.DEVICES);
  }
}
