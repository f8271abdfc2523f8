package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.selinux.PolicyName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;

/** The module of what must never be allowed is the one that somebody can take away alone. */
final class Invariants {
  static final Rule RULE =
      Rule.named("selinux-invariants")
          .title("The invariants are part of the machine's policy")
          .against(Interference.CONTROL)
          .harm("Another module allows QM a way to the ASIL side, and nothing refuses it.")
          .rationale(
              """
              The module qm_never says what must never be allowed. While it is in the store, a policy that breaks it is \
              refused by `qm selinux install` always, and by semodule where expand-check=1.\
              """)
          .sources("docs/selinux.md", "semanage.conf(5), expand-check", "secilc(8), neverallow")
          .how(
              "The module qm_never in the store of the policy that /etc/selinux/config names, and not switched off.")
          .proves(
              "The invariants were held when QM's policy was installed, since all its modules go in together.")
          .doesNotProve(
              "That a module installed later holds them, unless semanage.conf has expand-check=1.")
          .mend("call `qm selinux install`")
          .check(Invariants::check);

  private static final String MODULE = PolicyName.QM.neverModule();

  private Invariants() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    var machine = view.machine();
    var policy = SELinux.policyName(machine.texts().at(SecondWall.CONFIG).orElse(""));
    if (policy.isEmpty() || policy.contains("/")) {
      return new Verdict.NotJudged(SecondWall.CONFIG + " names no policy");
    }
    var modules = "/var/lib/selinux/" + policy + "/active/modules";
    var folder = machine.root().at(modules);
    if (!Files.isReadable(folder)) {
      return new Verdict.NotJudged(modules + " cannot be read");
    }
    if (Files.exists(folder.resolve("disabled").resolve(MODULE))) {
      return Verdict.fail(
          Fault.of(
                  "the module " + MODULE + " is switched off",
                  Evidence.kernel(modules + "/disabled/" + MODULE, "there"))
              .advised("`semodule --enable=" + MODULE + "`"));
    }
    try (var priorities = Files.newDirectoryStream(folder)) {
      for (var priority : priorities) {
        if (Files.isDirectory(priority.resolve(MODULE))) {
          return Verdict.pass(
              Evidence.kernel(modules + "/" + priority.getFileName() + "/" + MODULE, "there"),
              Evidence.kernel(
                  "/etc/selinux/semanage.conf",
                  PolicyStore.checksAlways(machine.root())
                      ? "expand-check=1"
                      : "no expand-check=1: `qm selinux install` compares, later modules of others"
                          + " are not"));
        }
      }
    } catch (IOException | DirectoryIteratorException failure) {
      return new Verdict.NotJudged(modules + " cannot be read");
    }
    return Verdict.fail(
        Fault.of(
            "the machine's policy has no module " + MODULE,
            Evidence.kernel(modules, "no " + MODULE)));
  }
}
