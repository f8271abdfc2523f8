package dev.qm.host.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What semodule says, and what it is given. */
class PolicyStoreTest {
  @Test
  void contradictingRulesAreReadFromSemodulesWords() {
    var violations =
        PolicyChange.violations(
            """
            libsemanage.add_user: user sddm not in password file
            neverallow check failed at /var/lib/selinux/default/tmp/modules/400/qm_never/cil:2
              (neverallow qm_domain shadow_t (file (write append)))
                <root>
                optional at /var/lib/selinux/default/tmp/modules/300/other/cil:1
                booleanif at /var/lib/selinux/default/tmp/modules/300/other/cil:2
                true at /var/lib/selinux/default/tmp/modules/300/other/cil:3
                allow at /var/lib/selinux/default/tmp/modules/300/other/cil:4
                  (allow qm_t shadow_t (file (write)))
                <root>
                allow at /var/lib/selinux/default/tmp/modules/400/more/cil:7
                  (allow qm_t shadow_t (file (append)))

            neverallow check failed at /var/lib/selinux/default/tmp/modules/100/base/cil:5228
              (neverallow base_typeattr_2 shadow_t (file (write create)))
                <root>
                allow at /var/lib/selinux/default/tmp/modules/300/other/cil:4
                  (allow qm_t shadow_t (file (write)))

            Failed to generate binary
            semodule:  Failed!
            """);

    assertThat(violations)
        .containsExactly(
            new PolicyChange.Violation(
                new PolicyChange.Rule(
                    400, "qm_never", 2, "(neverallow qm_domain shadow_t (file (write append)))"),
                List.of(
                    new PolicyChange.Rule(300, "other", 4, "(allow qm_t shadow_t (file (write)))"),
                    new PolicyChange.Rule(
                        400, "more", 7, "(allow qm_t shadow_t (file (append)))"))),
            new PolicyChange.Violation(
                new PolicyChange.Rule(
                    100,
                    "base",
                    5228,
                    "(neverallow base_typeattr_2 shadow_t (file (write create)))"),
                List.of(
                    new PolicyChange.Rule(
                        300, "other", 4, "(allow qm_t shadow_t (file (write)))"))));
  }

  @Property
  void anyWordsOfSemoduleAreReadWithoutHarm(@ForAll String words) {
    PolicyChange.violations(words);
    PolicyChange.violations("neverallow check failed at " + words + "\nallow at " + words);
    PolicyStore.modules(words);
    FileLabels.parse("Would relabel " + words);
    FileLabels.parse(words + " from a:b:c:d to " + words);
  }

  @Test
  void modulesAreReadWithTheirPriorityAndChecksum() {
    var modules =
        PolicyStore.modules(
            """
            400 qm               cil          sha256:037928b8984c051f
            100 qm               pp           sha256:aa
            100 base             pp
            nonsense
            """);

    assertThat(modules)
        .containsExactly(
            new PolicyStore.Module(400, "qm", "037928b8984c051f"),
            new PolicyStore.Module(100, "qm", "aa"),
            new PolicyStore.Module(100, "base", ""));
    assertThat(PolicyStore.effective(modules).get("qm").priority()).isEqualTo(400);
  }

  @Test
  void theComparisonIsSwitchedInACopyWhateverTheConfigurationSays() {
    for (var text :
        new String[] {
          "", "module-store = direct\nexpand-check=0\n", "expand-check = 0\n[verify kernel]\n@end"
        }) {
      assertThat(PolicyStore.checks(text)).isFalse();
      var checking = PolicyStore.Comparison.ON.in(text);
      assertThat(PolicyStore.checks(checking)).isTrue();
      assertThat(PolicyStore.checks(PolicyStore.Comparison.OFF.in(checking))).isFalse();
    }
    assertThat(PolicyStore.Comparison.ON.in("a=b\nexpand-check=0\n[x]\n"))
        .isEqualTo("expand-check=1\na=b\n[x]\n");
    assertThat(PolicyStore.checks("# expand-check=1\n")).isFalse();
  }

  @Test
  void aMachineWithoutAPolicyGetsALetter(@TempDir Path folder) throws Exception {
    var root = new Root(folder);
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> PolicyStore.open(root))
        .withMessageContaining("there is no SELinux policy")
        .satisfies(letter -> assertThat(letter.mend()).isPresent());

    Files.createDirectories(root.at("/etc/selinux"));
    Files.writeString(root.at("/etc/selinux/config"), "SELINUX=permissive\nSELINUXTYPE=default\n");
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> PolicyStore.open(root))
        .withMessageContaining("semodule is not there");
  }

  @Test
  void aTypeIsFoundInACompiledPolicyByItsWholeNameOnly() {
    var compiled =
        ("....\6\0\0\0\1\0\0\0\1\0\0\0\0\0\0\0sshd_t" + "..my_sshd_t..")
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(PolicyStore.hasType(compiled, "sshd_t")).isTrue();
    assertThat(PolicyStore.hasType(compiled, "shd_t")).isFalse();
    assertThat(PolicyStore.hasType(compiled, "sshd")).isFalse();
    assertThat(PolicyStore.hasType(compiled, "my_sshd_t")).isFalse();
  }

  @Test
  void wrongLabelsAreReadFromTheRightmostWords() {
    var wrong =
        FileLabels.parse(
                "Would relabel /var/qm/a from b to c from system_u:object_r:var_t:s0 to"
                    + " system_u:object_r:qm_file_t:s0")
            .orElseThrow();

    assertThat(wrong)
        .isEqualTo(
            new FileLabels.Wrong(Untrusted.of("/var/qm/a from b to c"), "var_t", "qm_file_t"));
    assertThat(FileLabels.parse("Would relabel /x from <no context> to a:b:c_t:s0"))
        .map(FileLabels.Wrong::has)
        .contains("");
    assertThat(FileLabels.parse("restorecon: something else")).isEmpty();
  }

  @Test
  void theKernelIsAskedOnlyWithNames(@TempDir Path folder) throws Exception {
    var root = new Root(folder);
    Files.createDirectories(root.at("/sys/fs/selinux/booleans"));
    Files.writeString(root.at("/sys/fs/selinux/booleans/qm_x"), "1 1");
    Files.writeString(root.at("/sys/fs/selinux/enforce"), "1");
    var kernel = new RunningPolicy(root);

    assertThat(kernel.bool("qm_x")).contains(true);
    assertThat(kernel.bool("qm_y")).isEmpty();
    assertThat(kernel.bool("../enforce")).isEmpty();
    assertThat(kernel.allows("a", "b", "partition_invariant", "files")).isEmpty();
  }
}
