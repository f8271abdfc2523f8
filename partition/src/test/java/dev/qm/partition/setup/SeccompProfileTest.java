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

  private static final List<Filter> DERIVED = new ArrayList<>();

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
    var derived = (JsonTree.Members) JsonTree.parse(derive(SMALL));

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
      var once = derive(base);

      assertThat(derive(once)).isEqualTo(once);
    }
  }

  @Test
  void theOldFormWithOneNameARuleIsFilteredToo() throws IOException {
    var old = SMALL.replace("\"names\": [\"sched_setscheduler\"]", "\"name\": \"mount\"");

    var filter = Filter.ofPartition(derive(old));

    assertThat(derive(old)).doesNotContain("\"name\" :");
    assertThat(filter.allows("mount", 0, 0, 0, MS_REMOUNT, 0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "17", "{\"syscalls\": {}, \"defaultAction\": \"x\"}"})
  void aBaseWithoutSystemCallsIsRefused(String base) {
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> derive(base))
        .withMessage("it has no list \"syscalls\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCMP_ACT_ALLOW", "SCMP_ACT_LOG", ""})
  void aBaseThatAllowsWhatItDoesNotNameIsRefused(String action) {
    var base = SMALL.replaceFirst("SCMP_ACT_ERRNO", action);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> derive(base))
        .withMessageContaining("defaultAction is not SCMP_ACT_ERRNO");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not JSON", "{\"syscalls\": [", "{\"syscalls\": []} trailing"})
  void aBaseThatIsNotJsonIsRefused(String base) {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> derive(base));
  }

  @Test
  void ourOwnBaseLetsSystemdAndANestedRuntimeDoTheirWork() throws IOException {
    var profile = Filter.ofPartition(derive(Files.readString(OWN)));

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

    var profile = Filter.ofPartition(derive(Files.readString(DISTRIBUTION)));

    assertThat(profile.allows("setns")).isTrue();
    assertThat(profile.allows("sched_setscheduler", 0, 1, 0)).isFalse();
    assertThat(profile.allows("mount", 0, 0, 0, MS_REMOUNT, 0)).isFalse();
  }

  /** By the numbers that programs of 64 and of 32 bits pass. */
  @ParameterizedTest
  @ValueSource(
      longs = {
        0xc0045877L, // FIFREEZE
        0xc0045878L, // FITHAW
        0xc0185879L, // FITRIM
        0x8004587dL, // FS_IOC_SHUTDOWN, EXT4_IOC_SHUTDOWN, XFS_IOC_GOINGDOWN
        0x4010586eL, // XFS_IOC_FSGROWFSDATA
        0xc038586bL, // XFS_IOC_OPEN_BY_HANDLE
        0xc01c586bL, // the same in 32 bits
        0x40086607L, // EXT4_IOC_GROUP_EXTEND
        0x40046607L, // the same in 32 bits
        0x40286608L, // EXT4_IOC_GROUP_ADD
        0x40086610L, // EXT4_IOC_RESIZE_FS
        0x6611L, // EXT4_IOC_SWAP_BOOT
        0x4008662cL, // EXT4_IOC_SETFSUUID
        0x40e8662eL, // EXT4_IOC_SET_TUNE_SB_PARAM
        0xc0406619L, // FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS
        0x50009403L, // BTRFS_IOC_RESIZE
        0x5000940aL, // BTRFS_IOC_ADD_DEV
        0xc4009420L, // BTRFS_IOC_BALANCE_V2
        0x40089413L, // BTRFS_IOC_DEFAULT_SUBVOL
        0xc400941bL, // BTRFS_IOC_SCRUB
        0x41009432L, // FS_IOC_SETFSLABEL
        0x4008f510L, // F2FS_IOC_RESIZE_FS
        0x4004f506L, // F2FS_IOC_GARBAGE_COLLECT
        0x40086e8bL, // NILFS_IOCTL_RESIZE
        0x5412L, // TIOCSTI
        0x541cL, // TIOCLINUX
        0x541dL // TIOCCONS
      })
  void noRequestReachesAFileSystemAsAWholeOrTheHostsConsole(long request) throws IOException {
    for (var profile : derivedProfiles()) {
      for (var beyond : List.of(0L, 1L << 32, 1L << 40, 1L << 63, -1L << 32)) {
        // the kernel cuts off what is beyond 32 bits
        assertThat(profile.allows("ioctl", 0, beyond | request, 0)).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0x5401L, // TCGETS
        0x540eL, // TIOCSCTTY
        0x5413L, // TIOCGWINSZ
        0x541bL, // FIONREAD
        0x5451L, // FIOCLEX
        0x80086601L, // FS_IOC_GETFLAGS
        0x40086602L, // FS_IOC_SETFLAGS
        0xc020660bL, // FS_IOC_FIEMAP
        0x40049409L, // FICLONE
        0x801c581fL, // FS_IOC_FSGETXATTR
        0x81009431L, // FS_IOC_GETFSLABEL
        0x5000940eL, // BTRFS_IOC_SUBVOL_CREATE
        0x5000940fL, // BTRFS_IOC_SNAP_DESTROY
        0x8912L, // SIOCGIFCONF
        0xae80L // KVM_RUN
      })
  void everydayRequestsPass(long request) throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.actions("ioctl", 0, request, 0)).containsExactly("SCMP_ACT_ALLOW");
    }
  }

  @Property
  void aRequestIsAllowedByOneRuleOrByNone(@ForAll long request) throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.actions("ioctl", 0, request, 0).size())
          .isEqualTo(profile.actions("ioctl", 0, request & 0xffffL, 0).size())
          .isLessThanOrEqualTo(1);
    }
  }

  @Property
  void noBitsMakeRealTimeIoSlipThrough(@ForAll long priority) throws IOException {
    // the kernel takes an int, and of it the class above 13 bits: ioprio_set(2)
    var ioClass = (int) priority >>> 13;

    for (var profile : derivedProfiles()) {
      assertThat(profile.allows("ioprio_set", 1, 0, priority))
          .isEqualTo(ioClass == 0 || ioClass == 2 || ioClass == 3);
      assertThat(profile.allows("ioprio_set", 1, 0, (priority & 0x1fffL) | (1L << 13))).isFalse();
      assertThat(profile.allows("ioprio_set", 1, 0, (priority & 0x1fffL) | (2L << 13))).isTrue();
    }
  }

  @Test
  void theKernelCannotBeProgrammed() throws IOException {
    for (var profile : derivedProfiles()) {
      assertThat(profile.actions("bpf", 0, 0, 0)).containsExactly("SCMP_ACT_ERRNO");
    }
  }

  @Property
  void whereANestedRuntimeNeedsBpfItGetsWhatListsOfDevicesTake(@ForAll long command)
      throws IOException {
    var needed = Set.of(5, 6, 8, 9, 13, 16);
    var profile =
        Filter.ofPartition(SeccompProfile.derive(SMALL, SeccompProfile.Bpf.FOR_DEVICE_LISTS));

    for (var tried : List.of(command, (command << 32) | (command & 0x1f))) {
      assertThat(profile.allows("bpf", tried, 0, 0)).isEqualTo(needed.contains((int) (long) tried));
    }
  }

  private static String derive(String base) throws IOException {
    return SeccompProfile.derive(base, SeccompProfile.Bpf.REFUSED);
  }

  private static List<String> bases() throws IOException {
    var bases = new ArrayList<>(List.of(SMALL, Files.readString(OWN)));
    if (Files.isRegularFile(DISTRIBUTION)) {
      bases.add(Files.readString(DISTRIBUTION));
    }
    return bases;
  }

  /** Made once: properties ask for them a thousand times. */
  private static synchronized List<Filter> derivedProfiles() throws IOException {
    if (DERIVED.isEmpty()) {
      for (var base : bases()) {
        DERIVED.add(Filter.ofPartition(derive(base)));
      }
    }
    return DERIVED;
  }
}
