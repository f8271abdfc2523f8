package dev.qm.partition.selinux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.selinux.AuditLog;
import dev.qm.host.selinux.Denial;
import dev.qm.host.selinux.PolicyStore;
import dev.qm.partition.Machines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy of this source tree, and one made for the tests. */
class PolicyTest {
  private static final String CONTEXT = "system_u:system_r:";

  @TempDir Path folder;

  @Test
  void everythingThatThePolicyDeclaresHasAMeaning() throws Exception {
    var policy = Policy.of(real(PolicyName.QM));

    assertThat(policy.types()).extracting(Named::name).contains("qm_t", "ipc_t", "qm_file_t");
    assertThat(policy.types()).allSatisfy(type -> assertThat(type.meaning()).isNotBlank());
    assertThat(policy.attributes()).allSatisfy(one -> assertThat(one.meaning()).isNotBlank());
    assertThat(policy.switches())
        .isNotEmpty()
        .allSatisfy(one -> {
          assertThat(one.meaning()).isNotBlank();
          assertThat(one.rules()).isNotEmpty();
          assertThat(one.initial()).as("the walls stand until somebody opens one").isFalse();
        });
    assertThat(policy.files()).isNotEmpty();
  }

  @Test
  void everyInvariantSaysWhatItHoldsAndWhichWayItCloses() throws Exception {
    var policy = Policy.of(real(PolicyName.QM));

    assertThat(policy.invariants())
        .hasSizeGreaterThan(5)
        .allSatisfy(invariant -> {
          assertThat(invariant.name()).matches("[a-z]+");
          assertThat(invariant.sentence()).isNotBlank();
          assertThat(invariant.channel()).isNotBlank();
          assertThat(invariant.rules()).isNotEmpty();
        });
    var names = policy.invariants().stream().map(Invariant::name).toList();
    assertThat(new HashSet<>(names)).hasSameSizeAs(names);
    for (var invariant : policy.invariants()) {
      for (var rule : invariant.rules()) {
        assertThat(policy.invariantAt(rule.line())).contains(invariant);
      }
    }
  }

  /**
   * The kernel is asked for the mark, the compiler holds the rule: what the one covers the other
   * must. A mark about everything called harmless rules forbidden.
   */
  @Test
  void theMarkOfARuleIsAboutTheSameTypesAndPermissions() throws Exception {
    var policy = Policy.of(real(PolicyName.QM));
    var covered = new HashMap<String, Map<String, Set<String>>>();
    for (var invariant : policy.invariants()) {
      for (var rule : invariant.rules()) {
        var isTold = policy.forbids(rule, "qm_container_t").or(() -> policy.forbids(rule, "qm_t"));
        assertThat(rule.mark().isPresent())
            .as("line %d of qm_never.cil", rule.line())
            .isNotEqualTo(isTold.orElse(false));
        rule.mark()
            .ifPresent(mark ->
                covered
                    .computeIfAbsent(mark, _ -> new HashMap<>())
                    .computeIfAbsent(rule.source() + " " + rule.target(), _ -> new HashSet<>())
                    .add(rule.permissions().toString().replaceAll("line=\\d+|end=\\d+", "")));
      }
    }
    assertThat(covered).hasSizeGreaterThan(10);
    assertThat(covered)
        .allSatisfy((mark, permissions) ->
            assertThat(Set.copyOf(permissions.values())).as(mark).hasSize(1));
    for (var module : List.of(real(PolicyName.QM).base(), real(PolicyName.QM).never())) {
      assertThat(module).doesNotContain("qm_any (partition_invariant");
    }
    var declared = real(PolicyName.QM).base();
    declared = declared.substring(declared.indexOf("(class partition_invariant"));
    declared = declared.substring(0, declared.indexOf("))"));
    assertThat(List.of(declared.split("[\\s()]+"))).containsAll(covered.keySet());
  }

  @Test
  void theTypesOfProcessesAreToldFromOthers() throws Exception {
    var policy = Policy.of(real(PolicyName.QM));

    for (var type : List.of("qm_t", "qm_container_t", "qm_container_ipc_t", "qm_bluechi_agent_t")) {
      assertThat(policy.isDomain(type, PolicyName.QM)).as(type).isTrue();
    }
    for (var type : List.of("qm_file_t", "ipc_t", "container_t", "init_t", "")) {
      assertThat(policy.isDomain(type, PolicyName.QM)).as(type).isFalse();
    }
  }

  @Test
  void whatNoProcessMayHaveIsToldWithoutAKernel() throws Exception {
    for (var capability : List.of("sys_time", "sys_rawio", "sys_boot", "sys_module", "sys_nice")) {
      var explained =
          explain(real(PolicyName.QM), denial("qm_t", "qm_t", "capability", capability));

      assertThat(explained.getFirst().verdict())
          .as(capability)
          .isInstanceOf(ExplainedDenial.Forbidden.class);
    }
  }

  @Test
  void anotherNameTakesNothingOfTheFirstPartition() throws Exception {
    var radio = real(new PolicyName("radio"));

    assertThat(radio.modules())
        .extracting(PolicyStore.Text::name)
        .containsExactly("qm_base", "radio", "radio_never");
    for (var text : List.of(radio.partition(), radio.never())) {
      assertThat(text.replace("qm_base", "")).doesNotContainPattern("\\bqm_");
      assertThat(text).doesNotContain("/etc/qm", "/var/qm", "/usr/lib/qm");
    }
    assertThat(radio.partition())
        .contains("(type radio_t)", "\"/var/radio\" dir", "\"/var/radio/.+\"");
    assertThat(radio.base()).isEqualTo(real(PolicyName.QM).base());
    assertThat(Policy.of(radio).types()).extracting(Named::name).contains("radio_t");
  }

  @Test
  void theFirstPartitionsPolicyIsTheFilesThemselves() throws Exception {
    var folder = Machines.SYSTEM.resolve(PolicySource.FOLDER);

    assertThat(real(PolicyName.QM).partition())
        .isEqualTo(Files.readString(folder.resolve("qm.cil")));
    assertThat(real(PolicyName.QM).never())
        .isEqualTo(Files.readString(folder.resolve("qm_never.cil")));
  }

  @Test
  void theMarkNamesTheTextAndThePlaces() throws Exception {
    var qm = real(PolicyName.QM);
    var moved =
        PolicySource.read(
            Machines.SYSTEM,
            PolicyName.QM,
            new PolicyPlaces("/opt/a.b/rootfs", "/opt/a.b", "/etc/qm", "/data/qm"));

    assertThat(qm.marker()).matches("qm_policy_[0-9a-f]{12}");
    assertThat(qm.modules().get(1).cil()).contains("(type " + qm.marker() + ")");
    assertThat(moved.marker()).isNotEqualTo(qm.marker());
    assertThat(moved.partition())
        .contains("\"/opt/a\\.b(/.*)?\"", "\"/opt/a\\.b/rootfs/usr/", "\"/data/qm/.+\"")
        .doesNotContain("/usr/lib/qm");
  }

  @Test
  void namesThatWouldBreakTheTextAreRefused() {
    for (var name :
        List.of("", "Radio", "1a", "a-b", "a b", "a_never", "qm_base", "a)", "x".repeat(33), "ä")) {
      assertThatExceptionOfType(HostException.class).as(name).isThrownBy(() -> PolicyName.of(name));
    }
    for (var place : List.of("a", "/", "/a/", "/a/../b", "/a b", "/a\"", "/a(b", "/a//b")) {
      assertThatExceptionOfType(HostException.class)
          .as(place)
          .isThrownBy(() -> PolicyPlaces.checked(place));
    }
  }

  @Test
  void aDenialIsExplainedByItsBoolean() throws Exception {
    var denial = denial("qm_t", "camera_t", "chr_file", "open");

    var explained = explain(sample(), denial, denial, denial);

    assertThat(explained).hasSize(1);
    assertThat(explained.getFirst().count()).isEqualTo(3);
    assertThat(explained.getFirst().source()).contains("the partition");
    assertThat(explained.getFirst().wouldAllow()).map(Switch::name).contains("qm_camera");
    assertThat(explained.getFirst().verdict()).isEqualTo(new ExplainedDenial.Free());
    assertThat(explained.getFirst().rule()).isEqualTo("(allow qm_t camera_t (chr_file (open)))");
  }

  @Test
  void aDenialThatAnInvariantIsAboutIsNotCalledFree() throws Exception {
    var everywhere = explain(sample(), denial("qm_t", "qm_t", "capability", "sys_time"));
    var somewhere = explain(sample(), denial("qm_t", "shadow_t", "file", "write"));
    var other = explain(sample(), denial("init_t", "qm_t", "capability", "sys_time"));

    assertThat(everywhere.getFirst().verdict())
        .isInstanceOfSatisfying(
            ExplainedDenial.Forbidden.class,
            forbidden ->
                assertThat(forbidden.invariants())
                    .extracting(Invariant::name, Invariant::channel)
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("clock", "time stamps of both sides")));
    assertThat(everywhere.getFirst().rule()).contains("qm_t self");
    // which types a distribution's attribute holds only a kernel with the policy can tell
    assertThat(somewhere.getFirst().verdict()).isInstanceOf(ExplainedDenial.Unknown.class);
    // what forbids QM something says nothing about others
    assertThat(other.getFirst().verdict()).isInstanceOf(ExplainedDenial.Free.class);
  }

  @Test
  void denialsOfOthersAreLeftOut() throws Exception {
    assertThat(explain(sample(), denial("sshd_t", "shadow_t", "file", "read"))).isEmpty();
  }

  @Test
  void onlyTheLastDifferentOnesAreShown() throws Exception {
    var denials = new ArrayList<Denial>();
    for (var i = 0; i < 10_000; i++) {
      denials.add(denial("qm_t", "a" + i + "_t", "file", "read"));
    }

    var explained = new DenialReader(Policy.of(sample()), new Root(folder)).explain(denials, 3);

    assertThat(explained)
        .extracting(one -> one.last().targetType())
        .containsExactly("a9997_t", "a9998_t", "a9999_t");
  }

  @Test
  void aMachineWithoutALogHasNoDenials() throws Exception {
    assertThat(AuditLog.read(new Root(folder), Optional.empty()).denials()).isEmpty();
  }

  private List<ExplainedDenial> explain(PolicySource source, Denial... denials)
      throws HostException {
    return new DenialReader(Policy.of(source), new Root(folder)).explain(List.of(denials), 20);
  }

  private static Denial denial(
      String source, String target, String objectClass, String permission) {
    return new Denial(
        Optional.empty(),
        List.of(permission),
        OptionalInt.of(7),
        Optional.empty(),
        Optional.empty(),
        CONTEXT + source + ":s0",
        CONTEXT + target + ":s0",
        objectClass,
        false);
  }

  private static PolicySource real(PolicyName name) throws HostException {
    return PolicySource.read(Machines.SYSTEM, name, PolicyPlaces.of(name));
  }

  private static PolicySource sample() {
    return new PolicySource(
        PolicyName.QM,
        PolicyPlaces.of(PolicyName.QM),
        "(type ipc_t) ; the door\n",
        """
        (type qm_t) ; the partition
        (typeattribute qm_domain)
        (typeattributeset qm_domain (qm_t))
        (boolean qm_camera false) ; cameras
        (classmap qm_obj (use))
        (classmapping qm_obj use (chr_file (not (relabelfrom))))
        (booleanif (qm_camera)
          (true (allow qm_domain camera_t (qm_obj (use)))))
        """,
        """
        (typeattribute qm_any)
        (typeattributeset qm_any (all))
        ;; invariant files: QM never writes a file of the host
        ;; channel: a file that both sides use,
        ;;   and a changed program
        (neverallow qm_domain host_file (file (write append)))
        ;; invariant clock: QM never sets the clock
        ;; channel: time stamps of both sides
        (neverallow qm_domain qm_any (capability (sys_time)))
        """);
  }
}
