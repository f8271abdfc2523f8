package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.selinux.PolicyChange;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The way of a partition's policy into a machine's, and out again. */
public final class PolicyInstallation {
  private static final String NEVER = "_never";

  private final PolicyStore store;
  private final PolicySource source;

  private PolicyInstallation(PolicyStore store, PolicySource source) {
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
   * @throws HostException when the name is somebody else's, rules contradict each other, or
   *     semodule fails
   */
  public void install() throws HostException {
    requireFree(PolicyStore.effective(store.modules()));
    switch (store.change(source.modules(), List.of())) {
      case PolicyChange.Made() -> {}
      case PolicyChange.Refused(var violations) -> throw refusal(violations);
    }
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
    switch (store.change(List.of(), ours)) {
      case PolicyChange.Made() -> {}
      // fewer rules cannot contradict more than before did: the rest of the policy does by itself
      case PolicyChange.Refused(var violations) ->
          throw new HostException(
              "the SELinux policy was not changed",
              "without QM's modules it contradicts itself: " + said(violations.getFirst()),
              "mend the module " + culprit(violations.getFirst()) + " first");
    }
    return ours.stream().map(PolicyStore.Module::name).toList();
  }

  private HostException refusal(List<PolicyChange.Violation> violations) throws HostException {
    var ours = source.modules().stream().map(PolicyStore.Text::name).toList();
    var policy = Policy.of(source);
    // the distribution's rules say no as well, but ours say why
    for (var violation : violations) {
      // another partition's are the same sentences on the same lines
      if (violation.never().module().endsWith(NEVER)) {
        var invariant = policy.invariantAt(violation.never().line());
        return refused(
            said(violation)
                + invariant
                    .map(broken ->
                        ". That breaks the invariant '"
                            + broken.name()
                            + "': "
                            + broken.sentence()
                            + (broken.channel().isEmpty() ? "" : ". Channel: " + broken.channel()))
                    .orElse(""),
            violation,
            ours);
      }
    }
    return refused(said(violations.getFirst()), violations.getFirst(), ours);
  }

  private static HostException refused(
      String why, PolicyChange.Violation violation, List<String> ours) {
    var culprit = culprit(violation);
    var mend =
        ours.contains(culprit)
            ? "this is a fault of QM's policy on this distribution: report it; nothing was changed"
            : "take that rule out of the module, or the module away with `semodule --remove="
                + culprit
                + "`; nothing was changed";
    return new HostException("the SELinux policy was not changed", why, mend);
  }

  private static String culprit(PolicyChange.Violation violation) {
    return violation.allowed().isEmpty() ? "" : violation.allowed().getFirst().module();
  }

  private static String said(PolicyChange.Violation violation) {
    var never = violation.never();
    if (violation.allowed().isEmpty()) {
      return "a rule stands against " + never.text() + " of the module " + never.module();
    }
    var rule = violation.allowed().getFirst();
    return "the rule "
        + rule.text()
        + " in line "
        + rule.line()
        + " of the module "
        + rule.module()
        + " stands against "
        + never.text()
        + " in line "
        + never.line()
        + " of the module "
        + never.module();
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
