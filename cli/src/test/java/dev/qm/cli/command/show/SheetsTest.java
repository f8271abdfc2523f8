package dev.qm.cli.command.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.command.addon.AddonDevice;
import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.cgroup.CgroupUsage;
import dev.qm.host.cgroup.GroupAccount;
import dev.qm.host.cgroup.GroupUse;
import dev.qm.host.cgroup.LiveLimit;
import dev.qm.host.cgroup.PressureReading;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.file.FileId;
import dev.qm.host.file.MemoryFiles;
import dev.qm.host.file.Mount;
import dev.qm.host.process.IpcNamespace;
import dev.qm.packaging.addon.DevicePattern;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.live.Connection;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.NamespaceObjects;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.SharedMemory;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import dev.qm.partition.show.ContainerView;
import dev.qm.partition.show.DeviceView;
import dev.qm.partition.show.LimitView;
import dev.qm.partition.show.NamespaceView;
import dev.qm.partition.show.ResourceView;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each section from values, as people and as programs get it. */
class SheetsTest {
  private static final String EVIL = "\u001b]0;owned\u0007\n\u202e";
  private static final Origin LINE = new Origin(Path.of("/etc/qm.container"), 7);

  @TempDir private Path folder;

  @Test
  void theContainerWithItsSettingsAndMounts() throws Exception {
    var printed = Printed.of(ContainerSheet.of(container("qm", "running", "/etc")));

    assertThat(printed.text())
        .isEqualTo(
            """
            state         running, up 1 min 1 s
            id            c0ffee
            pid           42
            control group /qm/libpod-c0ffee
            kept apart    user namespace, OOM score 500
            name          qm
            system        /usr/lib/qm/rootfs
            run by        standalone
            label         -

            FILE               IS
            /etc/qm.container  quadlet
            /etc/50-own.conf   drop-in

            SECTION  KEY        FROM                 VALUE
            Service  MemoryMax  /etc/qm.container:7  1G

            MOUNT  TYPE  FROM               OPTIONS
            /etc   ext4  /dev/sda1[/etc/x]  rw,nosuid
            """);
    assertThat(printed.json())
        .contains(
            "\"state\" : \"running\"",
            "\"uptimeSeconds\" : 61",
            "\"userNamespace\" : true",
            "\"selinuxLabel\" : null",
            "\"origin\" : \"/etc/qm.container:7\"",
            "\"options\" : \"rw,nosuid\"");
  }

  @Test
  void resourcesWithLimitsPressureAndGroups() throws Exception {
    var printed = Printed.of(ResourceSheet.of(resources("app.service")));

    assertThat(printed.text())
        .isEqualTo(
            """
            memory        20 MiB of 64 MiB
              peak        32 MiB
              slowed from 48 MiB
              swap        0 B of 0 B
              killed      2
            tasks         7 of 100, peak 9
            cpu           1.5 s used (1.0 s user, 0.5 s system)
              weight      10
              quota       50 % of a processor
              throttled   0.2 s, in 3 of 10 periods
            disk          16 KiB read, 0 B written
              weight      -

            WAITED FOR  WHO   10 S  60 S  300 S  IN ALL
            processor   some  1.05  0.00   0.00   8.0 s

            MEMORY  TASKS  CPU  GROUP
            11 MiB      2    -  app.service
            """);
    assertThat(printed.json())
        .contains(
            "\"memoryBytes\" : 20971520",
            "\"memoryHighBytes\" : 50331648",
            "\"cpuQuotaMicroseconds\" : 50000",
            "\"diskWeight\" : null",
            "\"last10Percent\" : \"1.05\"",
            "\"group\" : \"app.service\"");
  }

  @Test
  void limitsWithAMarkWhereTheKernelHoldsAnotherValue() throws Exception {
    var printed = Printed.of(LimitSheet.of(limits("4M")));

    assertThat(printed.text())
        .isEqualTo(
            """
               LIMIT      ASKED FOR  KERNEL HAS  STANDS     BY                   WHERE
               TasksMax   10         10          same       /etc/qm.container:7  /sys/pids.max
            !  MemoryMax  4M         max         different  /etc/qm.container:7  /sys/memory.max
            ?  IOWeight   50         -           unknown    /etc/qm.container:7  no scheduler

            ! marks what the kernel holds otherwise: a file was changed and `qm restart` not called yet, \
            something else wrote the kernel's file, or this machine cannot do it.
            """);
    assertThat(printed.json())
        .contains(
            "\"differing\" : 1",
            "\"expected\" : \"4194304\"",
            "\"held\" : \"max\"",
            "\"standing\" : \"different\"",
            "\"remark\" : \"no scheduler\"");
  }

  @Test
  void aLimitThatNothingGoesByHasThatBelowTheTable() throws Exception {
    var held =
        LiveLimit.exact(
                "IOWeight",
                "50",
                Optional.of(LINE),
                "50",
                new LiveLimit.Held(Path.of("/sys/io.weight"), "50"))
            .remarked("no disk goes by it");

    assertThat(Printed.of(LimitSheet.of(new LimitView(List.of(held)))).text())
        .contains(
            "   IOWeight  50         50          same    /etc/qm.container:7  /sys/io.weight\n")
        .endsWith("\nIOWeight: no disk goes by it.\n");
  }

  @Test
  void namespacesOfThePartitionAndOfContainers() throws Exception {
    var printed = Printed.of(NamespaceSheet.of(namespaces("radio")));

    assertThat(printed.text())
        .isEqualTo(
            """
            OF         NAME   KIND  IS      NAMESPACE  PROCESSES  PID
            partition  -      user  host's          3         12   42
            container  radio  net   own            22          1   50
            """);
    assertThat(printed.json())
        .contains("\"standing\" : \"host's\"", "\"inode\" : 22", "\"processes\" : 12");
  }

  @Test
  void devicesWithWhoAskedAndWhatAddOnsCouldOpen() throws Exception {
    var printed = Printed.of(devices("/dev/fuse"));

    assertThat(printed.text())
        .isEqualTo(
            """
            ASKED FOR  HOST HAS IT  PARTITION HAS IT  BY
            /dev/fuse  yes          yes               /etc/qm.container:7

            IN THE PARTITION  DEVICE    MODE  OWNER  BY                           ADD-ON
            /dev/fuse         c 10:229  0666  0:0    /etc/qm.container:7          -
            /dev/null         c 1:3     0666  0:0    the runtime, or made inside  -

            MAY BE OPENED
            c 1:3 rwm

            RULE OF THE SERVICE  BY
            DevicePolicy=closed  /etc/qm.container:7

            ADD-ON COULD OPEN  DEVICE    ADD-ON  INSTALLED  FOR
            /dev/kvm           c 10:232  kvm     no         virtual machines
            """);
    assertThat(printed.json())
        .contains(
            "\"inPartition\" : true",
            "\"optional\" : true",
            "\"rule\" : \"c 1:3 rwm\"",
            "\"reason\" : \"virtual machines\"");
  }

  @Test
  void socketsInsideAndAcrossTheBorder() throws Exception {
    var printed = Printed.of(SocketSheet.of(sockets("/run/app.sock")));

    assertThat(printed.text())
        .isEqualTo(
            """
            SOCKET         KIND           CROSSES  LISTENS                     CONNECTED                   BY
            /run/app.sock  stream socket  no       app[9] of app.service (qm)  app[9] of app.service (qm)  found

            DECLARED           BY
            /run/ipc/a.socket  /etc/qm.container:7

            Left out: 1 pairs of sockets without a name inside.
            """);
    assertThat(printed.json())
        .contains("\"standing\" : \"inside\"", "\"unnamedInside\" : 1", "\"crosses\" : false");
  }

  @Test
  void sharedMemoryOfAllKinds() throws Exception {
    var printed = Printed.of(MemorySheet.of(memory("ring")));

    assertThat(printed.text())
        .isEqualTo(
            """
            SYSTEM V  ID  KEY         MODE  SIZE  ATTACHED  SEEN BY
            memory     5  0x000000ff  0600  4096         2  app[9] of app.service (qm)

            POSIX  SIZE  MODE  UID  SEEN BY
            /ring  64 B  0600    0  app[9] of app.service (qm)

            MAPPED        CROSSES  WRITABLE  HOLDERS  BY
            /memfd:/ring  yes      yes             2  app[9] of app.service (qm), top[8] (host)
            """);
    assertThat(printed.json()).contains("\"key\" : \"0x000000ff\"", "\"crosses\" : true");
  }

  @Test
  void nothingSharedIsSaid() throws Exception {
    var nothing = new SharedMemory(List.of(), List.of(), List.of(), List.of());

    assertThat(Printed.of(MemorySheet.of(nothing)).text())
        .isEqualTo("No program of the partition shares memory.\n");
  }

  @Test
  void namesFromInsideCannotReachTheTerminal() throws Exception {
    for (var sheet :
        List.of(
            ContainerSheet.of(container(EVIL, EVIL, "/" + EVIL)),
            ResourceSheet.of(resources(EVIL)),
            LimitSheet.of(limits(EVIL)),
            NamespaceSheet.of(namespaces(EVIL)),
            devices("/dev/" + EVIL),
            SocketSheet.of(sockets("/" + EVIL)),
            MemorySheet.of(memory(EVIL)))) {
      var printed = Printed.of(sheet);
      for (var text : List.of(printed.text(), printed.json())) {
        assertThat(text)
            .contains("owned")
            .doesNotContain("\u001b")
            .doesNotContain("\u0007")
            .doesNotContain("\u202e");
      }
    }
  }

  private ContainerView container(String name, String state, String mount) throws Exception {
    var file = folder.resolve(Layout.QUADLET.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[Container]\nRootfs=/usr/lib/qm/rootfs\n");
    var spec = PartitionSpec.require(new Root(folder));
    var status =
        new PartitionStatus(
            new Instance(spec, "c0ffee", 42, "/qm/libpod-c0ffee"),
            state,
            List.of(),
            Duration.ofSeconds(61),
            500,
            true,
            new CgroupUsage(none(), none(), none(), none(), none(), none(), none()),
            Optional.empty());
    var mounted =
        new Mount(
            1,
            1,
            "8:1",
            Path.of("/etc/x"),
            Path.of(mount),
            "ext4",
            List.of("rw", "nosuid"),
            "/dev/sda1",
            List.of(),
            List.of());
    return new ContainerView(
        name,
        Optional.of("/usr/lib/qm/rootfs"),
        "standalone",
        List.of(LINE.file(), Path.of("/etc/50-own.conf")),
        List.of(new ContainerView.Setting("Service", new Entry("MemoryMax", "1G", LINE))),
        Optional.of(new ContainerView.Live(status, Optional.empty(), List.of(mounted))));
  }

  private static ResourceView resources(String group) {
    var account =
        new GroupAccount(
            new GroupAccount.Memory(
                of(20 << 20), of(32 << 20), of(48 << 20), of(64 << 20), of(0), of(0), of(2)),
            new GroupAccount.Tasks(of(7), of(9), of(100)),
            new GroupAccount.Processor(
                of(1_500_000),
                of(1_000_000),
                of(500_000),
                Optional.of("10"),
                of(50_000),
                of(100_000),
                of(10),
                of(3),
                of(200_000)),
            new GroupAccount.Disk(of(16 << 10), of(0), of(4), of(0), Optional.empty()),
            new GroupAccount.Waiting(
                new PressureReading(
                    Optional.of(new PressureReading.Share(105, 0, 0, 8_000_000)), Optional.empty()),
                PressureReading.NONE,
                PressureReading.NONE));
    return new ResourceView(
        account, List.of(new GroupUse(Untrusted.of(group), of(2), of(11 << 20), none())));
  }

  private static LimitView limits(String wanted) {
    var origin = Optional.of(LINE);
    return new LimitView(
        List.of(
            LiveLimit.exact(
                "TasksMax", "10", origin, "10", new LiveLimit.Held(Path.of("/sys/pids.max"), "10")),
            LiveLimit.exact(
                "MemoryMax",
                wanted,
                origin,
                "4194304",
                new LiveLimit.Held(Path.of("/sys/memory.max"), "max")),
            LiveLimit.unknown("IOWeight", "50", origin, "no scheduler")));
  }

  private static NamespaceView namespaces(String name) {
    return new NamespaceView(
        List.of(
            new NamespaceView.Row(
                "user",
                NamespaceView.Who.PARTITION,
                Untrusted.of(""),
                42,
                3,
                12,
                NamespaceView.Standing.HOSTS),
            new NamespaceView.Row(
                "net",
                NamespaceView.Who.CONTAINER,
                Untrusted.of(name),
                50,
                22,
                1,
                NamespaceView.Standing.OWN)));
  }

  private static Sheet devices(String path) {
    var view =
        new DeviceView(
            List.of(new DeviceView.Wanted(path, path, true, true, true, LINE)),
            List.of(
                new DeviceView.Node(node(path, 10, 229), Optional.of(LINE)),
                new DeviceView.Node(node("/dev/null", 1, 3), Optional.empty())),
            List.of("c 1:3 rwm"),
            List.of(new Entry("DevicePolicy", "closed", LINE)),
            true);
    var kvm =
        new AddonDevice("kvm", false, new DevicePattern("/dev/kvm", "virtual machines", LINE));
    return DeviceSheet.of(view, List.of(kvm), List.of(node("/dev/kvm", 10, 232)));
  }

  private static DeviceNode node(String path, long major, long minor) {
    return new DeviceNode(path, DeviceNode.Kind.CHARACTER, major, minor, 0666, 0, 0);
  }

  private static LiveIpc sockets(String name) {
    var channels = new ArrayList<LiveChannel>();
    for (var each : List.of(name, "socket 4711")) {
      channels.add(
          new LiveChannel(
              LiveChannel.Kind.STREAM,
              Untrusted.of(each),
              new Standing.Inside(),
              Optional.empty(),
              List.of(app()),
              List.of(new Connection(List.of(app()), List.of(app()), true)),
              Optional.empty()));
    }
    return new LiveIpc(
        LiveIpc.State.RUNNING,
        List.of(),
        channels,
        List.of(),
        List.of(),
        List.of(),
        Map.of("/run/ipc/a.socket", LINE),
        List.of());
  }

  private static SharedMemory memory(String name) {
    var item = new IpcNamespace.Item(IpcNamespace.Kind.SHARED_MEMORY, 255, 5, 0600, 4096, 2);
    var host =
        new Party(
            8,
            Side.HOST,
            Untrusted.of("top"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return new SharedMemory(
        List.of(new NamespaceObjects(app(), false, List.of(item), List.of())),
        List.of(
            new SharedMemory.File(app(), new MemoryFiles.Item(Untrusted.of(name), 64, 0600, 0))),
        List.of(
            new SharedMemory.Mapping(
                new FileId(0, 1, 2), Untrusted.of("/memfd:/" + name), true, List.of(app(), host))),
        List.of());
  }

  private static Party app() {
    return new Party(
        9,
        Side.QM,
        Untrusted.of("app"),
        Optional.of(Untrusted.of("app.service")),
        Optional.empty(),
        Optional.empty());
  }

  private static OptionalLong of(long number) {
    return OptionalLong.of(number);
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }
}
