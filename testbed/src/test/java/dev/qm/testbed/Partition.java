package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The partition in the VM, set up and started the way a user of a machine with systemd does it: one
 * {@code qm up}. There is no network, so its rootfs is an archive. All acceptance tests share it.
 */
final class Partition {

  /** What the host's BlueChi agent is configured with. */
  static final String HOST_AGENT = "[bluechi-agent]\nNodeName=car\nManagerHost=10.0.0.1\n";

  /** A quadlet that its systemd starts when the partition boots. */
  static final String QUADLET = "/etc/qm/containers/systemd/app.container";

  /** The memory that a drop-in leaves the partition, in bytes: a demo's guest fits into it. */
  static final long LESS = 448L << 20;

  private static final String LESS_MEMORY = "/etc/containers/systemd/qm.container.d/50-memory.conf";

  /** The socket that the safety side serves for the partition. */
  static final String DOOR = "/run/ipc/door.sock";

  /** A folder of the host outside /run/ipc, leaked to the partition at the same place. */
  static final String ELSEWHERE = "/run/elsewhere";

  /** Where the partition sees a folder of the host that has a quota of 16 MiB. */
  static final String QUOTA = "/srv";

  /** All add-ons but kvm. */
  private static final List<String> ADD_ON_PACKAGES =
      List.of(
          "qm-img-tempdir",
          "qm-mount-bind-input",
          "qm-mount-bind-sound",
          "qm-mount-bind-tty7",
          "qm-mount-bind-video",
          "qm-oci-hooks",
          "qm-ros2-rolling",
          "qm-text2speech",
          "qm-window-manager");

  private static final String KNOB_PROGRAM = "/opt/knob.py";

  /**
   * An input device with one key, 30, which somebody presses all the time: {@code linux/uinput.h}.
   */
  private static final String KNOB =
      """
      import fcntl, os, struct, time
      knob = os.open("/dev/uinput", os.O_WRONLY)
      fcntl.ioctl(knob, 0x40045564, 1)   # UI_SET_EVBIT, EV_KEY
      fcntl.ioctl(knob, 0x40045565, 30)  # UI_SET_KEYBIT, KEY_A
      os.write(knob, struct.pack("80sHHHHI256i", b"qm-knob", 3, 1, 1, 1, 0, *[0] * 256))
      fcntl.ioctl(knob, 0x5501)          # UI_DEV_CREATE
      pressed = 0
      while True:
          pressed = 1 - pressed
          os.write(knob, struct.pack("qqHHiqqHHi", 0, 0, 1, 30, pressed, 0, 0, 0, 0, 0))
          time.sleep(0.2)
      """;

  private static final String ADD_ONS = "/etc/containers/systemd/qm.container.d/55-add-ons.conf";

  private static final String CARELESS = "/etc/containers/systemd/qm.container.d/60-careless.conf";

  /**
   * Files of the host with their labels, without what changes by itself and Podman's and the
   * package manager's own; size and owner tell an edit.
   */
  private static final String FILES =
      """
      find / -xdev -regextype posix-extended \\
        -regex '/(proc|sys|dev|run|tmp|root|mnt|opt|srv|var/(log|tmp|cache|lib/(systemd|containers|apt|dpkg)))' -prune -o \\
        -printf '%p %y %U:%G %m %Z %l' \\( -type f -printf ' %s' -o -true \\) -printf '\\n' | sort
      """;

  /** What a container engine leaves while it runs; the empty /run/netns is Podman's for good. */
  private static final String TRACES =
      """
      cut -d' ' -f2,3 /proc/self/mounts | grep -vE '^(/proc/sys/fs/binfmt_misc|/run/netns|/mnt/packages) ' | sort
      ls /run/netns 2>/dev/null || true
      find /sys/fs/cgroup -maxdepth 2 -type d -name '*qm*' | sort
      for process in conmon crun aardvark-dns; do pgrep -x $process || true; done
      ls /sys/class/net
      """;

  /**
   * A Podman that says it is 4.9, which has a Quadlet that knows no drop-ins, on a machine with
   * what goes with it.
   */
  private static final String OLDER_PODMAN =
      """
      mkdir -p /opt/older /root/iptables/DEBIAN
      cat >/opt/older/podman <<'WRAPPER'
      #!/bin/sh
      [ "$*" != --version ] || { echo podman version 4.9.3; exit; }
      exec /usr/bin/podman "$@"
      WRAPPER
      chmod 755 /opt/older/podman
      chcon --reference=/usr/bin/podman /opt/older/podman
      printf '%s\\n' 'Package: iptables' 'Version: 1.8' 'Architecture: all' \\
        'Maintainer: nobody <nobody@localhost>' 'Description: test' >/root/iptables/DEBIAN/control
      dpkg-deb -b /root/iptables /root/iptables.deb
      dpkg -i /root/iptables.deb
      """;

  /** A small system for containers inside; its programs come from the partition's /usr. */
  private static final String TINY =
      """
      mkdir -p /root/tiny/bin /root/tiny/usr /root/tiny/mnt /root/tiny/media
      cp /bin/busybox /root/tiny/bin/
      for name in sh sleep echo cat ip ls; do ln -s busybox /root/tiny/bin/$name; done
      ln -s usr/lib /root/tiny/lib
      ln -s usr/lib64 /root/tiny/lib64
      tar -C /root/tiny -cf /root/tiny.tar .
      """;

  /** How the machine was before the first {@code qm up}, and how that went; in the machine. */
  private static final String NOTES = "/root/before/";

  private final Vm vm;

  private Partition(Vm vm) {
    this.vm = vm;
  }

  /** The partition that has been brought up in a machine. */
  static Partition in(Vm vm) {
    return new Partition(vm);
  }

  /** From packages to running, with an image {@code localhost/tiny} and a quadlet that uses it. */
  static void up(Vm vm) {
    QmPackages.offer(vm);
    QmPackages.install(vm, "qm").out();
    vm.write("/etc/bluechi/agent.conf", HOST_AGENT);
    vm.shell(OLDER_PODMAN).out();
    vm.shell(TINY).out();
    Partition partition = in(vm);
    vm.write(NOTES + "files", String.join("\n", partition.files()));
    vm.write(NOTES + "traces", partition.traces());
    vm.write(NOTES + "modules", vm.run("semodule", "-l").out());
    Result up = vm.run("qm", "up", "--yes", "--from", "/opt/qm/rootfs.tar");
    assertThat(up.exitCode()).as(() -> up + partition.journal()).isZero();
    vm.write(NOTES + "up", up.stdout());
    partition.qm("cp", "/root/tiny.tar", "qm:/var/tmp/tiny.tar").out();
    partition.exec("podman", "import", "--quiet", "/var/tmp/tiny.tar", "localhost/tiny").out();
    vm.write(
        QUADLET,
        """
        [Container]
        Image=localhost/tiny
        ContainerName=app
        Exec=/bin/sleep 100000
        StopTimeout=0

        [Install]
        WantedBy=multi-user.target
        """);
  }

  /**
   * Restarted with the drop-ins of an integrator: less memory, and, out of carelessness, a folder
   * and a socket of a container of the host. Their modes are for everyone, and they keep the label
   * that Podman gives such files, so that SELinux is the only wall left. (With most other labels of
   * the host it would not even let them be mounted.)
   */
  void change() {
    lessMemory();
    addOns();
    vm.write(
        CARELESS,
        """
        [Container]
        Volume=%s:/mnt
        Volume=%s:/run/asil.socket
        Volume=%3$s:%3$s:idmap
        """
            .formatted(Attack.HOST_FILES, Attack.HOST_SOCKET, ELSEWHERE));
    vm.shell(
            """
            mkdir -p %1$s $(dirname %2$s) %3$s
            echo safe >%1$s/settings
            chmod 777 %1$s; chmod 666 %1$s/settings
            systemd-run -q --unit=asil-server python3 -c '
            import os, socket
            server = socket.socket(socket.AF_UNIX)
            server.bind("%2$s.new")
            os.chmod("%2$s.new", 0o777)
            server.listen()
            os.rename("%2$s.new", "%2$s")
            while True:
                server.accept()[0].close()'
            until [ -S %2$s ]; do sleep 0.1; done
            chcon -R -t container_file_t %1$s %2$s
            chcon -t qm_file_t %3$s
            """
                .formatted(Attack.HOST_FILES, Attack.HOST_SOCKET, ELSEWHERE))
        .out();
    vm.write("/etc/bluechi/agent.conf", "[bluechi-agent]\nNodeName=truck\n");
    vm.write("/etc/qm/bluechi/agent.conf.d/50-mine.conf", "[bluechi-agent]\nLogLevel=DEBUG\n");
    Result restart = qm("restart");
    assertThat(restart.exitCode()).as(() -> restart + journal()).isZero();
  }

  /**
   * All add-ons, one by {@code qm addon} and the others by apt itself, with a camera, a sound card,
   * a knob and KVM by the kernel's own drivers; a folder with a quota; and the door between the two
   * sides, which a service of the safety side answers at.
   */
  private void addOns() {
    assertThat(qm("addon", "install", "kvm").out()).contains("To apply it, run: qm restart");
    QmPackages.install(vm, ADD_ON_PACKAGES.toArray(String[]::new)).out();
    vm.write(KNOB_PROGRAM, KNOB);
    vm.write(
        ADD_ONS,
        """
        [Container]
        Volume=/run/ipc:/run/ipc:ro,idmap
        Volume=/opt/quota/data:%s:idmap
        """
            .formatted(QUOTA));
    vm.shell(
            """
            for module in vivid snd-dummy kvm_amd uinput; do modprobe $module; done
            systemd-run -q --unit=knob python3 %2$s
            until grep -q '"qm-knob"' /proc/bus/input/devices; do sleep 0.1; done
            udevadm settle
            truncate -s 96M /opt/quota.img
            mkfs.ext4 -q -O quota,project -E quotatype=prjquota /opt/quota.img
            mkdir -p /opt/quota
            mount -o loop,prjquota /opt/quota.img /opt/quota
            mkdir /opt/quota/data
            chattr -p 42 +P /opt/quota/data
            chcon -R -t qm_file_t /opt/quota
            python3 -c '
            # quotactl(2): Q_SETQUOTA of a project, the hard limit in KiB first, its bit of dqb_valid last
            import ctypes, os, struct, subprocess
            libc = ctypes.CDLL(None, use_errno=True)
            device = subprocess.check_output(["findmnt", "-no", "SOURCE", "/opt/quota"]).strip()
            limit = struct.pack("=8QI4x", 16384, 16384, 0, 0, 0, 0, 0, 0, 1)
            if libc.quotactl(0x800008 << 8 | 2, device, 42, limit):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))'
            mkdir -p /run/ipc /opt/ipc
            restorecon /run/ipc
            cp /usr/bin/python3 /opt/ipc/server
            chcon -t ipc_exec_t /opt/ipc/server
            systemd-run -q --unit=asil-ipc /opt/ipc/server -c '
            import os, socket
            os.umask(0o177)
            server = socket.socket(socket.AF_UNIX)
            server.bind("%1$s")
            server.listen()
            while True:
                client = server.accept()[0]
                client.sendall(b"asil: " + client.recv(100))
                client.close()'
            until [ -S %1$s ]; do sleep 0.1; done
            mkdir -p /root/perl/bin /root/perl/usr/bin /root/perl/usr/lib/x86_64-linux-gnu /root/perl/lib64
            cp /bin/busybox /root/perl/bin/sh
            cp /usr/bin/perl /root/perl/usr/bin/
            cp -a /usr/lib/x86_64-linux-gnu/perl-base /root/perl/usr/lib/x86_64-linux-gnu/
            cp -L /lib64/ld-linux-x86-64.so.2 /root/perl/lib64/
            cp -L /usr/lib/x86_64-linux-gnu/lib{c,m,crypt}.so.* /root/perl/usr/lib/x86_64-linux-gnu/
            tar -C /root/perl -cf /root/perl.tar .
            """
                .formatted(DOOR, KNOB_PROGRAM))
        .out();
    qm("cp", "/root/perl.tar", "qm:/var/tmp/perl.tar").out();
    exec("podman", "import", "--quiet", "/var/tmp/perl.tar", "localhost/perl").out();
  }

  /** A drop-in that leaves the partition {@link #LESS} from its next start on. */
  void lessMemory() {
    vm.write(LESS_MEMORY, "[Service]\nMemoryMax=" + LESS + "\n");
  }

  /** Takes away what the careless integrator and add-ons gave; the next start is without it. */
  void carefulAgain() {
    QmPackages.remove(vm, ADD_ON_PACKAGES.toArray(String[]::new)).out();
    qm("addon", "remove", "kvm").out();
    // what the drop-ins point at is gone after a reboot
    vm.run("rm", "-f", CARELESS, ADD_ONS).out();
    vm.run("systemctl", "daemon-reload").out();
  }

  /** Ends the services of the host, and takes away the mount, that {@link #change} made for it. */
  void endWhatServedIt() {
    vm.run("systemctl", "stop", "asil-server", "asil-ipc", "knob").out();
    vm.run("umount", "/opt/quota").out();
  }

  /** Takes away all drop-ins of {@link #change}. */
  void unchanged() {
    vm.run("rm", "-f", CARELESS, ADD_ONS, LESS_MEMORY).out();
  }

  /** What the very first {@code qm up} printed. */
  String firstUp() {
    return note("up");
  }

  /** A command of the host's {@code qm}. */
  Result qm(String... command) {
    return vm.run(words(new String[] {"qm"}, command));
  }

  /** A command inside. */
  Result exec(String... command) {
    return vm.run(words(new String[] {"qm", "exec", "--"}, command));
  }

  /** A command inside that answers line by line. */
  Conversation converse(String... command) {
    return vm.converse(words(new String[] {"qm", "exec", "-i", "--"}, command));
  }

  /** A shell script inside. */
  Result shell(String script) {
    return exec("sh", "-c", script);
  }

  /** The host's process id of its PID 1. */
  String pid() {
    return vm.run("podman", "inspect", "-f", "{{.State.Pid}}", "qm").out();
  }

  /** The state of the systemd inside, when it has finished starting. */
  String state() {
    return exec("systemctl", "is-system-running", "--wait").stdout().strip();
  }

  /** What the host's journal says of its service. */
  String journal() {
    return vm.run("journalctl", "-u", "qm", "-n", "50", "--no-pager").stdout();
  }

  /** The files of the host as they are now, one a line. */
  List<String> files() {
    return vm.shell(FILES).out().lines().toList();
  }

  /** How the host's files differ from those before the first {@code qm up}. */
  List<String> filesSinceBefore() {
    return difference(note("files").lines().toList(), files());
  }

  /** Mounts, control groups, processes and network interfaces of a partition that there are now. */
  String traces() {
    return vm.shell(TRACES).stdout();
  }

  String tracesBefore() {
    return note("traces");
  }

  /** The SELinux modules of the host before the first {@code qm up}. */
  String modulesBefore() {
    return note("modules");
  }

  Vm vm() {
    return vm;
  }

  private String note(String name) {
    return vm.run("cat", NOTES + name).stdout();
  }

  /**
   * What is only in one of two lists: {@code - LINE} in the first, {@code + LINE} in the second.
   */
  static List<String> difference(List<String> before, List<String> after) {
    Set<String> gone = new LinkedHashSet<>(before);
    Set<String> added = new LinkedHashSet<>(after);
    added.removeAll(gone);
    after.forEach(gone::remove);
    return Stream.concat(gone.stream().map("- "::concat), added.stream().map("+ "::concat))
        .toList();
  }

  private static String[] words(String[] first, String... rest) {
    String[] words = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, words, first.length, rest.length);
    return words;
  }
}
