package dev.qm.assurance.rule;

import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.IdMap;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.LiveProcess;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walls behind which something does no harm that would without them, each as what shows that it
 * stands.
 */
public final class Walls {
  /** Why a rule about what runs says nothing of files. */
  public static final String NOT_RUNNING = "only a running partition can tell";

  private Walls() {}

  /**
   * A user namespace of the partition's own, asked for and, where it runs, there: podman-run(1),
   * --uidmap and --userns; user_namespaces(7).
   */
  public static Optional<Evidence> userNamespace(PartitionView view) {
    var runs = view.live().flatMap(live -> live.hasOwn("user")).orElse(true);
    return userNamespaceOption(view)
        .filter(_ -> runs)
        .map(option -> Asked.evidence(view.partition(), option));
  }

  /** The option that asks for a user namespace. */
  public static Optional<Option> userNamespaceOption(PartitionView view) {
    var options = view.partition().options();
    if (ofHostRoot(view).isPresent()) {
      return Optional.empty();
    }
    var mode = options.last("userns").filter(it -> !it.value().isEmpty());
    if (mode.isPresent()) {
      if (mode.get().joinsAnother()) {
        return Optional.empty();
      }
      // "private" is one of its own only with ids, which are the other options
      if (!mode.get().value().equals("private")) {
        return mode;
      }
    }
    return options
        .last("uidmap")
        .or(() -> options.last("gidmap"))
        .or(() -> options.last("subuidname"))
        .or(() -> options.last("subgidname"));
  }

  /** What makes somebody inside the host's root, whatever namespace there is. */
  private static Optional<Option> ofHostRoot(PartitionView view) {
    return IdMap.of(view.partition().options(), "uidmap").stream()
        .filter(map -> map.holds(0))
        .map(IdMap::option)
        .findFirst();
  }

  /** That there is no such namespace, at the line that says so, or as it runs. */
  public static Evidence plain(PartitionView view) {
    var options = view.partition().options();
    var map = ofHostRoot(view);
    if (map.isPresent()) {
      return Asked.evidence(view.partition(), map.get());
    }
    var mode = options.last("userns").filter(it -> !it.value().isEmpty());
    if (mode.isPresent() && userNamespaceOption(view).isEmpty()) {
      return Asked.evidence(view.partition(), mode.get());
    }
    if (userNamespaceOption(view).isPresent() && view.live().isPresent()) {
      return new RunningNamespace("user").hosts(view.live().get());
    }
    return view.partition()
        .unit()
        .last("Container", "UIDMap")
        .map(Evidence::of)
        .orElse(
            Evidence.missing(view.partition().quadlet().file(), "no UIDMap=: the host's user ids"));
  }

  /**
   * SELinux, enforcing, with a type of the policy's that is QM's: the policy's own invariants say
   * what it refuses.
   */
  public static Optional<Evidence> policy(PartitionView view) {
    if (!(view.machine().selinux() instanceof SELinux.Enforcing)
        || privileged(view).isPresent()
        || !isLabelled(view)) {
      return Optional.empty();
    }
    var live = view.live();
    if (live.isPresent() && live.get().first().label().filter(Walls::isOfQm).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Evidence.kernel("/sys/fs/selinux/enforce", "1, and the type is qm_t"));
  }

  private static boolean isLabelled(PartitionView view) {
    var type = "";
    for (var label : view.partition().options().security("label")) {
      if (label.value().equals("disable")) {
        return false;
      }
      if (label.value().startsWith("type:")) {
        type = label.value().substring("type:".length());
      }
    }
    return type.equals("qm_t");
  }

  private static boolean isOfQm(String label) {
    return label.contains(":qm_t:");
  }

  /** The option that takes several walls at once. */
  public static Optional<Option> privileged(PartitionView view) {
    return view.partition().options().on("privileged");
  }

  /**
   * The processes whose capabilities count on the host: those in its user namespace. In one of
   * their own the kernel shows all of them, and they mean nothing outside.
   */
  public static List<LiveProcess> ofHostIds(Live live) {
    var host = live.hostNamespaces().get("user");
    var found = new ArrayList<LiveProcess>();
    for (var process : live.processes()) {
      if (host != null && host.equals(process.namespaces().get("user"))) {
        found.add(process);
      }
    }
    return found;
  }

  /**
   * Whether root inside is the host's root: by the running partition, and where none runs by what
   * its files ask for.
   */
  public static boolean isPlain(PartitionView view) {
    return ofHostRoot(view).isPresent()
        || !view.live()
            .flatMap(live -> live.hasOwn("user"))
            .orElseGet(() -> userNamespaceOption(view).isPresent());
  }

  /** A capability that it does not have. */
  public static Optional<Evidence> without(PartitionView view, String capability) {
    if (new Granted(view.partition().options()).of(capability).isGiven()) {
      return Optional.empty();
    }
    if (view.live().isPresent()) {
      var first = view.live().get().first();
      return first.bounding().has(capability)
          ? Optional.empty()
          : Optional.of(Evidence.process(first.pid(), first.name(), "no " + capability));
    }
    return Optional.of(Evidence.missing(view.partition().quadlet().file(), "no " + capability));
  }

  /** All that there are of those that stand before {@code sys_admin}'s files. */
  public static List<Evidence> beforeTheKernelsFiles(PartitionView view) {
    var walls = new ArrayList<Evidence>();
    userNamespace(view).ifPresent(walls::add);
    policy(view).ifPresent(walls::add);
    without(view, "sys_admin").ifPresent(walls::add);
    return walls;
  }
}
