package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.selinux.PolicyChange;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The way of a partition's policy into a machine's, and out again. */
public final class PolicyInstallation {
  private static final String NEVER = "_never";
  private static final String REPORT =
      "this is a fault of QM's policy on this distribution: report it";

  private final PolicyStore store;
  private final PolicySource source;

  PolicyInstallation(PolicyStore store, PolicySource source) {
    this.store = store;
    this.source = source;
  }

  /**
   * The way into the policy of {@code root}.
   *
   * @throws HostException when that machine has no policy that could be changed, with the reason
   */
  public static PolicyInstallation at(Root root, PolicySource source) throws HostException {
    if (root.isHost() && SELinux.probe(root) instanceof SELinux.Absent) {
      throw new HostException(
          "cannot load a policy",
          "SELinux is not in this kernel or switched off",
          "boot with SELinux (selinux=1 security=selinux on the kernel's command line, and"
              + " SELINUX=permissive or enforcing in /etc/selinux/config); for a machine image use"
              + " --root");
    }
    return new PolicyInstallation(PolicyStore.open(root), source);
  }

  /** Whether the policy is there, as this program brings it. */
  public boolean isDone() throws HostException {
    if (store.root().isHost()) {
      return source.stateIn(SELinux.probe(store.root())) == PolicyState.CURRENT;
    }
    return isIn(PolicyStore.effective(store.modules()));
  }

  private boolean isIn(Map<String, PolicyStore.Module> installed) {
    for (var module : source.modules()) {
      var digest = Digest.of(module.cil());
      var there = Optional.ofNullable(installed.get(module.name()));
      if (there.isEmpty() || !there.get().checksum().equals(digest)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Installs all modules, or none.
   *
   * @return a sentence about what the machine's own policy breaks of its own rules, with QM's as
   *     without; empty when it breaks none
   * @throws HostException when the name is somebody else's, a rule of ours contradicts another, or
   *     semodule fails
   */
  public Optional<String> install() throws HostException {
    var installed = store.modules();
    requireFree(PolicyStore.effective(installed));
    var ours = ours(installed);
    return switch (store.install(source.modules(), violation -> isOurs(violation, ours))) {
      case PolicyChange.Made(var standing) -> standing(standing);
      case PolicyChange.Refused(var violations) -> throw refusal(violations, ours);
    };
  }

  /** The names of our modules: those of this partition, and of others that are there. */
  private Set<String> ours(List<PolicyStore.Module> installed) {
    var ours = new HashSet<String>();
    for (var module : source.modules()) {
      ours.add(module.name());
    }
    for (var module : installed) {
      if (module.priority() == PolicyStore.PRIORITY && module.name().endsWith(NEVER)) {
        ours.add(module.name());
        ours.add(module.name().substring(0, module.name().length() - NEVER.length()));
      }
    }
    return ours;
  }

  /** What a policy breaks of its own rules is its own matter: Fedora's did before QM came. */
  static boolean isOurs(PolicyChange.Violation violation, Set<String> ours) {
    return isOurs(violation.never(), ours)
        || violation.allowed().stream().anyMatch(rule -> isOurs(rule, ours));
  }

  private static boolean isOurs(PolicyChange.Rule rule, Set<String> ours) {
    return rule.priority() == PolicyStore.PRIORITY && ours.contains(rule.module());
  }

  private static Optional<String> standing(List<PolicyChange.Violation> violations) {
    if (violations.isEmpty()) {
      return Optional.empty();
    }
    var count = violations.size();
    return Optional.of(
        "this machine's policy breaks "
            + (count == 1 ? "one of its own rules" : count + " of its own rules")
            + " of what must never be allowed, with QM's modules as without; QM's rules break none"
            + " of them. For example "
            + said(violations.getFirst(), first(violations.getFirst())));
  }

  /** Another program's module would be replaced, or its types be ours from now on. */
  private void requireFree(Map<String, PolicyStore.Module> installed) throws HostException {
    var name = source.name();
    if (name.equals(PolicyName.QM) || installed.containsKey(name.neverModule())) {
      return;
    }
    var isTaken = installed.containsKey(name.module());
    if (isTaken || store.hasType(name.domain())) {
      throw new HostException(
          "cannot call a partition '" + name + "'",
          "the policy of this machine has "
              + (isTaken ? "a module " + name : "a type " + name.domain())
              + " of somebody else",
          "choose another name");
    }
  }

  /**
   * Takes the modules of the partition {@code name} out, in one change; what all partitions share
   * goes with the last one.
   *
   * @return the modules that were there
   */
  public static List<String> remove(PolicyStore store, PolicyName name) throws HostException {
    var ours = new ArrayList<PolicyStore.Module>();
    var others = false;
    var installed = store.modules();
    for (var module : installed) {
      var isOurs = module.name().equals(name.module()) || module.name().equals(name.neverModule());
      if (module.priority() == PolicyStore.PRIORITY && isOurs) {
        ours.add(module);
      }
      others |= module.name().endsWith(NEVER) && !isOurs;
    }
    var isPartition =
        name.equals(PolicyName.QM)
            || ours.stream().anyMatch(module -> module.name().equals(name.neverModule()));
    if (!isPartition) {
      return List.of();
    }
    if (!others) {
      for (var module : installed) {
        if (module.name().equals(PolicyName.BASE) && module.priority() == PolicyStore.PRIORITY) {
          ours.add(module);
        }
      }
    }
    store.remove(ours);
    return ours.stream().map(PolicyStore.Module::name).toList();
  }

  HostException refusal(List<PolicyChange.Violation> violations, Set<String> ours)
      throws HostException {
    var policy = Policy.of(source);
    // the distribution's rules say no as well, but ours say why
    for (var violation : violations) {
      // another partition's are the same sentences on the same lines
      if (isOurs(violation.never(), ours) && violation.never().module().endsWith(NEVER)) {
        var culprit = culprit(violation, ours);
        var invariant = policy.invariantAt(violation.never().line());
        return refused(
            said(violation, culprit)
                + invariant
                    .map(broken ->
                        ". That breaks the invariant '"
                            + broken.name()
                            + "': "
                            + broken.sentence()
                            + (broken.channel().isEmpty() ? "" : ". Channel: " + broken.channel()))
                    .orElse(""),
            culprit,
            ours);
      }
    }
    var culprit = culprit(violations.getFirst(), ours);
    return refused(said(violations.getFirst(), culprit), culprit, ours);
  }

  private static HostException refused(
      String why, Optional<PolicyChange.Rule> culprit, Set<String> ours) {
    return new HostException(
        "the SELinux policy was not changed",
        why,
        culprit.map(rule -> mend(rule, ours)).orElse(REPORT) + "; nothing was changed");
  }

  /** A rule of the distribution's stays: without its modules nothing else would work either. */
  private static String mend(PolicyChange.Rule culprit, Set<String> ours) {
    if (isOurs(culprit, ours)) {
      return REPORT;
    }
    if (culprit.isDistributions()) {
      return "the rule is the distribution's own, so it is QM's policy that must know it: report it,"
          + " with the version of the distribution's policy";
    }
    var priority =
        culprit.priority() == 0 || culprit.priority() == PolicyStore.PRIORITY
            ? ""
            : "--priority=" + culprit.priority() + " ";
    return "take that rule out of the module, or the module away with `semodule "
        + priority
        + "--remove="
        + culprit.module()
        + "`";
  }

  /**
   * The rule to speak of: against an invariant of ours best one that somebody added and can take
   * away; against a rule of others one of ours.
   */
  private static Optional<PolicyChange.Rule> culprit(
      PolicyChange.Violation violation, Set<String> ours) {
    for (var rule : violation.allowed()) {
      var wanted =
          isOurs(violation.never(), ours)
              ? !isOurs(rule, ours) && !rule.isDistributions()
              : isOurs(rule, ours);
      if (wanted) {
        return Optional.of(rule);
      }
    }
    return first(violation);
  }

  private static Optional<PolicyChange.Rule> first(PolicyChange.Violation violation) {
    return violation.allowed().stream().findFirst();
  }

  private static String said(PolicyChange.Violation violation, Optional<PolicyChange.Rule> rule) {
    var never = violation.never();
    return rule.map(against ->
            "the rule "
                + against.text()
                + " in line "
                + against.line()
                + " of the module "
                + against.module()
                + " stands against "
                + never.text()
                + " in line "
                + never.line()
                + " of the module "
                + never.module())
        .orElseGet(
            () -> "a rule stands against " + never.text() + " of the module " + never.module());
  }

  /** What the store has of the partition's modules, whatever the kernel has loaded. */
  PolicyState inStore() throws HostException {
    var installed = PolicyStore.effective(store.modules());
    if (!installed.containsKey(source.name().module())) {
      return PolicyState.MISSING;
    }
    return isIn(installed) ? PolicyState.CURRENT : PolicyState.OTHER;
  }
}
