package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.process.Outcome;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Changes the software in the rootfs, which the running partition sees read-only. The package
 * manager of the rootfs runs in a container of its own over the same trees: its programs and the
 * packages' scripts come from the QM side and get none of the host's rights.
 */
public record Maintenance(PartitionSpec spec) {
  /** What is to be done with the packages. */
  public enum Change {
    INSTALL,
    REMOVE
  }

  /** How {@code --security-opt label=} names a type. */
  private static final String TYPE = "type:";

  /** The package managers that a rootfs may have, the first that is there is used. */
  private enum Program {
    APT("usr/bin/apt-get"),
    DNF("usr/bin/dnf");

    private final String program;

    Program(String program) {
      this.program = program;
    }
  }

  /**
   * Installs or removes packages.
   *
   * @param progress gets each line that the package manager prints, fit to be shown
   * @throws HostException when it fails, with its last words
   */
  public void run(Change change, List<String> packages, Consumer<String> progress)
      throws HostException {
    var manager = manager();
    if (manager == Program.APT && change == Change.INSTALL) {
      in("apt-get", List.of("update", "-q"), progress);
    }
    var words = new ArrayList<String>();
    switch (manager) {
      case APT -> {
        words.addAll(List.of(change == Change.INSTALL ? "install" : "remove", "-y", "-q"));
        words.addAll(List.of("--no-install-recommends", "-oDpkg::Use-Pty=0"));
        words.addAll(List.of("-oDpkg::Options::=--force-confold", "--"));
        words.addAll(packages);
        in("apt-get", words, progress);
      }
      case DNF -> {
        words.addAll(List.of("-y", change == Change.INSTALL ? "install" : "remove"));
        words.addAll(packages);
        in("dnf", words, progress);
      }
    }
  }

  private Program manager() throws HostException {
    var rootfs = spec.root().at(spec.layout().rootfs());
    for (var manager : Program.values()) {
      if (ConfinedPath.exists(rootfs, manager.program)) {
        return manager;
      }
    }
    throw new HostException(
        "cannot change the software in " + rootfs,
        "there is neither apt-get nor dnf in it",
        "build a rootfs that has one, or exchange the whole rootfs");
  }

  private void in(String program, List<String> words, Consumer<String> progress)
      throws HostException {
    Outcome outcome;
    try (var view = RootfsView.open(spec)) {
      var arguments = new ArrayList<>(container(view.path()));
      arguments.add(program);
      arguments.addAll(words);
      outcome = Runner.of(spec).beside(arguments, progress);
    }
    if (!outcome.ok()) {
      throw new HostException(
          program + " " + String.join(" ", words) + " failed in the rootfs",
          outcome.lastWords(),
          "");
    }
  }

  /**
   * The label of the package manager: the partition itself, {@code qm_t}, may not change its
   * programs, {@code qm_install_t} may. A policy of before does not know the difference.
   */
  private static String installers(String label) {
    if (!label.startsWith(TYPE) || !label.endsWith("_t")) {
      return label;
    }
    var type = label.substring(TYPE.length(), label.length() - "_t".length()) + "_install_t";
    return SELinux.probe(Root.HOST).knowsType(type) ? TYPE + type : label;
  }

  /** Podman's own default rights, fewer than the partition's: no package script needs more. */
  private List<String> container(Path rootfs) throws HostException {
    var layout = spec.layout();
    var root = spec.root().directory();
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("run", "--rm", "--network=private"));
    arguments.add("--env=DEBIAN_FRONTEND=noninteractive");
    arguments.add("--env=LC_ALL=C.UTF-8");
    arguments.add("--volume=" + ConfinedPath.resolve(root, layout.etc()) + ":/etc");
    arguments.add("--volume=" + ConfinedPath.resolve(root, layout.var()) + ":/var");
    arguments.add("--tmpfs=/tmp:rw,nosuid,nodev,mode=1777");
    // what the runtime puts there is no part of the rootfs
    arguments.add("--tmpfs=/run:rw,nosuid,nodev,mode=755");
    for (var label : spec.labels()) {
      arguments.add("--security-opt=label=" + installers(label));
    }
    arguments.addAll(List.of("--rootfs", rootfs.toString()));
    return arguments;
  }
}
