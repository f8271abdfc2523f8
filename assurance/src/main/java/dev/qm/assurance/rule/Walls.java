package dev.qm.assurance.rule;

import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.GivenCapability;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Walls that keep root inside from what is the host's, each shown by the line that builds it. */
public final class Walls {
  /** Why a rule about what runs says nothing of files. */
  public static final String NOT_RUNNING = "only a running partition can tell";

  private Walls() {}

  /** Its own user namespace, asked for and, where it runs, there: user_namespaces(7). */
  public static Optional<Evidence> userNamespace(PartitionView view) {
    var options = view.partition().options();
    var mode = options.last("userns").filter(it -> !it.value().equals("host"));
    var asked = options.last("uidmap").or(() -> mode);
    var runs = view.live().flatMap(live -> live.hasOwn("user")).orElse(true);
    return asked.filter(_ -> runs).map(option -> of(view.partition(), option));
  }

  /** The line that asks for none, or what runs. */
  public static Evidence noUserNamespace(PartitionView view) {
    var unit = view.partition();
    if (unit.options().last("uidmap").isPresent() && view.live().isPresent()) {
      var live = view.live().get();
      return Evidence.kernel(
          "/proc/" + live.first().pid() + "/ns/user",
          "user:[" + live.first().namespaces().get("user") + "], as the host's");
    }
    var empty = unit.unit().last("Container", "UIDMap");
    return empty.isPresent()
        ? Evidence.of(empty.get())
        : Evidence.missing(unit.quadlet().file(), "no UIDMap=");
  }

  /** SELinux, enforcing, with QM's own type on the partition. */
  public static Optional<Evidence> selinux(PartitionView view) {
    if (!(view.machine().selinux() instanceof SELinux.Enforcing)) {
      return Optional.empty();
    }
    if (view.live().isPresent()) {
      var first = view.live().get().first();
      return first
          .label()
          .filter(label -> label.contains(":qm_t"))
          .map(label -> Evidence.process(first.pid(), first.name(), label));
    }
    if (view.partition().options().on("privileged").isPresent()) {
      return Optional.empty();
    }
    var found = Optional.<Evidence>empty();
    for (var label : view.partition().options().security("label")) {
      if (label.value().equals("type:qm_t")) {
        found = Optional.of(of(view.partition(), label));
      } else if (label.value().equals("disable")) {
        return Optional.empty();
      }
    }
    return found;
  }

  /** A capability that it does not have. */
  public static Optional<Evidence> without(PartitionView view, String capability) {
    if (GivenCapability.has(view.partition().options(), capability)) {
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
    selinux(view).ifPresent(walls::add);
    without(view, "sys_admin").ifPresent(walls::add);
    return walls;
  }

  /** The line behind an option; what Quadlet or Podman adds by itself points at the unit. */
  public static Evidence of(Described unit, Option option) {
    return option.causes().isEmpty()
        ? Evidence.missing(unit.quadlet().file(), "--" + option.name() + "=" + option.value())
        : Evidence.of(option.causes().getLast());
  }
}
