package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeccompProfileTest {
  private static final Path DISTRIBUTION = Path.of("/usr/share/containers/seccomp.json");
  private static final Path OWN =
      Path.of(System.getProperty("qm.tree"), "system/usr/share/qm/seccomp-base.json");

  /** A base in which every dangerous call is allowed in one way or another. */
  private static final String SMALL =
      """
      {
        "defaultAction": "SCMP_ACT_ERRNO",
        "defaultErrnoRet": 38,
        "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": []}],
        "syscalls": [
          {"names": ["read", "sched_setattr", "mount", "write"], "action": "SCMP_ACT_ALLOW"},
          {"names": ["fsopen", "fsconfig", "fsmount", "fspick"], "action": "SCMP_ACT_ALLOW",
           "includes": {"caps": ["CAP_SYS_ADMIN"]}},
          {"names": ["sched_setscheduler"], "action": "SCMP_ACT_ALLOW", "args": [],
           "includes": {"caps": ["CAP_SYS_NICE"]}, "excludes": {}},
          {"names": ["personality"], "action": "SCMP_ACT_ALLOW",
           "args": [{"index": 0, "value": 8, "valueTwo": 0, "op": "SCMP_CMP_EQ"}]}
        ],
        "x-vendor": ["kept", 1.50, true, null]
      }
      """;

  private static final long MS_RDONLY = 0x1;
  private static final long MS_REMOUNT = 0x20;
  private static final long MS_BIND = 0x1000;
  private static final long SCHED_RESET_ON_FORK = 0x40000000;

  @ParameterizedTest
  @ValueSource(strings = {"sched_setattr", "fsopen", "fsconfig", "fsmount", "fspick"})
  void callsWhoseArgumentsNoFilterCanSeeAreRefusedAsUnknown(String call) throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.actions(call)).containsExactly("SCMP_ACT_ERRNO");
    }
  }

  @Test
  void harmlessCallsStayAllowed() throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("read")).isTrue();
      assertThat(profile.allows("write")).isTrue();
    }
  }

  @Property
  void onlyThePoliciesThatPreemptNobodyCanBeChosen(
      @ForAll @IntRange(min = 0, max = 7) int policy, @ForAll boolean resetOnFork)
      throws IOException {
    var argument = policy | (resetOnFork ? SCHED_RESET_ON_FORK : 0);

    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("sched_setscheduler", 0, argument, 0))
          .as("policy %d", policy)
          .isEqualTo(policy == 0 || policy == 3 || policy == 5);
    }
  }

  @Property
  void noBitsBesideThePolicyMakeRealTimeSlipThrough(@ForAll int bits) throws IOException {
    var policy = bits & ~SCHED_RESET_ON_FORK & 0xffffffffL;

    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("sched_setscheduler", 0, bits & 0xffffffffL, 0))
          .isEqualTo(policy == 0 || policy == 3 || policy == 5);
    }
  }

  @Property
  void aRemountIsAllowedOnlyForTheMountPointItself(
      @ForAll @LongRange(min = 0, max = 0xffff_ffffL) long flags) throws IOException {
    var superblock = (flags & MS_REMOUNT) != 0 && (flags & MS_BIND) == 0;

    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("mount", 0, 0, 0, flags, 0)).isEqualTo(!superblock);
    }
  }

  @Test
  void theSuperblockOfASharedFileSystemCannotBeMadeReadOnly() throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("mount", 0, 0, 0, MS_REMOUNT | MS_RDONLY, 0)).isFalse();
      assertThat(profile.allows("mount", 0, 0, 0, MS_REMOUNT | MS_BIND | MS_RDONLY, 0)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "init_module",
        "finit_module",
        "delete_module",
        "kexec_load",
        "iopl",
        "ioperm",
        "clock_settime",
        "settimeofday",
        "swapoff",
        "acct",
        "quotactl",
        "open_by_handle_at",
        "fanotify_init"
      })
  void callsThatActOnTheWholeMachineAreRefusedWhateverTheCapabilities(String call)
      throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.allows(call)).isFalse();
    }
  }

  @Test
  void whatTheBaseSaysElseStaysInItsOrder() throws IOException {
    var derived = (JsonTree.Members) JsonTree.parse(SeccompProfile.derive(SMALL));

    assertThat(derived.members().keySet())
        .containsExactly("defaultAction", "defaultErrnoRet", "archMap", "syscalls", "x-vendor");
    assertThat(derived.get("x-vendor"))
        .isEqualTo(((JsonTree.Members) JsonTree.parse(SMALL)).get("x-vendor"));
    var first = (JsonTree.Members) ((JsonTree.Items) derived.get("syscalls")).items().getFirst();
    assertThat(first.get("names"))
        .isEqualTo(
            new JsonTree.Items(List.of(new JsonTree.Text("read"), new JsonTree.Text("write"))));
  }

  @Test
  void derivingTwiceChangesNothingMore() throws IOException {
    for (var base : bases()) {
      var once = SeccompProfile.derive(base);

      assertThat(SeccompProfile.derive(once)).isEqualTo(once);
    }
  }

  @Test
  void theOldFormWithOneNameARuleIsFilteredToo() throws IOException {
    var old = SMALL.replace("\"names\": [\"sched_setscheduler\"]", "\"name\": \"mount\"");

    var filter = Filter.ofPartition(SeccompProfile.derive(old));

    assertThat(SeccompProfile.derive(old)).doesNotContain("\"name\" :");
    assertThat(filter.allows("mount", 0, 0, 0, MS_REMOUNT, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "17", "{\"syscalls\": {}, \"defaultAction\": \"x\"}"})
  void aBaseWithoutSystemCallsIsRefused(String base) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SeccompProfile.derive(base))
        .withMessage("it has no list \"syscalls\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCMP_ACT_ALLOW", "SCMP_ACT_LOG", ""})
  void aBaseThatAllowsWhatItDoesNotNameIsRefused(String action) {
    var base = SMALL.replaceFirst("SCMP_ACT_ERRNO", action);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> SeccompProfile.derive(base))
        .withMessageContaining("defaultAction is not SCMP_ACT_ERRNO");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "{\"syscalls\": [", "{\"syscalls\": []} trailing"})
  void aBaseThatIsNotJsonIsRefused(String base) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> SeccompProfile.derive(base));
  }

  @Test
  void ourOwnBaseLetsSystemdAndANestedRuntimeDoTheirWork() throws IOException {
    var profile = Filter.ofPartition(SeccompProfile.derive(Files.readString(OWN)));

    assertThat(
            Set.of(
                "clone3",
                "unshare",
                "setns",
                "pivot_root",
                "umount2",
                "mount_setattr",
                "seccomp",
                "keyctl",
                "bpf",
                "sethostname",
                "prctl",
                "capset",
                "epoll_pwait2",
                "memfd_create"))
        .allMatch(call -> profile.allows(call));
  }

  @Test
  void ourOwnBaseNamesACallOnceAndEveryRuleSaysWhatItIsFor() throws IOException {
    var names = new ArrayList<JsonTree>();
    var base = (JsonTree.Members) JsonTree.parse(Files.readString(OWN));
    for (var rule : ((JsonTree.Items) base.get("syscalls")).items()) {
      names.addAll(((JsonTree.Items) ((JsonTree.Members) rule).get("names")).items());
      assertThat(((JsonTree.Members) rule).get("comment")).isInstanceOf(JsonTree.Text.class);
    }

    assertThat(names).doesNotHaveDuplicates();
  }

  @Test
  void theDistributionsOwnProfileCanBeTheBase() throws IOException {
    assumeTrue(Files.isRegularFile(DISTRIBUTION), "there is no " + DISTRIBUTION);

    var profile = Filter.ofPartition(SeccompProfile.derive(Files.readString(DISTRIBUTION)));

    assertThat(profile.allows("setns")).isTrue();
    assertThat(profile.allows("sched_setscheduler", 0, 1, 0)).isFalse();
    assertThat(profile.allows("mount", 0, 0, 0, MS_REMOUNT, 0)).isFalse();
  }

  private static List<String> bases() throws IOException {
    var bases = new ArrayList<>(List.of(SMALL, Files.readString(OWN)));
    if (Files.isRegularFile(DISTRIBUTION)) {
      bases.add(Files.readString(DISTRIBUTION));
    }
    return bases;
  }

  private static List<Filter> derivedProfiles() throws IOException {
    var profiles = new ArrayList<Filter>();
    for (var base : bases()) {
      profiles.add(Filter.ofPartition(SeccompProfile.derive(base)));
    }
    return profiles;
  }
}
