package dev.qm.assurance.rules.capabilities;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.Options.Option;
import dev.qm.assurance.view.PartitionView;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Files;
import java.util.Optional;
import java.util.Set;

/**
 * A capability that the partition has not, or that does nothing outside it. The kernel asks most of
 * these with capable(), which means its first user namespace; what it asks with ns_capable() counts
 * in the namespace that owns the thing.
 *
 * @param capability such as {@code sys_boot}
 * @param interference what it disturbs
 * @param harm what could happen, one sentence
 * @param rationale what the kernel lets its owner do
 * @param source where that stands beside capabilities(7)
 * @param other the wall that makes it harmless without a user namespace
 * @param drop whether the partition still works without it
 */
record WithoutCapability(
    String capability,
    Interference interference,
    String harm,
    String rationale,
    String source,
    Other other,
    Drop drop) {
  /** Those that the policy's invariants refuse to every domain of QM: qm_never.cil. */
  private static final Set<String> REFUSED_BY_POLICY =
      Set.of(
          "sys_module",
          "mac_admin",
          "mac_override",
          "perfmon",
          "sys_boot",
          "sys_time",
          "sys_rawio",
          "sys_nice",
          "sys_resource",
          "sys_pacct",
          "audit_control");

  /** What else keeps a capability inside. */
  enum Other {
    /** Nothing. */
    NONE(""),
    /** It reaches processes that can be named. */
    OWN_PROCESSES("pid"),
    /** It reaches the network that its owner is in. */
    OWN_NETWORK("net"),
    /** What it takes is charged to the partition's group. */
    MEMORY_BOUND(""),
    /** Not even a user namespace: it lifts bounds of the partition itself. */
    NOT_EVEN_IDS("");

    private final String namespace;

    Other(String namespace) {
      this.namespace = namespace;
    }
  }

  /** Whether a drop-in can take it away. */
  enum Drop {
    /** The partition boots, and its Podman starts containers. */
    WORKS,
    /** Its systemd or its Podman needs it. */
    BREAKS
  }

  Rule rule() {
    return Rule.named("cap-" + capability.replace('_', '-'))
        .title("The capability " + capability + " does nothing outside the partition")
        .against(interference)
        .harm(harm)
        .rationale(rationale)
        .sources("capabilities(7), CAP_" + capability.toUpperCase(java.util.Locale.ROOT), source)
        .how(
            """
            The capabilities that the effective podman run gives (AddCapability=, DropCapability=, PodmanArgs=, \
            --privileged), and the user namespace; while it runs, the bounding set of every process that is in the \
            host's user namespace.\
            """)
        .proves("No process of the partition can use it on what the host owns.")
        .doesNotProve("That the kernel has no hole by which a process gains it.")
        .mend(
            drop == Drop.WORKS
                ? "add it to DropCapability=, or give the partition a user namespace"
                : "give the partition a user namespace (`qm setup --isolation user-namespace`): it"
                    + " needs this capability inside")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    files(judgement, view);
    live(judgement, view);
    return judgement.verdict("");
  }

  private void files(Judgement judgement, PartitionView view) {
    var grant = new Granted(view.partition().options()).of(capability);
    var cause = grant.cause();
    if (!grant.isGiven()) {
      judgement.holds(
          cause.isPresent()
              ? Asked.evidence(view.partition(), cause.get())
              : Evidence.missing(
                  view.partition().quadlet().file(), "nothing asks for " + capability));
      return;
    }
    var wall = wall(view);
    if (wall.isPresent()) {
      judgement.holds(wall.get());
      return;
    }
    var named = cause.filter(it -> !Granted.isAll(it));
    var forgotten = named.isPresent() ? Optional.<Entry>empty() : forgotten(view);
    var evidence =
        forgotten
            .map(Evidence::of)
            .or(() -> cause.map(it -> Asked.evidence(view.partition(), it)))
            .orElseGet(
                () -> Evidence.missing(view.partition().quadlet().file(), "a default of Podman's"));
    judgement.fault(
        Fault.of("the partition has " + capability + ", and it counts on the host", evidence)
            .with(cause.isPresent() ? mend(view, cause.get()) : dropped()));
  }

  /** The empty DropCapability= that forgets a line which took it away; nothing without one. */
  private Optional<Entry> forgotten(PartitionView view) {
    var isDropped = false;
    var forgotten = Optional.<Entry>empty();
    for (var entry : view.partition().unit().entries("Container", "DropCapability")) {
      if (entry.value().isEmpty()) {
        forgotten = isDropped ? Optional.of(entry) : forgotten;
        isDropped = false;
      } else if (Granted.names(entry.value()).contains(capability)
          || Granted.names(entry.value()).contains("all")) {
        isDropped = true;
      }
    }
    return isDropped ? Optional.empty() : forgotten;
  }

  private Optional<Evidence> wall(PartitionView view) {
    if (other != Other.NOT_EVEN_IDS) {
      var ids = Walls.userNamespace(view);
      if (ids.isPresent()) {
        return ids.map(it -> walled(it, "counts only in this user namespace"));
      }
    }
    var policy = policy(view);
    if (policy.isPresent()) {
      return policy;
    }
    if (isAboutNothing(view)) {
      return Optional.of(
          Evidence.kernel("/proc/1/loginuid", "not there: this kernel has no audit system"));
    }
    var options = view.partition().options();
    var file = view.partition().quadlet().file();
    return switch (other) {
      case NONE, NOT_EVEN_IDS -> Optional.empty();
      case OWN_PROCESSES ->
          options.last("pid").isEmpty()
              ? Optional.of(Evidence.missing(file, "no --pid=: it reaches its own processes only"))
              : Optional.empty();
      case OWN_NETWORK ->
          options
                  .last("network")
                  .filter(it -> it.value().equals("host") || it.value().contains(":/"))
                  .isEmpty()
              ? Optional.of(
                  Evidence.missing(file, "no --network=host: it reaches its own network only"))
              : Optional.empty();
      case MEMORY_BOUND ->
          view.partition()
              .last("Service", "MemoryMax")
              .filter(it -> !it.value().equals("infinity"))
              .map(it -> walled(Evidence.of(it), "bounds what it can lock"));
    };
  }

  /** kernel/audit.c gives each process a login id; without it there is nothing to write to. */
  private boolean isAboutNothing(PartitionView view) {
    return capability.startsWith("audit_")
        && view.machine().isRunning()
        && !Files.exists(view.machine().kernelRoot().at("/proc/1/loginuid"));
  }

  private Optional<Evidence> policy(PartitionView view) {
    return REFUSED_BY_POLICY.contains(capability) ? Walls.policy(view) : Optional.empty();
  }

  private static Evidence walled(Evidence wall, String what) {
    return new Evidence(wall.place(), wall.value() + ": " + what, wall.origin());
  }

  private Optional<Mend> mend(PartitionView view, Option cause) {
    if (cause.name().equals("privileged")) {
      return WithoutOption.mend(view.partition(), cause);
    }
    return Granted.isAll(cause) ? dropped() : WithoutOption.mend(view.partition(), cause);
  }

  private Optional<Mend> dropped() {
    return drop == Drop.WORKS
        ? Optional.of(Mend.ofPartition("Container", "DropCapability", capability))
        : Optional.empty();
  }

  private void live(Judgement judgement, PartitionView view) {
    if (view.live().isEmpty()) {
      return;
    }
    var live = view.live().get();
    if (!live.hostNamespaces().containsKey("user") || live.hasOwn("user").isEmpty()) {
      judgement.unknown(
          "/proc/" + live.first().pid() + "/ns/user and the host's cannot be compared");
      return;
    }
    var counting = other == Other.NOT_EVEN_IDS ? live.processes() : Walls.ofHostIds(live);
    var owners =
        counting.stream()
            // in a user namespace of their own the kernel shows nested ones as having all
            .filter(it -> other != Other.NOT_EVEN_IDS || isOfPartition(view, it.namespaces()))
            .filter(it -> it.bounding().has(capability))
            .toList();
    var first = live.first();
    if (owners.isEmpty()) {
      judgement.holds(
          counting.isEmpty()
              ? Evidence.kernel(
                  "/proc/" + first.pid() + "/ns/user",
                  "user:[" + first.namespaces().get("user") + "], not the host's")
              : Evidence.kernel(
                  "/proc/" + first.pid() + "/status", "CapBnd without " + capability));
      return;
    }
    if (!other.namespace.isEmpty() && live.hasOwn(other.namespace).orElse(false)) {
      judgement.holds(
          Evidence.kernel(
              "/proc/" + first.pid() + "/ns/" + other.namespace,
              other.namespace
                  + ":["
                  + first.namespaces().get(other.namespace)
                  + "]: it reaches no further"));
      return;
    }
    var policy = policy(view);
    if (policy.isPresent() || isAboutNothing(view)) {
      policy.ifPresent(judgement::holds);
      return;
    }
    if (other == Other.MEMORY_BOUND && wall(view).isPresent()) {
      return;
    }
    var owner = owners.contains(first) ? first : owners.getFirst();
    judgement.fault(
        Fault.of(
            owners.size() == 1
                ? "a running process can have " + capability
                : owners.size() + " running processes can have " + capability,
            Evidence.kernel("/proc/" + owner.pid() + "/status", "CapBnd with " + capability)));
  }

  private static boolean isOfPartition(PartitionView view, java.util.Map<String, Long> namespaces) {
    return view.live()
        .map(live -> live.first().namespaces().get("user"))
        .filter(own -> own.equals(namespaces.get("user")))
        .isPresent();
  }
}
