package dev.qm.cli.command.selinux;

import dev.qm.cli.help.Roff;
import dev.qm.partition.selinux.Named;
import dev.qm.partition.selinux.Policy;
import dev.qm.partition.selinux.PolicyName;
import java.util.List;

/** The man page of a policy, made from the policy's own comments. */
final class PolicyPage {
  private final Roff page = new Roff();
  private final PolicyName name;
  private final Policy policy;

  private PolicyPage(PolicyName name, Policy policy) {
    this.name = name;
    this.policy = policy;
  }

  /**
   * The page.
   *
   * @param version of qm, for the foot of the page
   */
  static String of(PolicyName name, Policy policy, String version) {
    var page = new PolicyPage(name, policy);
    page.write(version);
    return page.page.toString();
  }

  private void write(String version) {
    page.title(name + "_selinux", 8, version);
    page.section("NAME");
    page.line(Roff.escape(name + "_selinux - SELinux policy of the QM partition " + name));
    page.section("DESCRIPTION");
    page.text(
        """
        The QM partition runs ordinary software beside safety software on one machine. Its first wall is a user \
        namespace of its own, its second this policy: processes of the partition have types of their own, which may \
        use the partition's files and little else, whatever user they run as.

        The policy is in three modules: qm_base, what all partitions share; NAME, types and rules of one partition; \
        NAME_never, what must never be allowed. 'qm selinux install' loads them and compares every rule of the whole \
        policy with the third.
        """);
    names("TYPES", policy.types(), "A process or a file has one of these types.");
    names("ATTRIBUTES", policy.attributes(), "Groups of types that rules speak of.");
    switches();
    files();
    invariants();
    adding();
    page.section("FILES");
    page.item(bold("/usr/share/qm/selinux/"), "the text of the modules, in CIL");
    page.item(bold("/etc/selinux/semanage.conf"), "expand-check=1 makes every semodule(8) compare");
    page.section("SEE ALSO");
    page.line(
        "\\fBqm\\-selinux\\fR(1), \\fBsemodule\\fR(8), \\fBsetsebool\\fR(8), \\fBrestorecon\\fR(8),"
            + " \\fBsecilc\\fR(8)");
  }

  private void names(String title, List<Named> names, String about) {
    page.section(title);
    page.text(about);
    for (var one : names) {
      page.item(bold(one.name()), one.meaning());
    }
  }

  private void switches() {
    page.section("BOOLEANS");
    if (policy.switches().isEmpty()) {
      page.text("There are none.");
      return;
    }
    page.text("'setsebool -P NAME on' switches one on for good.");
    for (var one : policy.switches()) {
      page.item(bold(one.name()) + " (" + (one.initial() ? "on" : "off") + ")", one.meaning());
    }
  }

  private void files() {
    page.section("FILE CONTEXTS");
    page.text("'restorecon -R' gives files these types. Paths are regular expressions.");
    for (var one : policy.files()) {
      page.item(
          bold(one.path()), one.type() + (one.meaning().isEmpty() ? "" : ": " + one.meaning()));
    }
  }

  private void invariants() {
    page.section("INVARIANTS");
    page.text(
        "No policy with this partition in it may break one of these. Behind each stands the channel through which the"
            + " partition would otherwise interfere with the safety software.");
    for (var one : policy.invariants()) {
      page.item(
          bold(one.name()),
          one.sentence() + (one.channel().isEmpty() ? "." : ". Channel: " + one.channel() + "."));
    }
  }

  private void adding() {
    page.section("ADDING A RULE");
    page.text(
        """
        'qm selinux explain' shows what was denied, and the rule that would allow it, and whether an invariant speaks \
        against that rule. Where a boolean allows it, use that. Otherwise put the rule into a module of your own:

          echo '(allow %1$s_t example_t (file (read)))' > my_%1$s.cil
          semodule --install=my_%1$s.cil

        With expand-check=1 in /etc/selinux/semanage.conf semodule refuses a rule that breaks an invariant. Without it, \
        the next 'qm selinux install' that has something to do refuses, and names the rule. Fedora's own policy breaks \
        rules of its own and does not stand expand-check=1. Do not change the files \
        in /usr/share/qm: the next version of qm replaces them.
        """
            .formatted(name));
  }

  private static String bold(String text) {
    return "\\fB" + Roff.escape(text) + "\\fR";
  }
}
