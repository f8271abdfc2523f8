package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Layout;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The programs of the partition are a tree of its own, and no part of the host's. */
final class OwnRootfs {
  static final Rule RULE =
      Rule.named("own-rootfs")
          .title("The partition runs from a tree of its own, and not from the host's")
          .against(Interference.CONTROL)
          .harm(
              """
              Software inside runs the host's own programs with the host's own files around it, its keys and sockets \
              too, and where it may write it changes them.\
              """)
          .rationale(
              """
              The rootfs is what the partition sees as /. With the host's root folder, or one above its system folders, \
              nothing of the host is out of sight, whatever mounts say. A tree that the partition itself writes to \
              makes its programs what it likes at the next start, and of an image the rules that read the rootfs see \
              nothing.\
              """)
          .sources(
              "podman-run(1), --rootfs",
              "podman-systemd.unit(5), Rootfs= and Image=",
              "Podman, pkg/specgen/specgen.go, NewSpecGenerator")
          .how(
              """
              Rootfs= and Image= as Podman reads them, the links on the way, and where the machine runs its mounts, \
              against the host's system folders, the partition's other trees, and the place that `qm setup` chose.\
              """)
          .proves(
              "The partition's / is a tree that holds nothing of the host, at the place that setup knows.")
          .doesNotProve("That the tree holds what was installed: see rootfs-packages.")
          .mend(
              "take Rootfs= or Image= away, or choose the place by `qm setup --rootfs`, then `qm restart`")
          .check(OwnRootfs::check);

  private OwnRootfs() {}

  private static final String CONTAINER = "Container";

  /** What the host is made of. */
  private static final List<String> SYSTEM =
      List.of(
          "/bin",
          "/boot",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr/bin",
          "/usr/lib",
          "/usr/libexec",
          "/usr/local",
          "/usr/sbin",
          "/usr/share",
          "/var/lib",
          "/var/log",
          "/var/tmp");

  /** Where the kernel shows itself: a process's root is there too. */
  private static final List<String> KERNELS = List.of("/dev", "/proc", "/sys");

  private static Verdict check(PartitionView view) {
    var unit = view.partition();
    var image = unit.last(CONTAINER, "Image");
    if (image.isPresent()) {
      return Verdict.fail(
          Fault.of(
              "the partition runs from an image, which no rule looks into",
              Evidence.of(image.get())));
    }
    var written = unit.last(CONTAINER, "Rootfs");
    var taken = unit.options().last("rootfs");
    if (written.isEmpty()
        || taken
            .filter(it -> it.isOn() && !it.causes().isEmpty())
            .filter(it -> it.causes().getLast().equals(written.get()))
            .isEmpty()) {
      return Verdict.fail(
          Fault.of(
              "another word than that of Rootfs= is what Podman takes for the rootfs",
              taken
                  .map(it -> Asked.evidence(unit, it))
                  .orElse(Asked.not(unit, "no --rootfs of Rootfs="))));
    }
    var judgement = new Judgement();
    place(judgement, view, written.get());
    return judgement.verdict("");
  }

  private static void place(Judgement judgement, PartitionView view, Entry written) {
    var asked = withoutFlag(written.value());
    if (!asked.startsWith("/")
        || !asked.equals(view.declared().spec().layout().rootfs())
        || asked.contains("%")) {
      judgement.fault(
          Fault.of(
              "what folder Podman takes for " + asked + " is not known", Evidence.of(written)));
      return;
    }
    var places = new ArrayList<>(List.of(Trees.path(asked)));
    var real = real(view, asked);
    if (real.isEmpty()) {
      judgement.unknown(asked + " cannot be looked at");
    }
    real.filter(it -> !places.contains(it)).ifPresent(places::add);
    for (var place : places) {
      wrong(view, place).ifPresent(what -> judgement.fault(Fault.of(what, Evidence.of(written))));
    }
    if (!isOfSetup(view, written)) {
      judgement.fault(
          Fault.of("no setup chose " + asked + " for the partition", Evidence.of(written)));
    }
    judgement.holds(Evidence.of(written));
  }

  /**
   * {@code PATH:O}, {@code PATH:idmap} and {@code PATH:idmap=...}: all else is a part of the path.
   */
  private static String withoutFlag(String rootfs) {
    var colon = rootfs.lastIndexOf(':');
    var flag = rootfs.substring(colon + 1);
    return colon >= 0 && (flag.equals("O") || flag.equals("idmap") || flag.startsWith("idmap="))
        ? rootfs.substring(0, colon)
        : rootfs;
  }

  /** The place without links, as the machine names it. */
  private static Optional<Path> real(PartitionView view, String place) {
    var root = view.machine().root().directory();
    try {
      var real = ConfinedPath.resolve(root, place);
      return Optional.of(Path.of("/").resolve(root.relativize(real)));
    } catch (HostException loop) {
      return Optional.empty();
    }
  }

  /** What is wrong with a place, a clause. */
  private static Optional<String> wrong(PartitionView view, Path place) {
    for (var kernels : KERNELS) {
      if (place.startsWith(kernels)) {
        return Optional.of("the partition's / is " + place + ", of the kernel's own");
      }
    }
    for (var used : SYSTEM) {
      var path = Path.of(used);
      if (path.startsWith(place)
          || real(view, used).filter(it -> it.startsWith(place)).isPresent()) {
        return Optional.of("the partition's / is " + place + ", which holds the host's " + used);
      }
    }
    var layout = view.declared().spec().layout();
    for (var tree : List.of(layout.etc(), layout.var())) {
      var own = ClosedTree.of(tree).map(ClosedTree::place).orElse(tree);
      if (place.startsWith(tree) || place.startsWith(own)) {
        return Optional.of("the partition's / is " + place + ", in a tree that it writes to");
      }
    }
    return shown(view.machine().mounts(), place)
        .map(what -> "the partition's / is " + place + ", where a mount shows the host's " + what);
  }

  /** The host's folder that a mount shows at the place as well. */
  private static Optional<String> shown(List<Mount> mounts, Path place) {
    var holding = Mounts.holding(mounts, place);
    if (holding.isEmpty()) {
      return Optional.empty();
    }
    var at = within(holding.get(), place);
    for (var used : SYSTEM) {
      var path = Path.of(used);
      var other = Mounts.holding(mounts, path);
      if (other.filter(it -> it.device().equals(holding.get().device())).isPresent()
          && within(other.get(), path).startsWith(at)) {
        return Optional.of(used);
      }
    }
    return Optional.empty();
  }

  /** The place as its file system knows it. */
  private static Path within(Mount mount, Path place) {
    return mount.root().resolve(mount.target().relativize(place).toString()).normalize();
  }

  /** The usual place, or one that the vendor's unit or the drop-in of `qm setup` names. */
  private static boolean isOfSetup(PartitionView view, Entry written) {
    var root = view.machine().root();
    var file = written.origin().file();
    return withoutFlag(written.value()).equals(Layout.DEFAULT.rootfs())
        || file.equals(root.at(Layout.QUADLET))
        || file.equals(root.at(Layout.SETUP_DROP_IN));
  }
}
