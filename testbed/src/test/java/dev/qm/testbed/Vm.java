package dev.qm.testbed;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A running VM: Debian with systemd, cgroup v2, Podman with Quadlet and SELinux in enforcing mode.
 * It has no network. Commands run as an unconfined root; several may run at once.
 *
 * <p>The VM is emulated (QEMU TCG), so that it works where /dev/kvm does not: it is some ten times
 * slower than the machine, and deadlines are generous.
 */
final class Vm implements AutoCloseable {

  /**
   * How long a command may take when the test does not say. A restart of the partition with its
   * channels takes 100 s where nothing else runs, and 300 s were seen beside a load of 10.
   */
  static final Duration DEADLINE = Duration.ofMinutes(20);

  /** What the machine that runs the tests may take to boot the VM: 25-80 s were seen. */
  private static final Duration BOOT_DEADLINE = Duration.ofMinutes(20);

  /** How long the agent may take to report that a command ran over its deadline. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private static final int CHUNK = 32 * 1024;

  /** It waits to be told where its memory is. */
  private static final List<String> INCOMING = List.of("-incoming", "defer");

  /** QEMU's control socket in the VM's folder. */
  private static final String QMP = "qmp";

  private final Path folder;
  private final Process qemu;
  private final SocketChannel channel;
  private final DataOutputStream toAgent;
  private final Map<Integer, Receiver> running = new ConcurrentHashMap<>();

  /** The agent's greeting of the boot that is under way; a reboot puts a new one here. */
  private volatile CompletableFuture<Void> hello = new CompletableFuture<>();

  /**
   * Begins anywhere: a daemon of a command from before the machine was saved may still write, and
   * must not be taken for one of ours.
   */
  private final AtomicInteger commands =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 30));

  private Vm(Path folder, Process qemu, SocketChannel channel) {
    this.folder = folder;
    this.qemu = qemu;
    this.channel = channel;
    this.toAgent =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
    Thread.ofVirtual().name("vm-reader").start(this::readFrames);
  }

  /**
   * Boots a system and waits until its systemd has finished starting.
   *
   * @param machine its disks, which keep what it writes
   * @throws IllegalStateException when the VM dies or does not come up; says what its console
   *     showed
   */
  static Vm boot(VmImage image, SavedState machine) {
    return start(image, machine, "off", List.of()).ready(Vm::awaitBoot);
  }

  /**
   * Goes on with a saved machine; what it writes is gone when it ends.
   *
   * @throws IllegalStateException when the VM dies or does not come up; says what its console
   *     showed
   */
  static Vm restore(VmImage image, SavedState saved) {
    return start(image, saved, "on", INCOMING).ready(vm -> vm.awaitMemory(saved));
  }

  /**
   * Goes on with a saved machine on other disks, which keep what it writes.
   *
   * @param machine its disks
   */
  static Vm resume(VmImage image, SavedState saved, SavedState machine) {
    return start(image, machine, "off", INCOMING).ready(vm -> vm.awaitMemory(saved));
  }

  private static Vm start(
      VmImage image, SavedState machine, String throwAway, List<String> options) {
    try {
      Path folder = Files.createTempDirectory("qm-vm");
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("agent"));
      try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(address);
        Process qemu = startQemu(image, folder, machine, throwAway, options);
        // QEMU connects when it starts; if it dies before, nobody would ever connect
        Thread.ofVirtual()
            .start(() -> {
              qemu.onExit().join();
              close(listener);
            });
        return new Vm(folder, qemu, listener.accept());
      } catch (IOException e) {
        var failure = new IllegalStateException("QEMU did not start:\n" + tail(folder), e);
        delete(folder);
        throw failure;
      }
    } catch (IOException e) {
      throw new IllegalStateException("cannot make a folder for the VM", e);
    }
  }

  /** Runs a command and waits for its end. */
  Result run(String... command) {
    return run(DEADLINE, "", command);
  }

  /** Runs a command with a text as its standard input. */
  Result runWithInput(String input, String... command) {
    return run(DEADLINE, input, command);
  }

  /** Runs a command that is killed, with exit code 124, when it takes longer than its deadline. */
  Result run(Duration deadline, String input, String... command) {
    return run(deadline, input.getBytes(StandardCharsets.UTF_8), command);
  }

  private Result run(Duration deadline, byte[] bytes, String... command) {
    Running mine = new Running(List.of(command));
    int id = commands.incrementAndGet();
    running.put(id, mine);
    try {
      String words = deadline.toSeconds() + "\0" + String.join("\0", command);
      send(Frame.Kind.RUN, id, words.getBytes(StandardCharsets.UTF_8));
      for (int from = 0; from < bytes.length; from += CHUNK) {
        int to = Math.min(bytes.length, from + CHUNK);
        send(Frame.Kind.INPUT, id, java.util.Arrays.copyOfRange(bytes, from, to));
      }
      send(Frame.Kind.INPUT, id, new byte[0]);
      return mine.ended.get(deadline.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException e) {
      throw dead("the VM died during: " + String.join(" ", command), e);
    } catch (TimeoutException e) {
      throw dead("the VM's agent does not answer to: " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during: " + String.join(" ", command), e);
    } finally {
      running.remove(id);
    }
  }

  /** Runs a shell script; the one place for pipes and loops, everything else is a list of words. */
  Result shell(String script) {
    return run(DEADLINE, script, "bash", "-eu", "-o", "pipefail", "-s");
  }

  /** Starts a program that answers line by line; it ends with its conversation. */
  Conversation converse(String... command) {
    int id = commands.incrementAndGet();
    Conversation conversation =
        new Conversation(
            String.join(" ", command),
            bytes -> {
              try {
                send(Frame.Kind.INPUT, id, bytes);
              } catch (IOException e) {
                throw dead("the VM died during: " + String.join(" ", command), e);
              }
            });
    running.put(id, new Talking(conversation));
    try {
      String words = Duration.ofHours(1).toSeconds() + "\0" + String.join("\0", command);
      send(Frame.Kind.RUN, id, words.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw dead("the VM died during: " + String.join(" ", command), e);
    }
    return conversation;
  }

  /**
   * Reboots the machine as its systemd does, and waits until it has finished starting. What is on
   * its disk stays. Any other reset of the machine ends the VM, and with it the test.
   */
  void reboot() {
    try (Qmp qmp = Qmp.connect(folder.resolve(QMP))) {
      hello = new CompletableFuture<>();
      qmp.resetStartsAgain();
      // nobody waits for this command's end: the agent may be gone before it can report it
      int id = commands.incrementAndGet();
      String words = DEADLINE.toSeconds() + "\0systemctl\0reboot";
      send(Frame.Kind.RUN, id, words.getBytes(StandardCharsets.UTF_8));
      awaitBoot();
      // not earlier: the firmware resets the machine a second time
      qmp.resetEnds();
    } catch (IOException e) {
      throw dead("the VM did not reboot", e);
    }
  }

  /** Writes a file, with the folders above it, and gives both the labels that the policy says. */
  void write(String path, String content) {
    String parent = Path.of(path).getParent().toString();
    run("mkdir", "-p", parent).out();
    run(DEADLINE, content, "sh", "-c", "cat >\"$1\"", "sh", path).out();
    run("restorecon", parent, path).out();
  }

  /** Copies a file of this machine into the VM; some 5 MiB a second. */
  void copy(Path file, String path) {
    try {
      run(DEADLINE, Files.readAllBytes(file), "sh", "-c", "cat >\"$1\"", "sh", path).out();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read " + file, e);
    }
  }

  /**
   * Saves its memory and devices, as they are when no command runs. It stands still from then on.
   *
   * @param machine where the memory goes; the disks there are those that it was started with
   */
  void save(SavedState machine) {
    if (!running.isEmpty()) {
      throw new IllegalStateException("commands run: the agent would report to nobody");
    }
    run("sync").out();
    try (Qmp qmp = Qmp.connect(folder.resolve(QMP))) {
      qmp.save(machine.memory());
    } catch (IOException e) {
      throw dead("the VM was not saved", e);
    }
  }

  /** Ends the VM and forgets its disk. */
  @Override
  public void close() {
    // a throw-away needs no orderly shutdown
    qemu.destroyForcibly();
    qemu.onExit().join();
    close(channel);
    delete(folder);
  }

  private Vm ready(Consumer<Vm> awaited) {
    try {
      awaited.accept(this);
      return this;
    } catch (IllegalStateException e) {
      close();
      throw e;
    }
  }

  private void awaitMemory(SavedState saved) {
    try (Qmp qmp = Qmp.connect(folder.resolve(QMP))) {
      qmp.restore(saved.memory());
    } catch (IOException e) {
      throw dead("the VM was not restored from " + saved.folder(), e);
    }
    // its agent has said hello to the VM that was saved
    hello.complete(null);
    run("true").out();
  }

  private void awaitBoot() {
    try {
      hello.get(BOOT_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw dead("the VM did not boot", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the VM booted", e);
    }
    run("systemctl", "is-system-running", "--wait");
  }

  private void readFrames() {
    try (var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
      while (true) {
        receive(Frame.readFrom(in));
      }
    } catch (IOException e) {
      hello.completeExceptionally(e);
      running.values().forEach(command -> command.died(e));
    }
  }

  private void receive(Frame frame) {
    if (frame.kind() == Frame.Kind.HELLO) {
      hello.complete(null);
      return;
    }
    Receiver command = running.get(frame.command());
    if (command != null) {
      command.receive(frame);
    }
  }

  private void send(Frame.Kind kind, int command, byte[] payload) throws IOException {
    synchronized (toAgent) {
      new Frame(kind, command, payload).writeTo(toAgent);
      toAgent.flush();
    }
  }

  private IllegalStateException dead(String what, Exception cause) {
    return new IllegalStateException(what + "\n" + tail(folder), cause);
  }

  private static void delete(Path folder) {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new IllegalStateException("cannot clean up " + folder, e);
    }
  }

  /** The end of what QEMU and the VM's console said. */
  private static String tail(Path folder) {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("qemu.log", "console.log")) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        try {
          List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
          text.append("--- ").append(name).append('\n');
          lines.stream()
              .skip(Math.max(0, lines.size() - 30))
              .forEach(line -> text.append(line).append('\n'));
        } catch (IOException e) {
          text.append(name).append(" cannot be read: ").append(e.getMessage()).append('\n');
        }
      }
    }
    return text.toString();
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      throw new IllegalStateException("cannot close " + resource, e);
    }
  }

  private static Process startQemu(
      VmImage image, Path folder, SavedState machine, String throwAway, List<String> options)
      throws IOException {
    Path qemu = image.folder().resolve("qemu");
    Path libraries = qemu.resolve("usr/lib/x86_64-linux-gnu");
    List<String> command = new ArrayList<>();
    // QEMU runs in place from its packages' tree, with that tree's own C library
    command.addAll(
        List.of(
            libraries.resolve("ld-linux-x86-64.so.2").toString(),
            "--library-path",
            libraries + ":" + libraries.resolve("pulseaudio"),
            qemu.resolve("usr/bin/qemu-system-x86_64").toString(),
            "-L",
            qemu.resolve("usr/share/qemu").toString(),
            "-L",
            qemu.resolve("usr/share/seabios").toString()));
    command.addAll(List.of("-machine", "q35,sata=off,smbus=off,usb=off,vmport=off,hpet=off"));
    command.addAll(List.of("-accel", "tcg,thread=multi,tb-size=1024"));
    // with AMD's virtualization, which TCG can carry out, so that there is a /dev/kvm; else the
    // newest processor whose instructions TCG carries out; trixie's kernel dies on what it only
    // pretends to have
    command.addAll(
        List.of(
            "-cpu",
            "Haswell,vendor=AuthenticAMD,+svm,+npt,-hle,-rtm,-pcid,-invpcid,-tsc-deadline"));
    command.addAll(List.of("-smp", Integer.toString(Lanes.processorsOfOne()), "-m", "4096"));
    command.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
    command.addAll(List.of("-kernel", image.folder().resolve("vmlinuz").toString()));
    command.addAll(List.of("-initrd", image.folder().resolve("initrd").toString()));
    command.addAll(
        List.of(
            "-append",
            "root=/dev/vda rw console=ttyS0 quiet panic=-1 mitigations=off nokaslr"
                + " security=selinux selinux=1 enforcing=1 systemd.unified_cgroup_hierarchy=1"
                // a busy machine may give the VM no time when the kernel tests its timer, and
                // compares its clocks; without the TSC it asks a device for the time
                + " no_timer_check tsc=reliable"
                // checks of the kernel's own code, dear in an emulator
                + " init_on_alloc=0 randomize_kstack_offset=off hardened_usercopy=off"
                // drivers for hardware that the VM does not have, slow to find that out
                + " modprobe.blacklist=kvm,kvm_amd,powernow_k8,lpc_ich,iTCO_wdt"));
    command.addAll(drive(machine.root(), "root", "qcow2", throwAway));
    command.addAll(drive(machine.packages(), "packages", "raw", "on"));
    command.addAll(drive(machine.demos(), "demos", "raw", "on"));
    command.addAll(List.of("-device", "virtio-rng-pci"));
    // a screen that nobody looks at
    command.addAll(List.of("-device", "bochs-display"));
    command.addAll(List.of("-serial", "file:" + folder.resolve("console.log")));
    command.addAll(List.of("-device", "virtio-serial-pci"));
    command.addAll(List.of("-qmp", "unix:" + folder.resolve(QMP) + ",server=on,wait=off"));
    command.addAll(List.of("-chardev", "socket,id=agent,path=" + folder.resolve("agent")));
    command.addAll(List.of("-device", "virtserialport,chardev=agent,name=dev.qm.testbed"));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("qemu.log").toFile())
        .start();
  }

  /**
   * @param throwAway {@code on}: QEMU keeps the changes to itself
   */
  private static List<String> drive(Path file, String name, String format, String throwAway) {
    return List.of(
        "-drive",
        "file=%s,id=%s,format=%s,if=none,snapshot=%s,cache=unsafe"
            .formatted(file, name, format, throwAway),
        "-device",
        "virtio-blk-pci,drive=" + name + ",serial=" + name);
  }

  /** Whom the frames of one command are for. */
  private sealed interface Receiver {
    void receive(Frame frame);

    void died(IOException cause);
  }

  private record Talking(Conversation conversation) implements Receiver {
    @Override
    public void receive(Frame frame) {
      conversation.receive(frame);
    }

    @Override
    public void died(IOException cause) {
      conversation.died(cause);
    }
  }

  /** A command that has not ended. */
  private static final class Running implements Receiver {
    private final List<String> command;
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final CompletableFuture<Result> ended = new CompletableFuture<>();

    private Running(List<String> command) {
      this.command = command;
    }

    @Override
    public void died(IOException cause) {
      ended.completeExceptionally(cause);
    }

    @Override
    public void receive(Frame frame) {
      switch (frame.kind()) {
        case OUTPUT -> stdout.writeBytes(frame.payload());
        case ERROR -> stderr.writeBytes(frame.payload());
        case EXIT ->
            ended.complete(
                new Result(
                    command,
                    Integer.parseInt(new String(frame.payload(), StandardCharsets.US_ASCII)),
                    stdout.toString(StandardCharsets.UTF_8),
                    stderr.toString(StandardCharsets.UTF_8)));
        case RUN, INPUT, HELLO ->
            ended.completeExceptionally(
                new IOException("the agent sent a frame that only we send: " + frame.kind()));
      }
    }
  }
}
