package dev.qm.assurance.bundle;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Disk;
import dev.qm.partition.landing.Sha256;
import dev.qm.partition.setup.Ledger;
import dev.qm.partition.setup.Mark;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file that makes the partition what it is.
 *
 * @param path as the machine itself names it
 * @param role what it is there for, a noun
 * @param sha256 of what is in it; nothing when that cannot be read
 * @param remark how it stands to what setup left, or why it cannot be read; may be empty
 */
public record HashedFile(String path, String role, Optional<String> sha256, String remark) {
  /** Bytes; a file of the host's that is longer is not read. */
  private static final int LONGEST = 64 << 20;

  private static final String POLICY = Layout.SHARE + "/selinux";
  private static final String SITE = "/etc/qm-assurance";

  /** All files of a partition that are known by name, each once, by path. */
  static List<HashedFile> of(PartitionView view) throws HostException {
    return new Reading(view).all();
  }

  /** One look at them. */
  private static final class Reading {
    private final PartitionView view;
    private final Root root;
    private final Map<String, String> roles = new TreeMap<>();
    private final Map<String, List<String>> landed = new TreeMap<>();

    Reading(PartitionView view) {
      this.view = view;
      this.root = view.machine().root();
    }

    List<HashedFile> all() throws HostException {
      for (var mark : Ledger.read(root).marks()) {
        if (mark instanceof Mark.Landed(var path, var digests)) {
          landed.put(path, digests);
          roles.put(path, "landed by setup");
        }
      }
      folder(POLICY, ".cil", "module of the SELinux policy");
      folder(SITE, ".conf", "the site's own: safety side, accepted risks, budgets");
      folder(SITE + "/verify.d", ".conf", "an accepted risk");
      roles.put(Layout.SECCOMP, "filter of system calls");
      for (var dropIn : view.partition().quadlet().dropIns()) {
        roles.put(named(dropIn), "drop-in of qm.container");
      }
      roles.put(named(view.partition().quadlet().file()), "the partition's quadlet");
      var files = new ArrayList<HashedFile>();
      roles.forEach((path, role) -> files.add(hashed(path, role)));
      return files;
    }

    private String named(Path file) {
      return Path.of("/").resolve(root.directory().relativize(file)).toString();
    }

    private void folder(String folder, String suffix, String role) throws HostException {
      var place = root.at(folder);
      if (!Files.isDirectory(place)) {
        return;
      }
      try (var entries = Files.newDirectoryStream(place, "*" + suffix)) {
        for (var entry : entries) {
          roles.put(folder + "/" + entry.getFileName(), role);
        }
      } catch (DirectoryIteratorException failure) {
        throw new HostException("cannot list " + place, String.valueOf(failure.getMessage()));
      } catch (IOException failure) {
        throw new HostException("cannot list " + place, failure);
      }
    }

    private HashedFile hashed(String path, String role) {
      try {
        var digest = digest(path);
        return new HashedFile(path, role, digest, remark(path, digest));
      } catch (HostException unreadable) {
        return new HashedFile(
            path, role, Optional.empty(), String.valueOf(unreadable.getMessage()));
      }
    }

    private Optional<String> digest(String path) throws HostException {
      if (!isInTrees(path)) {
        return ConfinedPath.isTaken(root.directory(), path)
            ? Optional.of(Sha256.of(ConfinedPath.readBounded(root.directory(), path, LONGEST)))
            : Optional.empty();
      }
      // whoever owns the tree may have put a link there, which leads to somebody else's file
      var digest = Disk.of(root).digest(path);
      if (digest.isPresent() && digest.get().length() != Sha256.of(new byte[0]).length()) {
        throw new HostException("not read", "it is no file any more, or longer than setup's are");
      }
      return digest;
    }

    private boolean isInTrees(String path) {
      for (var tree : view.declared().spec().layout().trees()) {
        if (path.startsWith(tree + "/") || path.startsWith(tree + ".private/")) {
          return true;
        }
      }
      return false;
    }

    private String remark(String path, Optional<String> digest) {
      if (digest.isEmpty()) {
        return "not there";
      }
      var left = Optional.ofNullable(landed.get(path));
      if (left.isEmpty()) {
        return "";
      }
      return left.get().contains(digest.get()) ? "as setup left it" : "changed since setup";
    }
  }
}
