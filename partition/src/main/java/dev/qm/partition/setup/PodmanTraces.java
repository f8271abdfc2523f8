package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.quadlet.syntax.CommandWords;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What Podman leaves on a machine that its package does not take along: lock files, a cache, empty
 * folders, and the base chains of its firewall rules. Only for a machine whose Podman setup
 * brought: elsewhere they may be another container's.
 */
final class PodmanTraces {
  private static final String CHAINS = "NETAVARK";

  /** Files first, then the folders that they leave empty, innermost first. */
  private static final List<String> PATHS =
      List.of(
          "/run/containers/networks/ipam.db",
          "/run/containers/networks",
          "/run/containers/storage",
          "/run/containers",
          "/etc/containers/networks/netavark.lock",
          "/etc/containers/networks",
          "/etc/containers",
          // the lock of its older networks, which one call or another of Podman takes
          "/etc/cni/net.d/cni.lock",
          "/etc/cni/net.d",
          "/etc/cni",
          // what it knows of layers that it once saw, wherever it is told to store images
          "/var/lib/containers/cache/blob-info-cache-v1.boltdb",
          "/var/lib/containers/cache/blob-info-cache-v1.sqlite",
          "/var/lib/containers/cache",
          "/var/lib/containers",
          "/run/libpod",
          "/run/netns");

  private PodmanTraces() {}

  /** Takes the traces away; a folder with somebody's files in it stays. */
  static void removeFiles() throws HostException {
    for (var path : PATHS) {
      try {
        Files.deleteIfExists(Path.of(path));
      } catch (DirectoryNotEmptyException others) {
        // somebody has files in it: it stays
      } catch (IOException failure) {
        throw new HostException("cannot remove " + path, failure);
      }
    }
  }

  /** Takes the chains away, which takes the tool that set them. */
  static void removeRules() throws HostException {
    if (Command.find("nft").isPresent()) {
      // netavark's own table, from 1.10 on; there may be none
      Command.of("nft", "delete", "table", "inet", "netavark").run();
    }
    if (Command.find("iptables").isPresent()) {
      for (var table : List.of("nat", "filter")) {
        removeChains(table);
      }
    }
  }

  private static void removeChains(String table) throws HostException {
    var chains = new ArrayList<String>();
    for (var rule : Command.of("iptables", "-t", table, "-S").require().output().lines().toList()) {
      if (rule.startsWith("-N " + CHAINS)) {
        chains.add(rule.substring("-N ".length()));
      } else if (rule.startsWith("-A ")
          && !rule.startsWith("-A " + CHAINS)
          && rule.contains(CHAINS)) {
        var argv = new ArrayList<>(List.of("iptables", "-t", table, "-D"));
        argv.addAll(CommandWords.split(rule.substring("-A ".length())));
        Command.of(argv).require();
      }
    }
    for (var verb : List.of("-F", "-X")) {
      for (var chain : chains) {
        Command.of("iptables", "-t", table, verb, chain).require();
      }
    }
  }
}
