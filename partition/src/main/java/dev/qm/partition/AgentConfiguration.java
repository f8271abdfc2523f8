package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.AtomicFile;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of the BlueChi agent in the partition: the host agent's, with a node name of
 * its own. It becomes the partition's {@code /etc/bluechi/agent.conf}; what a user puts into {@code
 * agent.conf.d} inside applies on top, and is never touched. See bluechi-agent.conf(5).
 */
public final class AgentConfiguration {
  private static final String SECTION = "bluechi-agent";
  private static final String FILE = "bluechi/agent.conf";
  private static final int LIMIT = 1 << 20;

  private AgentConfiguration() {}

  /**
   * The host agent's effective settings for the partition; empty when the host has no agent.
   *
   * @throws HostException when a file of the host agent cannot be read or understood
   */
  public static Optional<String> derive(Root root) throws HostException {
    var files = hostFiles(root);
    if (files.isEmpty()) {
      return Optional.empty();
    }
    var settings = new LinkedHashMap<String, String>();
    for (var file : files) {
      for (var entry : entries(file)) {
        settings.put(entry.key(), entry.value());
      }
    }
    var name = settings.getOrDefault("NodeName", "");
    settings.put("NodeName", "qm." + (name.isEmpty() ? hostname(root) : name));
    var text = new StringBuilder();
    text.append("# Written at each start of the partition, from the host's bluechi/agent.conf.\n");
    text.append("# Put changes into agent.conf.d/, where they win.\n[")
        .append(SECTION)
        .append("]\n");
    settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return Optional.of(text.toString());
  }

  /**
   * Brings the partition's file up to date.
   *
   * @param etc the partition's {@code /etc} on the host: its content is not trusted
   * @return the node name, when the host has an agent
   */
  public static Optional<String> refresh(Root root, Path etc) throws HostException {
    var text = derive(root);
    if (text.isEmpty() || !Files.isDirectory(etc)) {
      return Optional.empty();
    }
    var target = ConfinedPath.resolve(etc, FILE);
    try {
      Files.createDirectories(target.resolveSibling(".").normalize());
      if (!holds(target, text.get().getBytes(StandardCharsets.UTF_8))) {
        AtomicFile.write(target, text.get(), "0644");
      }
    } catch (IOException failure) {
      throw new HostException("cannot write " + target, failure);
    }
    return nodeName(text.get());
  }

  /** Compares no more than it must: the file is the partition's, of any length and content. */
  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  /** The node name that {@code configuration} gives. */
  public static Optional<String> nodeName(String configuration) {
    return configuration
        .lines()
        .filter(line -> line.startsWith("NodeName="))
        .map(line -> line.substring("NodeName=".length()))
        .findFirst();
  }

  /** The host agent's files in the order in which they apply. */
  private static List<Path> hostFiles(Root root) throws HostException {
    var files = new ArrayList<Path>();
    var main = root.at("/etc/bluechi/agent.conf");
    if (Files.isRegularFile(main)) {
      files.add(main);
    }
    var folder = root.at("/etc/bluechi/agent.conf.d");
    if (Files.isDirectory(folder)) {
      try (var list = Files.newDirectoryStream(folder, "*.conf")) {
        var parts = new ArrayList<Path>();
        list.forEach(part -> {
          if (Files.isRegularFile(part)) {
            parts.add(part);
          }
        });
        parts.sort(null);
        files.addAll(parts);
      } catch (IOException failure) {
        throw new HostException("cannot read " + folder, failure);
      }
    }
    return files;
  }

  private static List<Entry> entries(Path file) throws HostException {
    try {
      if (Files.size(file) > LIMIT) {
        throw new HostException("will not read " + file, "it is longer than " + LIMIT + " bytes");
      }
      return UnitFile.parse(file, Files.readString(file)).entries(SECTION);
    } catch (UnitSyntaxException error) {
      throw new HostException(
          error.origin() + ": cannot understand the host agent's configuration",
          String.valueOf(error.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  private static String hostname(Root root) throws HostException {
    try {
      if (root.isHost()) {
        // gethostname(2): what the running machine is called, whatever its file says
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
      }
      var file = root.at("/etc/hostname");
      return Files.isRegularFile(file) ? Files.readString(file).strip() : "localhost";
    } catch (IOException failure) {
      throw new HostException("cannot find out the host's name", failure);
    }
  }
}
