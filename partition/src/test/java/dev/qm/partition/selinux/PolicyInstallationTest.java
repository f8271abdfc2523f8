package dev.qm.partition.selinux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.selinux.PolicyChange;
import dev.qm.host.selinux.PolicyChange.Rule;
import dev.qm.host.selinux.PolicyChange.Violation;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.partition.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose fault a contradiction is, and what the user is told to do about it. */
class PolicyInstallationTest {
  private static final Set<String> OURS =
      Set.of("qm_base", "qm", "qm_never", "radio", "radio_never");

  /** Fedora's containers may start files without a label, and its own policy forbids it. */
  private static final Rule ENTRY_NEVER =
      new Rule(100, "base", 7865, "(neverallow domain unlabeled_t (file (entrypoint)))");

  private static final Rule ENTRY =
      new Rule(200, "container", 2235, "(allow spc_t unlabeled_t (file (entrypoint)))");

  /** Every process may append to logs. */
  private static final Rule FOR_ALL =
      new Rule(100, "base", 17, "(allow domain log_t (file (append)))");

  private static final Rule OF_QM = new Rule(400, "qm", 222, "(allow qm_t x_t (file (mounton)))");
  private static final Rule OF_AN_ADMIN =
      new Rule(300, "mine", 4, "(allow qm_t log_t (file (append)))");

  @TempDir private Path folder;

  @Test
  void whatThePolicyBreaksByItselfIsNotOurs() {
    assertThat(isOurs(ENTRY_NEVER, ENTRY)).isFalse();
    assertThat(isOurs(ENTRY_NEVER)).isFalse();
    assertThat(isOurs(ENTRY_NEVER, OF_AN_ADMIN)).isFalse();
  }

  @Test
  void anInvariantOfOursAndARuleOfOursAre() throws Exception {
    assertThat(isOurs(ENTRY_NEVER, ENTRY, FOR_ALL, ENTRY, FOR_ALL, OF_QM)).isTrue();
    assertThat(isOurs(invariant("radio_never"), FOR_ALL)).isTrue();
    // the distribution may have a module that is called like one of ours
    assertThat(isOurs(new Rule(100, "qm", 1, "(neverallow a b (file (read)))"), ENTRY)).isFalse();
  }

  @Test
  void nobodyIsToldToRemoveWhatTheDistributionBrings() throws Exception {
    var letter = refusal(new Violation(invariant("qm_never"), List.of(FOR_ALL)));

    assertThat(letter)
        .contains("invariant 'files'", "log_t", "report it")
        .doesNotContain("--remove");
  }

  @Test
  void aRuleThatSomebodyAddedIsNamedBeforeTheDistributions() throws Exception {
    var letter = refusal(new Violation(invariant("qm_never"), List.of(FOR_ALL, OF_AN_ADMIN)));

    assertThat(letter)
        .contains("line 4 of the module mine", "`semodule --priority=300 --remove=mine`");
  }

  @Test
  void aRuleOfOursIsOurFault() throws Exception {
    var letter = refusal(new Violation(ENTRY_NEVER, List.of(ENTRY, OF_QM)));

    assertThat(letter)
        .contains("line 222 of the module qm ", "fault of QM's policy")
        .doesNotContain("--remove");
  }

  @Test
  void theReportNamesTheBooleansThatOpenSomethingToEveryProcess() throws Exception {
    var root = new Root(folder);
    Files.createDirectories(root.at("/sys/fs/selinux/booleans"));
    Files.writeString(root.at("/sys/fs/selinux/booleans/domain_can_write_kmsg"), "1 1");
    Files.writeString(root.at("/sys/fs/selinux/booleans/domain_can_mmap_files"), "1 1");
    Files.writeString(root.at("/sys/fs/selinux/booleans/domain_kernel_load_modules"), "0 0");

    var report = PolicyReport.of(source(), root, PolicyReport.Files.LEAVE_OUT, Optional.empty());

    assertThat(report.findings())
        .filteredOn(finding -> finding.what().contains("boolean"))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).contains("domain_can_write_kmsg is on", "kernel's log");
          assertThat(finding.mend()).contains("setsebool -P domain_can_write_kmsg off");
        });
    assertThat(report.notes()).anyMatch(note -> note.contains("domain_can_mmap_files"));
  }

  private static boolean isOurs(Rule never, Rule... allowed) {
    return PolicyInstallation.isOurs(new Violation(never, List.of(allowed)), OURS);
  }

  private String refusal(PolicyChange.Violation violation) throws Exception {
    var letter =
        new PolicyInstallation(new PolicyStore(new Root(folder), "targeted"), source())
            .refusal(List.of(violation), OURS);
    return letter.getMessage() + " " + letter.mend().orElseThrow();
  }

  /** The first rule of the invariant 'files', wherever it stands now. */
  private static Rule invariant(String module) throws Exception {
    var line =
        Policy.of(source()).invariants().stream()
            .filter(one -> one.name().equals("files"))
            .findFirst()
            .orElseThrow()
            .rules()
            .getFirst()
            .line();
    return new Rule(400, module, line, "(neverallow qm_domain qm_shut_file (file (append)))");
  }

  private static PolicySource source() throws Exception {
    return PolicySource.read(Machines.SYSTEM, PolicyName.QM, PolicyPlaces.of(PolicyName.QM));
  }
}
