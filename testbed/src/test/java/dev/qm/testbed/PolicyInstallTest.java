package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code qm selinux} and the real semodule of the test machine, without booting it. */
@Tag("vm")
class PolicyInstallTest {
  /** It declares the type too: the compiler takes a second declaration. */
  private static final String BREACH =
      """
      (type qm_t)
      (roletype system_r qm_t)
      (typeattributeset domain (qm_t))
      (allow qm_t shadow_t (file (write)))
      """;

  /** What Fedora's containers do: start files without a label, which its own policy forbids. */
  private static final String CONTRARY =
      """
      (type loose_t)
      (roletype system_r loose_t)
      (typeattributeset domain (loose_t))
      (neverallow domain unlabeled_t (file (entrypoint)))
      (allow loose_t unlabeled_t (file (entrypoint)))
      """;

  private static final String STRICT =
      """
      (neverallow domain fs_t (filesystem (remount)))
      """;

  @TempDir private Path folder;
  private Path image = Path.of("/");
  private PolicyTree tree = new PolicyTree(Path.of("/"));

  @BeforeEach
  void aTreeWithAPolicy() {
    assumeTrue(!"1".equals(System.getenv("QM_SKIP_VM")), "QM_SKIP_VM=1");
    Optional<Path> built = QmPackages.image();
    Optional<Path> packages = PolicyTree.packages();
    assumeTrue("root".equals(System.getProperty("user.name")), "only root may chroot");
    assumeTrue(built.isPresent(), "no run-time image of qm is built");
    assumeTrue(packages.isPresent(), "testbed/build-image has not built its packages here");
    image = built.orElseThrow();
    tree = PolicyTree.copy(packages.orElseThrow(), folder.resolve("tree"));
  }

  @Test
  void policiesComeWholeAndGoWithoutATrace() throws Exception {
    List<String> before = tree.modules();
    String configuration = Files.readString(tree.root().resolve("etc/selinux/semanage.conf"));

    succeeds("Loaded the policy of qm", "selinux", "install");
    assertThat(tree.modules()).contains("400 qm_base", "400 qm", "400 qm_never");
    succeeds("nothing to do", "selinux", "install");

    succeeds("Loaded the policy of radio", "selinux", "install", "--name=radio", "--var=/data/r");
    assertThat(tree.modules()).contains("400 qm", "400 radio", "400 radio_never");
    assertThat(tree.root().resolve("etc/selinux/default/contexts/files/file_contexts"))
        .content()
        .contains("/data/r/.+", "radio_file_t");

    succeeds("Removed the policy of qm", "selinux", "remove");
    assertThat(tree.modules()).contains("400 qm_base", "400 radio").doesNotContain("400 qm");
    succeeds("Removed the policy of radio", "selinux", "remove", "--name=radio");
    assertThat(tree.modules()).isEqualTo(before);

    assertThat(tree.root().resolve("etc/selinux/semanage.conf")).hasContent(configuration);
    assertThat(tree.root().resolve("var/lib/selinux")).isDirectoryNotContaining("glob:**/.qm-*");
  }

  @Test
  void aNameThatIsTakenAndAPolicyThatBreaksAnInvariantAreRefused() {
    tree.withFewModules();
    for (String name : List.of("ssh", "sshd")) {
      PolicyTree.Answer taken = tree.qm(image, "selinux", "install", "--name=" + name);
      assertThat(taken.exitCode()).isEqualTo(1);
      assertThat(taken.output()).contains("of somebody else");
    }
    tree.plant(PolicyTree.SOMEBODY, "breach", BREACH);

    PolicyTree.Answer answer = tree.qm(image, "selinux", "install");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.output())
        .contains("the invariant 'files'", "Channel:", "(allow qm_t shadow_t (file (write)))")
        .contains("line 4 of the module breach", "semodule --remove=breach");
    assertThat(tree.modules()).containsExactly("400 breach");
  }

  /** As Fedora's does: then no change would ever pass a comparison of everything. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"expand-check=0", "expand-check=1"})
  void aPolicyThatBreaksItsOwnRulesTakesQmsAndGivesThemBack(String configured) throws Exception {
    tree.withFewModules().plant(PolicyTree.DISTRIBUTION, "contrary", CONTRARY);
    Path configuration = tree.root().resolve("etc/selinux/semanage.conf");
    Files.writeString(
        configuration,
        configured
            + "\n"
            + Files.readString(configuration).replaceAll("(?m)^expand-check.*\n", ""));

    // two: the distribution's base forbids it as well
    succeeds("breaks 2 of its own rules", "selinux", "install");
    assertThat(tree.modules()).contains("400 qm_base", "400 qm", "400 qm_never");

    succeeds("Removed the policy of qm", "selinux", "remove");
    assertThat(tree.modules()).isEmpty();
    assertThat(configuration).content().startsWith(configured + "\n");
  }

  /** More rules of the distribution's stand against it than semodule shows unasked. */
  @Test
  void aRuleOfQmsAgainstTheDistributionsIsRefusedWithoutBlamingTheDistribution() {
    tree.withFewModules().plant(PolicyTree.DISTRIBUTION, "strict", STRICT);

    PolicyTree.Answer answer = tree.qm(image, "selinux", "install");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.output())
        .contains("(allow qm_t fs_t (filesystem (", "of the module qm ", "fault of QM's policy")
        .doesNotContain("--remove");
    assertThat(tree.modules()).isEmpty();
  }

  @Test
  void anInvariantThatTheDistributionBreaksIsRefusedWithoutRemovingTheDistribution() {
    tree.withFewModules()
        .plant(PolicyTree.DISTRIBUTION, "open", "(allow domain shadow_t (file (append)))\n");

    PolicyTree.Answer answer = tree.qm(image, "selinux", "install");

    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.output())
        .contains("the invariant 'files'", "of the module open", "report it")
        .doesNotContain("--remove");
  }

  private void succeeds(String said, String... words) {
    PolicyTree.Answer answer = tree.qm(image, words);
    assertThat(answer.exitCode()).as(answer.output()).isZero();
    assertThat(answer.output()).contains(said);
  }
}
