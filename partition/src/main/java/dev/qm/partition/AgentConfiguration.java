package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The configuration of the BlueChi agent in the partition: the host agent's, with a node name of
 * its own. It becomes the partition's {@code /etc/bluechi/agent.conf}; what a user puts into {@code
 * agent.conf.d} inside applies on top, and is never touched. See bluechi-agent.conf(5).
 */
public final class AgentConfiguration {
  private static final String SECTION = "bluechi-agent";
  private static final String FOLDER = "bluechi";
  private static final String FILE = "agent.conf";
  private static final int LIMIT = 1 << 20;

  private AgentConfiguration() {}

  /**
   * The host agent's effective settings for the partition; empty when the host has no agent.
   *
   * @throws HostException when a file of the host agent cannot be read or understood
   */
  public static Optional<String> derive(Root root) throws HostException {
    return derive(root, Map.of());
  }

  /**
   * What {@link #derive(Root)} will say once the host has other files.
   *
   * @param planned the content of each, by its path as the host itself names it
   */
  public static Optional<String> derive(Root root, Map<String, String> planned)
      throws HostException {
    var files = hostFiles(root, planned);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    var settings = settings(files);
    var name = settings.getOrDefault("NodeName", "");
    settings.put("NodeName", "qm." + (name.isEmpty() ? machineName(root) : name));
    var text = new StringBuilder();
    text.append("# Written at each start of the partition, from the host's bluechi/agent.conf.\n");
    text.append("# Put changes into agent.conf.d/, where they win.\n");
    var notes = new ArrayList<String>();
    var channel = BluechiChannel.socket(root, planned, settings.get("NodeName"));
    if (channel.isPresent()) {
      BluechiChannel.lead(settings, channel.get(), notes);
    }
    var isSameNetwork =
        channel.isPresent()
            || PartitionSpec.load(root).filter(PartitionSpec::hasHostNetwork).isPresent();
    var inside = isSameNetwork ? settings : ControllerPlace.fromInside(settings, notes);
    notes.forEach(note -> text.append("# ").append(note).append('\n'));
    text.append('[').append(SECTION).append("]\n");
    inside.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Optional.of(text.toString());
  }

  /** What the machine is called, which is its node's name where no file says another one. */
  public static String machineName(Root root) {
    // gethostname(2): what the running machine is called, whatever its file says
    var name =
        Bounded.word(
            root.isHost() ? Path.of("/proc/sys/kernel/hostname") : root.at("/etc/hostname"));
    return name.isEmpty() ? "localhost" : name;
  }

  /**
   * Brings the partition's file up to date.
   *
   * @param etc the partition's {@code /etc} on the host: its content is not trusted
   * @return the node name, when the host has an agent
   */
  public static Optional<String> refresh(Root root, Path etc) throws HostException {
    return refresh(root, etc, _ -> {});
  }

  /**
   * The same.
   *
   * @param written told the file, if it was another one and has been written
   */
  public static Optional<String> refresh(Root root, Path etc, Consumer<Path> written)
      throws HostException {
    var text = derive(root);
    if (text.isEmpty() || !Files.isDirectory(etc)) {
      return Optional.empty();
    }
    var folder = folder(etc);
    var tree = new HostileTree(etc);
    if (!folder.isEmpty()) {
      tree.makeFolders(folder);
    }
    var file = folder.isEmpty() ? FILE : folder + "/" + FILE;
    var content = text.get().getBytes(StandardCharsets.UTF_8);
    // compares no more than it must: the file is the partition's, of any length and content
    if (!tree.read(file, content.length)
        .equals(new HostileTree.Found.Content(Untrusted.of(content)))) {
      tree.write(file, content, "0644");
      written.accept(etc.resolve(FOLDER).resolve(FILE));
    }
    return nodeName(text.get());
  }

  /** Where the agent's folder is in the tree, links worked off; empty for its top. */
  private static String folder(Path etc) throws HostException {
    var top = etc.toAbsolutePath().normalize();
    return top.relativize(ConfinedPath.resolve(top, FOLDER)).toString();
  }

  /** The node name that {@code configuration} gives. */
  public static Optional<String> nodeName(String configuration) {
    return configuration
        .lines()
        .filter(line -> line.startsWith("NodeName="))
        .map(line -> line.substring("NodeName=".length()))
        .findFirst();
  }

  private static Map<String, String> settings(Map<Path, Optional<String>> files)
      throws HostException {
    var settings = new LinkedHashMap<String, String>();
    for (var file : files.entrySet()) {
      for (var entry : entries(file.getKey(), file.getValue())) {
        settings.put(entry.key(), entry.value());
      }
    }
    return settings;
  }

  /** The host agent's files in the order in which they apply, with the content of planned ones. */
  private static Map<Path, Optional<String>> hostFiles(Root root, Map<String, String> planned)
      throws HostException {
    var files = new LinkedHashMap<Path, Optional<String>>();
    var main = root.at("/etc/bluechi/agent.conf");
    if (Files.isRegularFile(main)) {
      files.put(main, Optional.empty());
    }
    var folder = root.at("/etc/bluechi/agent.conf.d");
    var parts = new TreeMap<Path, Optional<String>>();
    if (Files.isDirectory(folder)) {
      try (var list = Files.newDirectoryStream(folder, "*.conf")) {
        list.forEach(part -> {
          if (Files.isRegularFile(part)) {
            parts.put(part, Optional.empty());
          }
        });
      } catch (IOException failure) {
        throw new HostException("cannot read " + folder, failure);
      }
    }
    planned.forEach((path, text) -> {
      if (path.equals(BluechiChannel.FILE)) {
        return;
      }
      var file = root.at(path);
      (file.equals(main) ? files : parts).put(file, Optional.of(text));
    });
    files.putAll(parts);
    return files;
  }

  private static List<Entry> entries(Path file, Optional<String> planned) throws HostException {
    try {
      var text =
          planned.isPresent()
              ? planned.get()
              : new String(Bounded.bytes(file, LIMIT), StandardCharsets.UTF_8);
      return UnitFile.parse(file, text).entries(SECTION);
    } catch (UnitSyntaxException error) {
      throw new HostException(
          error.origin() + ": cannot understand the host agent's configuration",
          String.valueOf(error.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
